"""How do people find an event and read what it is about?"""

from datetime import timedelta

from flask import Blueprint, Response, render_template, request, session

from eventhub.accounts import guards
from eventhub.cluster_day.queries import find_of_event
from eventhub.clusters.queries import list_complexes, list_mini_clusters
from eventhub.core import clock
from eventhub.core.clock import now
from eventhub.events import queries, rules
from eventhub.events.forms import FilterForm
from eventhub.events.models import Kind, Visibility
from eventhub.programme.queries import find_released
from eventhub.questions.forms import answer_form_for
from eventhub.registrations.forms import form_for
from eventhub.registrations.queries import look_at
from eventhub.registrations.rules import PLACE_SENTENCES
from eventhub.web import asked, device
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.headers import unlisted

routes = Blueprint("events", __name__)
DAY = timedelta(days=1)


@routes.get("/events/")
@access(Access.PUBLIC)
def list_page() -> Answer:
    """List what is to come as an agenda; a filter that makes no sense is said and left out."""
    form = FilterForm(request.args)
    form.offer(list_complexes(), list_mini_clusters())
    form.validate()
    filters = form.filters()
    page = queries.list_upcoming(filters, asked.page_number(), account=guards.asker(), now=now())
    body = render_template(
        "events/list.html",
        form=form,
        filters=filters,
        page=page,
        months=rules.agenda(page.items, zone=clock.zone()),
        door=lambda event: rules.door(event, now=now()),
        leaf=rules.leaf,
        kind_words=rules.KIND_WORDS,
        today=clock.today(),
        yesterday=clock.today() - DAY,
    )
    return body, form.status


@routes.get("/events/<public_id>")
@access(Access.PUBLIC)
def page(public_id: str) -> Answer:
    """Show one event, what is left of it, and the form to come."""
    asker, code = guards.asker(), request.args.get("code", "")
    event = queries.get_visible(public_id, asker)
    outlook = look_at(event, account=asker, held=session.get("places", ()), with_code=bool(code), now=now())
    form = form_for(outlook, account=asker, device=device.kept(), code=code)
    body = render_template(
        "events/page.html",
        event=event,
        outlook=outlook,
        form=form,
        answers=answer_form_for(event.id),
        maps=rules.map_links(event),
        leaf=rules.leaf,
        kind_words=rules.KIND_WORDS,
        door_sentences=rules.DOOR_SENTENCES,
        place_sentences=PLACE_SENTENCES,
        released=find_released(event.id),
        edition=find_of_event(event.id) if event.kind is Kind.CLUSTER_DAY else None,
    )
    # What stands in no list of ours shall not be found by search engines either.
    return body if event.visibility is Visibility.PUBLIC else unlisted(Response(body))
