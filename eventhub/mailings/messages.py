"""What does a letter to many say to one reader, and what to all of them?"""

import re
from datetime import datetime, timedelta

from eventhub.core.i18n import pick, speaking
from eventhub.core.links import absolute
from eventhub.mail.models import MailingList
from eventhub.mail.render import Words
from eventhub.mailings.models import Mailing
from eventhub.registrations.messages import Refusable, write_to
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of
from eventhub.registrations.rules import placeholders_about, placeholders_from, placeholders_of
from eventhub.wording.rules import ALL, fill, shortened

# What is left where a placeholder stood alone.
NOTHING_WITHIN = re.compile(r"\[\s*\]|\(\s*\)|「\s*」|『\s*』|<\s*>")
# How long a letter to many about an event long over is worth sending, if it waits.
USEFUL = timedelta(days=14)
AT_THE_ENDS = " ,.:;·-–—|/"


def title_of(mailing: Mailing) -> str:
    """Return the subject of a mailing as all its readers get it; what differs between them is left out."""
    shared = placeholders_about(mailing.event) if mailing.event else placeholders_from(mailing.complex)
    filled = fill(pick(mailing, "subject"), {**dict.fromkeys(ALL, ""), **shared})
    return shortened(" ".join(NOTHING_WITHIN.sub("", filled).split()).strip(AT_THE_ENDS))


def write(mailing: Mailing, place: Registration, *, key: str, now: datetime) -> None:
    """Write to one reader what a team wrote for many, about the place this reader has.

    A team that wrote one language only is read in that one by everybody.
    """
    link = absolute(path_of(place))
    with speaking(place.locale):
        values = placeholders_of(place, place.event, link=link)
        words = Words(shortened(fill(pick(mailing, "subject"), values)), fill(pick(mailing, "text"), values))
    # What is said before an event is of no use after it.
    until = place.event.ends_at if place.event.ends_at > now else now + USEFUL
    write_to(
        place,
        "mailings/notice",
        key=key,
        event=place.event,
        refusable=Refusable(MailingList.TEAM_LETTERS, until),
        words=words,
        now=now,
        team=values["team"],
        team_phone=place.event.complex.team_phone,
        link=link,
    )
