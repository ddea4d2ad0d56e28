"""A mail server of the tests' own that speaks as much IMAP (RFC 3501) as is spoken to it, over a real socket."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

USER, PASSWORD = "events", 'a secret with " and \\'
QUOTED = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
SEEN = r"\Seen"


class ImapServer(socketserver.ThreadingTCPServer):
    """What lies in its one folder, and which flags were set."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        """Begin empty, on a free port of the loopback address."""
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.asked: list[str] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def put(self, message: bytes) -> int:
        """Deliver a message."""
        uid = 100 + len(self.messages)
        self.messages[uid], self.flags[uid] = message, set()
        return uid


class _Talk(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.server.asked.append(command)
            verb = command.split(" ")[0].upper()
            if verb == "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK")
                return
            self._answer(tag, command)

    def _answer(self, tag: str, command: str) -> None:
        for pattern, answer in _ANSWERS.items():
            if found := re.fullmatch(pattern, command):
                said = answer(self.server, *found.groups())
                self.wfile.write(said if isinstance(said, bytes) else f"{said}\r\n".encode())
                self._say(f"{tag} OK done")
                return
        self._say(f"{tag} NO not here")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _search(server: ImapServer) -> str:
    return f"* SEARCH {' '.join(str(uid) for uid, flags in server.flags.items() if SEEN not in flags)}"


def _body(server: ImapServer, uid: str, at_most: str) -> bytes:
    body = server.messages[int(uid)][: int(at_most)]
    return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n" % (uid.encode(), len(body)) + body + b")\r\n"


def _store(server: ImapServer, uid: str, flags: str) -> str:
    server.flags[int(uid)] |= set(flags.split())
    return f"* 1 FETCH (UID {uid} FLAGS ({' '.join(server.flags[int(uid)])}))"


_ANSWERS: dict[str, Callable[..., str | bytes]] = {
    "CAPABILITY": lambda _server: "* CAPABILITY IMAP4rev1",
    re.escape(f'LOGIN {USER} "{QUOTED}"'): lambda _server: "* OK",
    'SELECT "INBOX"': lambda server: f"* {len(server.messages)} EXISTS",
    "UID SEARCH UNSEEN": _search,
    r"UID FETCH (\d+) \(RFC822\.SIZE\)": lambda server, uid: (
        f"* 1 FETCH (UID {uid} RFC822.SIZE {len(server.messages[int(uid)])})"
    ),
    r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)": _body,
    r"UID STORE (\d+) \+FLAGS \((.*)\)": _store,
}


@contextmanager
def running() -> Iterator[ImapServer]:
    """Run a server until the block ends."""
    with ImapServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
