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

# A crowd that has not done what it wanted by then is sent home, and the benchmark has failed.
PATIENCE = 240
HEAD_START = 0.3
Told = dict[str, Any]


class CrowdLostError(RuntimeError):
    """A client process ended without telling what it saw."""


@dataclass(frozen=True)
class Crowd:
    """How many client processes there are, and how many browsers in each."""

    processes: int
    at_once: int

    def __str__(self) -> str:
        """Say how many there are."""
        return f"{self.processes} client processes of {self.at_once}"

    def send(self, kind: str, wishes: Sequence[Mapping[str, Any]], *, port: int) -> tuple[list[Told], float]:
        """Let everybody come at the same moment, dealt out like cards; return what each saw and the seconds it took."""
        orders = [
            {"kind": kind, "port": port, "at_once": self.at_once, "wishes": wishes[number :: self.processes]}
            for number in range(self.processes)
        ]
        clients = [_start() for _ in orders]
        watchdog = Timer(PATIENCE, _kill, (clients,))
        watchdog.start()
        try:
            began = _let_go(clients, orders)
            told = [json.loads(_said(client)) for client in clients]
        finally:
            watchdog.cancel()
            _kill(clients)
            for client in clients:
                client.communicate()
        return [one for group in told for one in group["told"]], max(group["ended"] for group in told) - began


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
