"""How do coordinators add, change and remove the sessions of a programme, and choose their people?"""

from typing import Any

from flask import flash, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, pick
from eventhub.programme import queries, rules, services
from eventhub.programme.forms import PeopleForm, SessionForm
from eventhub.programme.manage.desk import back, event_of, manage, page, removing
from eventhub.programme.manage.values import values_of_people, values_of_session
from eventhub.programme.models import ProgrammeSession
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.versions import VersionedForm


@manage.get("/sessions")
@access(Access.COORDINATOR)
def sessions(public_id: str) -> Answer:
    """List the sessions of an event."""
    event = event_of(public_id)
    return page("sessions", event, sessions=queries.list_sessions(event.id), type_words=rules.TYPE_WORDS)


@manage.route("/sessions/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_session(public_id: str) -> Answer:
    """Add a session; its room and time are chosen next."""
    event = event_of(public_id)
    form = SessionForm().offering(queries.list_tracks(event.id))

    def add() -> ProgrammeSession:
        return services.add_session(event.id, form.plan(), by=guards.me(), now=now())

    if form.accepted() and (added := made(form, add)):
        flash(gettext("The session is kept. Now choose its room and time."), "success")
        return see_other(url_for("programme_desk.place", public_id=public_id, session_id=added.public_id))
    return page("session", event_of(public_id), form, session=None, differences=[])


@manage.route("/sessions/<session_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def session(public_id: str, session_id: str) -> Answer:
    """Change what a session is; when two do it at once, the second is shown the difference."""
    event = event_of(public_id)
    planned, tracks = queries.get_session(event.id, session_id), queries.list_tracks(event.id)
    form = SessionForm(data=values_of_session(planned)).offering(tracks)

    def revise() -> None:
        how: dict[str, Any] = {"by": guards.me(), "now": now()}
        placed = rules.plan_of_session(queries.get_session(event.id, session_id))
        kept = services.revise_session(event.id, session_id, form.plan(placed), version=form.seen, **how)
        services.write_minutes(event.id, session_id, form.minutes(), version=kept.version, **how)

    if form.accepted() and done(form, revise):
        return back("session", public_id, gettext("Saved."), session_id=session_id)
    event, planned = event_of(public_id), queries.get_session(event.id, session_id)
    theirs = SessionForm(formdata=None, data=values_of_session(planned)).offering(queries.list_tracks(event.id))
    return page("session", event, form, session=planned, differences=form.differences(theirs))


@manage.route("/sessions/<session_id>/people", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def people(public_id: str, session_id: str) -> Answer:
    """Choose who speaks in a session and who moderates it."""
    event = event_of(public_id)
    form = PeopleForm(data=values_of_people(queries.get_session(event.id, session_id)))
    form.offer(queries.list_speakers(event.id))

    def cast() -> None:
        services.set_appearances(event.id, session_id, form.plans(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, cast):
        return back("session", public_id, gettext("Saved."), session_id=session_id)
    event, planned = event_of(public_id), queries.get_session(event.id, session_id)
    theirs = PeopleForm(formdata=None, data=values_of_people(planned))
    theirs.offer(queries.list_speakers(event.id))
    return page("people", event, form, session=planned, differences=form.differences(theirs))


@manage.route("/sessions/<session_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_session(public_id: str, session_id: str) -> Answer:
    """Remove a session for good."""
    event = event_of(public_id)
    planned = queries.get_session(event.id, session_id)
    form = VersionedForm(data={"version": planned.version})

    def remove() -> None:
        services.remove_session(event.id, session_id, version=form.seen, by=guards.me(), now=now())

    return removing("sessions", public_id, form, remove, pick(planned, "title"))
