"""Letters in the outbox."""

from typing import Any

from eventhub.core.clock import now
from eventhub.mail.models import LetterState, MailingList, OutgoingMail, Subscription
from tests.factories import numbers, saved


def make_letter(**changes: Any) -> OutgoingMail:
    """Make a letter that is due."""
    number = next(numbers)
    values: dict[str, Any] = {
        "key": f"letter:{number}",
        "to_address": f"reader{number}@example.com",
        "to_name": "김하늘",
        "locale": "ko",
        "subject": "[신청 완료] 사출 금형 세미나",
        "text": "신청하신 행사를 알려 드립니다.\n",
        "html": "<p>신청하신 행사를 알려 드립니다.</p>",
        "state": LetterState.QUEUED,
        "queued_at": now(),
        "due_at": now(),
    }
    return saved(OutgoingMail(**{**values, **changes}))


def make_subscription(**changes: Any) -> Subscription:
    """Make what an unsubscribe link names."""
    values = {"address": f"reader{next(numbers)}@example.com", "list_id": MailingList.RECOMMENDATIONS}
    return saved(Subscription(**{**values, **changes}))
