"""For which moment is a job due?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

LOOK_BACK = timedelta(days=8)


@dataclass(frozen=True)
class Job:
    """A function that reports in a few words what it did, and when it runs: a cron line, or None for every tick."""

    name: str
    run: Callable[[], str]
    cron: str | None


def last_planned(cron: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the last moment a cron line names; after a gap this is the only one that is made up for."""
    moment = next(CronSim(cron, now.astimezone(zone), reverse=True), None)
    if moment is None or now - moment > LOOK_BACK:
        return None
    return moment
