"""How often may one network ask for something small that is asked while people type?

Counted in the memory of this process: a row for each letter typed would cost more than the answer does. What sends
letters or guesses secrets is counted in the database instead (`accounts.services.spend_attempt`).
"""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock


class Pace:
    """A number of questions within a span, for each network; who asks more often waits for the next span."""

    def __init__(self, *, at_most: int, within: timedelta) -> None:
        """Take how many questions are allowed within which span."""
        self.at_most, self.within = at_most, within
        self._span = 0
        self._asked: Counter[str] = Counter()
        self._lock = Lock()

    def allows(self, network: str, *, now: datetime) -> bool:
        """Count a question, and say whether it may be answered."""
        span = int(now.timestamp() // self.within.total_seconds())
        with self._lock:
            if span != self._span:
                # Nothing older is kept, so that the memory this takes is bounded by one span.
                self._span, self._asked = span, Counter()
            self._asked[network] += 1
            return self._asked[network] <= self.at_most
