"""Which letters does somebody get who proposed a session or a booth?"""

from datetime import datetime

from eventhub.cluster_day.models import Submission, SubmissionState
from eventhub.cluster_day.queries import path_of
from eventhub.cluster_day.rules import WISH_WORDS
from eventhub.core.i18n import gettext, speaking
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.mail.services import About


def tell_received(submission: Submission, event: Event, *, now: datetime) -> None:
    """Say that a proposal has come in, and where it can be seen and changed."""
    _send("received", submission, event, now=now)


def tell_decision(submission: Submission, event: Event, *, now: datetime) -> None:
    """Say that a proposal is accepted or declined, with the reason its reviewers wrote."""
    is_accepted = submission.state is SubmissionState.ACCEPTED
    _send("accepted" if is_accepted else "declined", submission, event, now=now)


def usual_reason(submission: Submission, state: SubmissionState) -> str:
    """Propose what the letter says about a decision, in the language of its reader."""
    with speaking(submission.locale):
        if state is SubmissionState.ACCEPTED:
            return gettext(
                "We are glad to have you with us. We will tell you day, room or place as soon as they are settled."
            )
        return gettext(
            "We received more proposals than there is room for. We hope to see you among the visitors, and next year."
        )


def _send(name: str, submission: Submission, event: Event, *, now: datetime) -> None:
    mail.queue(
        f"cluster_day/{name}",
        key=f"submission:{submission.public_id}:{name}",
        to=submission.email,
        to_name=submission.name,
        locale=submission.locale,
        about=About(
            thread=f"submission:{submission.public_id}",
            team=event.complex.slug,
            reply_to=event.complex.team_email,
        ),
        now=now,
        submission=submission,
        event=event,
        wish=WISH_WORDS[submission.wish],
        link=absolute(path_of(submission)),
        event_link=absolute(f"/events/{event.public_id}"),
    )
