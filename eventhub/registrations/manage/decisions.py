"""How do coordinators decide who may come, who passes the line and whose place ends?"""

from collections.abc import Sequence

from flask import flash, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.events.models import Event
from eventhub.registrations import queries, services
from eventhub.registrations.errors import NotARequest
from eventhub.registrations.forms import DecideForm, Decision, PromoteForm
from eventhub.registrations.manage.desk import back_to_place, event_of, manage, page, place_of
from eventhub.registrations.manage.lists import listing_of
from eventhub.registrations.models import Registration, Standing
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.route("/decide", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def decide(public_id: str) -> Answer:
    """Say yes or no to one or several who asked to come, each in a transaction of their own."""
    event = event_of(public_id)
    form, people = DecideForm(), _asked_for(event)
    form.offer(people)
    if form.accepted():
        chosen, decision, note = list(form.place.data or ()), Decision(form.decision.data), form.note.data
        settled = [one for one in chosen if _settle(one, decision, note)]
        _tell(len(settled), len(chosen) - len(settled), decision)
        return see_other(url_for("registrations_desk.attendees", public_id=public_id))
    if not form.is_submitted():
        is_one = len(request.args.getlist("place")) == 1
        form.place.data = [one.public_id for one in people if is_one or "all" in request.args]
    return page("decide", event_of(public_id), form, people=people)


@manage.route("/<place>/promote", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def promote(public_id: str, place: str) -> Answer:
    """Seat somebody ahead of the line, with the reason."""
    place_of(public_id, place)
    form, me = PromoteForm(), guards.me()

    def ahead() -> None:
        services.promote_ahead(place, reason=form.reason.data, by=me, now=now())

    if form.accepted() and done(form, ahead):
        return back_to_place(public_id, place, gettext("Seated ahead of the line. A letter is on its way."))
    event, registration = place_of(public_id, place)
    numbers = queries.look_into_house(event, now=now())
    return page("promote", event, form, registration=registration, numbers=numbers)


@manage.route("/<place>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel(public_id: str, place: str) -> Answer:
    """Ask once, then cancel somebody's place; who waits longest moves up."""
    place_of(public_id, place)
    form, me = TokenForm(), guards.me()

    def end() -> None:
        services.give_up(place, by_desk=me, now=now())

    if form.accepted() and done(form, end):
        flash(gettext("The place is cancelled."), "success")
        return see_other(url_for("registrations_desk.attendees", public_id=public_id))
    event, registration = place_of(public_id, place)
    return page("cancel", event, form, registration=registration)


def _asked_for(event: Event) -> Sequence[Registration]:
    """List those the page is about: who was named, else who is in the list and asked to come; ticked ones stay."""
    named = request.args.getlist("place")
    ticked = request.form.getlist("place")
    if named or ticked:
        found = queries.list_chosen(event.id, [*named, *ticked])
        found = [one for one in found if one.standing is Standing.REQUESTED or one.public_id in ticked]
    else:
        found = []
    listing = listing_of(event)
    listed = [] if named else queries.list_requests(event.id, listing.wanted, among=listing.among)
    return [*{one.id: one for one in [*listed, *found]}.values()]


def _settle(place: str, decision: Decision, note: str) -> bool:
    """Decide about one; whoever was decided about meanwhile stays as they are."""
    try:
        with transaction():
            if decision is Decision.APPROVE:
                services.approve(place, note=note, by=guards.me(), now=now())
            else:
                services.decline(place, note=note, by=guards.me(), now=now())
    except NotARequest:
        return False
    return True


def _tell(settled: int, late: int, decision: Decision) -> None:
    if settled and decision is Decision.APPROVE:
        flash(gettext("Approved: %(number)d. Each of them gets a letter.", number=settled), "success")
    elif settled:
        flash(gettext("Declined: %(number)d. Each of them gets a letter.", number=settled), "success")
    if late:
        flash(gettext("Decided or taken back meanwhile, and left as they are: %(number)d.", number=late), "warning")
