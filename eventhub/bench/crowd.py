"""How do many people come at once, in processes of their own, and how long did they wait?"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from threading import Timer
from typing import Any

from config import ROOT
from eventhub.bench.measure import Timing
from eventhub.bench.server import Server

# A crowd that has not done what it wanted by then is sent home, and the benchmark has failed.
PATIENCE = 240
HEAD_START = 0.3
OK = 200
Told = dict[str, Any]


class CrowdLostError(RuntimeError):
    """A client process ended without telling what it saw."""


@dataclass(frozen=True)
class Spent:
    """The seconds a crowd took, and the CPU time the server's processes used meanwhile (nought: it is not known)."""

    seconds: float
    cpu_seconds: float

    def mean(self, other: "Spent") -> "Spent":
        """Return what two crowds took on the average."""
        return Spent((self.seconds + other.seconds) / 2, (self.cpu_seconds + other.cpu_seconds) / 2)

    def beside(self, reference: "Spent", number: int, what: str) -> list[Timing]:
        """Compare what each of many took with a row written by the bare page."""
        return [
            Timing("bare page, a row and a commit (reference)", reference.seconds / number * 1000, 1),
            Timing(what, self.seconds / number * 1000, self.seconds / reference.seconds),
        ]

    def cpu_beside(self, reference: "Spent", number: int) -> str:
        """Say the same of the CPU time, which a machine that others use as well makes no longer."""
        if not (self.cpu_seconds and reference.cpu_seconds):
            return "the CPU time of the server's processes is not known on this system"
        each, ratio = self.cpu_seconds / number * 1000, self.cpu_seconds / reference.cpu_seconds
        return f"CPU time of the server's processes: {each:.1f} ms each, {ratio:.1f} x the reference's"


@dataclass(frozen=True)
class Crowd:
    """How many client processes there are, and how many browsers in each."""

    processes: int
    at_once: int

    def __str__(self) -> str:
        """Say how many there are."""
        return f"{self.processes} client processes of {self.at_once}"

    def send(self, kind: str, wishes: Sequence[Mapping[str, Any]], *, to: Server) -> tuple[list[Told], Spent]:
        """Let everybody come at the same moment, dealt out like cards; return what each saw and what it took."""
        orders = [
            {"kind": kind, "port": to.port, "at_once": self.at_once, "wishes": wishes[number :: self.processes]}
            for number in range(self.processes)
        ]
        clients = [_start() for _ in orders]
        watchdog = Timer(PATIENCE, _kill, (clients,))
        watchdog.start()
        try:
            used = to.cpu_seconds()
            began = _let_go(clients, orders)
            told = [json.loads(_said(client)) for client in clients]
        finally:
            watchdog.cancel()
            _kill(clients)
            for client in clients:
                client.communicate()
        spent = Spent(max(group["ended"] for group in told) - began, to.cpu_seconds() - used)
        return [one for group in told for one in group["told"]], spent

    def write_rows(self, number: int, *, to: Server) -> Spent:
        """Send as many forms to the bare page: what everything is compared with."""
        fields = {"name": "홍길동", "email": "person@example.com"}
        told, spent = self.send("insert", [{"path": "/", "network": "198.18.0.0", "fields": fields}] * number, to=to)
        if any(one["statuses"] != [OK] for one in told):
            raise CrowdLostError("the bare page did not take every row: there is nothing to compare with")
        return spent


def centiles(waits: Sequence[float]) -> tuple[float, float, float]:
    """Return the median, the 95th of a hundred and the longest of some waits."""
    cuts = quantiles(waits, n=100, method="inclusive") if len(waits) > 1 else [waits[0]] * 99
    return cuts[49], cuts[94], max(waits)


Client = subprocess.Popen[str]


def _start() -> Client:
    return subprocess.Popen(
        [sys.executable, "-m", "eventhub.bench.browsers"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def _let_go(clients: Sequence[Client], orders: Sequence[Told]) -> float:
    """Tell each what to do, wait until all are ready, and name the moment at which to begin."""
    for client, order in zip(clients, orders, strict=True):
        _tell(client, json.dumps(order))
    for client in clients:
        if client.stdout is None or not client.stdout.readline():
            raise CrowdLostError("a client process did not get ready")
    begin = time.monotonic() + HEAD_START
    for client in clients:
        _tell(client, str(begin))
    return begin


def _tell(client: Client, line: str) -> None:
    try:
        if client.stdin is not None:
            client.stdin.write(f"{line}\n")
            client.stdin.flush()
    except BrokenPipeError as fault:
        raise CrowdLostError("a client process is gone") from fault


def _said(client: Client) -> str:
    said = client.stdout.read() if client.stdout else ""
    if client.wait() != 0 or not said:
        raise CrowdLostError("a client process ended before it had told what it saw")
    return said


def _kill(clients: Sequence[Client]) -> None:
    for client in clients:
        if client.poll() is None:
            client.kill()
