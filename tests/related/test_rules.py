"""Is what is kept told apart from what was found, and a score said in a word?"""

from eventhub.core.clock import now
from eventhub.related.models import Kind, Related
from eventhub.related.rules import FLOOR, HIGH, KEPT, SHOWN, Near, is_as_kept, say_likeness

FOUND = Near(1, 2, 0.5, {"words": ("사출",)}, 3)


def kept(**changes: object) -> Related:
    """Make a row of what was found."""
    values = {"from_revision": 1, "to_revision": 2, "score": 0.5, "words": {"words": ["사출"]}, "lexicon_version": 3}
    return Related(**{**values, **changes}, computed_at=now())


def test_what_is_the_same_is_known_again() -> None:
    assert is_as_kept(kept(), FOUND)


def test_another_revision_score_word_or_lexicon_is_something_new() -> None:
    for change in ({"from_revision": 2}, {"to_revision": 3}, {"score": 0.6}, {"words": {}}, {"lexicon_version": 4}):
        assert not is_as_kept(kept(**change), FOUND)


def test_a_score_is_high_or_medium() -> None:
    for kind in Kind:
        assert str(say_likeness(kind, HIGH[kind])) != str(say_likeness(kind, FLOOR[kind]))


def test_more_is_kept_than_is_shown() -> None:
    assert all(KEPT[kind] > SHOWN[kind] for kind in Kind)
