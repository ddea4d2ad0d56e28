"""Where does a session lie once its event begins at another time?"""

from datetime import datetime, timedelta

from eventhub.core.moments import from_clocks, on_clocks


def shifted(starts_at: datetime, ends_at: datetime, shift: timedelta) -> tuple[datetime, datetime]:
    """Move a span on people's clocks; it lasts as long as before, also where clocks are put forward meanwhile."""
    begins = from_clocks(on_clocks(starts_at) + shift)
    return begins, begins + (ends_at - starts_at)
