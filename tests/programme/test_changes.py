"""Does what differs between two releases lead from one to the other, and is it said in words?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.i18n import speaking
from eventhub.programme import rules
from eventhub.programme.rules import Concern, Snapshot

IDS = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=6)
WORDS = st.sampled_from(["", "냉각", "사출", "용접"])
TIMES = st.sampled_from(["2026-03-02T00:00:00+00:00", "2026-03-02T01:00:00+00:00", "2026-03-03T00:00:00+00:00"])


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Make up a snapshot of any size; its rows come in any order."""

    def rows(**values: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        return [{"id": name, **{key: draw(value) for key, value in values.items()}} for name in draw(IDS)]

    rooms = rows(name_ko=WORDS, name_en=WORDS, capacity=st.integers(1, 9))
    people = rows(name=WORDS, organisation_name=WORDS)
    chosen = st.sampled_from([None, *(room["id"] for room in rooms)])
    cast = [{"id": one["id"], "role": "speaker"} for one in people]
    return {
        "event": {"title_ko": draw(WORDS), "venue_ko": draw(WORDS)},
        "days": sorted(draw(st.sets(st.sampled_from(["2026-03-02", "2026-03-03"])))),
        "tracks": rows(name_ko=WORDS),
        "rooms": rooms,
        "sessions": rows(
            title_ko=WORDS,
            title_en=WORDS,
            text_ko=WORDS,
            starts_at=TIMES,
            ends_at=st.just("2026-03-04T00:00:00+00:00"),
            room=chosen,
            speakers=st.permutations(cast),
        ),
        "speakers": people,
    }


@given(snapshots(), snapshots())
def test_the_older_snapshot_with_what_differs_is_the_newer_one(old: Snapshot, new: Snapshot) -> None:
    changes = rules.diff(old, new)
    assert rules.apply(old, changes) == new
    assert rules.changes_from(changes.as_data()) == changes


@given(snapshots(), snapshots())
def test_nothing_differs_exactly_when_they_are_the_same(old: Snapshot, new: Snapshot) -> None:
    assert rules.diff(old, new).is_empty == (old == new)
    assert rules.diff(old, old).is_empty


@given(snapshots(), snapshots())
def test_every_difference_can_be_said(old: Snapshot, new: Snapshot) -> None:
    for locale in ("ko", "en"):
        with speaking(locale):
            assert all(rules.changelog(old, new, rules.diff(old, new)))


@given(snapshots())
def test_the_first_release_is_everything(new: Snapshot) -> None:
    changes = rules.diff(rules.NOTHING, new)
    assert rules.apply(rules.NOTHING, changes) == new
    assert (changes.added, changes.removed, changes.changed) == (new["sessions"], [], {})


def session(public_id: str, **changes: Any) -> dict[str, Any]:
    """Make up a session of a snapshot."""
    values = {
        "title_ko": f"{public_id} 발표",
        "title_en": f"Talk {public_id}",
        "text_ko": "",
        "starts_at": "2026-03-02T00:00:00+00:00",
        "ends_at": "2026-03-02T01:00:00+00:00",
        "room": "hall",
        "speakers": [],
    }
    return {"id": public_id, **values, **changes}


def snapshot(*sessions: dict[str, Any]) -> Snapshot:
    """Make up a snapshot with two rooms and two people."""
    rooms = [{"id": "hall", "name_ko": "강당", "name_en": "Hall"}, {"id": "lab", "name_ko": "실습실", "name_en": "Lab"}]
    people = [{"id": "park", "name": "박지훈"}, {"id": "jung", "name": "정은비"}]
    return {**rules.NOTHING, "rooms": rooms, "speakers": people, "sessions": list(sessions)}


MOVED = session("a", starts_at="2026-03-02T05:00:00+00:00", ends_at="2026-03-02T06:00:00+00:00", room="lab")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ([session("a")], [session("a"), session("b")], "New: Talk b (Mon 2 Mar 2026 09:00–10:00, Hall)"),
        ([session("a"), session("b")], [session("a")], "Dropped: Talk b (Mon 2 Mar 2026 09:00–10:00, Hall)"),
        (
            [session("a")],
            [MOVED],
            "Moved: Talk a, from Mon 2 Mar 2026 09:00–10:00, Hall to Mon 2 Mar 2026 14:00–15:00, Lab",
        ),
        ([session("a")], [session("a", title_en="Cooling")], "New title: Cooling (was Talk a)"),
        (
            [session("a")],
            [session("a", speakers=[{"id": "park"}, {"id": "jung"}])],
            "Speakers of Talk a: 박지훈, 정은비",
        ),
        ([session("a", speakers=[{"id": "park"}])], [session("a")], "Speakers of Talk a: to be named"),
        ([session("a")], [session("a", text_ko="다른 글")], "Details corrected: Talk a"),
        ([session("a")], [session("a", title_ko="다른 제목")], "Details were corrected."),
    ],
)
def test_the_changelog_says_what_changed(old: list[Any], new: list[Any], sentence: str) -> None:
    before, after = snapshot(*old), snapshot(*new)
    with speaking("en"):
        assert rules.changelog(before, after, rules.diff(before, after)) == [sentence]


def test_the_changelog_of_a_first_release_lists_what_is_in_it() -> None:
    after = {**snapshot(session("a"), session("b")), "days": ["2026-03-12"]}
    with speaking("en"):
        lines = rules.changelog(rules.NOTHING, after, rules.diff(rules.NOTHING, after))
        assert lines[:3] == ["The programme is out: 2 sessions.", "Days: Thu 12 Mar 2026", "Speakers: 박지훈 · 정은비"]
        assert lines[3:] == [f"New: {rules.describe(row, after)}" for row in after["sessions"]]


def test_a_session_without_a_room_is_said_without_one() -> None:
    after = snapshot(session("a", room=None))
    with speaking("ko"):
        assert rules.describe(after["sessions"][0], after) == "a 발표 (2026. 3. 2.(월) 09:00–10:00)"


def test_a_release_concerns_whose_sessions_came_moved_or_went() -> None:
    old = {"a": ["park"], "b": ["park", "jung"], "c": ["han"], "d": ["min"]}
    new = {"a": ["park"], "b": ["park"], "c": ["han"], "e": ["jung"]}
    assert rules.concerns(old, new, ["a"]) == {
        "park": Concern(added=[], moved=["a"], removed=[]),
        "jung": Concern(added=["e"], moved=[], removed=["b"]),
        "min": Concern(added=[], moved=[], removed=["d"]),
    }
