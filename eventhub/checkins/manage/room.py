"""How does the team let people in the room check themselves in?"""

from typing import Any
from urllib.parse import urlencode

from flask import flash, url_for
from markupsafe import Markup

from eventhub.accounts import guards
from eventhub.checkins import queries, rules, services
from eventhub.checkins.manage.desk import event_of, manage, page
from eventhub.core.clock import now, today
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.links import absolute
from eventhub.tickets.rules import qr_svg
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm


@manage.get("/events/<public_id>/room-code")
@access(Access.COORDINATOR)
def room(public_id: str) -> Answer:
    """Show the code of the day, large enough for the last row."""
    return _show(public_id, TokenForm(formdata=None))


@manage.post("/events/<public_id>/room-code/<what>")
@access(Access.COORDINATOR)
def change_room(public_id: str, what: str) -> Answer:
    """Let people check themselves in, or no longer; or show another code."""
    event_of(public_id)
    form = TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    how: dict[str, Any] = {"by": guards.me(), "now": now()}
    with transaction():
        if what == "renew":
            services.renew_room_code(event_of(public_id), **how)
        else:
            services.decide_room(event_of(public_id), is_open=what == "open", **how)
    flash(gettext("Saved."), "success")
    return see_other(url_for("checkins_desk.room", public_id=public_id))


def _show(public_id: str, form: TokenForm) -> Answer:
    event = event_of(public_id)
    room = queries.find_room(event.id)
    code = queries.code_of_room(event, room, today()) if room and room.is_open else ""
    address = absolute(f"/events/{public_id}/here")
    return page(
        "room",
        event,
        form,
        code=code,
        address=address,
        qr=Markup(qr_svg(f"{address}?{urlencode({'code': code})}")) if code else "",  # noqa: S704 - drawn here
        is_now=rules.may_check_in_alone(event, room, now=now()),
    )
