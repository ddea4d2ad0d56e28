"""How is the mailbox reached? The only file that speaks IMAP.

A message is left where it is and marked when it was handled: whoever keeps the mailbox decides when it is emptied.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from eventhub.inbox.errors import Unreachable

CONNECT_SECONDS = 15
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
# The letters behind the name of a file in a maildir: seen, and marked for somebody.
SEEN, MARKED = "S", "F"


class Mailbox(Protocol):
    """Whatever messages wait in."""

    def waiting(self) -> list[str]:
        """Name the messages that were not handled yet, oldest first."""

    def size(self, name: str) -> int:
        """Say how many bytes a message has, without reading it."""

    def read(self, name: str, at_most: int) -> bytes:
        """Read a message, up to so many bytes."""

    def settle(self, name: str, *, aside: bool) -> None:
        """Mark a message as handled, and `aside` for somebody to look at."""


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """Open the mailbox `EVENTHUB_INBOX_URL` names; `Unreachable` when there is none."""
    scheme, _, rest = url.partition(":")
    if scheme == "maildir":
        yield Maildir(Path(rest))
        return
    server = _connected(url)
    try:
        yield Imap(server)
    except (OSError, imaplib.IMAP4.error) as fault:
        raise Unreachable(str(fault)) from fault
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


class Maildir:
    """A folder in which every message is a file; its name says what was done with it."""

    def __init__(self, folder: Path) -> None:
        """Make the folders a mail server delivers into."""
        self._folder = folder
        for name in ("tmp", "new", "cur"):
            try:
                (folder / name).mkdir(parents=True, exist_ok=True)
            except OSError as fault:
                raise Unreachable(str(fault)) from fault

    def waiting(self) -> list[str]:
        """Name the files nobody has marked as seen, by the time their names begin with."""
        try:
            names = [f"{sub}/{path.name}" for sub in ("new", "cur") for path in (self._folder / sub).iterdir()]
        except OSError as fault:
            raise Unreachable(str(fault)) from fault
        return sorted((name for name in names if SEEN not in _flags(name)), key=lambda name: name.partition("/")[2])

    def size(self, name: str) -> int:
        """Ask the folder."""
        try:
            return (self._folder / name).stat().st_size
        except OSError as fault:
            raise Unreachable(str(fault)) from fault

    def read(self, name: str, at_most: int) -> bytes:
        """Read the beginning of the file."""
        try:
            with (self._folder / name).open("rb") as file:
                return file.read(at_most)
        except OSError as fault:
            raise Unreachable(str(fault)) from fault

    def settle(self, name: str, *, aside: bool) -> None:
        """Name the file as seen; the flags stand in the order of the alphabet."""
        flags = "".join(sorted({*_flags(name), SEEN, *(MARKED if aside else "")}))
        plain = name.partition("/")[2].partition(":")[0]
        try:
            (self._folder / name).rename(self._folder / "cur" / f"{plain}:2,{flags}")
        except OSError as fault:
            raise Unreachable(str(fault)) from fault


class Imap:
    """An open mailbox on a server; messages go by the numbers that stay theirs (UID)."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        """Keep the open connection."""
        self._server = server

    def waiting(self) -> list[str]:
        """Ask for what is unseen."""
        found = self._done("SEARCH", "UNSEEN")
        return [uid.decode() for line in found if isinstance(line, bytes) for uid in line.split()]

    def size(self, name: str) -> int:
        """Ask for the size."""
        for line in self._done("FETCH", name, "(RFC822.SIZE)"):
            found = SIZE.search(line[0] if isinstance(line, tuple) else line or b"")
            if found:
                return int(found[1])
        return 0

    def read(self, name: str, at_most: int) -> bytes:
        """Ask for the beginning, without marking the message as seen."""
        for line in self._done("FETCH", name, f"(BODY.PEEK[]<0.{at_most}>)"):
            if isinstance(line, tuple):
                return bytes(line[1])
        return b""

    def settle(self, name: str, *, aside: bool) -> None:
        """Set the flags every mail program shows."""
        self._done("STORE", name, "+FLAGS", r"(\Seen \Flagged)" if aside else r"(\Seen)")

    def _done(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes]]:
        state, answer = self._server.uid(command, *words)
        if state != "OK":
            raise Unreachable(f"{command}: {answer!r}")
        return list(answer)


def _flags(name: str) -> str:
    return name.rpartition(":2,")[2] if ":2," in name else ""


def _connected(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host, secure = str(parts.hostname), ssl.create_default_context()
    try:
        if parts.scheme == "imaps":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, parts.port or 993, ssl_context=secure, timeout=CONNECT_SECONDS
            )
        else:
            server = imaplib.IMAP4(host, parts.port or 143, timeout=CONNECT_SECONDS)
    # A host name that cannot be written as one fails before anybody is called.
    except (OSError, UnicodeError, imaplib.IMAP4.error) as fault:
        raise Unreachable(str(fault)) from fault
    try:
        if parse_qs(parts.query).get("tls") == ["starttls"]:
            server.starttls(secure)
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _select(server, unquote(parts.path).strip("/") or "INBOX")
    except (OSError, imaplib.IMAP4.error) as fault:
        server.shutdown()
        raise Unreachable(str(fault)) from fault
    return server


def _select(server: imaplib.IMAP4, folder: str) -> None:
    state, answer = server.select(f'"{folder}"')
    if state != "OK":
        raise server.error(f"no such folder: {answer!r}")
