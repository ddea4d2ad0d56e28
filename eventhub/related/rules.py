"""From where on are two texts shown as related, and how is that said?"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from eventhub.core.i18n import lazy as _
from eventhub.related.models import Kind, Related

JOB = "find-related"
FLOOR = {Kind.SIMILAR: 0.4, Kind.EVENT: 0.45, Kind.ANSWER: 0.5}
"""The score below which nothing is kept. Measured on the made-up pilot programme, whose texts know their topics.

Similar problems (a cosine; 462 technical problems, the best three of each): of 1,366 pairs shown at 0.1, 23 % have one
topic; of 399 at 0.3, 49 %; of 153 at 0.4, 84 %; of 80 at 0.5, 93 %. Whoever compares two texts side by side should not
do so in vain, so most have to be right, and 132 problems still have a neighbour.

Events (462 problems, 270 events to come, the best three of each; 3 in 1,000 pairs have one topic): of 531 shown at 0.3,
10 % are about the very topic; of 108 at 0.4, 20 %; of 45 at 0.45, 31 %, and 50 % where there is an event about
it at all. Nobody misses an event that is not shown, and an event beside the point costs trust.

Capabilities (the matcher's score, among the 30 best partners of each problem, the best five of each capability): of
3,734 shown at 0.27, 22 % have one topic; of 1,557 at 0.45, 32 %; of 587 at 0.5, 47 %; of 187 at 0.55, 55 %. At 0.5
every second is right, and 353 of 762 capabilities have a problem they could answer. What the nightly run suggests
keeps to the matcher's own floor.
"""

HIGH = {Kind.SIMILAR: 0.6, Kind.EVENT: 0.55, Kind.ANSWER: 0.6}
SHOWN = {Kind.SIMILAR: 5, Kind.EVENT: 3, Kind.ANSWER: 5}
# Of what is kept some has gone when a page is read: closed, past, changed, or nobody's business who reads it.
KEPT = {Kind.SIMILAR: 12, Kind.EVENT: 8, Kind.ANSWER: 12}

Pair = tuple[int, int]


class Near(NamedTuple):
    """What was found of two texts: their revisions, how near they come, the words both say, by which lexicon."""

    from_revision: int
    to_revision: int
    score: float
    words: Mapping[str, Sequence[str]]
    lexicon_version: int


def is_as_kept(row: Related, found: Near) -> bool:
    """Say whether what was found now is what is kept already."""
    kept = (row.from_revision, row.to_revision, row.score, row.words, row.lexicon_version)
    words = {name: list(said) for name, said in found.words.items()}
    return kept == (found.from_revision, found.to_revision, found.score, words, found.lexicon_version)


def say_likeness(kind: Kind, score: float) -> Any:  # noqa: ANN401 - a text that is said when it is shown
    """Say in a word how near two texts come; what comes no nearer than the floor is not kept."""
    return _("High") if score >= HIGH[kind] else _("Medium")
