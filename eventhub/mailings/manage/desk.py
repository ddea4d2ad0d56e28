"""What do the doors of letters to many share: what a letter is about, and how it arrives?"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response

from eventhub.accounts import guards
from eventhub.clusters.models import MiniCluster
from eventhub.core.clock import now
from eventhub.core.i18n import LOCALES, pick
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.mail.models import OutgoingMail
from eventhub.mailings import examples, messages, queries
from eventhub.mailings.models import Mailing
from eventhub.mailings.rules import Group
from eventhub.questions.queries import list_questions
from eventhub.questions.rules import Asked
from eventhub.registrations.models import Registration
from eventhub.series.models import Series
from eventhub.web.headers import PREVIEW_POLICY

manage = Blueprint("mailings_desk", __name__, url_prefix="/desk/mailings")


@dataclass(frozen=True)
class About:
    """What the readers of a letter registered for: one of the three."""

    subject: Event | Series | MiniCluster

    @property
    def ids(self) -> dict[str, int]:
        """Which column of a mailing names it."""
        kinds = {Event: "event_id", Series: "series_id", MiniCluster: "mini_cluster_id"}
        return {kinds[type(self.subject)]: self.subject.id}

    @property
    def group(self) -> Group:
        """Everybody who has a confirmed place there, before anything is chosen."""
        ids = self.ids
        return Group(
            event_id=ids.get("event_id"), series_id=ids.get("series_id"), mini_cluster_id=ids.get("mini_cluster_id")
        )

    @property
    def name(self) -> str:
        """Which of its texts is its name."""
        return "name" if isinstance(self.subject, MiniCluster) else "title"


def mailing_of(public_id: str) -> Mailing:
    """Return a mailing of a complex whoever asks serves."""
    return queries.get_as_coordinator(public_id, guards.me())


def about_of(mailing: Mailing) -> About:
    """Say what a mailing is about."""
    subject = mailing.event or mailing.series or mailing.mini_cluster
    if subject is None:
        raise LookupError(f"mailing {mailing.public_id} is about nothing")
    return About(subject)


def title_of(mailing: Mailing) -> str:
    """Say what a mailing is called on the desk: its subject, or what it is about when that leaves nothing to read."""
    about = about_of(mailing)
    return messages.title_of(mailing) or pick(about.subject, about.name)


def questions_of(group: Group) -> Sequence[Asked]:
    """List what those a letter is about were asked; several events ask each their own."""
    return list_questions(group.event_id) if group.event_id is not None else ()


def arrivals_of(mailing: Mailing, real: Registration | None) -> list[OutgoingMail]:
    """Write the letter in each language it has, as a real reader would get it, or somebody made up."""
    arrivals = []
    for locale in LOCALES:
        if getattr(mailing, f"text_{locale}"):
            with mail.gathering() as letters:
                examples.write_like(mailing, real, locale=locale, now=now())
            arrivals.append(letters[0][1])
    return arrivals


def with_letters(body: str, status: int) -> Response:
    """Answer with a page that shows letters as they arrive."""
    answer = make_response(body, status)
    answer.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return answer
