"""How do coordinators word the letters of their team, and see and try them before anybody gets one?"""

from functools import partial

from flask import Blueprint, Response, current_app, flash, make_response, render_template, url_for

from eventhub.accounts import guards
from eventhub.accounts.services import spend_attempt
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import now
from eventhub.core.errors import NotAllowed, NotFound
from eventhub.core.i18n import LOCALES, gettext
from eventhub.mail import services as mail
from eventhub.mail.models import OutgoingMail
from eventhub.mail.rules import TESTS_PER_PERSON
from eventhub.registrations import examples as registrations
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import find_newest
from eventhub.surveys import examples as surveys
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.headers import PREVIEW_POLICY
from eventhub.web.versions import VersionedForm
from eventhub.wording import queries, rules, services
from eventhub.wording.forms import WordingForm, values_of

manage = Blueprint("wording_desk", __name__, url_prefix="/desk/letters")


@manage.get("/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List the letters to those who register, and which of them this team words itself."""
    teams = complexes_of(guards.me())
    if not teams:
        raise NotAllowed
    slug = asked.words("complex")
    team = next((one for one in teams if one.slug == slug), teams[0])
    kept = queries.list_of(team.id)
    return render_template(
        "wording/manage/list.html",
        team=team,
        teams=teams,
        letters=[(name, rules.address_of(name), letter) for name, letter in rules.LETTERS.items()],
        own={name for name, words in kept.items() if any(getattr(words, field) for field in rules.FIELDS)},
    )


@manage.route("/<slug>/<letter>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(slug: str, letter: str) -> Answer:
    """Word a letter; who saves upon an older state of it is shown both."""
    team, name = _team(slug), _name(letter)
    form = WordingForm(data=values_of(queries.find(team.id, name)))
    form.placeholders = rules.LETTERS[name].placeholders

    def keep() -> None:
        services.keep(team, name, form.texts(), version=form.seen, by=guards.me(), now=now())

    if not form.accepted() or form.look.data:
        return _show(team, name, form)
    if form.test.data:
        done(form, lambda: _send_test(team, name, form))
    elif done(form, keep):
        flash(gettext("Saved. The next letter of this kind begins like that."), "success")
        return see_other(url_for("wording_desk.list_page", complex=slug))
    return _show(team, name, form)


@manage.route("/<slug>/<letter>/usual", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def usual(slug: str, letter: str) -> Answer:
    """Ask once, then let a letter say again what it says everywhere."""
    team, name = _team(slug), _name(letter)
    kept = queries.find(team.id, name)
    form = VersionedForm(data=values_of(kept))

    def go_back() -> None:
        services.go_back_to_usual(team, name, version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, go_back):
        flash(gettext("The letter says the usual again."), "success")
        return see_other(url_for("wording_desk.list_page", complex=slug))
    kept = queries.find(team.id, name)
    page = {"team": team, "letter": rules.LETTERS[name], "address": letter, "kept": kept}
    return render_template("wording/manage/usual.html", form=form, **page), form.status


def _team(slug: str) -> Complex:
    for team in complexes_of(guards.me()):
        if team.slug == slug:
            return team
    raise NotFound


def _name(address: str) -> str:
    for name in rules.LETTERS:
        if rules.address_of(name) == address:
            return name
    raise NotFound


def _send_test(team: Complex, name: str, form: WordingForm) -> None:
    """Send what the form holds to who asks for it, in both languages."""
    me, moment = guards.me(), now()
    spend_attempt(f"test-letter:{me.public_id}", at_most=TESTS_PER_PERSON, now=moment)
    for arrival in _arrivals(team, name, form):
        mail.queue_test(arrival, to=me.email, to_name=me.name, now=moment)
    flash(gettext("On its way to %(address)s, in both languages. Nothing is saved yet.", address=me.email), "info")


def _show(team: Complex, name: str, form: WordingForm) -> Response:
    """Show the form, and below it how the letter arrives."""
    example = find_newest(team.id)
    theirs = WordingForm(formdata=None, data=values_of(queries.find(team.id, name)))
    body = render_template(
        "wording/manage/edit.html",
        team=team,
        letter=rules.LETTERS[name],
        address=rules.address_of(name),
        form=form,
        differences=form.differences(theirs),
        placeholder_words=rules.PLACEHOLDER_WORDS,
        example=example,
        arrivals=[] if form.errors else _arrivals(team, name, form, example),
    )
    answer = make_response(body, form.status)
    answer.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return answer


def _arrivals(team: Complex, name: str, form: WordingForm, example: Registration | None = None) -> list[OutgoingMail]:
    """Write the letter in each language in the words of a form: to who registered last with this team, or made up."""
    like = example or find_newest(team.id)
    own = (registrations.write_letters, surveys.write_letters)
    writers = (*(partial(write, like=like) for write in own), *current_app.extensions["eventhub.letter_examples"])
    arrivals = []
    for locale in LOCALES:
        with mail.gathering(only=name) as letters, services.trying(form.words(locale)):
            for write in writers:
                write(locale, now=now())
        arrivals.append(letters[0][1])
    return arrivals
