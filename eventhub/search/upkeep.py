"""How does what is searched follow the database: loaded at the start, changed at once, learned anew each day?"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from threading import Event, Lock

from flask import Flask

from eventhub.core.clock import now, today
from eventhub.core.db import db, session, transaction
from eventhub.lexicon import queries as lexicons
from eventhub.lexicon.rules import Lexicon
from eventhub.matching import rows, saved, services
from eventhub.matching.index import NotUsableError, NotWrittenError
from eventhub.matching.kept import WRITTEN_AT_ONCE, Kept
from eventhub.matching.memory import kept_in
from eventhub.matching.queries import collection as texts
from eventhub.matching.text import forget, morphemes, reading
from eventhub.search import collection
from eventhub.search.collection import Collection, NothingToReadError
from eventhub.search.errors import BadQuestion
from eventhub.search.rules import Question, write_hits, write_state

log = logging.getLogger(__name__)

LOOKS_EVERY, TRIES_AGAIN_AFTER = 3.0, 30.0
LOOKS_BACK = timedelta(minutes=5)  # Machines whose clocks differ, and transactions that took long.
WAKING = "첫 물음보다 먼저 분석기를 깨웁니다."
CODE = tuple(Path(str(module.__file__)) for module in (rows, saved, collection))

Tell = Callable[[str], None]


class Upkeep:
    """Holds the collection that answers, and changes or replaces it while questions are answered."""

    def __init__(self, app: Flask, path: Path, tell: Tell) -> None:
        self.app, self.path, self.tell = app, path, tell
        self.collection: Collection | None = None
        self.seen: texts.State | None = None
        self.looked_at: datetime | None = None
        self._lock = Lock()
        self._stopped = Event()

    def answer(self, question: Question) -> bytes:
        """Answer a question; one without a text is told how things are."""
        with self._lock:
            if not question.text.strip():
                return write_state(self._state())
            if self.seen is None:
                raise BadQuestion("the texts are still being read; ask again in a moment")
            return write_hits(self.collection.find(question) if self.collection else ())

    def run(self) -> None:
        """Follow the database until stopped; what goes wrong is tried again."""
        while not self._stopped.is_set():
            wait = LOOKS_EVERY
            try:
                with self.app.app_context():
                    self.look()
            except Exception:
                log.exception("the search index was not brought up to date; it is tried again")
                wait = TRIES_AGAIN_AFTER
            self._stopped.wait(wait)

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def look(self) -> None:
        """Look in one statement whether anything has changed, and bring what is held up to date."""
        moment, state = now(), texts.get_state()
        is_first, is_changed = self.seen is None, state != self.seen
        if not is_changed and not self._is_old:
            return
        lexicon = lexicons.current()
        with _keeping():
            held = self._load(lexicon) if is_first else self.collection
            if held is not None and is_changed and held.lexicon.version == lexicon.version:
                self._change(held)
            if is_first and held is not None:
                self._hold(held)  # It answers at once, even where it is learned anew below.
                self.seen, self.looked_at = state, moment
            if held is None or self._is_old or held.is_outgrown or held.lexicon.version != lexicon.version:
                self._learn(lexicon)
        self.seen, self.looked_at = state, moment

    @property
    def _is_old(self) -> bool:
        return self.collection is not None and self.collection.learned_on != today().isoformat()

    def _load(self, lexicon: Lexicon) -> Collection | None:
        try:
            found = Collection.load(self.path, contents_of(lexicon), lexicon)
        except NotUsableError as fault:
            self.tell(f"{fault}; it is made anew")
            return None
        self.tell(f"{len(found)} entries, as {self.path} has them")
        return found

    def _change(self, held: Collection) -> None:
        since = self.looked_at - LOOKS_BACK if self.looked_at else None
        changed, names = list(texts.list_entries(since)), texts.list_names()
        if names.difference(held.places, (entry.name for entry in changed)):
            # What is new may say that it is old, as what was brought in from elsewhere does.
            changed = list(texts.list_entries())
        number = 0
        for entry in changed:
            with self._lock:
                number += held.put([entry])
        with self._lock:
            gone = held.keep_only(names)
        if number or gone:
            self.tell(f"{number} entries new or changed, {gone} gone")

    def _learn(self, lexicon: Lexicon) -> None:
        entries = list(texts.list_entries())
        session.remove()  # Learning takes long; no transaction waits for its end.
        self.tell(f"{len(entries)} entries: reading")
        try:
            made = Collection.learn(entries, lexicon, today().isoformat(), self._tell_reading)
        except NothingToReadError:
            self._hold(None)
            return
        try:
            made.save(self.path, contents_of(lexicon))
        except NotWrittenError as fault:
            log.warning("%s The search goes on without it.", fault)
        self._hold(made)
        forget()  # What it took to learn is kept in the database.
        self.tell(f"{len(made)} entries can be found")

    def _hold(self, made: Collection | None) -> None:
        if made is not None:
            # Else the first one to ask would wait for the analyser, and for the loops of the index.
            list(morphemes([WAKING], made.lexicon.whole))
            made.find(Question(WAKING))
        with self._lock:
            self.collection = made

    def _tell_reading(self, done: int, total: int) -> None:
        if done % WRITTEN_AT_ONCE == 0 or done == total:
            self.tell(f"{done} / {total} texts read")

    def _state(self) -> Mapping[str, object]:
        held = self.collection
        return {"entries": len(held) if held else 0, "learned_on": held.learned_on if held else ""}


def contents_of(lexicon: Lexicon) -> str:
    """Name what is in an index: the database it is of, and everything that made rows of its texts."""
    code = (path.read_bytes() for path in CODE)
    where = db.engine.url.render_as_string(hide_password=True)
    words = json.dumps(lexicon.kept(), ensure_ascii=False).encode()
    digest = blake2b(b"\0".join((*code, reading(lexicon.whole), words, where.encode())), digest_size=16)
    return f"search {digest.hexdigest()}"


@contextmanager
def _keeping() -> Iterator[None]:
    """Read no text twice: what the matcher or an earlier process has read is found, what is read here is kept."""
    kept = Kept(_keep)
    with kept_in(kept):
        yield
    kept.write()


def _keep(contents: Mapping[bytes, bytes]) -> None:
    if contents:
        with transaction():
            services.keep_analyses(contents)
