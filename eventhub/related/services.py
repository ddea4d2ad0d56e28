"""How is kept what comes near what, and how does a problem get a partner that a coordinator has seen there?"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

from sqlalchemy import delete, insert

from eventhub.accounts.models import Account
from eventhub.core.db import hold, session
from eventhub.matching import services as matching
from eventhub.matching.errors import NoLongerMatched
from eventhub.matching.models import Side, Suggestion
from eventhub.organisations.models import Organisation
from eventhub.problems.models import Problem
from eventhub.related import queries, rules
from eventhub.related.models import Kind, Related

ROWS_AT_ONCE = 500


def keep(kind: Kind, found: Mapping[rules.Pair, rules.Near], *, now: datetime) -> int:
    """Keep what was found of a kind in the place of what was; what is the same stays. Say how much is new or gone."""
    hold(f"related:{kind}")
    kept = queries.find_kept(kind)
    same = {pair for pair, row in kept.items() if pair in found and rules.is_as_kept(row, found[pair])}
    gone = iter([row.id for pair, row in kept.items() if pair not in same])
    number = len(kept) - len(same)
    while rows := list(islice(gone, ROWS_AT_ONCE)):
        session.execute(delete(Related).where(Related.id.in_(rows)))
    new = [dict(_row(kind, pair, near), computed_at=now) for pair, near in found.items() if pair not in same]
    if new:
        session.execute(insert(Related), new)
    return number + len(new)


def suggest(organisation: Organisation, problem: Problem, *, by: Account, now: datetime) -> Suggestion:
    """Suggest an organisation for a problem, which is held, by the capability that was found to answer it."""
    found = queries.find_answer(organisation, problem)
    if found is None:
        raise NoLongerMatched
    row, capability = found
    words = {Side.OWNER: row.words["words"], Side.PARTNER: row.words["wording"]}
    return matching.suggest_by_hand(problem, capability, score=row.score, words=words, by=by, now=now)


def _row(kind: Kind, pair: rules.Pair, near: rules.Near) -> Iterator[tuple[str, object]]:
    yield from zip(("from_id", "to_id"), pair, strict=True)
    yield "kind", kind
    for name, value in near._asdict().items():
        yield name, {key: list(said) for key, said in value.items()} if name == "words" else value
