"""How does somebody check themselves in with the code shown in the room?"""

from urllib.parse import urlencode

from flask import Response, render_template, session

from eventhub.accounts import guards
from eventhub.checkins import rules, services
from eventhub.checkins.forms import RoomCodeForm
from eventhub.checkins.queries import lets_in_alone
from eventhub.checkins.routes.ways import routes
from eventhub.checkins.rules import Result
from eventhub.core.clock import now
from eventhub.events import queries as events
from eventhub.registrations import queries as registrations
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.headers import link_only


@routes.get("/events/<public_id>/here")
@access(Access.PUBLIC)
def here(public_id: str) -> Answer:
    """Send whoever photographed the screen on to their own place, with the code filled in."""
    asker = guards.asker()
    event = events.get_visible(public_id, asker)
    place = registrations.look_at(event, account=asker, held=session.get("places", ()), now=now()).place
    code = asked.words("code")
    if place is not None:
        return see_other(f"{registrations.path_of(place)}/here?{urlencode({'code': code})}")
    return render_template("checkins/whose.html", event=event, code=rules.tidy_room_code(code)[:20])


@routes.route("/r/<secret>/here", methods=["GET", "POST"])
@access(Access.LINK)
def check_in_alone(secret: str) -> Answer:
    """Ask for the code of the room, and let the person in who has it."""
    place = registrations.get_by_link(secret)
    form = RoomCodeForm(data={"code": rules.tidy_room_code(asked.words("code"))[:20]})
    place_id = place.public_id

    def count() -> None:
        services.count_room_try(registrations.get(place_id), now=now())

    def check_in() -> Result:
        return services.check_in_alone(registrations.get(place_id), form.code.data, now=now())

    # A try is counted whatever comes of it.
    result = made(form, check_in) if form.accepted() and done(form, count) else None
    return _show(secret, form, result=result)


def _show(secret: str, form: RoomCodeForm, *, result: Result | None) -> Response:
    place = registrations.get_by_link(secret)
    body = render_template(
        "checkins/here.html",
        registration=place,
        event=place.event,
        path=registrations.path_of(place),
        is_open=lets_in_alone(place.event, now=now()),
        form=form,
        result=result,
        sentence=rules.sentence_of(result) if result else "",
    )
    return link_only(Response(body, form.status))
