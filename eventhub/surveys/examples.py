"""What would the letters after an event say, to somebody made up?"""

from datetime import datetime, timedelta

from eventhub.accounts import examples as accounts
from eventhub.registrations import examples as registrations
from eventhub.registrations.models import Registration, Standing
from eventhub.surveys import messages
from eventhub.surveys.models import FollowUp, FollowUpState, Survey, SurveyInvitation

NOTES = {
    "ko": "박 교수님께 말씀드렸습니다. 다음 주 수요일 오후에 추진단에서 뵙기로 했습니다.",
    "en": "I have spoken to Professor Park. We meet at our office on Wednesday afternoon.",
}


def write_letters(locale: str, *, like: Registration | None = None, now: datetime) -> None:
    """Write each letter of this package; made up, or as a real place would get it."""
    event = registrations.event_like(like, now=now)
    place = registrations.registration(locale, Standing.CONFIRMED, event, like=like)
    survey = Survey(is_anonymous=True, closes_at=event.ends_at + timedelta(days=14))
    invitation = SurveyInvitation(public_id="example", registration=place, survey=survey)
    messages.send_thanks(invitation, survey, event, attended=True, now=now)
    messages.send_thanks(invitation, survey, event, attended=False, now=now)
    messages.send_reminder(invitation, survey, event, now=now)
    wanted = "박지훈 (한빛대학교)" if locale == "ko" else "Jihun Park (Hanbit University)"
    for state in (FollowUpState.DONE, FollowUpState.DECLINED):
        follow_up = FollowUp(public_id="example", event=event, registration=place, wanted=wanted, state=state)
        follow_up.note = NOTES[locale]
        messages.tell_follow_up(follow_up, by=accounts.coordinator(locale), now=now)
