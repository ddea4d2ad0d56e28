"""How does an administrator look after people, letters and jobs?"""

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards, queries, services
from eventhub.accounts.forms import RoleForm
from eventhub.accounts.models import Role
from eventhub.clusters import queries as clusters
from eventhub.clusters import services as teams
from eventhub.clusters.models import Post
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import current_locale, gettext
from eventhub.jobs import queries as jobs
from eventhub.mail import queries as mail
from eventhub.mail import services as outbox
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("accounts_desk", __name__, url_prefix="/admin")


@manage.get("/")
@access(Access.ADMINISTRATOR)
def admin() -> str:
    """Show whether everything works, and who may do what."""
    return _page(_role_form(), TokenForm())


@manage.post("/people")
@access(Access.ADMINISTRATOR)
def let_in() -> Answer:
    """Give a person a role; somebody new is told where to sign in by whoever lets them in."""
    form = _role_form()
    if not form.accepted():
        return _page(form, TokenForm(formdata=None)), form.status
    with transaction():
        _give_role(form)
    flash(gettext("Saved."), "success")
    return see_other(url_for("accounts_desk.admin"))


@manage.post("/letters/retry")
@access(Access.ADMINISTRATOR)
def retry_letters() -> Answer:
    """Put the letters that were given up back into the outbox."""
    token = TokenForm()
    if not token.accepted():
        return _page(_role_form(empty=True), token), token.status
    with transaction():
        number = outbox.retry_failed(now=now())
    flash(gettext("%(number)d letters will be tried again.", number=number), "success")
    return see_other(url_for("accounts_desk.admin"))


def _give_role(form: RoleForm) -> None:
    me = guards.me()
    account = services.account_for(form.email.data, name=form.name.data, locale=current_locale(), now=now())
    role = Role(form.role.data)
    if role is Role.COORDINATOR:
        complex_ = clusters.get_complex(form.complex_slug.data)
        teams.appoint(complex_, account, Post.COORDINATOR, by=me, now=now())
        return
    if role is Role.MEMBER:
        for complex_ in clusters.complexes_of(account):
            teams.dismiss(complex_, account, by=me, now=now())
    services.grant(account, role, by=me, now=now())


def _role_form(*, empty: bool = False) -> RoleForm:
    form = RoleForm(formdata=None) if empty else RoleForm()
    form.offer(clusters.list_complexes(), asker=guards.me())
    return form


def _page(form: RoleForm, token: TokenForm) -> str:
    words = asked.words()
    return render_template(
        "accounts/manage/admin.html",
        form=form,
        token=token,
        words=words,
        people=queries.list_accounts(words=words, page=asked.page_number()),
        letters=mail.count_by_state(),
        failed=mail.list_failed(at_most=20),
        oldest_due_at=mail.oldest_due_at(now()),
        runs=jobs.list_latest(10),
    )
