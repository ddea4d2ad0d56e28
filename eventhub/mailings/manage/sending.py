"""How is a letter to many looked at, tried, sent and stopped?"""

from flask import flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.accounts.services import spend_attempt
from eventhub.checkins.models import Attendance
from eventhub.checkins.rules import ATTENDANCE_WORDS
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, ngettext
from eventhub.mail import services as mail
from eventhub.mail.rules import TESTS_PER_PERSON
from eventhub.mailings import queries, rules, services
from eventhub.mailings.forms import SendForm
from eventhub.mailings.manage.desk import (
    about_of,
    arrivals_of,
    mailing_of,
    manage,
    questions_of,
    title_of,
    with_letters,
)
from eventhub.mailings.models import MailingState
from eventhub.mailings.rules import Group
from eventhub.questions.rules import options_of
from eventhub.registrations.models import Standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.get("/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show a mailing: as a draft how it will arrive, afterwards how far it is."""
    return _show(public_id, TokenForm(formdata=None))


@manage.route("/<public_id>/send", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def send(public_id: str) -> Answer:
    """Say once more how many people get it, then begin to send."""
    mailing, form = mailing_of(public_id), SendForm()
    mailing_id = mailing.id
    if mailing.state is not MailingState.DRAFT:
        return _back(public_id)

    def start() -> None:
        services.start(mailing_id, people=form.told, by=guards.me(), now=now())

    if form.accepted() and done(form, start):
        return _back(public_id, gettext("The letters are on their way. You can watch them here."))
    mailing = mailing_of(public_id)
    people = queries.count_people(rules.group_of(mailing), now=now())
    form.people.data = str(people)
    said = ngettext("This letter goes to %(num)d person.", "This letter goes to %(num)d people.", people)
    shown = {"mailing": mailing, "about": about_of(mailing), "title": title_of(mailing), "people": people, "said": said}
    return render_template("mailings/manage/send.html", form=form, **shown), form.status


@manage.post("/<public_id>/test")
@access(Access.COORDINATOR)
def test(public_id: str) -> Answer:
    """Send the letter to who asks for it, in each language it is written in."""
    mailing_of(public_id)
    form = TokenForm()
    if form.accepted() and done(form, lambda: _send_test(public_id)):
        return _back(public_id, gettext("On its way to %(address)s. Nobody else gets it.", address=guards.me().email))
    return _show(public_id, form)


@manage.post("/<public_id>/stop")
@access(Access.COORDINATOR)
def stop(public_id: str) -> Answer:
    """Send what has not left yet to nobody."""
    mailing_id, form = mailing_of(public_id).id, TokenForm()
    if form.accepted() and done(form, lambda: services.stop(mailing_id, by=guards.me(), now=now())):
        return _back(public_id, gettext("Stopped. What had left before that arrives; nothing more is sent."))
    return _show(public_id, form)


@manage.post("/<public_id>/discard")
@access(Access.COORDINATOR)
def discard(public_id: str) -> Answer:
    """Throw a draft away."""
    mailing_id, form = mailing_of(public_id).id, TokenForm()
    if form.accepted() and done(form, lambda: services.discard(mailing_id, by=guards.me(), now=now())):
        flash(gettext("The draft is gone."), "success")
        return see_other(url_for("mailings_desk.list_page"))
    return _show(public_id, form)


def _back(public_id: str, sentence: str = "") -> Answer:
    if sentence:
        flash(sentence, "success")
    return see_other(url_for("mailings_desk.page", public_id=public_id))


def _send_test(public_id: str) -> None:
    mailing, me, moment = mailing_of(public_id), guards.me(), now()
    spend_attempt(f"test-letter:{me.public_id}", at_most=TESTS_PER_PERSON, now=moment)
    for arrival in arrivals_of(mailing, queries.find_example(rules.group_of(mailing), now=moment)):
        mail.queue_test(arrival, to=me.email, to_name=me.name, now=moment)


def _show(public_id: str, form: TokenForm) -> Answer:
    mailing = mailing_of(public_id)
    group, is_draft = rules.group_of(mailing), mailing.state is MailingState.DRAFT
    readers, states = queries.list_readers(mailing, asked.page_number())
    example = queries.find_example(group, now=now())
    body = render_template(
        "mailings/manage/page.html",
        mailing=mailing,
        about=about_of(mailing),
        title=title_of(mailing),
        form=form,
        people=queries.count_people(group, now=now()) if is_draft else mailing.people,
        example=example,
        arrivals=arrivals_of(mailing, example),
        progress=queries.look_at(mailing),
        page=readers,
        states=states,
        rules=rules,
        **_narrowed_by(group),
    )
    return with_letters(body, form.status)


def _narrowed_by(group: Group) -> dict[str, object]:
    """Say in words whom a letter goes to."""
    return {
        "group": group,
        "standings": [STANDING_WORDS[Standing(name)] for name in group.standings],
        "attendances": [ATTENDANCE_WORDS[Attendance(name)] for name in group.attendances],
        "answered": options_of(questions_of(group)).get(group.option),
    }
