"""How does somebody register colleagues, and look after their places?"""

from flask import flash, request, url_for

from eventhub.accounts import guards
from eventhub.admission.queries import terms_of
from eventhub.core.clock import now
from eventhub.core.errors import NotFound
from eventhub.core.i18n import current_locale, gettext
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.events.models import Event
from eventhub.questions.models import Stage
from eventhub.questions.queries import lacking_at, list_questions
from eventhub.registrations import queries, rules, services
from eventhub.registrations.forms import GroupForm, known_of
from eventhub.registrations.models import ACTIVE, Party
from eventhub.registrations.routes.shared import hold, network, private_page, routes
from eventhub.registrations.rules import Outcome
from eventhub.web import device
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.baseform import TokenForm


@routes.route("/events/<public_id>/group", methods=["GET", "POST"])
@access(Access.PUBLIC)
def register_group(public_id: str) -> Answer:
    """Register several colleagues at once."""
    event, form = events.get_visible(public_id, guards.asker()), _blank_form()
    if "more" in request.form:
        form.add_row(terms_of(event.id).largest_group)
        return _group_page(event, form)
    if form.accepted() and (path := _register_all(event.id, form)):
        return see_other(path)
    return _group_page(events.get_visible(public_id, guards.asker()), form)


@routes.get("/g/<party>")
@access(Access.LINK)
def party(party: str) -> Answer:
    """Show somebody all whom they registered, and what became of each."""
    return _party_page(queries.get_party_by_link(party), TokenForm(formdata=None))


@routes.route("/g/<party>/<place_id>/give-up", methods=["GET", "POST"])
@access(Access.LINK)
def give_up_for(party: str, place_id: str) -> Answer:
    """Ask once, then give up the place of a colleague one has registered; a letter tells them."""
    found, form = queries.get_party_by_link(party), TokenForm()
    public_id = queries.get_in_party(found, place_id).public_id

    def give_up() -> None:
        booker = queries.get_booker(queries.get_party_by_link(party))
        services.give_up(public_id, booker_name=booker.name, now=now())

    if form.accepted() and done(form, give_up):
        return see_other(queries.party_path(queries.get_party_by_link(party)))
    found = queries.get_party_by_link(party)
    place, path = queries.get_in_party(found, place_id), queries.party_path(found)
    outlook = queries.look_at_place(place, now=now())
    return private_page("registrations/give_up_for.html", form, registration=place, path=path, outlook=outlook)


def _register_all(event_id: int, form: GroupForm) -> str:
    """Register everybody who is written down, and return where that is shown; or have the form say why not."""
    booker, people = form.booker(current_locale()), form.applicants(current_locale())

    def count() -> None:
        services.count_try(*(one.email for one in people), network=network(), now=now())

    def register() -> tuple[Party, list[Outcome]]:
        return services.register_together(event_id, booker, people, code=form.code.data, now=now())

    if not done(form, count) or (made_ones := made(form, register)) is None:
        return ""
    party, outcomes = made_ones
    known = [one.name for one, outcome in zip(people, outcomes, strict=True) if not outcome.is_new]
    if known:
        flash(gettext("Had a place already and keep it: %(names)s", names=", ".join(known)), "warning")
    for outcome in outcomes:
        if outcome.is_new and outcome.registration.account_id == party.account_id:
            hold(outcome.registration)
    return queries.party_path(party)


def _blank_form() -> GroupForm:
    known = known_of(guards.asker(), device.kept())
    return GroupForm(data={**known, "comes": True, "code": request.args.get("code", "")})


def _group_page(event: Event, form: GroupForm) -> Answer:
    """Show the form with a row for each colleague; an event for which people register one by one has no such page."""
    outlook = queries.look_at(event, account=guards.asker(), held=(), with_code=bool(form.code.data), now=now())
    if outlook.terms.largest_group == 1:
        raise NotFound
    return private_page(
        "registrations/group.html",
        form,
        event=event,
        outlook=outlook,
        door_sentences=event_rules.DOOR_SENTENCES,
        questions=[one for one in list_questions(event.id) if one.stage is Stage.REGISTRATION],
        back=url_for("events.page", public_id=event.public_id),
    )


def _party_page(party: Party, form: TokenForm) -> Answer:
    event, places = events.get(party.event_id), queries.list_party(party.id)
    own = next((place for place in places if place.account_id == party.account_id), None)
    return private_page(
        "registrations/party.html",
        form,
        event=event,
        party_path=queries.party_path(party),
        places=places,
        own_path=queries.path_of(own) if own else "",
        own=own,
        lacking=lacking_at(event, places, now=now()),
        numbers=queries.numbers_in_line(places),
        door=event_rules.door(event, now=now()),
        active=ACTIVE,
        standing_words=rules.STANDING_WORDS,
    )
