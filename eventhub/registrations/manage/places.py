"""How do coordinators see all that is known of one registration, and mend it?"""

from collections.abc import Callable
from typing import Any

from flask import render_template

from eventhub.accounts import guards
from eventhub.accounts.queries import names_of
from eventhub.core import audit
from eventhub.core.clock import now
from eventhub.core.errors import NotFound
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.mail import queries as mail
from eventhub.mail.rules import REASON_WORDS, STATE_TONES, STATE_WORDS
from eventhub.questions.queries import lacking_at
from eventhub.registrations import queries, services
from eventhub.registrations.forms import PlaceForm, SuccessorForm
from eventhub.registrations.manage.desk import back_to_place, manage, page, place_of
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import STANDING_WORDS, history_of, without_links
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.get("/<place>")
@access(Access.COORDINATOR)
def place_page(public_id: str, place: str) -> Answer:
    """Show everything that is known of a registration."""
    return _show(public_id, place, TokenForm(formdata=None))


@manage.route("/<place>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str, place: str) -> Answer:
    """Change what is written down of somebody."""
    _event, registration = place_of(public_id, place)
    form, me = PlaceForm(obj=registration), guards.me()

    def change() -> None:
        services.describe_again(place, form.described(queries.get(place)), by_desk=me, now=now())

    if form.accepted() and done(form, change):
        return back_to_place(public_id, place, gettext("Saved. The person gets a letter if anything changed."))
    event, registration = place_of(public_id, place)
    return page("edit", event, form, registration=registration)


@manage.route("/<place>/hand-over", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def hand_over(public_id: str, place: str) -> Answer:
    """Let a colleague come instead of somebody."""
    _event, registration = place_of(public_id, place)
    form, me = SuccessorForm(data={"organisation_name": registration.organisation_name}), guards.me()
    locale, made = registration.locale, list[str]()

    def give() -> None:
        theirs = services.hand_over(place, form.applicant(locale), by_desk=me, now=now())
        made.append(theirs.public_id)

    if form.accepted() and done(form, give):
        return back_to_place(
            public_id, made[0], gettext("Handed over. Both get a letter; this is the colleague's place.")
        )
    event, registration = place_of(public_id, place)
    return page("hand_over", event, form, registration=registration)


@manage.post("/<place>/link")
@access(Access.COORDINATOR)
def send_link(public_id: str, place: str) -> Answer:
    """Send somebody the link to their place once more."""
    return _pressed(public_id, place, services.send_link_again, _("The link is on its way to the person's address."))


@manage.post("/<place>/tickets")
@access(Access.COORDINATOR)
def refuse_tickets(public_id: str, place: str) -> Answer:
    """End every ticket of a place shown or printed so far."""
    ended = _("Every ticket shown or printed so far has ended. The person's page shows a new one.")
    return _pressed(public_id, place, services.refuse_tickets, ended, by=guards.me().public_id)


@manage.get("/<place>/letters/<letter>")
@access(Access.COORDINATOR)
def letter(public_id: str, place: str, letter: str) -> str:
    """Show what a letter about a place said, without the links that are for its reader alone."""
    event, registration = place_of(public_id, place)
    found = mail.get_by_public_id(letter)
    if not found.key.startswith(_prefix(registration)):
        raise NotFound
    text = without_links(found.text)
    return render_template(
        "registrations/manage/letter.html",
        event=event,
        registration=registration,
        letter=found,
        text=text,
        state_words=STATE_WORDS,
    )


def _prefix(registration: Registration) -> str:
    """Return how the keys of all letters about a place begin."""
    return f"registration:{registration.public_id}:"


def _pressed(
    public_id: str,
    place: str,
    do: Callable[..., object],
    sentence: Any,  # noqa: ANN401 - a sentence that is translated when shown
    **values: str,
) -> Answer:
    """Do what a single button of the page asks for; what keeps it from being done is said on the page."""
    place_of(public_id, place)
    form = TokenForm()
    if form.accepted() and done(form, lambda: do(place, **values, now=now())):
        return back_to_place(public_id, place, str(sentence))
    return _show(public_id, place, form)


def _show(public_id: str, place: str, form: TokenForm) -> Answer:
    event, registration = place_of(public_id, place)
    entries = audit.list_about(f"registration:{registration.public_id}")
    return page(
        "place",
        event,
        form,
        registration=registration,
        number=queries.number_in_line(registration),
        history=history_of(registration, entries, names_of(entry.actor for entry in entries)),
        letters=mail.list_under(_prefix(registration), address=registration.account.email),
        party=queries.list_party(registration.party_id) if registration.party_id else (),
        lacking=lacking_at(event, [registration], now=now()).get(registration.id, ()),
        standing_words=STANDING_WORDS,
        state_words=STATE_WORDS,
        letter_tones=STATE_TONES,
        reason_words=REASON_WORDS,
    )
