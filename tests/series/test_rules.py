"""Does a repetition make the dates dateutil makes, in local time, without doubles and in order?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core import clock, i18n
from eventhub.core.clock import midnight, zone
from eventhub.series.rules import (
    MOST,
    Frequency,
    Recurrence,
    Repetition,
    carried,
    faults_of_dates,
    faults_of_repetition,
    later,
    look_at,
    placed,
    repetition_of,
    rule_of,
    say_rule,
)
from tests.factories.series import plan_of_first

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
REPETITIONS = st.builds(
    Repetition,
    frequency=st.sampled_from(Frequency),
    interval=st.integers(1, 6),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    ordinal=st.sampled_from([1, 2, 3, 4, -1]),
    month_day=st.integers(1, 31),
)
ENDS = st.one_of(
    st.builds(lambda number: {"count": number}, st.integers(1, 60)),
    st.builds(lambda days: {"days": days}, st.integers(0, 900)),
)
STARTS = st.builds(lambda day, minutes: (day, time(minutes // 60, minutes % 60)), DAYS, st.integers(0, 24 * 60 - 1))


def ended(repetition: Repetition, end: dict[str, int], first: date) -> Repetition:
    until = first + timedelta(days=end["days"]) if "days" in end else None
    return Repetition(**{**repetition.__dict__, "until": until, "count": end.get("count")})


@pytest.mark.parametrize("place", ["Asia/Seoul", "Europe/Berlin", "America/New_York"])
@given(repetition=REPETITIONS, end=ENDS, start=STARTS, gaps=st.sets(st.integers(0, 30)))
def test_a_rule_makes_what_dateutil_makes_on_people_s_clocks(
    place: str, repetition: Repetition, end: dict[str, int], start: tuple[date, time], gaps: set[int]
) -> None:
    before = str(zone())
    clock.use_zone(place)
    try:
        first, hour = start
        wanted = ended(repetition, end, first)
        naive = datetime.combine(first, hour)
        # The reference knows no zones at all: wall time in, wall time out.
        ended_naive = rule_of(Repetition(**{**wanted.__dict__, "until": None}))
        if wanted.until:
            ended_naive += f";UNTIL={wanted.until:%Y%m%d}T235959"
        walls = list(rrulestr(ended_naive, dtstart=naive))
        left_out = {walls[number].date() for number in gaps if number < len(walls)}
        expected = [
            wall.replace(tzinfo=ZoneInfo(place)).astimezone(UTC) for wall in walls if wall.date() not in left_out
        ]
        starts_at = naive.replace(tzinfo=ZoneInfo(place)).astimezone(UTC)
        made = Recurrence(rule=rule_of(wanted), starts_at=starts_at, left_out=tuple(left_out)).dates()
        if (
            naive.replace(tzinfo=ZoneInfo(place)).astimezone(UTC).astimezone(ZoneInfo(place)).replace(tzinfo=None)
            == naive
        ):
            assert made == expected
        assert made == sorted(set(made))
        assert all(moment.tzinfo is UTC for moment in made)
    finally:
        clock.use_zone(before)


@given(repetition=REPETITIONS, end=ENDS, first=DAYS)
def test_what_is_written_as_a_rule_reads_as_the_same_repetition(
    repetition: Repetition, end: dict[str, int], first: date
) -> None:
    wanted = ended(repetition, end, first)
    rule = rule_of(wanted)
    assert rule_of(repetition_of(rule)) == rule
    again = repetition_of(rule)
    assert (again.frequency, again.interval, again.until, again.count) == (
        wanted.frequency,
        wanted.interval,
        wanted.until,
        wanted.count,
    )


def seoul(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone()).astimezone(UTC)


def test_a_date_early_in_the_morning_is_a_day_of_seoul_not_of_greenwich() -> None:
    made = Recurrence(rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=2", starts_at=seoul("2026-03-10 07:30")).dates()
    assert made == [seoul("2026-03-10 07:30"), seoul("2026-03-17 07:30")]


def test_the_last_day_counts_to_its_end() -> None:
    repetition = Repetition(frequency=Frequency.WEEKLY, weekdays=(1,), until=date(2026, 3, 24))
    made = Recurrence(rule=rule_of(repetition), starts_at=seoul("2026-03-10 23:30")).dates()
    assert made[-1] == seoul("2026-03-24 23:30")


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({}, "count", "A series needs an end"),
        ({"count": 3, "until": date(2026, 5, 1)}, "count", "not both"),
        ({"until": date(2026, 3, 9)}, "until", "before the first date"),
        ({"count": 3, "weekdays": ()}, "weekdays", "at least one weekday"),
    ],
)
def test_a_repetition_that_makes_no_sense_is_said_at_its_field(
    changes: dict[str, object], field: str, said: str
) -> None:
    values: dict[str, object] = {"frequency": Frequency.WEEKLY, "weekdays": (1,), **changes}
    with i18n.speaking("en"):
        faults = faults_of_repetition(Repetition(**values), seoul("2026-03-10 16:00"))  # type: ignore[arg-type]
        assert said in str(faults[field])


@pytest.mark.parametrize(
    ("rule", "left_out", "field", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=10000", (), "count", "10,000 dates"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=1000000", (), "count", "1,000,000 dates"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=20991231T145959Z", (), "count", "more than 13,000"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=401", (), "count", "401 dates"),
        ("FREQ=MONTHLY;INTERVAL=52;BYMONTHDAY=1;COUNT=400", (), "count", "in the year"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;UNTIL=20260311T145959Z", (), "until", "no date at all"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=5", (date(2026, 3, 11),), "left_out", "no dates of the rule"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=1", (date(2026, 3, 10),), "left_out", "No date is left"),
    ],
)
def test_dates_nobody_means_are_said_at_their_field(
    rule: str, left_out: tuple[date, ...], field: str, said: str
) -> None:
    with i18n.speaking("en"):
        faults = faults_of_dates(Recurrence(rule=rule, starts_at=seoul("2026-03-10 16:00"), left_out=left_out))
        assert said in str(faults[field])


def test_four_hundred_dates_are_taken() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=400"
    assert faults_of_dates(Recurrence(rule=rule, starts_at=seoul("2026-03-10 16:00"))) == {}


def test_no_more_dates_are_counted_than_a_series_can_hold() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=1000000"
    assert len(Recurrence(rule=rule, starts_at=seoul("2026-03-10 16:00")).every()) == MOST + 1


def test_a_look_shows_the_first_dates_and_every_later_holiday() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=1;BYDAY=FR;COUNT=45"
    with i18n.speaking("en"):
        look = look_at(Recurrence(rule=rule, starts_at=seoul("2026-03-13 16:00"), left_out=(date(2026, 3, 20),)))
    assert date(2026, 12, 25) in look.holidays
    assert (look.total, len(look.rows) + look.hidden) == (44, 45)
    assert [row.day for row in look.rows if row.is_left_out] == [date(2026, 3, 20)]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH;COUNT=8", "weekly on Tuesday, Thursday, 8 times"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=8", "every 2 weeks on Monday, 8 times"),
        ("FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU;COUNT=3", "on the second Tuesday of each month, 3 times"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR;COUNT=3", "every 3 months on the last Friday, 3 times"),
        ("FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15;COUNT=3", "on day 15 of each month, 3 times"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15;UNTIL=20261231T145959Z",
            "every 2 months on day 15, until Thu 31 Dec 2026",
        ),
    ],
)
def test_a_rule_is_said_in_words(rule: str, said: str) -> None:
    with i18n.speaking("en"):
        assert say_rule(rule) == said


def test_the_same_is_planned_for_another_date() -> None:
    first = plan_of_first(1)
    other = placed(first, seoul("2026-04-14 16:00"))
    assert (other.starts_at, other.ends_at) == (seoul("2026-04-14 16:00"), seoul("2026-04-14 18:00"))
    assert other.registration_closes_at == seoul("2026-04-14 13:00")
    assert other.registration_opens_at == first.registration_opens_at


def test_a_change_is_carried_to_another_date_without_its_own_words() -> None:
    before = plan_of_first(1)
    after = plan_of_first(1, "2026-03-11 17:00", venue_ko="강당", registration_closes_at=before.registration_closes_at)
    target = plan_of_first(1, "2026-03-17 16:00", capacity=30)
    made = carried(before, after, target)
    assert (made.starts_at, made.ends_at) == (seoul("2026-03-18 17:00"), seoul("2026-03-18 19:00"))
    assert (made.venue_ko, made.capacity, made.registration_closes_at) == ("강당", 30, target.registration_closes_at)


def test_whole_days_are_days_of_people_s_calendars() -> None:
    rule = "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1;COUNT=2"
    made = Recurrence(rule=rule, starts_at=midnight(date(2026, 4, 1))).dates()
    assert made == [midnight(date(2026, 4, 1)), midnight(date(2026, 5, 1))]
    assert later(made[0], timedelta(days=30)) == made[1]
