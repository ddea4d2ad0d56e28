"""How do coordinators write down who speaks?"""

from typing import Any

from flask import url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.organisations.models import Organisation
from eventhub.programme import queries, services
from eventhub.programme.forms import SpeakerForm
from eventhub.programme.manage.desk import back, event_of, manage, page, removing
from eventhub.programme.manage.values import values_of_speaker
from eventhub.programme.models import Speaker
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.get("/speakers")
@access(Access.COORDINATOR)
def speakers(public_id: str) -> Answer:
    """List the speakers of an event, and who agreed to be shown."""
    event = event_of(public_id)
    return page("speakers", event, speakers=queries.list_speakers(event.id))


@manage.get("/speakers/organisations")
@access(Access.COORDINATOR)
def organisations(public_id: str) -> Answer:
    """Offer the organisations of the directory that a typed name may mean."""
    event = event_of(public_id)
    form = _form(public_id, {"organisation_name": asked.words("organisation_name")})
    return page("_organisations", event, form)


@manage.route("/speakers/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_speaker(public_id: str) -> Answer:
    """Write a speaker down."""
    event, form = event_of(public_id), _form(public_id, {})

    def add() -> None:
        services.add_speaker(event.id, form.plan(), by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        return back("speakers", public_id, gettext("Saved."))
    return page("speaker", event_of(public_id), form, speaker=None, differences=[])


@manage.route("/speakers/<speaker_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def speaker(public_id: str, speaker_id: str) -> Answer:
    """Change what is written down about a speaker."""
    event = event_of(public_id)
    known = queries.get_speaker(event.id, speaker_id)
    organisation = queries.find_organisation(known.organisation_id)
    form = _form(public_id, values_of_speaker(known, organisation), organisation)

    def revise() -> None:
        services.revise_speaker(event.id, speaker_id, form.plan(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return back("speakers", public_id, gettext("Saved."))
    event = event_of(public_id)
    known = queries.get_speaker(event.id, speaker_id)
    return page("speaker", event, form, speaker=known, differences=form.differences(_kept(known)))


@manage.route("/speakers/<speaker_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_speaker(public_id: str, speaker_id: str) -> Answer:
    """Forget a speaker."""
    event = event_of(public_id)
    known = queries.get_speaker(event.id, speaker_id)

    def remove() -> None:
        services.remove_speaker(event.id, speaker_id, by=guards.me(), now=now())

    return removing("speakers", public_id, TokenForm(), remove, known.name)


def _kept(speaker: Speaker) -> SpeakerForm:
    """Fill a form with what is written down about a speaker now, to compare another one with."""
    organisation = queries.find_organisation(speaker.organisation_id)
    return SpeakerForm(formdata=None, data=values_of_speaker(speaker, organisation)).look_up(organisation)


def _form(public_id: str, values: dict[str, Any], organisation: Organisation | None = None) -> SpeakerForm:
    form = SpeakerForm(data=values).look_up(organisation)
    look = {"hx-get": url_for("programme_desk.organisations", public_id=public_id), "hx-target": "#organisations"}
    form.organisation_name.render_kw = {**look, "hx-trigger": "input changed delay:400ms", "hx-swap": "outerHTML"}
    return form
