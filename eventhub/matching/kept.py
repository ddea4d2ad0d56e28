"""Where do analyses outlive the process that made them?"""

from collections.abc import Callable, Mapping, Sequence

from eventhub.matching import queries
from eventhub.matching.packed import name_of, pack, unpack
from eventhub.matching.text import Analysis, reading

WRITTEN_AT_ONCE = 500


class Kept:
    """The analyses in the database: what is found there is not made again, what was made is handed on by hundreds.

    `write` keeps it, in a transaction of its own: a run that is killed loses no more than the last few.
    """

    def __init__(self, write: Callable[[Mapping[bytes, bytes]], None]) -> None:
        self._write = write
        self._new: dict[bytes, bytes] = {}

    def find(self, texts: Sequence[str], own_words: tuple[str, ...]) -> Mapping[str, Analysis]:
        """Find what was kept of some texts."""
        names = {name_of(text, reading(own_words)): text for text in texts}
        return {names[name]: unpack(content) for name, content in queries.find_analyses(list(names)).items()}

    def keep(self, text: str, analysis: Analysis, own_words: tuple[str, ...]) -> None:
        """Keep an analysis."""
        self._new[name_of(text, reading(own_words))] = pack(analysis)
        if len(self._new) >= WRITTEN_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Hand on what is left."""
        self._write(self._new)
        self._new = {}
