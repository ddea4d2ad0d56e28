"""How does an event look in a calendar?"""

from eventhub.core.i18n import gettext, pick
from eventhub.core.ics import Entry
from eventhub.core.links import absolute, uid_domain
from eventhub.events.models import Event, Status
from eventhub.events.rules import KIND_WORDS


def entry(event: Event) -> Entry:
    """Show an event as everybody may see it, in the asker's language; its online address is for those who come."""
    is_cancelled = event.status is Status.CANCELLED
    title = pick(event, "title")
    url = absolute(f"/events/{event.public_id}")
    return Entry(
        uid=f"event-{event.public_id}@{uid_domain()}",
        summary=gettext("[Cancelled] %(title)s", title=title) if is_cancelled else title,
        description=_description(event, url),
        location=", ".join(part for part in (pick(event, "venue"), event.address) if part) or gettext("online"),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        all_day=event.all_day,
        cancelled=is_cancelled,
        sequence=event.revision,
        changed_at=event.updated_at,
        url=url,
        categories=(str(KIND_WORDS[event.kind]), pick(event.complex, "name")),
        organiser_name=pick(event.complex, "name"),
        organiser_email=event.complex.team_email,
    )


def _description(event: Event, url: str) -> str:
    reason = gettext("Cancelled: %(reason)s", reason=event.cancel_reason) if event.cancel_reason else ""
    return "\n\n".join(part for part in (reason, pick(event, "text"), url) if part)
