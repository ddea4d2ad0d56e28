"""Which letters does a released programme cause?"""

from datetime import datetime

from eventhub.core.i18n import speaking
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.mail.services import About
from eventhub.programme import rules
from eventhub.programme.models import Release, Speaker
from eventhub.programme.rules import Concern, Snapshot


def tell_speaker(
    speaker: Speaker, event: Event, released: Release, concern: Concern, *, was: Snapshot, now: datetime
) -> None:
    """Tell a speaker which sessions are theirs, when and where, which moved, and which are not theirs any more."""
    with speaking(speaker.locale):
        after, before = rules.by_id(released.snapshot["sessions"]), rules.by_id(was["sessions"])
        added = [_line(after[one], released.snapshot) for one in concern.added]
        moved = [
            {**_line(after[one], released.snapshot), "was": rules.when_and_where(before[one], was, with_venue=True)}
            for one in concern.moved
        ]
        removed = [_line(before[one], was) for one in concern.removed]
    mail.queue(
        "programme/speaker",
        key=f"speaker:{speaker.public_id}:release:{released.number}",
        to=speaker.email,
        to_name=speaker.name,
        locale=speaker.locale,
        about=about_event(event),
        now=now,
        speaker=speaker,
        event=event,
        released=released,
        added=added,
        moved=moved,
        removed=removed,
        is_news=not moved and not removed,
        link=absolute(f"/events/{event.public_id}/programme"),
    )


def about_event(event: Event) -> About:
    """Say that a letter goes on with all others about an event, in the name of its team."""
    return About(thread=f"event:{event.public_id}", team=event.complex.slug, reply_to=event.complex.team_email)


def _line(row: rules.Row, snapshot: Snapshot) -> dict[str, str]:
    return {"title": rules.said(row, "title"), "when": rules.when_and_where(row, snapshot, with_venue=True)}
