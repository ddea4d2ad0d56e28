"""Is every clash of a timetable found, and nothing else?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.i18n import speaking
from eventhub.events.models import Event
from eventhub.programme import rules
from eventhub.programme.models import Appearance, ProgrammeSession, SessionType, Speaker, SpeakerRole
from eventhub.programme.rules import Booking, Clash, ClashKind, Programme
from eventhub.venues.models import Room, Venue

SEOUL = ZoneInfo("Asia/Seoul")
NINE = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # Monday, nine o'clock in Seoul
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def venue(**changes: Any) -> Venue:
    """Make up a venue that never closes."""
    values = {"id": 1, "public_id": "venue", "name_ko": "회관", "name_en": "Hall"}
    return Venue(**{**values, "opens_at_minute": 0, "closes_at_minute": 1440, **changes})


HALL, LAB = (
    Room(
        id=number,
        public_id=f"room{number}",
        name_ko=f"{number}호",
        name_en=f"Room {number}",
        capacity=50,
        venue=venue(),
    )
    for number in (1, 2)
)
PARK, JUNG = (
    Speaker(id=number, public_id=f"speaker{number}", name=name) for number, name in ((1, "박지훈"), (2, "정은비"))
)


def talk(
    name: str, begin: float, length: float = 1, room: Room | None = None, *speakers: Speaker, **changes: Any
) -> ProgrammeSession:
    """Make up a session that begins so many hours after nine and lasts so many hours."""
    starts_at = NINE + begin * HOUR
    values = {"type": SessionType.TALK, "title_ko": name, "starts_at": starts_at, "ends_at": starts_at + length * HOUR}
    room_id = room.id if room else None
    made = ProgrammeSession(public_id=name, title_en="", room=room, room_id=room_id, **{**values, **changes})
    made.appearances = [Appearance(speaker=one, role=SpeakerRole.SPEAKER, position=0) for one in speakers]
    return made


def found(*sessions: ProgrammeSession, registered: int = 0, **more: Any) -> list[Clash]:
    """Find the clashes of an event of one week."""
    event = Event(starts_at=NINE, ends_at=NINE + timedelta(days=7), all_day=False, seats_taken=registered)
    with speaking("en"):
        return rules.clashes(Programme(event=event, sessions=sessions, zone=SEOUL, **more))


def kinds(clashes: Sequence[Clash]) -> list[tuple[ClashKind, tuple[str, ...]]]:
    """Leave the sorts and the sessions of clashes."""
    return [(clash.kind, clash.session_ids) for clash in clashes]


def test_a_timetable_without_faults_has_no_clash() -> None:
    sessions = talk("a", 0, 1, HALL, PARK), talk("b", 1, 1, HALL, JUNG), talk("c", 1.5, 1, LAB, PARK)
    assert found(*sessions, talk("waiting", 0, 1, HALL, PARK, starts_at=None, ends_at=None)) == []


def test_a_room_is_used_once_at_a_time() -> None:
    (clash,) = found(talk("a", 0, 1, HALL), talk("b", 0.5, 1, HALL), talk("c", 0.5, 1, LAB))
    assert (clash.kind, clash.is_hard, clash.session_ids) == (ClashKind.ROOM_TWICE, True, ("a", "b"))
    assert clash.sentence == "Room 1 is used twice at Mon 2 Mar 2026 09:30: “a” and “b”."


def test_another_event_in_the_room_is_a_clash_too() -> None:
    booking = Booking(id="event:x", title="Other day", room_id=1, starts_at=NINE - HOUR, ends_at=NINE + HOUR)
    elsewhere = Booking(id="event:y", title="Elsewhere", room_id=9, starts_at=NINE, ends_at=NINE + HOUR)
    with_itself = Booking(id="event:x", title="Other day", room_id=1, starts_at=NINE - HOUR, ends_at=NINE)
    clashes = found(talk("a", 0, 1, HALL), bookings=[booking, elsewhere, with_itself])
    assert kinds(clashes) == [(ClashKind.ROOM_TWICE, ("a",))]
    assert "Other day" in clashes[0].sentence


def test_a_person_is_in_one_session_at_a_time() -> None:
    clashes = found(talk("a", 0, 1, HALL, PARK, JUNG), talk("b", 0.5, 1, LAB, PARK))
    assert kinds(clashes) == [(ClashKind.SPEAKER_TWICE, ("a", "b"))]
    assert clashes[0].is_hard
    assert clashes[0].sentence == "박지훈 is in two sessions at Mon 2 Mar 2026 09:30: “a” and “b”."


@pytest.mark.parametrize(("begin", "is_outside"), [(-1, True), (0, False), (167, False), (167.5, True)])
def test_sessions_lie_within_the_event(begin: float, is_outside: bool) -> None:
    expected = [(ClashKind.OUTSIDE_EVENT, ("a",))] if is_outside else []
    assert kinds(found(talk("a", begin))) == expected


@pytest.mark.parametrize(
    ("sessions", "registered", "expected"),
    [
        ([talk("a", 0, 1, HALL, capacity=50)], 0, []),
        ([talk("a", 0, 1, HALL, capacity=51)], 0, ["a"]),
        ([talk("a", 0, 1, HALL)], 50, []),
        ([talk("a", 0, 1, HALL)], 51, ["a"]),
        ([talk("a", 0, 1, HALL, capacity=10)], 51, []),
        ([talk("a", 0)], 51, []),
        # Beside one another each takes a part of those who come.
        ([talk("a", 0, 1, HALL), talk("b", 0.5, 1, LAB)], 51, []),
        ([talk("a", 0, 4, HALL), talk("b", 0, 1, LAB), talk("c", 2, 1, LAB)], 51, []),
        ([talk("a", 0, 1, HALL), talk("b", 1, 1, LAB)], 51, ["a", "b"]),
        ([talk("a", 0, 1, HALL), talk("b", 0, 1, LAB, type=SessionType.BREAK)], 51, ["a"]),
    ],
)
def test_a_room_holds_those_who_sign_up_or_all_who_come(
    sessions: list[ProgrammeSession], registered: int, expected: list[str]
) -> None:
    small = [clash for clash in found(*sessions, registered=registered) if clash.kind is ClashKind.ROOM_SMALL]
    assert [clash.session_ids[0] for clash in small] == expected
    assert not any(clash.is_hard for clash in small)


@pytest.mark.parametrize(("pause", "is_short"), [(0, True), (9, True), (10, False)])
def test_a_speaker_has_ten_minutes_between_two_sessions(pause: float, is_short: bool) -> None:
    clashes = found(talk("a", 0, 1, HALL, PARK), talk("b", 1 + pause / 60, 1, LAB, PARK))
    assert kinds(clashes) == ([(ClashKind.NO_BREAK, ("a", "b"))] if is_short else [])


def test_nobody_sits_for_more_than_three_hours() -> None:
    assert found(talk("a", 0, 1.5, HALL), talk("b", 1.5, 1.5, HALL)) == []
    clashes = found(talk("a", 0, 1.5, HALL), talk("b", 1.5, 1.5, HALL), talk("c", 3.1, 1, HALL))
    assert kinds(clashes) == [(ClashKind.NO_BREAK, ("a", "b", "c"))]
    assert clashes[0].sentence == ("No break for more than three hours, from “a” on: Mon 2 Mar 2026 09:00–13:06.")


def test_a_break_ends_the_sitting_and_rooms_count_apart() -> None:
    pause = talk("break", 1.5, 0.25, HALL, type=SessionType.BREAK)
    assert found(talk("a", 0, 1.5, HALL), pause, talk("b", 1.75, 2, HALL)) == []
    assert found(talk("a", 0, 2, HALL), talk("b", 2, 2, LAB)) == []
    # Without rooms the sessions of a track are one place.
    assert kinds(found(talk("a", 0, 2, track_id=1), talk("b", 2, 2, track_id=1))) == [(ClashKind.NO_BREAK, ("a", "b"))]


def test_sessions_lie_within_opening_hours() -> None:
    early = Room(id=3, public_id="r3", name_ko="3호", name_en="Room 3", capacity=50)
    early.venue = venue(opens_at_minute=600, closes_at_minute=1080)
    clashes = found(talk("a", 0, 1, early), talk("b", 1, 1, early), talk("c", 8, 2, early))
    assert kinds(clashes) == [(ClashKind.OUTSIDE_HOURS, ("a",)), (ClashKind.OUTSIDE_HOURS, ("c",))]
    assert clashes[0].sentence == "“a” (Mon 2 Mar 2026 09:00–10:00): Hall is open 10:00–18:00."


def test_a_closed_day_is_warned_of_once_a_day() -> None:
    sessions = talk("a", 0), talk("b", 2), talk("c", 24), talk("night", 14, 2)
    clashes = found(*sessions, closed_days={date(2026, 3, 2): "Team day", date(2026, 3, 3): "Holiday"})
    assert kinds(clashes) == [(ClashKind.CLOSED_DAY, ("a", "b", "night")), (ClashKind.CLOSED_DAY, ("night", "c"))]
    assert clashes[0].sentence == "Mon 2 Mar 2026 is Team day."


def test_an_accepted_warning_is_asked_for_anew_when_its_session_moves() -> None:
    before, same = (found(talk("a", 0, 1, HALL, capacity=51)) for _ in range(2))
    after = found(talk("a", 1, 1, HALL, capacity=51))
    accepted = {clash.key for clash in before}
    assert rules.standing_against(same, accepted) == []
    assert rules.standing_against(after, accepted) == after
    assert all(len(clash.key) <= 200 for clash in before)


def test_a_hard_clash_cannot_be_accepted_away() -> None:
    clashes = found(talk("a", 0, 1, HALL), talk("b", 0.5, 1, HALL))
    assert rules.standing_against(clashes, {clash.key for clash in clashes}) == clashes


def test_keys_are_the_same_in_every_language() -> None:
    event = Event(starts_at=NINE, ends_at=NINE + HOUR, all_day=False, seats_taken=0)
    keys = set()
    for locale in ("ko", "en"):
        with speaking(locale):
            programme = Programme(event=event, sessions=[talk("a", 0, 2)], zone=SEOUL)
            keys.add(tuple(clash.key for clash in rules.clashes(programme)))
    assert len(keys) == 1


SPANS = st.tuples(
    st.integers(0, 40), st.integers(1, 20), st.sampled_from([None, HALL, LAB]), st.sets(st.sampled_from([0, 1]))
)


def overlaps(one: ProgrammeSession, two: ProgrammeSession) -> bool:
    """Say whether two placed sessions overlap, pair by pair."""
    return one.starts_at < two.ends_at and two.starts_at < one.ends_at  # type: ignore[operator]


@given(st.lists(SPANS, max_size=12))
def test_the_sweep_finds_what_looking_at_each_pair_finds(spans: list[Any]) -> None:
    people = (PARK, JUNG)
    sessions = [
        talk(f"s{number}", begin / 4, length / 4, room, *(people[one] for one in sorted(who)))
        for number, (begin, length, room, who) in enumerate(spans)
    ]
    rooms, speakers = set(), set()
    for one, two in combinations(sessions, 2):
        pair = frozenset((one.public_id, two.public_id))
        if overlaps(one, two):
            if one.room and one.room is two.room:
                rooms.add((pair, one.room_id))
            both = {each.speaker.id for each in one.appearances} & {each.speaker.id for each in two.appearances}
            speakers |= {(pair, speaker_id) for speaker_id in both}
    clashes = found(*sessions)
    of_kind = {kind: [frozenset(clash.session_ids) for clash in clashes if clash.kind is kind] for kind in ClashKind}
    assert sorted(map(sorted, of_kind[ClashKind.ROOM_TWICE])) == sorted(sorted(pair) for pair, _ in rooms)
    assert sorted(map(sorted, of_kind[ClashKind.SPEAKER_TWICE])) == sorted(sorted(pair) for pair, _ in speakers)
    assert len({clash.key for clash in clashes}) == len(clashes)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=12))
def test_who_runs_alone_is_who_overlaps_nobody(spans: list[tuple[int, int]]) -> None:
    sessions = [talk(f"s{number}", begin / 4, length / 4, HALL) for number, (begin, length) in enumerate(spans)]
    small = {clash.session_ids[0] for clash in found(*sessions, registered=51) if clash.kind is ClashKind.ROOM_SMALL}
    alone = {one.public_id for one in sessions if not any(overlaps(one, two) for two in sessions if two is not one)}
    assert small == alone
