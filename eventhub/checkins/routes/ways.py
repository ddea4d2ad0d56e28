"""By which two ways does one reach a lane, and which door does its address name?"""

from collections.abc import Callable, Sequence
from datetime import date

from flask import Blueprint, Response, make_response, request, session

from eventhub.accounts import guards
from eventhub.checkins import queries, rules
from eventhub.checkins.rules import Desk, Door
from eventhub.core.clock import now, today, zone
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.queries import list_sessions
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.headers import SCANNER_POLICY, link_only

routes = Blueprint("checkins", __name__)
Reach = Callable[[], Desk]
LaneView = Callable[[Reach], Answer]


def at_the_lane(path: str, *, method: str = "GET", sending: bool = False) -> Callable[[LaneView], LaneView]:
    """Open a view of a lane under two addresses: the desk's, and that of a helper's private link.

    The view is handed a way to reach the desk, anew after each transaction. `sending` takes what a helper's device
    read while the link held.
    """

    def open_both(view: LaneView) -> LaneView:
        def by_coordinator(public_id: str) -> Response:
            me = guards.me()
            return _careful(view(lambda: queries.desk_of_coordinator(public_id, me)))

        def by_helper(secret: str) -> Response:
            def reach() -> Desk:
                return queries.desk_of_helper(secret, now=now(), sending=sending)

            _remember(reach())
            return link_only(_careful(view(reach)))

        name: str = getattr(view, "__name__", "")
        _open(f"/desk/events/<public_id>/check-in{path}", name, access(Access.COORDINATOR)(by_coordinator), method)
        _open(f"/h/<secret>{path}", f"{name}_by_helper", access(Access.LINK)(by_helper), method)
        return view

    return open_both


def door_of(desk: Desk) -> Door:
    """Read the door from the address: which day, which session, which lane; a helper's day is that of the link."""
    day = desk.link.day if desk.link else rules.day_at(desk.event, asked.day("day"), today=today(), zone=zone())
    session_key = request.args.get("session", "")
    known = {one.public_id for one in sessions_of(desk, day)} if session_key else set()
    lane = asked.words("lane")[:40]
    return Door(day=day, session_key=session_key if session_key in known else "", lane=lane, actor=desk.actor)


def sessions_of(desk: Desk, day: date) -> Sequence[ProgrammeSession]:
    """List the sessions of a day, which may have a door of their own."""
    placed = (one for one in list_sessions(desk.event.id) if one.starts_at)
    return [one for one in placed if one.starts_at and one.starts_at.astimezone(zone()).date() == day]


def _open(address: str, name: str, view: Callable[..., Response], method: str) -> None:
    routes.add_url_rule(address, name, view, methods=[method])


def _remember(desk: Desk) -> None:
    """Let this browser check people in from their tickets, too."""
    session["helper"] = desk.link.public_id if desk.link else ""


def _careful(answer: Answer) -> Response:
    """Let the page start the scanner's worker, and let nothing keep what it shows of people."""
    response = make_response(answer)
    response.headers["Content-Security-Policy"] = SCANNER_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
