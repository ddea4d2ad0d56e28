"""What would the letters about a problem say, about one made up?"""

from datetime import datetime, timedelta
from typing import Any

from eventhub.accounts import examples as accounts
from eventhub.organisations import examples as organisations
from eventhub.problems import messages
from eventhub.problems.models import Problem, State, Urgency

TEXTS = {
    "ko": "사출 커버가 식으면서 휨이 생겨 조립이 안 됩니다.\n냉각 시간을 늘려도 그대로입니다.",
    "en": "Our moulded covers warp as they cool and cannot be assembled.\nCooling them longer did not help.",
}
WORDINGS = {
    "ko": "사출 성형품이 냉각 뒤에 휨 변형을 일으키는 원인과 대책을 찾습니다.",
    "en": "Why moulded parts show warpage after cooling, and what can be done about it.",
}
OFFICES = {"ko": "가온테크노파크 기업지원팀", "en": "Gaon Technopark, business support"}
ANSWERS = {
    "ko": "시험 장비는 다음 달부터 빌려 쓰실 수 있습니다.\n신청서를 따로 보내 드리겠습니다.",
    "en": "You can borrow the test equipment from next month on.\nWe will send you the form.",
}


def problem(locale: str, *, now: datetime, **changes: Any) -> Problem:  # noqa: ANN401 - as the columns take them
    """Make up a problem that somebody who reads a language stated last week; nothing is kept."""
    values: dict[str, Any] = {
        "public_id": "example",
        "organisation": organisations.firm(),
        "stated_by": accounts.person(
            locale,
            ko="김하늘",
            en="Haneul Kim",
            job_ko="공장장",
            job_en="Plant manager",
            email="haneul.kim@example.com",
        ),
        "text": TEXTS[locale],
        "wording": WORDINGS[locale],
        "urgency": Urgency.THIS_QUARTER,
        "state": State.TECHNICAL,
        "revision": 1,
        "stated_at": now - timedelta(days=7),
        "locale": locale,
    }
    return Problem(**{**values, **changes})


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package: one that promises an answer and one that brings it."""
    routed = {"state": State.ROUTED, "routed_to": OFFICES[locale], "answer_by": now + timedelta(days=7)}
    messages.send_routed(problem(locale, now=now, **routed), now=now)
    messages.send_routed(problem(locale, now=now, **routed, answer=ANSWERS[locale]), now=now)
