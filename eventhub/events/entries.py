"""How does an event look in a calendar?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from eventhub.core.i18n import gettext, pick
from eventhub.core.ics import Entry
from eventhub.core.links import absolute, uid_domain
from eventhub.core.text import unmarked
from eventhub.events.models import Event, Status
from eventhub.events.rules import KIND_WORDS

# A deadline is shown as the time just before it, so that it stands in the right day and is seen in time.
BEFORE_DEADLINE = timedelta(minutes=30)


def entry(event: Event, *, papers: Iterable[str] = ()) -> Entry:
    """Show an event as everybody may see it, in the asker's language; its online address is for those who come.

    Its complex and its venue are loaded. `papers` are the public ids of materials everybody may open.
    """
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
        geo=_geo(event),
        attachments=tuple(f"{url}/materials/{paper}" for paper in papers),
    )


def desk_entry(event: Event, *, papers: Iterable[str] = ()) -> Entry:
    """Show an event to its team: a draft stands there as one, and everybody can see where one takes part online."""
    shown = replace(entry(event, papers=papers), conference=event.online_url)
    if event.status is not Status.DRAFT:
        return shown
    url = absolute(f"/desk/events/{event.public_id}")
    return replace(shown, summary=gettext("[Draft] %(title)s", title=shown.summary), tentative=True, url=url)


def deadline_entry(event: Event) -> Entry:
    """Show until when one can register for an event; it takes nobody's time."""
    is_cancelled = event.status is Status.CANCELLED
    said = gettext("Registration closes: %(title)s", title=pick(event, "title"))
    url = absolute(f"/events/{event.public_id}")
    return Entry(
        uid=f"deadline-{event.public_id}@{uid_domain()}",
        summary=gettext("[Cancelled] %(title)s", title=said) if is_cancelled else said,
        description=url,
        starts_at=event.registration_closes_at - BEFORE_DEADLINE,
        ends_at=event.registration_closes_at,
        cancelled=is_cancelled,
        free=True,
        # The number of saves alone says nothing of a cancellation, the revision alone nothing of another deadline.
        sequence=event.version - 1 + event.revision,
        changed_at=event.updated_at,
        url=url,
        categories=(gettext("Deadline"),),
    )


def _description(event: Event, url: str) -> str:
    reason = gettext("Cancelled: %(reason)s", reason=event.cancel_reason) if event.cancel_reason else ""
    return "\n\n".join(part for part in (reason, unmarked(pick(event, "text")), url) if part)


def _geo(event: Event) -> tuple[float, float] | None:
    venue = event.place
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude
