"""What does a process remember of the texts it has seen?"""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Known = TypeVar("Known")


class Memory(Generic[Known]):
    """What was found in texts, up to so many characters of them; the one not asked for longest is forgotten first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.lock = Lock()

    def get(self, text: str) -> Known | None:
        """Recall what was found in a text."""
        with self.lock:
            if text in self.known:
                self.known.move_to_end(text)
            return self.known.get(text)

    def put(self, text: str, found: Known) -> None:
        """Remember what was found in a text."""
        with self.lock:
            if text not in self.known:
                self.size += len(text)
            self.known[text] = found
            while self.size > self.limit:
                self.size -= len(self.known.popitem(last=False)[0])

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.known.clear()
            self.size = 0
