"""How often do registering, and a long list of registrations, ask the database?"""

from collections.abc import Iterator

from eventhub.bench import made_up
from eventhub.bench.browsers import SEE_OTHER, Answer, Browser, token_of
from eventhub.bench.counting import HEADER
from eventhub.bench.made_up import Staged
from eventhub.bench.scratch import Scratch
from eventhub.bench.server import serving
from eventhub.core.db import db

NETWORK = "198.18.200.1"
GOAL_OF_A_PRESS, GOAL_OF_A_LIST = 12, 15
# The first answers of a process may ask for what it keeps afterwards; all its answers count, so the worst is said.
ASKED = 5


def counts(place: Scratch, *, short: int, long: int, faults: list[str]) -> Iterator[str]:
    """Count the questions of one registration, and of two lists of which one is a hundred times as long."""
    with place.opened():
        first, second, full, few, many = (made_up.stage(capacity=seats) for seats in (1, 1, 1, short, long))
        made_up.seat(full, 1)
        made_up.seat(few, short)
        made_up.seat(many, long)
        signed_in, dialect = made_up.sign_in(), db.engine.dialect.name
    log = place.folder / "counting.log"
    with serving(place.environment, log, config="eventhub.bench.counting", workers=1) as server:
        forms, presses, confirmations = zip(
            *(_registered(server.port, event) for event in (first, second, full)), strict=True
        )
        desk = Browser(server.port, NETWORK, {"eventhub_session": signed_in})
        lists = [_asked_for(desk, f"/desk/events/{event.public_id}/registrations") for event in (few, many)]
    yield f"Questions to the database ({dialect}; what only begins, ends or holds is not counted)"
    new, known, waiting = presses
    who = f"new {new}, known {known}, to be put in line {waiting}"
    yield f"  a press of somebody who is {who} (goal: at most {GOAL_OF_A_PRESS})"
    yield f"  the form before it {max(forms)}, the confirmation after it {max(confirmations)}"
    yield f"  list of {short:,}: {lists[0]}, list of {long:,}: {lists[1]} (goal: the same, at most {GOAL_OF_A_LIST})"
    if max(presses) > GOAL_OF_A_PRESS:
        faults.append(f"from the form to the confirmation the database is asked {max(presses)} times")
    if lists[0] != lists[1] or lists[1] > GOAL_OF_A_LIST:
        faults.append(f"a list of {short} asks {lists[0]} times, one of {long} {lists[1]} times")


def _registered(port: int, event: Staged) -> tuple[int, int, int]:
    """Register somebody and return what form, press and confirmation asked."""
    browser = Browser(port, NETWORK)
    form = browser.get(event.path)
    fields = {"name": "홍길동", "organisation_name": "가람정밀", "email": "person@example.com"}
    press = browser.post(f"{event.path}/registrations", {**fields, "csrf_token": token_of(form)})
    if press.status != SEE_OTHER:
        raise RuntimeError(f"registering was answered {press.status}: nothing was counted")
    return _times(form), _times(press), _times(browser.get(press.location))


def _asked_for(browser: Browser, path: str) -> int:
    return max(_times(browser.get(path)) for _ in range(ASKED))


def _times(answer: Answer) -> int:
    if answer.status not in (200, SEE_OTHER):
        raise RuntimeError(f"a page was answered {answer.status}: nothing was counted")
    return int(answer.headers[HEADER])
