"""Is every clash in a personal programme found, and is what is over kept apart?"""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventhub.events.models import Event, Status
from eventhub.picks.rules import Item, arrange, clashes, seats_left
from eventhub.programme.models import ProgrammeSession, SessionType
from eventhub.programme.schedule import Slot

BEGIN = datetime(2026, 3, 12, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEOUL = ZoneInfo("Asia/Seoul")


def make_event(number: int, first: int = 0, last: int = 48, status: Status = Status.PUBLISHED) -> Event:
    """Make up an event."""
    return Event(
        id=number,
        public_id=f"event{number}",
        status=status,
        starts_at=BEGIN + first * HOUR,
        ends_at=BEGIN + last * HOUR,
    )


def make_item(event: Event, name: str, first: int, last: int) -> Item:
    """Make up a picked session."""
    texts = dict.fromkeys(("title_ko", "title_en", "text_ko", "text_en"), name)
    span = {"starts_at": BEGIN + first * HOUR, "ends_at": BEGIN + last * HOUR}
    return Item(
        event=event, slot=Slot(id=name, type=SessionType.TALK, track=None, room=None, voices=(), **texts, **span)
    )


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(1, 6), st.booleans()), max_size=12))
def test_clashes_are_those_a_comparison_of_all_with_all_finds(drawn: list[tuple[int, int, int, bool]]) -> None:
    events = {number: make_event(number, number, number + 10) for number in (1, 2)}
    events[3] = make_event(3, 0, 30, Status.CANCELLED)
    items = {f"event{number}-": Item(event=event) for number, event in events.items()}
    for number, (event, first, length, _) in enumerate(drawn):
        item = make_item(events[event], f"session{number}", first, first + length)
        items[item.key] = item
    expected = set()
    for one, other in combinations(items.values(), 2):
        overlap = one.shown.starts_at < other.shown.ends_at and other.shown.starts_at < one.shown.ends_at
        whole_and_part = one.event is other.event and (one.slot is None or other.slot is None)
        if overlap and not whole_and_part and not one.is_cancelled and not other.is_cancelled:
            expected |= {(one.key, other.key), (other.key, one.key)}
    found = {(key, other.key) for key, others in clashes(items.values()).items() for other in others}
    assert found == expected


def test_what_is_over_stands_apart_and_clashes_with_nothing() -> None:
    event = make_event(1)
    items = [make_item(event, "b", 0, 2), make_item(event, "a", 1, 3), make_item(event, "c", 20, 21)]
    programme = arrange(items, [], now=BEGIN + 2 * HOUR, zone=SEOUL)
    assert [(day.isoformat(), [item.session_key for item in of_day]) for day, of_day in programme.days] == [
        ("2026-03-12", ["a"]),
        ("2026-03-13", ["c"]),
    ]
    assert [item.session_key for _day, of_day in programme.past for item in of_day] == ["b"]
    assert programme.clashes == {}


def test_seats_left_are_never_below_nought_and_no_capacity_is_room_for_all() -> None:
    assert seats_left(ProgrammeSession(capacity=3, seats_taken=1)) == 2
    assert seats_left(ProgrammeSession(capacity=3, seats_taken=3), 5) == 0
    assert seats_left(ProgrammeSession(capacity=None, seats_taken=3), 5) == 5
