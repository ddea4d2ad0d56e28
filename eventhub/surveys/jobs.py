"""What does the clock do with surveys: open them, remind people, forget?"""

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.surveys import queries, services


def ask_after_events() -> str:
    """Thank and ask people after events that ended a while ago, and remind those who have not answered."""
    thanked = reminded = 0
    for event_id in queries.list_to_open(now=now()):
        with transaction():
            thanked += services.open_for(event_id, now=now())
    for event_id in queries.list_to_remind(now=now()):
        with transaction():
            reminded += services.remind(event_id, now=now())
    return ", ".join(f"{number} {what}" for number, what in ((thanked, "thanked"), (reminded, "reminded")) if number)


def forget_old_surveys() -> str:
    """Forget who said what after events long past."""
    with transaction():
        number = services.forget_past(now=now())
    return f"{number} rows of surveys" if number else ""
