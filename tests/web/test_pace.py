"""May a network ask so often, and again after a while?"""

from datetime import UTC, datetime, timedelta

from eventhub.web.pace import Pace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_so_many_questions_are_answered_and_no_more_until_the_next_span() -> None:
    pace = Pace(at_most=2, within=timedelta(minutes=1))
    assert [pace.allows("192.0.2.1", now=NOON) for _ in range(3)] == [True, True, False]
    assert pace.allows("192.0.2.2", now=NOON)
    assert pace.allows("192.0.2.1", now=NOON + timedelta(minutes=1))


def test_nothing_older_than_a_span_is_kept() -> None:
    pace = Pace(at_most=1, within=timedelta(minutes=1))
    for number in range(100):
        pace.allows(f"192.0.2.{number}", now=NOON)
    pace.allows("192.0.2.1", now=NOON + timedelta(hours=1))
    assert len(pace._asked) == 1
