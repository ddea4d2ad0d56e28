"""What does a person do with their place, by its private link?"""

from collections.abc import Callable
from contextlib import suppress

from flask import flash

from eventhub.core.clock import now
from eventhub.core.i18n import current_locale, gettext
from eventhub.registrations import queries, services
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.forms import ColleagueForm, DetailsForm
from eventhub.registrations.routes.shared import hold, network, private_page, routes, show_place
from eventhub.registrations.rules import applicant_of
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TokenForm


@routes.get("/r/<secret>")
@access(Access.LINK)
def place(secret: str) -> Answer:
    """Show a person their place; this browser may then open what is for people with one."""
    registration = queries.get_by_link(secret)
    hold(registration)
    return show_place(registration, TokenForm(formdata=None))


@routes.route("/r/<secret>/change", methods=["GET", "POST"])
@access(Access.LINK)
def change(secret: str) -> Answer:
    """Change what is written down of who comes."""
    registration = queries.get_by_link(secret)
    public_id, email, form = registration.public_id, registration.account.email, DetailsForm(obj=registration)

    def describe() -> None:
        services.describe_again(public_id, form.applicant_at(email, current_locale()), now=now())

    if form.accepted() and done(form, describe):
        flash(gettext("Saved."), "success")
        return see_other(queries.path_of(queries.get_by_link(secret)))
    return _page("change", secret, form)


@routes.route("/r/<secret>/hand-over", methods=["GET", "POST"])
@access(Access.LINK)
def hand_over(secret: str) -> Answer:
    """Let a colleague come instead."""
    registration = queries.get_by_link(secret)
    public_id, form = registration.public_id, ColleagueForm(organisation_name=registration.organisation_name)

    def count() -> None:
        services.count_try(form.email.data, network=network(), now=now())

    def give() -> None:
        services.hand_over(public_id, form.applicant(current_locale()), now=now())

    if form.accepted() and done(form, count) and done(form, give):
        flash(gettext("%(name)s has the place now and gets a letter with a link.", name=form.name.data), "success")
        return see_other(queries.path_of(queries.get_by_link(secret)))
    return _page("hand_over", secret, form)


@routes.route("/r/<secret>/give-up", methods=["GET", "POST"])
@access(Access.LINK)
def give_up(secret: str) -> Answer:
    """Ask once, then give the place up; opening the link changes nothing, because mail scanners open links."""
    public_id, form = queries.get_by_link(secret).public_id, TokenForm()
    if form.accepted() and done(form, lambda: services.give_up(public_id, now=now())):
        return see_other(queries.path_of(queries.get_by_link(secret)))
    return _page("give_up", secret, form)


@routes.post("/r/<secret>/accept")
@access(Access.LINK)
def accept(secret: str) -> Answer:
    """Take the seat that was offered."""
    public_id = queries.get_by_link(secret).public_id
    return _pressed(secret, lambda: services.accept_offer(public_id, now=now()))


@routes.post("/r/<secret>/again")
@access(Access.LINK)
def again(secret: str) -> Answer:
    """Register again after giving up or not answering, with what was written before."""
    registration = queries.get_by_link(secret)
    event_id, applicant = registration.event_id, applicant_of(registration)

    def register() -> None:
        with suppress(AlreadyRegistered):
            services.register(event_id, applicant, now=now())

    return _pressed(secret, register)


def _pressed(secret: str, act: Callable[[], object]) -> Answer:
    """Do what a single button of the page asks for, and show the place as it is then."""
    form = TokenForm()
    if form.accepted() and done(form, act):
        return see_other(queries.path_of(queries.get_by_link(secret)))
    return show_place(queries.get_by_link(secret), form)


def _page(template: str, secret: str, form: BaseForm) -> Answer:
    """Show one of the pages on which a place is changed, with the place as it is."""
    registration = queries.get_by_link(secret)
    outlook, path = queries.look_at_place(registration, now=now()), queries.path_of(registration)
    return private_page(f"registrations/{template}.html", form, registration=registration, path=path, outlook=outlook)
