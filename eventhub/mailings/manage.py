"""How do coordinators write to many of those who registered, and watch the letters leave?"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.accounts.models import Account
from eventhub.accounts.services import spend_attempt
from eventhub.clusters.models import MiniCluster
from eventhub.clusters.queries import (
    complexes_of,
    get_mini_cluster_as_coordinator,
    list_complexes,
    list_mini_clusters,
    list_served_mini_clusters,
)
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal, TooMany
from eventhub.core.i18n import LOCALES, gettext, ngettext
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.mail.models import OutgoingMail
from eventhub.mailings import examples, queries, rules, services
from eventhub.mailings.errors import ChangedMeanwhile, NobodyToWrite, NotADraft, PeopleChanged, TooManyToday
from eventhub.mailings.forms import MailingForm, SendForm, values_of
from eventhub.mailings.models import Mailing, MailingState
from eventhub.mailings.rules import Group
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.series import queries as series
from eventhub.series.models import Series
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import PREVIEW_POLICY
from eventhub.wording.forms import Differences
from eventhub.wording.rules import PLACEHOLDER_WORDS, TESTS_PER_PERSON

manage = Blueprint("mailings_desk", __name__, url_prefix="/desk/mailings")


@dataclass(frozen=True)
class About:
    """What the readers of a letter registered for: one of the three."""

    subject: Event | Series | MiniCluster

    @property
    def ids(self) -> dict[str, int]:
        """Which column of a mailing names it."""
        kinds = {Event: "event_id", Series: "series_id", MiniCluster: "mini_cluster_id"}
        return {kinds[type(self.subject)]: self.subject.id}

    @property
    def group(self) -> Group:
        """Everybody who has a confirmed place there, before anything is chosen."""
        ids = self.ids
        return Group(
            event_id=ids.get("event_id"), series_id=ids.get("series_id"), mini_cluster_id=ids.get("mini_cluster_id")
        )

    @property
    def name(self) -> str:
        """Which of its texts is its name."""
        return "name" if isinstance(self.subject, MiniCluster) else "title"


@manage.get("/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List what one's teams have written to many, and how far it is."""
    page = queries.list_desk(guards.me(), asked.page_number())
    words, tones = rules.MAILING_WORDS, rules.MAILING_TONES
    return render_template("mailings/manage/list.html", page=page, mailing_words=words, tones=tones)


@manage.route("/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Write to those who registered for an event, a series or a mini-cluster's events; first choose for which."""
    about = _asked_about()
    if about is None:
        return _choose()
    form = _offered(MailingForm(), about.group)
    if not form.accepted() or form.look.data:
        return _form_page("mailings/manage/new.html", form, about)
    with transaction():
        mailing = services.draft(about.subject.complex_id, about.ids, form.told(), by=guards.me(), now=now())
    flash(gettext("The draft is kept. Nothing has been sent."), "success")
    return see_other(url_for("mailings_desk.page", public_id=mailing.public_id))


@manage.get("/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show a mailing: as a draft how it will arrive, afterwards how far it is."""
    return _show(public_id, TokenForm(formdata=None))


@manage.route("/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str) -> Answer:
    """Change a draft; who saves upon an older state of it is shown both."""
    mailing = queries.get_as_coordinator(public_id, guards.me())
    if mailing.state is not MailingState.DRAFT:
        raise NotADraft
    form = _offered(MailingForm(data=values_of(mailing)), rules.group_of(mailing))
    differences: Differences | None = None
    try:
        if form.accepted() and not form.look.data:
            with transaction():
                services.revise(mailing.id, form.told(), version=form.seen, by=guards.me(), now=now())
            flash(gettext("Saved. Nothing has been sent."), "success")
            return see_other(url_for("mailings_desk.page", public_id=public_id))
    except ChangedMeanwhile:
        differences = _compare(public_id, form)
    return _form_page("mailings/manage/edit.html", form, _about(public_id), public_id, differences)


@manage.route("/<public_id>/send", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def send(public_id: str) -> Answer:
    """Say once more how many people get it, then begin to send."""
    mailing = queries.get_as_coordinator(public_id, guards.me())
    if mailing.state is not MailingState.DRAFT:
        return see_other(url_for("mailings_desk.page", public_id=public_id))
    form = SendForm()
    try:
        if form.accepted():
            with transaction():
                services.start(mailing.id, people=form.told, by=guards.me(), now=now())
            flash(gettext("The letters are on their way. You can watch them here."), "success")
            return see_other(url_for("mailings_desk.page", public_id=public_id))
    except (NobodyToWrite, PeopleChanged, TooManyToday) as refusal:
        form.form_errors.append(str(refusal.sentence))
    return _confirm(public_id, form)


@manage.post("/<public_id>/test")
@access(Access.COORDINATOR)
def test(public_id: str) -> Answer:
    """Send the letter to who asks for it, in each language it is written in."""
    queries.get_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    try:
        with transaction():
            _send_test(queries.get_as_coordinator(public_id, guards.me()), guards.me(), now())
    except TooMany as refusal:
        form.form_errors.append(str(refusal.sentence))
        return _show(public_id, form, refusal.status)
    flash(gettext("On its way to %(address)s. Nobody else gets it.", address=guards.me().email), "success")
    return see_other(url_for("mailings_desk.page", public_id=public_id))


@manage.post("/<public_id>/stop")
@access(Access.COORDINATOR)
def stop(public_id: str) -> Answer:
    """Send what has not left yet to nobody."""
    mailing, form = queries.get_as_coordinator(public_id, guards.me()), TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    try:
        with transaction():
            services.stop(mailing.id, by=guards.me(), now=now())
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return _show(public_id, form, refusal.status)
    flash(gettext("Stopped. What had left before that arrives; nothing more is sent."), "success")
    return see_other(url_for("mailings_desk.page", public_id=public_id))


@manage.post("/<public_id>/discard")
@access(Access.COORDINATOR)
def discard(public_id: str) -> Answer:
    """Throw a draft away."""
    mailing, form = queries.get_as_coordinator(public_id, guards.me()), TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    with transaction():
        services.discard(mailing.id, by=guards.me(), now=now())
    flash(gettext("The draft is gone."), "success")
    return see_other(url_for("mailings_desk.list_page"))


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


def _about(public_id: str) -> About:
    mailing = queries.get_as_coordinator(public_id, guards.me())
    subject = mailing.event or mailing.series or mailing.mini_cluster
    if subject is None:
        raise LookupError(f"mailing {public_id} is about nothing")
    return About(subject)


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
    return form.offer(queries.list_organisations(everybody, now=now()), list_mini_clusters(), list_complexes())


def _compare(public_id: str, form: MailingForm) -> Differences:
    """Say field by field what somebody else saved and what is in the form; saved again, the form wins."""
    mailing = queries.get_as_coordinator(public_id, guards.me())
    theirs = _offered(MailingForm(formdata=None, data=values_of(mailing)), rules.group_of(mailing))
    form.version.data = str(mailing.version)
    return form.differences(theirs)


def _form_page(
    template: str, form: MailingForm, about: About, public_id: str = "", differences: Differences | None = None
) -> Response:
    """Show the form; when asked for and whole, with how many people it reaches and how it arrives there."""
    group = form.group(about.group)
    shown = bool(form.look.data) and not form.errors
    example = queries.find_example(group, now=now()) if shown else None
    body = render_template(
        template,
        form=form,
        about=about,
        public_id=public_id,
        differences=differences,
        placeholder_words=PLACEHOLDER_WORDS,
        looks_back=rules.LOOKS_BACK.days,
        people=queries.count_people(group, now=now()) if shown else None,
        example=example,
        arrivals=_arrivals(Mailing(**{name: form.told()[name] for name in rules.TEXTS}), example) if shown else [],
    )
    return _with_letters(body, form.status if differences is None else ChangedMeanwhile.status)


def _show(public_id: str, form: TokenForm, status: int = 0) -> Response:
    mailing = queries.get_as_coordinator(public_id, guards.me())
    group, is_draft = rules.group_of(mailing), mailing.state is MailingState.DRAFT
    readers, states = queries.list_readers(mailing, asked.page_number())
    example = queries.find_example(group, now=now())
    body = render_template(
        "mailings/manage/page.html",
        mailing=mailing,
        about=_about(public_id),
        form=form,
        people=queries.count_people(group, now=now()) if is_draft else mailing.people,
        example=example,
        arrivals=_arrivals(mailing, example),
        progress=queries.look_at(mailing),
        page=readers,
        states=states,
        rules=rules,
        standings=[STANDING_WORDS[Standing(standing)] for standing in mailing.standings],
    )
    return _with_letters(body, status or form.status)


def _confirm(public_id: str, form: SendForm) -> Answer:
    mailing = queries.get_as_coordinator(public_id, guards.me())
    people = queries.count_people(rules.group_of(mailing), now=now())
    form.people.data = str(people)
    said = ngettext("This letter goes to %(num)d person.", "This letter goes to %(num)d people.", people)
    about = _about(public_id)
    body = render_template(
        "mailings/manage/send.html", mailing=mailing, about=about, form=form, people=people, said=said
    )
    return body, form.status


def _arrivals(mailing: Mailing, real: Registration | None) -> list[OutgoingMail]:
    """Write the letter in each language it has, as a real reader would get it, or somebody made up."""
    arrivals = []
    for locale in LOCALES:
        if getattr(mailing, f"text_{locale}"):
            with mail.gathering() as letters:
                examples.write_like(mailing, real, locale=locale, now=now())
            arrivals.append(letters[0][1])
    return arrivals


def _send_test(mailing: Mailing, me: Account, moment: datetime) -> None:
    spend_attempt(f"test-letter:{me.public_id}", at_most=TESTS_PER_PERSON, now=moment)
    for arrival in _arrivals(mailing, queries.find_example(rules.group_of(mailing), now=moment)):
        mail.queue_test(arrival, to=me.email, to_name=me.name, now=moment)


def _with_letters(body: str, status: int) -> Response:
    answer = make_response(body, status)
    answer.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return answer
