"""How is a letter to many written, to whom, and how are the letters listed?"""

from flask import flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import (
    complexes_of,
    get_mini_cluster_as_coordinator,
    list_complexes,
    list_mini_clusters,
    list_served_mini_clusters,
)
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.events import queries as events
from eventhub.mailings import queries, rules, services
from eventhub.mailings.errors import NotADraft
from eventhub.mailings.forms import MailingForm, values_of
from eventhub.mailings.manage.desk import (
    About,
    about_of,
    arrivals_of,
    mailing_of,
    manage,
    questions_of,
    title_of,
    with_letters,
)
from eventhub.mailings.models import Mailing, MailingState
from eventhub.mailings.rules import Group
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.series import queries as series
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.wording.rules import PLACEHOLDER_WORDS


@manage.get("/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List what one's teams have written to many, and how far it is."""
    page = queries.list_desk(guards.me(), asked.page_number())
    shown = {"title_of": title_of, "mailing_words": rules.MAILING_WORDS, "tones": rules.MAILING_TONES}
    return render_template("mailings/manage/list.html", page=page, **shown)


@manage.route("/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Write to those who registered for an event, a series or a mini-cluster's events; first choose for which."""
    about = _asked_about()
    if about is None:
        return _choose()
    form = _offered(MailingForm(), about.group)
    if not form.accepted() or form.look.data:
        return _form_page("new", form, about, differences=[])
    with transaction():
        mailing = services.draft(about.subject.complex_id, about.ids, form.told(), by=guards.me(), now=now())
    return _kept(mailing.public_id, gettext("The draft is kept. Nothing has been sent."))


@manage.route("/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str) -> Answer:
    """Change a draft; who saves upon an older state of it is shown both."""
    mailing = mailing_of(public_id)
    if mailing.state is not MailingState.DRAFT:
        raise NotADraft
    mailing_id, form = mailing.id, _offered(MailingForm(data=values_of(mailing)), rules.group_of(mailing))

    def revise() -> None:
        services.revise(mailing_id, form.told(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and not form.look.data and done(form, revise):
        return _kept(public_id, gettext("Saved. Nothing has been sent."))
    mailing = mailing_of(public_id)
    theirs = _offered(MailingForm(formdata=None, data=values_of(mailing)), rules.group_of(mailing))
    shown = {"public_id": public_id, "differences": form.differences(theirs)}
    return _form_page("edit", form, about_of(mailing), **shown)


def _kept(public_id: str, sentence: str) -> Answer:
    flash(sentence, "success")
    return see_other(url_for("mailings_desk.page", public_id=public_id))


def _asked_about() -> About | None:
    """Return what the address names, if this coordinator serves it."""
    me, args = guards.me(), request.args
    if "event" in args:
        return About(events.get_as_coordinator(args["event"], me))
    if "series" in args:
        return About(series.get_as_coordinator(args["series"], me))
    if "mini-cluster" in args:
        return About(get_mini_cluster_as_coordinator(args["mini-cluster"], me))
    return None


def _choose() -> str:
    served = [complex_.id for complex_ in complexes_of(guards.me())]
    return render_template(
        "mailings/manage/choose.html",
        upcoming=events.list_desk(served, events.View.UPCOMING, now=now()).items,
        past=events.list_desk(served, events.View.PAST, now=now()).items,
        series=series.list_desk(served, 1).items,
        mini_clusters=list_served_mini_clusters(guards.me()),
    )


def _offered(form: MailingForm, group: Group) -> MailingForm:
    """Offer the groups there are among everybody who registered for the same."""
    everybody = Group(
        event_id=group.event_id,
        series_id=group.series_id,
        mini_cluster_id=group.mini_cluster_id,
        standings=tuple(STANDING_WORDS),
    )
    organisations = queries.list_organisations(everybody, now=now())
    return form.offer(organisations, list_mini_clusters(), list_complexes(), questions_of(group))


def _form_page(template: str, form: MailingForm, about: About, **shown: object) -> Answer:
    """Show the form; when asked for and whole, with how many people it reaches and how it arrives there."""
    group = form.group(about.group)
    is_looked_at = bool(form.look.data) and not form.errors
    example = queries.find_example(group, now=now()) if is_looked_at else None
    texts = {name: form.told()[name] for name in rules.TEXTS}
    body = render_template(
        f"mailings/manage/{template}.html",
        form=form,
        about=about,
        placeholder_words=PLACEHOLDER_WORDS,
        looks_back=rules.LOOKS_BACK.days,
        people=queries.count_people(group, now=now()) if is_looked_at else None,
        example=example,
        arrivals=arrivals_of(Mailing(**texts), example) if is_looked_at else [],
        **shown,
    )
    return with_letters(body, form.status)
