"""Which letters come after an event?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail.models import MailingList
from eventhub.registrations.messages import Refusable, own_words, write_to
from eventhub.registrations.queries import path_of as place_path
from eventhub.surveys.models import FollowUp, Survey, SurveyInvitation
from eventhub.surveys.queries import path_of


def send_thanks(invitation: SurveyInvitation, survey: Survey, event: Event, *, attended: bool, now: datetime) -> None:
    """Thank somebody, ask them, and lead who is known to have come to their certificate; once, ever."""
    _send("thanks", "thanks", invitation, survey, event, attended=attended, now=now)


def send_reminder(invitation: SurveyInvitation, survey: Survey, event: Event, *, now: datetime) -> None:
    """Remind somebody who has not answered."""
    _send("reminder", "survey-reminder", invitation, survey, event, attended=False, now=now)


def tell_follow_up(follow_up: FollowUp, *, by: Account, now: datetime) -> None:
    """Say what became of the wish to go on with somebody, in the coordinator's words."""
    registration = follow_up.registration
    write_to(
        registration,
        "surveys/follow_up_answered",
        key=f"follow-up:{follow_up.public_id}:answered",
        event=follow_up.event,
        now=now,
        follow_up=follow_up,
        coordinator=by,
    )


def _send(
    name: str,
    why: str,
    invitation: SurveyInvitation,
    survey: Survey,
    event: Event,
    *,
    attended: bool,
    now: datetime,
) -> None:
    registration, letter = invitation.registration, f"surveys/{name}"
    place_link = absolute(place_path(registration))
    write_to(
        registration,
        letter,
        key=f"registration:{registration.public_id}:{why}",
        event=event,
        refusable=Refusable(MailingList.SURVEYS, survey.closes_at),
        now=now,
        words=own_words(letter, registration, event, link=place_link),
        survey=survey,
        link=absolute(path_of(invitation)),
        attended=attended,
        certificate_link=f"{place_link}/certificate" if attended else "",
    )
