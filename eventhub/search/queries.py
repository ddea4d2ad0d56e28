"""What of all that can be searched may somebody see, whether it fits or holds the words as typed?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.core.i18n import LOCALES, current_locale
from eventhub.core.search import search_words
from eventhub.core.text import unmarked
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.matching.queries.collection import Kind, Name
from eventhub.organisations import queries as organisations
from eventhub.organisations.models import Capability, Organisation
from eventhub.organisations.rules import Filters
from eventhub.problems import queries as problems
from eventhub.problems.queries import Readable
from eventhub.search.rules import MOST_HITS, Group, Hit, Passage, best_passage

Words = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Something a person may see, and the words it was found by."""

    item: Any
    words: Words


@dataclass(frozen=True)
class Card:
    """How something that was found is shown: what it is, its name where it has one, and a piece of what it says."""

    item: Any
    title: Passage | None
    passage: Passage


Results = Mapping[Group, Sequence[Found]]


def list_fitting(hits: Sequence[Hit], account: Account | None) -> Results:
    """List what was found and may be seen, best first: every hit is fetched as its reader could open it.

    Who reads a problem in the firm's own words finds it by those, everybody else by the coordinator's wording.
    """
    ids = {kind: [hit.id for hit in hits if hit.kind is kind] for kind in Kind}
    readable = problems.list_among({*ids[Kind.PROBLEM], *ids[Kind.WORDING]}, account)
    seen: dict[Name, Any] = {(_read_by(one), one.problem.public_id): one for one in readable}
    found = session.scalars(
        select(Organisation)
        .options(joinedload(Organisation.complex))
        .where(Organisation.public_id.in_(ids[Kind.ORGANISATION]))
    )
    seen.update(((Kind.ORGANISATION, one.public_id), one) for one in found)
    wanted = ids[Kind.EVENT]
    listed = events.list_found(account, *wanted, at_most=len(wanted)) if wanted else ()
    seen.update(((Kind.EVENT, one.public_id), one) for one in listed)
    return _grouped((hit.kind, Found(seen[hit.name], hit.words)) for hit in hits if hit.name in seen)


def list_holding(typed: str, account: Account | None) -> Results:
    """List what may be seen and holds every word as it was typed; problems and events newest first."""
    words = tuple(search_words(typed))
    held: list[tuple[Kind, Sequence[Any]]] = [
        (Kind.WORDING, problems.list_holding(typed, account, at_most=MOST_HITS)),
        (Kind.ORGANISATION, organisations.list_directory(Filters(words=typed), per_page=MOST_HITS).items),
        (Kind.EVENT, events.list_found(account, words=typed, at_most=MOST_HITS)),
    ]
    return _grouped((kind, Found(item, words)) for kind, items in held for item in items)


def joined(first: Results, then: Results) -> Results:
    """Put what was found in one way before what was found in another, each thing once."""
    found: dict[Group, list[Found]] = {}
    for group in Group:
        known = {_id(one) for one in first[group]}
        found[group] = [*first[group], *(one for one in then[group] if _id(one) not in known)]
    return found


def list_cards(found: Iterable[Found], typed: str) -> list[Card]:
    """Show what was found by the pieces that say most of the words it was found by, or of those that were typed."""
    found = list(found)
    able = _offers(one.item for one in found if isinstance(one.item, Organisation))
    return [_card(one.item, (*one.words, *search_words(typed)), able) for one in found]


def _card(item: Any, words: Words, able: Mapping[int, Sequence[Capability]]) -> Card:  # noqa: ANN401 - one of three
    if isinstance(item, Readable):
        return Card(item, None, best_passage([("", item.words)], words))
    if isinstance(item, Event):
        return Card(item, _title(item, "title", words), best_passage(_said(item, "text"), words))
    texts = [*_said(item, "main_product"), *_said(item, "about")]
    for capability in able.get(item.id, ()):
        texts += [*_said(capability, "title", "text"), ("", capability.equipment)]
    return Card(item, _title(item, "name", words), best_passage(texts, words))


def _title(item: Any, field: str, words: Words) -> Passage:  # noqa: ANN401 - as above
    return best_passage(list(_said(item, field))[:1], words)


def _said(item: Any, *fields: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as above
    """List what is said in some fields, by language, that of the asker first."""
    mine = current_locale()
    for language in sorted(LOCALES, key=lambda locale: locale != mine):
        text = " – ".join(said for field in fields if (said := getattr(item, f"{field}_{language}")))
        if text:
            yield language, unmarked(text)


def _offers(found: Iterable[Organisation]) -> Mapping[int, Sequence[Capability]]:
    rows = select(Capability).where(Capability.organisation_id.in_([one.id for one in found]))
    able: dict[int, list[Capability]] = {}
    for capability in session.scalars(rows.where(Capability.withdrawn_at.is_(None)).order_by(Capability.id)):
        able.setdefault(capability.organisation_id, []).append(capability)
    return able


def _id(found: Found) -> int:
    item = found.item
    return int(item.problem.id if isinstance(item, Readable) else item.id)


def _read_by(readable: Readable) -> Kind:
    return Kind.PROBLEM if readable.is_inside else Kind.WORDING


def _grouped(found: Iterable[tuple[Kind, Found]]) -> Results:
    groups: dict[Group, list[Found]] = {group: [] for group in Group}
    for kind, one in found:
        groups[Group.of(kind)].append(one)
    return groups
