"""How does the team give helpers a link, and take it back?"""

from datetime import date

from flask import flash, url_for

from eventhub.accounts import guards
from eventhub.checkins import queries, rules, services
from eventhub.checkins.forms import HelperForm
from eventhub.checkins.manage.desk import event_of, manage, page
from eventhub.core.clock import now, today, zone
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.links import absolute
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm


@manage.route("/events/<public_id>/helpers", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def helpers(public_id: str) -> Answer:
    """List the links of helpers, and make one."""
    event = event_of(public_id)
    form = HelperForm()
    form.offer(rules.days_with_a_door(event, zone=zone()), today=today())
    if not form.accepted():
        return _show(public_id, form)
    with transaction():
        services.make_helper_link(
            event_of(public_id),
            day=date.fromisoformat(form.day.data),
            name=form.name.data,
            by=guards.me(),
            now=now(),
        )
    flash(gettext("The link is made. Whoever has it can check people in on that day."), "success")
    return see_other(url_for("checkins_desk.helpers", public_id=public_id))


@manage.post("/events/<public_id>/helpers/<link>/revoke")
@access(Access.COORDINATOR)
def revoke(public_id: str, link: str) -> Answer:
    """End a helper's link."""
    event = event_of(public_id)
    queries.get_helper_link(event.id, link)
    form = TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    with transaction():
        services.revoke_helper_link(event_of(public_id), link, by=guards.me(), now=now())
    flash(gettext("The link has ended."), "success")
    return see_other(url_for("checkins_desk.helpers", public_id=public_id))


def _show(public_id: str, sent: HelperForm | TokenForm) -> Answer:
    event = event_of(public_id)
    form = sent if isinstance(sent, HelperForm) else HelperForm(formdata=None)
    form.offer(rules.days_with_a_door(event, zone=zone()), today=today())
    links = [(link, absolute(queries.helper_path(link))) for link in queries.list_helper_links(event.id)]
    return page("helpers", event, form, status=sent.status, sent=sent, links=links, today=today())
