"""How do coordinators see what became of their letters, and administrators how each letter looks?"""

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.accounts.services import spend_attempt
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import now
from eventhub.core.errors import NotFound
from eventhub.core.i18n import LOCALES, gettext
from eventhub.mail import queries, services
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.mail.rules import REASON_WORDS, STATE_TONES, STATE_WORDS, TESTS_PER_PERSON
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import PREVIEW_POLICY

manage = Blueprint("mail_desk", __name__)


@manage.get("/desk/outbox/")
@access(Access.COORDINATOR)
def outbox() -> str:
    """List the letters in the name of a coordinator's teams: to whom, when, and why one waits or never left."""
    teams = {team.slug: team for team in complexes_of(guards.me())}
    state = next((one for one in LetterState if one.value == request.args.get("state")), None)
    words = asked.words()
    return render_template(
        "mail/manage/outbox.html",
        page=queries.list_of_teams(list(teams), state=state, words=words, page=asked.page_number()),
        teams=teams,
        state=state,
        words=words,
        state_words=STATE_WORDS,
        letter_tones=STATE_TONES,
        reason_words=REASON_WORDS,
    )


@manage.get("/admin/letters/")
@access(Access.ADMINISTRATOR)
def letters() -> str:
    """List every letter there is, with its subject in both languages."""
    found: dict[str, dict[str, OutgoingMail]] = {}
    for name, letter in services.write_examples(current_app.extensions["eventhub.letter_examples"], now=now()):
        found.setdefault(name, {}).setdefault(letter.locale, letter)
    return render_template("mail/manage/letters.html", letters=found)


@manage.get("/admin/letters/<package>/<name>")
@access(Access.ADMINISTRATOR)
def letter(package: str, name: str) -> Response:
    """Show a letter in both languages, as wide as on a phone and on a desk, and as text."""
    return _show(package, name, TokenForm())


@manage.post("/admin/letters/<package>/<name>")
@access(Access.ADMINISTRATOR)
def test(package: str, name: str) -> Answer:
    """Send a letter to who asks for it, in both languages."""
    form, me, moment = TokenForm(), guards.me(), now()

    def send() -> None:
        spend_attempt(f"test-letter:{me.public_id}", at_most=TESTS_PER_PERSON, now=moment)
        for one in _examples(package, name):
            services.queue_test(one, to=me.email, to_name=me.name, now=moment)

    if form.accepted() and done(form, send):
        flash(gettext("On its way to %(address)s, in both languages.", address=me.email), "info")
        return see_other(url_for("mail_desk.letter", package=package, name=name))
    return _show(package, name, form)


def _examples(package: str, name: str) -> list[OutgoingMail]:
    writers = current_app.extensions["eventhub.letter_examples"]
    found = [one for _, one in services.write_examples(writers, only=f"{package}/{name}", now=now())]
    if not found:
        raise NotFound
    return found


def _show(package: str, name: str, form: TokenForm) -> Response:
    found = _examples(package, name)
    by_locale = [[one for one in found if one.locale == locale] for locale in LOCALES]
    pairs = list(zip(*by_locale, strict=True))
    page = render_template("mail/manage/letter.html", name=f"{package}/{name}", pairs=pairs, form=form)
    answer = make_response(page, form.status)
    answer.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return answer
