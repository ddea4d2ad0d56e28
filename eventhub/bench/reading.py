"""What does reading texts cost the first time, what the next night, and what does ranking them cost beside it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from eventhub.bench.measure import NotKeptError, timed
from eventhub.bench.scratch import scratch
from eventhub.core.db import transaction
from eventhub.matching import queries, services, text
from eventhub.matching.glossary import sound_feature
from eventhub.matching.kept import Kept
from eventhub.matching.memory import kept_in
from eventhub.matching.ranker import HEARD_AT_ONCE, Document, Partner, PartnerRanker
from eventhub.matching.rules import document_text
from eventhub.matching.text import analyse, analyse_all
from eventhub.organisations.models import Capability

ONE_IN = 100
LANGUAGES = ("ko", "en")
PROFILE = 345  # The characters of a usual profile.


def texts_read_again() -> Iterator[str]:
    """Read the texts of the settings' database into a table made for the run, and again as the next night would."""
    partners, problems = _partners(), list(dict.fromkeys(queries.list_problem_texts()))
    if not partners or not problems:
        raise RuntimeError("there is nothing to match; load the demo first")
    analyse("하나를 읽으면 분석기가 실린다.")
    PartnerRanker().fit(partners[:1]).rank(problems[0])  # loads what was compiled
    yield from _measured(partners, problems)
    yield from _measured(*_lengthened(partners, problems))


def _measured(partners: Sequence[Partner], problems: Sequence[str]) -> Iterator[str]:
    documents = [each.text for one in partners for each in one.documents]
    texts = list(dict.fromkeys([*documents, *problems]))
    # The next night reads what is offered, and the problems that are new or were changed.
    read_next = [*map(_changed, documents[::ONE_IN]), *map(_changed, problems[::ONE_IN])]
    known = dict.fromkeys(said for place, said in enumerate(documents) if place % ONE_IN)
    with scratch() as made, made.opened():
        _, cold = timed(_read, texts)
        _, warm = timed(_read, [*known, *read_next])
        _check([*known, *read_next])
    analyse_all(texts)
    sound_feature.cache_clear()
    _, rest = timed(_rank, partners, problems)
    yield f"Reading {len(texts):,} texts of {sum(map(len, texts)) / len(texts):.0f} characters, and keeping it; CPU"
    yield f"  the first time {cold:.2f} s, {len(texts) / cold:.0f} a second"
    found = f"{len(known):,} found, {len(read_next)} read"
    yield f"  the next night, 1 % of them changed, {warm:.3f} s ({found}): {warm / cold:.4f} x"
    learned = f"learning {len(documents):,} and ranking {len(problems):,}"
    yield f"  what follows, {learned}: {rest:.2f} s, {rest / cold:.3f} x"


def _changed(said: str) -> str:
    return f"{said} 바뀐 글."


def _lengthened(partners: Sequence[Partner], problems: Sequence[str]) -> tuple[list[Partner], list[str]]:
    """Add to each text those that follow it, until it is as long as a profile."""
    longer = iter(_longer([each.text for one in partners for each in one.documents]))
    lengthened = [
        replace(one, documents=tuple(replace(each, text=next(longer)) for each in one.documents)) for one in partners
    ]
    return lengthened, list(dict.fromkeys(_longer(problems)))


def _longer(texts: Sequence[str]) -> Iterator[str]:
    for place, said in enumerate(texts):
        parts = [said]
        for more in texts[place + 1 :]:
            if sum(map(len, parts)) >= PROFILE:
                break
            parts.append(more)
        yield "\n".join(parts)


def _read(texts: Sequence[str]) -> None:
    text.forget()
    kept = Kept(_keep)
    with kept_in(kept):
        analyse_all(texts)
    kept.write()


def _check(texts: Sequence[str]) -> None:
    text.forget()
    with kept_in(Kept(_keep)):
        kept = analyse_all(texts)
    text.forget()
    if kept != analyse_all(texts):
        raise NotKeptError("what was kept of a text is not what reading it again finds")


def _rank(partners: Sequence[Partner], problems: Sequence[str]) -> None:
    ranker = PartnerRanker().fit(partners)
    for first in range(0, len(problems), HEARD_AT_ONCE):
        for heard in ranker.hear([(problem,) for problem in problems[first : first + HEARD_AT_ONCE]]):
            ranker.best(heard)


def _partners() -> list[Partner]:
    return [
        Partner(str(owner), tuple(Document(str(offer.id), said) for offer in offers for said in _said(offer)))
        for owner, offers in groupby(queries.list_offers(), key=attrgetter("organisation_id"))
    ]


def _said(offer: Capability) -> Iterator[str]:
    return filter(None, (document_text(offer, language) for language in LANGUAGES))


def _keep(contents: Mapping[bytes, bytes]) -> None:
    with transaction():
        services.keep_analyses(contents)
