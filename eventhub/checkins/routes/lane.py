"""How does a lane read tickets, find people, let walk-ins in and take a slip back?"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import flash, jsonify, render_template

from eventhub.checkins import queries, rules, services
from eventhub.checkins.forms import BatchForm, PlaceForm, ReadForm, WalkInForm
from eventhub.checkins.queries import Found
from eventhub.checkins.routes.ways import Reach, at_the_lane, door_of, sessions_of
from eventhub.checkins.rules import Door, Reading, Result
from eventhub.core.clock import now, today, zone
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal
from eventhub.core.i18n import current_locale, gettext
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import made
from eventhub.web.baseform import BaseForm


@at_the_lane("")
def lane(reach: Reach) -> Answer:
    """Show the lane, ready to read."""
    return _show(reach)


@at_the_lane("/read", method="POST")
def read(reach: Reach) -> Answer:
    """Take what was read or typed: a ticket lets somebody in, anything else finds people by it."""
    form = ReadForm()
    if not form.accepted():
        return _show(reach, form=form)
    typed = form.q.data
    if not rules.looks_read(typed):
        desk = reach()
        return _show(reach, form=form, found=queries.find_people(desk.event.id, typed, door_of(desk)))
    return _taken(reach, Reading(key=form.key.data, code=typed), form)


@at_the_lane("/let-in", method="POST")
def let_in(reach: Reach) -> Answer:
    """Let somebody in who was found by name."""
    form = PlaceForm()
    if not form.accepted():
        return _show(reach, form=form)
    return _taken(reach, Reading(key=form.key.data, place_id=form.place.data or "-"), form)


@at_the_lane("/take-back", method="POST")
def take_back(reach: Reach) -> Answer:
    """Take back that somebody was let in."""
    form, desk = PlaceForm(), reach()
    if not form.accepted():
        return _show(reach, form=form)
    event_id, door = desk.event.id, door_of(desk)
    with transaction():
        name = services.take_back(event_id, form.place.data or "-", door, now=now()).name
    flash(gettext("%(name)s is not checked in any more.", name=name), "success")
    return see_other(lane_address(reach().path, door))


@at_the_lane("/walk-in", method="POST")
def walk_in(reach: Reach) -> Answer:
    """Register somebody who came without a place, and let them in."""
    form, desk = WalkInForm(), reach()
    event_id, door = desk.event.id, door_of(desk)

    def let_in() -> Result:
        applicant = form.applicant(current_locale())
        return services.let_walk_in(event_id, applicant, door, key=form.key.data, now=now())

    result = made(form, let_in) if form.accepted() else None
    return _show(reach, walk_in=None if result else form, result=result)


@at_the_lane("/count")
def count(reach: Reach) -> Answer:
    """Say how many are in, for a page that asks every few seconds."""
    desk = reach()
    door = door_of(desk)
    return render_template(
        "checkins/_count.html", tally=queries.count_at(desk.event.id, door), refresh=here("count", desk.path, door)
    )


@at_the_lane("/scans", method="POST", sending=True)
def scans(reach: Reach) -> Answer:
    """Take what a device read, at once or long after; each reading is answered under its key."""
    form, desk = BatchForm(), reach()
    if not form.accepted():
        return jsonify(sentence=" ".join(str(one) for errors in form.errors.values() for one in errors)), form.status
    event_id, door, answers = desk.event.id, door_of(desk), []
    try:
        for reading in form.readings:
            # Each in a transaction of its own: one that fails takes no other with it.
            with transaction():
                answers.append(_told(services.read(event_id, reading, door, now=now())))
    except Refusal as refusal:
        return jsonify(answers=answers, sentence=str(refusal.sentence)), refusal.status
    tally = queries.count_at(event_id, door)
    return jsonify(answers=answers, inside=tally.inside, expected=tally.expected)


def lane_address(path: str, door: Door) -> str:
    """Address a lane as it is set up."""
    asked = {"day": door.day.isoformat(), "session": door.session_key, "lane": door.lane}
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


def here(action: str, path: str, door: Door) -> str:
    """Address something that is done at a lane."""
    return lane_address(f"{path}/{action}", door)


def _taken(reach: Reach, reading: Reading, form: BaseForm) -> Answer:
    desk = reach()
    event_id, door = desk.event.id, door_of(desk)
    result = made(form, lambda: services.read(event_id, reading, door, now=now()))
    return _show(reach, form=None if result else form, result=result)


def _told(result: Result) -> dict[str, str]:
    """Tell a script what came of a reading, in the words a page would use."""
    person = result.registration
    return {
        "key": result.key,
        "outcome": result.outcome.value,
        "tone": result.tone,
        "word": result.word,
        "sentence": rules.sentence_of(result),
        "name": person.name if person else "",
        "organisation": person.organisation_name if person else "",
        "place": person.public_id if person else "",
    }


def _show(
    reach: Reach,
    *,
    form: BaseForm | None = None,
    walk_in: WalkInForm | None = None,
    result: Result | None = None,
    found: Sequence[Found] | None = None,
) -> Answer:
    desk = reach()
    door = door_of(desk)
    reading = form if isinstance(form, ReadForm) else ReadForm(formdata=None)
    reading.key.renew()
    body = render_template(
        "checkins/lane.html",
        **_at(desk, door),
        form=reading,
        pressed=form,
        walk_in=walk_in or WalkInForm(formdata=None),
        place_form=PlaceForm(formdata=None),
        result=result,
        found=found,
        is_full=bool(walk_in and walk_in.refused_with and not desk.event.seats_left),
    )
    sent = walk_in or form
    return body, sent.status if sent else 200


def _at(desk: Any, door: Door) -> dict[str, Any]:  # noqa: ANN401 - a desk
    """Say what every lane shows of where it stands."""
    return {
        "desk": desk,
        "event": desk.event,
        "door": door,
        "here": lambda action: here(action, desk.path, door),
        "days": rules.days_with_a_door(desk.event, zone=zone()),
        "today": today(),
        "sessions": sessions_of(desk, door.day),
        "tally": queries.count_at(desk.event.id, door),
        "sentence_of": rules.sentence_of,
        "standing_words": STANDING_WORDS,
        "most_found": rules.MOST_FOUND,
    }
