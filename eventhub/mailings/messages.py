"""What does a letter to many say to one reader, and what to all of them?"""

import re
from datetime import datetime

from eventhub.core.i18n import pick, speaking
from eventhub.core.links import absolute
from eventhub.mail import services as mail
from eventhub.mail.render import Words
from eventhub.mailings.models import Mailing
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of
from eventhub.registrations.rules import placeholders_about, placeholders_from, placeholders_of
from eventhub.wording.rules import ALL, fill, shortened

# What is left where a placeholder stood alone.
NOTHING_WITHIN = re.compile(r"\[\s*\]|\(\s*\)|「\s*」|『\s*』|<\s*>")
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
    mail.queue(
        "mailings/notice",
        key=key,
        to=place.account.email,
        to_name=place.name,
        locale=place.locale,
        words=words,
        now=now,
        registration=place,
        event=place.event,
        team=values["team"],
        team_phone=place.event.complex.team_phone,
        link=link,
    )
