"""How are questions taken from a socket on this machine, whoever writes whatever to it?"""

import contextlib
import fcntl
import logging
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from threading import BoundedSemaphore

from eventhub.search.errors import AlreadyServed, BadQuestion
from eventhub.search.rules import Question, read_question, write_fault

log = logging.getLogger(__name__)

LONGEST_LINE = 20_000
PATIENCE = 10.0  # Seconds for who has connected and says nothing.
MOST_AT_ONCE = 32
OURS_ALONE = 0o177

Answer = Callable[[Question], bytes]


class SearchServer(ThreadingUnixStreamServer):
    """Answers lines with lines; each connection has a thread, and there are never many."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, path: Path, answer: Answer) -> None:
        self.answer = answer
        self.places = BoundedSemaphore(MOST_AT_ONCE)
        before = os.umask(OURS_ALONE)  # The socket is nobody else's from the moment it is there.
        try:
            super().__init__(str(path), _Conversation)
        finally:
            os.umask(before)


class _Conversation(StreamRequestHandler):
    """Questions of one connection, one after the other, until it ends."""

    timeout = PATIENCE
    server: SearchServer

    def handle(self) -> None:
        # Who went away, or says nothing for long, is not missed.
        with contextlib.suppress(OSError):
            if not self.server.places.acquire(blocking=False):
                self.wfile.write(write_fault("too many ask at once; ask again"))
                return
            try:
                self._answer_all()
            finally:
                self.server.places.release()

    def _answer_all(self) -> None:
        while line := self.rfile.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                self.wfile.write(write_fault(f"a question has {LONGEST_LINE} bytes at most"))
                return
            self.wfile.write(self._answer(line))

    def _answer(self, line: bytes) -> bytes:
        try:
            return self.server.answer(read_question(line))
        except BadQuestion as refusal:
            return write_fault(str(refusal))
        except Exception:
            log.exception("a question was not answered")
            return write_fault("this question could not be answered; the log of the search process says why")


@contextmanager
def serving(path: Path, answer: Answer) -> Iterator[SearchServer]:
    """Stand at a socket as the only one, in the place of one that was killed; take it away in the end."""
    with _alone(path):
        _clear(path)
        with SearchServer(path, answer) as server:
            try:
                yield server
            finally:
                path.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock that says that somebody stands here; a killed process holds it no longer."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("w", encoding="utf-8")
    except OSError as fault:
        raise AlreadyServed(f"{path.parent} cannot be used for the socket: {fault.strerror}") from fault
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise AlreadyServed(f"another search process already answers at {path}") from fault
        yield


def _clear(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise AlreadyServed(f"{path} is no socket; move it, or set EVENTHUB_SEARCH_SOCKET to another path")
        path.unlink()
