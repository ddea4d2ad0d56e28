"""A mail server of the tests' own: keeps the bytes it gets, and answers as it is told."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """What the server got, and how it answers next."""

    def __init__(self, *, seconds_per_letter: float = 0) -> None:
        """Begin friendly and empty."""
        self.bodies: list[bytes] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.answers: list[str] = []
        # A letter arrives here at the moment at which its sender does not know it yet.
        self.arrivals: SimpleQueue[bytes] = SimpleQueue()
        self.url = ""
        self._seconds = seconds_per_letter

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Refuse whose address says so, take all others."""
        if "refused" in address:
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the bytes, unless told to answer otherwise; a slow server keeps them before it says so."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            self.bodies.append(envelope.original_content)
            self.arrivals.put(envelope.original_content)
            self.recipients.extend(envelope.rcpt_tos)
            self.senders.append(envelope.mail_from)
        await asyncio.sleep(self._seconds)
        return answer

    def forget_arrivals(self) -> None:
        """Wait for news from here on."""
        while not self.arrivals.empty():
            self.arrivals.get()


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """Run a server on a free port of the loopback address."""
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    server.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield server
    finally:
        controller.stop()


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
