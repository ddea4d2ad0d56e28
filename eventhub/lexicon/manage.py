"""How do coordinators read the lexicon, change it, see what a change does, and take one back?"""

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.errors import Faulty, NotFound
from eventhub.core.i18n import gettext
from eventhub.lexicon import queries, rules, services
from eventhub.lexicon.forms import LexiconForm, UndoForm
from eventhub.lexicon.models import LexiconVersion
from eventhub.problems import queries as problems
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made

manage = Blueprint("lexicon_desk", __name__, url_prefix="/desk/lexicon")
DIGITS = 9


@manage.get("/")
@access(Access.COORDINATOR)
def page() -> str:
    """Show the lexicon, or the entries that hold a word."""
    lexicon, words = queries.current(), asked.words().lower()
    found = [one for one in lexicon.concepts if not words or any(words in word for word in one.words)]
    return render_template("lexicon/manage/page.html", lexicon=lexicon, concepts=found, words=words)


@manage.route("/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit() -> Answer:
    """Change the lexicon; who saves upon an older state of it is shown both."""
    current = queries.current()
    form = LexiconForm(data={**current.texts(), "version": str(current.version), "example": _example()})
    draft = _draft(form) if form.accepted() else None
    if draft is None or form.look.data:
        return _edit_page(form, draft)
    if kept := made(form, lambda: _keep(form, draft)):
        flash(
            gettext("Saved as version %(number)s. The next run of the matcher uses it.", number=kept.number), "success"
        )
        return see_other(url_for("lexicon_desk.version", number=kept.number))
    return _edit_page(form, None)


@manage.get("/versions/")
@access(Access.COORDINATOR)
def versions() -> str:
    """List who changed the lexicon when and why."""
    return render_template("lexicon/manage/versions.html", page=queries.list_versions(asked.page_number()))


@manage.route("/versions/<number>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def version(number: str) -> Answer:
    """Compare a version with the one before it, and take that change back."""
    shown = queries.get(_number(number))
    form = UndoForm()

    def undo() -> object:
        return services.undo(shown_number, why=form.why.data, by=guards.me(), now=now())

    shown_number = shown.number
    if form.accepted() and done(form, undo):
        flash(gettext("The change was taken back, as a version of its own."), "success")
        return see_other(url_for("lexicon_desk.versions"))
    changes = rules.compare(queries.at(shown_number - 1), queries.at(shown_number))
    shown = queries.get(shown_number)
    return render_template("lexicon/manage/version.html", version=shown, changes=changes, form=form), form.status


def _keep(form: LexiconForm, draft: rules.Lexicon) -> LexiconVersion:
    return services.keep(draft, upon=form.seen, why=form.why.data, by=guards.me(), now=now())


def _draft(form: LexiconForm) -> rules.Lexicon | None:
    try:
        return form.lexicon()
    except Faulty as refusal:
        form.refuse(refusal)
    return None


def _edit_page(form: LexiconForm, draft: rules.Lexicon | None) -> Answer:
    current = queries.current()
    theirs = LexiconForm(formdata=None, data={**current.texts(), "version": str(current.version)})
    tried = form.example.data if draft else ""
    body = render_template(
        "lexicon/manage/edit.html", form=form, differences=form.differences(theirs), tried=tried, rules=rules,
        before=current.read(tried), after=draft.read(tried) if draft else [],
        changes=rules.compare(current, draft) if draft else None,
    )  # fmt: skip
    return body, form.status


def _example() -> str:
    """Take the newest problem of one's own inbox to try words on."""
    newest = problems.list_inbox(guards.me()).items[:1] if request.method == "GET" else ()
    return newest[0].wording or newest[0].text if newest else ""


def _number(written: str) -> int:
    if not written.isdecimal() or len(written) > DIGITS:
        raise NotFound
    return int(written)
