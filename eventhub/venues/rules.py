"""When is a venue open?"""

from datetime import datetime, time, timedelta, tzinfo

from eventhub.venues.models import Venue

HOUR = 60
WHOLE_DAY = 24 * HOUR
SMALLEST, LARGEST = 1, 5000
MOMENT = timedelta(microseconds=1)


def is_open(venue: Venue, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> bool:
    """Say whether a venue is open when a span begins and when it ends; a span of one day lies within its hours."""
    begins = starts_at.astimezone(zone)
    # The end is exclusive: what ends at midnight ends on the day before.
    last = (ends_at - MOMENT).astimezone(zone)
    end = minute_of(ends_at.astimezone(zone).time()) or WHOLE_DAY
    if begins.date() == last.date():
        return venue.opens_at_minute <= minute_of(begins.time()) and end <= venue.closes_at_minute
    return (
        venue.opens_at_minute <= minute_of(begins.time()) < venue.closes_at_minute
        and venue.opens_at_minute < end <= venue.closes_at_minute
    )


def minute_of(hour: time) -> int:
    """Count the minutes since midnight."""
    return hour.hour * HOUR + hour.minute


def say_hours(venue: Venue) -> str:
    """Write the opening hours: 09:00–22:00."""
    return f"{_clock(venue.opens_at_minute)}–{_clock(venue.closes_at_minute)}"


def never_closes(venue: Venue) -> bool:
    """Say whether a venue is open day and night."""
    return venue.opens_at_minute == 0 and venue.closes_at_minute == WHOLE_DAY


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"
