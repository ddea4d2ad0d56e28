"""What would the letters to somebody say who proposed something, about a proposal made up?"""

from datetime import datetime

from eventhub.cluster_day import messages
from eventhub.cluster_day.models import Submission, SubmissionState, Wish
from eventhub.events import examples as events
from eventhub.events.models import Kind


def submission(locale: str, state: SubmissionState) -> Submission:
    """Make up a proposal of somebody who writes a language; nothing is kept."""
    is_korean = locale == "ko"
    made = Submission(
        public_id="example",
        wish=Wish.SESSION,
        state=state,
        name="박서연" if is_korean else "Seoyeon Park",
        email="seoyeon.park@example.com",
        organisation_name="가람정밀" if is_korean else "Garam Precision",
        title="적층 제조 냉각 채널로 사출 불량 줄이기" if is_korean else "Fewer moulding defects with printed cooling",
        text="",
        locale=locale,
    )
    if state is not SubmissionState.RECEIVED:
        made.reason = messages.usual_reason(made, state)
    return made


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package."""
    titles = {"title_ko": "2026 산업단지 혁신클러스터의 날", "title_en": "Innovation Cluster Day 2026"}
    event = events.event(now=now, kind=Kind.CLUSTER_DAY, online_url="", **titles)
    messages.tell_received(submission(locale, SubmissionState.RECEIVED), event, now=now)
    for state in (SubmissionState.ACCEPTED, SubmissionState.DECLINED):
        messages.tell_decision(submission(locale, state), event, now=now)
