"""How do Python's readers read a calendar? Prints [[start, title], …] of one of them; runs in their own environment."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


def told(start: date) -> str:
    """Write a beginning: a moment in UTC, or a day."""
    if isinstance(start, datetime):
        return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return start.isoformat()


def by_icalendar(text: str) -> list[tuple[date, Any]]:
    """Read with the library the tests' oracle is made of."""
    import icalendar  # noqa: PLC0415 - each reader loads its own library alone

    return [(one["DTSTART"].dt, one["SUMMARY"]) for one in icalendar.Calendar.from_ical(text).walk("VEVENT")]


def by_vobject(text: str) -> list[tuple[date, Any]]:
    """Read with vobject."""
    import vobject  # noqa: PLC0415 - see above

    return [(one.dtstart.value, one.summary.value) for one in vobject.readOne(text).vevent_list]


def by_recurring_ical_events(text: str) -> list[tuple[date, Any]]:
    """Read what takes place in a span, as programs that expand recurrences do."""
    import icalendar  # noqa: PLC0415 - see above
    import recurring_ical_events  # noqa: PLC0415 - see above

    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between((2026, 1, 1), (2027, 1, 1))
    return [(one["DTSTART"].dt, one["SUMMARY"]) for one in found]


READERS = {"icalendar": by_icalendar, "vobject": by_vobject, "recurring-ical-events": by_recurring_ical_events}

if __name__ == "__main__":
    _, name, path = sys.argv
    read = READERS[name](Path(path).read_bytes().decode())
    print(json.dumps([[told(start), str(title)] for start, title in read]))  # noqa: T201 - what it is for
