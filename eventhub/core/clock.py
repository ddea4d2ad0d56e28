"""What time is it, and on whose clocks? The only file that may ask the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class _Clock:
    """The zone people read their clocks in, and a moment at which time may stand still."""

    zone = ZoneInfo("Asia/Seoul")
    fixed: datetime | None = None


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _Clock.fixed or datetime.now(UTC)  # noqa: TID251 - the one place


def zone() -> ZoneInfo:
    """Return the zone in which moments are shown."""
    return _Clock.zone


def use_zone(name: str) -> None:
    """Show moments in another zone; called once at start."""
    _Clock.zone = ZoneInfo(name)


def local(moment: datetime) -> datetime:
    """Show a moment on people's clocks."""
    return moment.astimezone(_Clock.zone)


def today() -> date:
    """Return the date on people's calendars."""
    return local(now()).date()


def midnight(day: date) -> datetime:
    """Return the moment, in UTC, at which a day begins on people's clocks."""
    return datetime.combine(day, time(), _Clock.zone).astimezone(UTC)


@contextmanager
def standing_still(moment: datetime) -> Iterator[None]:
    """Let time stand still at a moment, in every thread: for tests."""
    before, _Clock.fixed = _Clock.fixed, moment
    try:
        yield
    finally:
        _Clock.fixed = before
