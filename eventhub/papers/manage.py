"""How does the team print badges and certificates, and take a certificate back?"""

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.checkins import queries as checkins
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext, pick
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.papers import queries, rules, services
from eventhub.papers.drawing import badges_pdf, certificates_pdf, missing
from eventhub.papers.forms import BadgeForm, OrderForm, RevokeForm
from eventhub.papers.models import Packing
from eventhub.registrations import queries as registrations
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import PDF, Answer, attachment, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TokenForm

manage = Blueprint("papers_desk", __name__, url_prefix="/desk/events/<public_id>/papers")


@manage.get("")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show what can be printed for an event, and what was."""
    return _page(public_id)


@manage.post("/badges")
@access(Access.COORDINATOR)
def badges(public_id: str) -> Answer:
    """Order a badge for everybody with a confirmed place; the worker draws them."""
    event_id, form = _event(public_id).id, BadgeForm()

    def order_them() -> None:
        services.order_badges(event_id, start=int(form.start.data), by=guards.me(), now=now())

    if form.accepted() and done(form, order_them):
        return _ordered(public_id)
    return _page(public_id, badge_form=form, sent=form)


@manage.post("/badges/sample")
@access(Access.COORDINATOR)
def sample_badges(public_id: str) -> Answer:
    """Draw badges of made-up people, to try the printer."""
    event = _event(public_id)
    form = BadgeForm()
    if not form.accepted():
        return _page(public_id, badge_form=form, sent=form)
    title, start = pick(event, "title"), int(form.start.data)
    content = badges_pdf(rules.sample_badges(title), title=title, start=start, made_at=event.updated_at)
    return attachment(content, name="badges-sample.pdf", media_type=PDF)


@manage.post("/certificates")
@access(Access.COORDINATOR)
def order(public_id: str) -> Answer:
    """Order the certificates of everybody who attended; the worker draws them."""
    event_id, form = _event(public_id).id, OrderForm()

    def order_them() -> None:
        services.order_certificates(event_id, Packing(form.packing.data), by=guards.me(), now=now())

    if form.accepted() and done(form, order_them):
        return _ordered(public_id)
    return _page(public_id, order_form=form, sent=form)


@manage.get("/orders/<name>")
@access(Access.COORDINATOR)
def download_order(public_id: str, name: str) -> Answer:
    """Hand over the file an order came to."""
    found = queries.get_order(_event(public_id).id, name)
    content = queries.get_file(found)
    return attachment(
        content, name=f"{found.paper}-{public_id}.{found.packing}", media_type=rules.MEDIA_TYPES[found.packing]
    )


@manage.post("/give/<place>")
@access(Access.COORDINATOR)
def give(public_id: str, place: str) -> Answer:
    """Give one person a certificate, also after one was revoked."""
    registrations.get_at(_event(public_id), place)
    form = TokenForm()
    if not form.accepted() or not done(form, lambda: services.give(place, by=guards.me(), now=now())):
        return _page(public_id, sent=form)
    return see_other(url_for("papers_desk.page", public_id=public_id, page=asked.page_number()) + f"#p-{place}")


@manage.get("/certificates/<name>.pdf")
@access(Access.COORDINATOR)
def download(public_id: str, name: str) -> Answer:
    """Hand over one certificate."""
    found = queries.get_of_event(_event(public_id).id, name)
    return attachment(certificates_pdf([queries.paper_of(found)]), name=rules.file_name(found), media_type=PDF)


@manage.route("/certificates/<name>/revoke", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def revoke(public_id: str, name: str) -> Answer:
    """Ask for the reason, then take a certificate back."""
    event = _event(public_id)
    form = RevokeForm()
    if not form.accepted():
        found = queries.get_of_event(event.id, name)
        return render_template("papers/manage/revoke.html", event=event, certificate=found, form=form), form.status
    with transaction():
        services.revoke(_event(public_id), name, reason=form.reason.data, by=guards.me(), now=now())
    flash(gettext("The certificate is revoked. Whoever checks it reads why."), "success")
    return see_other(url_for("papers_desk.page", public_id=public_id))


def _event(public_id: str) -> Event:
    return events.get_as_coordinator(public_id, guards.me())


def _ordered(public_id: str) -> Answer:
    return see_other(url_for("papers_desk.page", public_id=public_id) + "#orders")


def _page(
    public_id: str,
    *,
    badge_form: BadgeForm | None = None,
    order_form: OrderForm | None = None,
    sent: BaseForm | None = None,
) -> Answer:
    """Show the page of an event's papers; `sent` is the form that was refused."""
    event, token = _event(public_id), TokenForm(formdata=None)
    people = checkins.list_by_name(event.id)
    body = render_template(
        "papers/manage/page.html",
        event=event,
        badge_form=badge_form or BadgeForm(formdata=None),
        order_form=order_form or OrderForm(formdata=None),
        sent=sent or token,
        form=token,
        people=people,
        attended=queries.page_of_attended(event.id, asked.page_number()),
        certificates=queries.latest_of(event.id),
        orders=queries.list_orders(event.id),
        unprintable=[(one, lacking) for one in people if (lacking := missing(one.name + one.organisation_name))],
        is_over=rules.is_over(event, now=now()),
        words=rules,
    )
    return body, (sent or token).status
