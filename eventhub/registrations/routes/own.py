"""What does a person do with their place, by its private link?"""

from contextlib import suppress

from flask import flash

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal
from eventhub.core.i18n import current_locale, gettext
from eventhub.registrations import queries, services
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.forms import ColleagueForm, DetailsForm
from eventhub.registrations.routes.shared import hold, network, private_page, refused, routes, show_place
from eventhub.registrations.rules import applicant_of
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm


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
    path, form = queries.path_of(registration), DetailsForm(obj=registration)
    if not form.accepted():
        outlook = queries.look_at_place(registration, now=now())
        return private_page("registrations/change.html", form, registration=registration, path=path, outlook=outlook)
    applicant = form.applicant_at(registration.account.email, current_locale())
    try:
        with transaction():
            services.describe_again(registration.public_id, applicant, now=now())
    except Refusal as refusal:
        return _place_again(secret, refusal)
    flash(gettext("Saved."), "success")
    return see_other(path)


@routes.route("/r/<secret>/hand-over", methods=["GET", "POST"])
@access(Access.LINK)
def hand_over(secret: str) -> Answer:
    """Let a colleague come instead."""
    registration = queries.get_by_link(secret)
    form = ColleagueForm(organisation_name=registration.organisation_name)
    if not form.accepted():
        return _hand_over_page(secret, form)
    public_id, colleague = registration.public_id, form.applicant(current_locale())
    try:
        with transaction():
            services.count_try(colleague.email, network=network(), now=now())
        with transaction():
            services.hand_over(public_id, colleague, now=now())
    except AlreadyRegistered as refusal:
        form.email.errors = [str(refusal.sentence)]
        return _hand_over_page(secret, form, refusal.status)
    except Refusal as refusal:
        return _hand_over_page(secret, form, refused(form, refusal))
    flash(gettext("%(name)s has the place now and gets a letter with a link.", name=colleague.name), "success")
    return see_other(queries.path_of(registration))


@routes.route("/r/<secret>/give-up", methods=["GET", "POST"])
@access(Access.LINK)
def give_up(secret: str) -> Answer:
    """Ask once, then give the place up; opening the link changes nothing, because mail scanners open links."""
    registration = queries.get_by_link(secret)
    form = TokenForm()
    if not form.accepted():
        outlook = queries.look_at_place(registration, now=now())
        path = queries.path_of(registration)
        return private_page("registrations/give_up.html", form, registration=registration, path=path, outlook=outlook)
    public_id = registration.public_id
    try:
        with transaction():
            services.give_up(public_id, now=now())
    except Refusal as refusal:
        return _place_again(secret, refusal)
    return see_other(queries.path_of(registration))


@routes.post("/r/<secret>/accept")
@access(Access.LINK)
def accept(secret: str) -> Answer:
    """Take the seat that was offered."""
    registration = queries.get_by_link(secret)
    form = TokenForm()
    if not form.accepted():
        return show_place(registration, form)
    public_id = registration.public_id
    try:
        with transaction():
            services.accept_offer(public_id, now=now())
    except Refusal as refusal:
        return _place_again(secret, refusal)
    return see_other(queries.path_of(registration))


@routes.post("/r/<secret>/again")
@access(Access.LINK)
def again(secret: str) -> Answer:
    """Register again after giving up or not answering, with what was written before."""
    registration = queries.get_by_link(secret)
    form = TokenForm()
    if not form.accepted():
        return show_place(registration, form)
    event_id, applicant = registration.event_id, applicant_of(registration)
    try:
        with suppress(AlreadyRegistered), transaction():
            services.register(event_id, applicant, now=now())
    except Refusal as refusal:
        return _place_again(secret, refusal)
    return see_other(queries.path_of(queries.get_by_link(secret)))


def _place_again(secret: str, refusal: Refusal) -> Answer:
    """Show the place as it is now, and why what was asked cannot be done."""
    form = TokenForm(formdata=None)
    return show_place(queries.get_by_link(secret), form, refused(form, refusal))


def _hand_over_page(secret: str, form: ColleagueForm, status: int = 0) -> Answer:
    registration = queries.get_by_link(secret)
    return private_page(
        "registrations/hand_over.html",
        form,
        status,
        registration=registration,
        path=queries.path_of(registration),
        outlook=queries.look_at_place(registration, now=now()),
    )
