"""How does a team say what is usual for its events, and whether its head looks at them first?"""

from flask import flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import complexes_of, get_complex_as_coordinator, team_of
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound
from eventhub.core.i18n import gettext
from eventhub.events import queries, rules, services
from eventhub.events.forms import ApprovalForm, UsualForm
from eventhub.events.manage.desk import manage
from eventhub.events.models import Kind
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import BaseForm, TokenForm


@manage.get("/events/usual")
@access(Access.COORDINATOR)
def usual() -> Answer:
    """Show what is usual in a team for each kind, and whether its head looks at events first."""
    return _show_usual(team_of(guards.me(), asked.words("complex")), TokenForm(formdata=None))


@manage.route("/events/usual/<slug>/<kind>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_usual(slug: str, kind: str) -> Answer:
    """Change what is usual for a kind of event in a team."""
    team, chosen = get_complex_as_coordinator(slug, guards.me()), _kind(kind)
    form = UsualForm(obj=rules.usual_of(queries.find_team_usual(team.id, chosen), chosen))
    if not form.accepted():
        words = rules.KIND_WORDS[chosen]
        return render_template("events/manage/edit_usual.html", form=form, team=team, kind_word=words), form.status
    team_id = team.id
    with transaction():
        services.keep_usual(team_id, chosen, form.usual(), by=guards.me(), now=now())
    flash(gettext("Saved. New events of this kind begin like that."), "success")
    return see_other(url_for("events_desk.usual", complex=slug))


@manage.post("/events/usual/<slug>/<kind>/reset")
@access(Access.COORDINATOR)
def reset_usual(slug: str, kind: str) -> Answer:
    """Go back to what is usual everywhere."""
    team, chosen = get_complex_as_coordinator(slug, guards.me()), _kind(kind)
    form = TokenForm()
    if not form.accepted():
        return _show_usual(team, form)
    team_id = team.id
    with transaction():
        services.forget_usual(team_id, chosen, by=guards.me(), now=now())
    flash(gettext("Back to what is usual everywhere."), "success")
    return see_other(url_for("events_desk.usual", complex=slug))


@manage.post("/events/usual/<slug>/approval")
@access(Access.COORDINATOR)
def approval(slug: str) -> Answer:
    """Let the head of a team look at events first, or no longer."""
    team = get_complex_as_coordinator(slug, guards.me())
    form = ApprovalForm()
    if not form.accepted():
        return _show_usual(team, form)
    with transaction():
        team = get_complex_as_coordinator(slug, guards.me())
        services.decide_approval(team, needed=form.needed.data, by=guards.me(), now=now())
    flash(gettext("Saved."), "success")
    return see_other(url_for("events_desk.usual", complex=slug))


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise NotFound
    return Kind(name)


def _show_usual(team: Complex, form: BaseForm) -> Answer:
    rows = queries.list_team_usuals(team.id)
    body = render_template(
        "events/manage/usual.html",
        team=team,
        complexes=complexes_of(guards.me()),
        usuals=[(kind, rules.usual_of(rows.get(kind), kind), kind in rows) for kind in Kind],
        kind_words=rules.KIND_WORDS,
        say_reminders=rules.say_reminders,
        is_head=queries.heads(guards.me(), team.id),
        approval=ApprovalForm(formdata=None, data={"needed": team.events_need_approval}),
        form=form,
    )
    return body, form.status
