"""What do people do who all want the same at once? The program of one client process: a few browsers, over real HTTP.

`eventhub.bench.crowd` runs it as `python -m eventhub.bench.browsers`. It reads what is to be done as a line of JSON,
says that it is ready, waits for the moment at which to begin, and answers with a line of JSON. It loads the standard
library alone, because clients share the machine with what is measured.

A browser here asks for pages, keeps cookies and sends a form with the token it was given, as any browser does. Moments
are those of `time.monotonic`, which all processes of a machine share.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 60
SEE_OTHER = 303
TOKEN = re.compile(r'(?:name="csrf_token"[^>]*value|data-token)="([^"]+)"')
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
IN_LINE = re.compile(r"You are number (\d+) on the waiting list")
SEATED = "You have a place"
Told = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back, and when; status nought where nothing came."""

    status: int
    text: str
    headers: Mapping[str, str]
    sent: float
    answered: float

    @property
    def location(self) -> str:
        """Whereto it leads, or nothing."""
        return self.headers.get("Location") or ""


class Browser:
    """Somebody's browser: asks on a connection of its own each time, as what comes through a proxy does."""

    def __init__(self, port: int, network: str, cookies: dict[str, str] | None = None) -> None:
        """Take the port, and the address somebody comes from, which a proxy in front would hand over."""
        self.port, self.network = port, network
        self.cookies: dict[str, str] = dict(cookies or {})

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form; whereto the answer leads is not followed."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Accept-Language": "en", "Connection": "close", "X-Forwarded-For": self.network}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        sent = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            answered = time.monotonic()
        except (OSError, HTTPException):
            return Answer(0, "", {}, sent, time.monotonic())
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return Answer(response.status, text, dict(response.headers), sent, answered)


def register(port: int, wish: Told) -> Told:
    """Open an event's page, press its button once or several times at once, and read what became of it."""
    browser = Browser(port, wish["network"])
    page = browser.get(wish["path"])
    fields = {**wish["fields"], "csrf_token": token_of(page)}
    start = Barrier(wish["presses"])

    def press(_number: int) -> Answer:
        start.wait(PATIENCE)
        return browser.post(f"{wish['path']}/registrations", fields)

    with ThreadPoolExecutor(wish["presses"]) as fingers:
        presses = list(fingers.map(press, range(wish["presses"])))
    taken = next((one for one in presses if one.status == SEE_OTHER), presses[0])
    place = browser.get(taken.location) if taken.location else taken
    return {
        "email": wish["fields"]["email"],
        "statuses": [page.status, *(one.status for one in presses), place.status],
        "pressed": [one.status for one in presses],
        "waits": [one.answered - one.sent for one in presses],
        "sent": min(one.sent for one in presses),
        "answered": taken.answered,
        "number": number_on(place.text),
    }


def insert(port: int, wish: Told) -> Told:
    """Send a form to a bare page: what registering is compared with."""
    answer = Browser(port, wish["network"]).post(wish["path"], wish["fields"])
    return {"statuses": [answer.status], "waits": [answer.answered - answer.sent]}


def stand_at_lane(port: int, wish: Told) -> Told:
    """Open a lane and send one reading after the other, as its script does; some at a moment agreed with others."""
    browser = Browser(port, wish["network"])
    lane = browser.get(wish["path"])
    token, readings = token_of(lane), []
    began = time.monotonic()
    for reading in wish["readings"]:
        if "at" in reading:
            time.sleep(max(0, wish["begin"] + reading["at"] - time.monotonic()))
        scans = json.dumps([{"key": reading["key"], "code": reading["code"], "at": ""}])
        answer = browser.post(wish["send"], {"csrf_token": token, "scans": scans})
        told = json.loads(answer.text)["answers"] if answer.status == 200 else []  # noqa: PLR2004 - taken
        readings.append(
            {
                "code": reading["code"],
                "status": answer.status,
                "outcome": told[0]["outcome"] if told else "",
                "sent": answer.sent,
                "answered": answer.answered,
            }
        )
    return {"statuses": [lane.status], "began": began, "ended": time.monotonic(), "readings": readings}


def token_of(page: Answer) -> str:
    """Read the token of the form on a page; a page without one is sent back without one, and refused."""
    found = TOKEN.search(page.text)
    return found[1] if found else ""


def number_on(page: str) -> int | None:
    """Read a place's page: nought is a seat, from one on it is the number in line, none that it says neither."""
    heading = HEADING.search(page)
    said = heading[1] if heading else ""
    in_line = IN_LINE.search(said)
    return int(in_line[1]) if in_line else 0 if SEATED in said else None


WISHES: dict[str, Callable[[int, Told], Told]] = {
    "register": register,
    "insert": insert,
    "stand_at_lane": stand_at_lane,
}


def main() -> None:
    """Do what one line says, at the moment another one says; end when whoever asked is gone."""
    order = json.loads(sys.stdin.readline())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    begin = float(sys.stdin.readline() or "nan")
    time.sleep(max(0, begin - time.monotonic()))
    do = WISHES[order["kind"]]
    with ThreadPoolExecutor(order["at_once"]) as browsers:
        told = list(browsers.map(lambda wish: do(order["port"], {**wish, "begin": begin}), order["wishes"]))
    sys.stdout.write(json.dumps({"told": told, "ended": time.monotonic()}))


if __name__ == "__main__":
    main()
