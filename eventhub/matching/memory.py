"""What does a process remember of the texts it has seen, and where does it look for what others have seen?"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from eventhub.matching.text import Analysis

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


class Store(Protocol):
    """Where analyses outlive a process."""

    def find(self, texts: Sequence[str], own_words: tuple[str, ...]) -> Mapping[str, "Analysis"]:
        """Find what was kept of some texts."""

    def keep(self, text: str, analysis: "Analysis", own_words: tuple[str, ...]) -> None:
        """Keep an analysis that was made just now."""


@contextmanager
def kept_in(store: Store) -> Iterator[None]:
    """Look for analyses in a store before making them, and keep there what had to be made."""
    token = _store.set(store)
    try:
        yield
    finally:
        _store.reset(token)


def store_in_use() -> Store | None:
    """Return the store to look in, if there is one."""
    return _store.get()


_store: ContextVar[Store | None] = ContextVar("store", default=None)
