"""What costs a letter when the mail server takes everything at once and keeps nothing but the number?"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Answers(socketserver.StreamRequestHandler):
    """One conversation (RFC 5321), in which everything is welcome."""

    server: "Sink"

    def handle(self) -> None:
        """Answer line by line, and count each letter at its end."""
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.count()
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    """The server, and how many letters have come."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        """Listen on a free port of this machine alone."""
        super().__init__(("127.0.0.1", 0), _Answers)
        self.letters = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """What `EVENTHUB_MAIL_URL` says."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def count(self) -> None:
        """Note that a letter has come."""
        with self._lock:
            self.letters += 1


@contextmanager
def listening() -> Iterator[Sink]:
    """Run a sink until the block ends."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
