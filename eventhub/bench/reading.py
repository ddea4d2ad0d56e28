"""What does reading texts cost the first time, and when one in a hundred has changed?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from eventhub.bench.measure import NotKeptError, timed
from eventhub.bench.scratch import scratch
from eventhub.core.db import transaction
from eventhub.matching import queries, services, text
from eventhub.matching.kept import Kept
from eventhub.matching.memory import kept_in
from eventhub.matching.ranker import Document, Partner, PartnerRanker
from eventhub.matching.rules import document_text
from eventhub.matching.text import analyse, analyse_all
from eventhub.organisations.models import Capability

ONE_IN = 100
LANGUAGES = ("ko", "en")


def texts_read_again() -> Iterator[str]:
    """Read the texts of the settings' database into a table made for the run, and again as the next night would."""
    partners, problems = _partners(), list(dict.fromkeys(queries.list_problem_texts()))
    if not partners or not problems:
        raise RuntimeError("there is nothing to match; load the demo first")
    texts = list(dict.fromkeys([*(each.text for one in partners for each in one.documents), *problems]))
    changed = [f"{said} 바뀐 글." if place % ONE_IN == 0 else said for place, said in enumerate(texts)]
    analyse("하나를 읽으면 분석기가 실린다.")
    with scratch() as made, made.opened():
        _, cold = timed(_read, texts)
        _, warm = timed(_read, changed)
        _check(changed)
    analyse_all(texts)
    _, rest = timed(_rank, partners, problems)
    yield f"Reading {len(texts):,} texts of {sum(map(len, texts)) / len(texts):.0f} characters, and keeping it; CPU"
    yield f"  the first time {cold:.2f} s, {len(texts) / cold:.0f} a second"
    yield f"  again, 1 % of them changed, {warm:.3f} s: {warm / cold:.4f} x"
    yield f"  what follows, learning and ranking {len(problems):,} texts: {rest:.2f} s, {rest / cold:.3f} x"


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
    for problem in problems:
        ranker.rank(problem)


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
