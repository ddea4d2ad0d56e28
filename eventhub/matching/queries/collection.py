"""Which texts can be searched, of what is each, and has any of them changed?"""

import enum
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.events.models import Visibility as EventVisibility
from eventhub.events.queries import SHOWN
from eventhub.lexicon.models import LexiconVersion
from eventhub.matching.rules import LANGUAGES, document_text
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem, Visibility
from eventhub.problems.queries import is_worded


class Kind(enum.StrEnum):
    """What a text is of: a problem has two, the firm's own words and the coordinator's wording for others."""

    PROBLEM = "problem"
    WORDING = "wording"
    ORGANISATION = "organisation"
    EVENT = "event"


Name = tuple[str, str]


class Entry(NamedTuple):
    """Something that can be found by what its texts say."""

    kind: Kind
    id: str
    texts: tuple[str, ...]

    @property
    def name(self) -> Name:
        """What it is called: its kind and its public id."""
        return self.kind.value, self.id


State = tuple[Any, ...]


def get_state() -> State:
    """Look at everything at once, in one statement; what it returns differs when anything has changed."""
    moments: list[Any] = [
        func.max(Problem.updated_at),
        func.max(Problem.triaged_at),
        func.max(Organisation.updated_at),
        func.max(Capability.updated_at),
        func.max(Event.updated_at),
    ]
    numbers: list[Any] = [
        *(func.count(table.id) for table in (Problem, Organisation, Capability, Event)),
        *(func.sum(number) for number in (Problem.revision, Capability.revision, Event.version, Event.revision)),
        func.max(LexiconVersion.number),
    ]
    parts = (select(each).scalar_subquery() for each in (*moments, *numbers))
    return tuple(session.execute(select(*parts)).one())


def list_names() -> set[Name]:
    """Name everything that can be found."""
    problems = set(session.scalars(select(Problem.public_id)))
    wordings = set(session.scalars(select(Problem.public_id).where(_is_for_others())))
    organisations = set(session.scalars(select(Organisation.public_id)))
    events = set(session.scalars(select(Event.public_id).where(_is_found())))
    named = zip(Kind, (problems, wordings, organisations, events), strict=True)
    return {(kind.value, public_id) for kind, ids in named for public_id in ids}


def list_entries(since: datetime | None = None) -> Iterator[Entry]:
    """List what can be found with all its texts, or what was changed since a moment."""
    yield from _problems(since)
    yield from _organisations(since)
    yield from _events(since)


def list_texts() -> Iterator[str]:
    """List every text that can be searched."""
    return (text for entry in list_entries() for text in entry.texts)


def _problems(since: datetime | None) -> Iterator[Entry]:
    rows = select(Problem.public_id, Problem.text, Problem.wording, _is_for_others())
    if since:
        rows = rows.where(or_(Problem.updated_at >= since, Problem.triaged_at >= since))
    for public_id, text, wording, is_for_others in session.execute(rows.order_by(Problem.id)):
        yield Entry(Kind.PROBLEM, public_id, (text,))
        if is_for_others:
            yield Entry(Kind.WORDING, public_id, (wording,))


def _organisations(since: datetime | None) -> Iterator[Entry]:
    """List organisations: what each says of itself, and each thing it offers, by language as the matcher reads it."""
    rows = select(Organisation)
    offers = select(Capability).where(Capability.withdrawn_at.is_(None))
    if since:
        offered = exists().where(Capability.organisation_id == Organisation.id, Capability.updated_at >= since)
        rows = rows.where(or_(Organisation.updated_at >= since, offered))
        offers = offers.where(Capability.organisation_id.in_(rows.with_only_columns(Organisation.id)))
    able: dict[int, list[str]] = {}
    for capability in session.scalars(offers.order_by(Capability.id)):
        said = (document_text(capability, language) for language in LANGUAGES)
        able.setdefault(capability.organisation_id, []).extend(filter(None, said))
    for one in session.scalars(rows.order_by(Organisation.id)):
        korean = _text(one.name_ko, one.main_product_ko, one.about_ko)
        english = _text(one.name_en, one.main_product_en, one.about_en)
        texts = (korean, english, *able.get(one.id, ()))
        yield Entry(Kind.ORGANISATION, one.public_id, tuple(filter(None, texts)))


def _events(since: datetime | None) -> Iterator[Entry]:
    rows = select(Event).options(joinedload(Event.mini_cluster)).where(_is_found())
    if since:
        rows = rows.where(Event.updated_at >= since)
    for event in session.scalars(rows.order_by(Event.id)):
        field = event.mini_cluster
        korean = _text(event.title_ko, event.text_ko, field.name_ko if field else "")
        english = _text(event.title_en, event.text_en, field.name_en if field else "")
        yield Entry(Kind.EVENT, event.public_id, tuple(filter(None, (korean, english))))


def _text(*parts: str) -> str:
    return "\n".join(filter(None, parts))


def _is_for_others() -> ColumnElement[bool]:
    return and_(is_worded(), Problem.visibility != Visibility.PRIVATE)


def _is_found() -> ColumnElement[bool]:
    """Select what stands in anybody's lists: a draft does not, nor does what is known by its address only."""
    return and_(Event.status.in_(SHOWN), Event.visibility != EventVisibility.UNLISTED)
