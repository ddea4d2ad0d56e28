"""What comes near what; the nightly job finds it, this makes it by decree."""

from typing import Any

from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem
from eventhub.related.models import Kind, Related
from tests.factories import saved

TABLES: dict[Kind, tuple[type[Any], type[Any]]] = {
    Kind.SIMILAR: (Problem, Problem),
    Kind.EVENT: (Problem, Event),
    Kind.ANSWER: (Capability, Problem),
}


def make_related(kind: Kind, from_id: int, to_id: int, **changes: Any) -> Related:
    """Let two texts come near each other as they are now, by the rows they stand in."""
    one, other = (session.get_one(table, row) for table, row in zip(TABLES[kind], (from_id, to_id), strict=True))
    values: dict[str, Any] = {
        "kind": kind,
        "from_id": from_id,
        "from_revision": one.revision,
        "to_id": to_id,
        "to_revision": other.version if kind is Kind.EVENT else other.revision,
        "score": 0.65,
        "words": {"words": ["사출"], "wording": ["휘다"]} if kind is Kind.ANSWER else {"words": ["사출"]},
        "lexicon_version": 0,
        "computed_at": now(),
    }
    return saved(Related(**{**values, **changes}))
