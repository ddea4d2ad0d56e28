"""What does the clock do with questions: letters about those that wait, answers that are erased?"""

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.questions import queries, services


def ask_those_who_owe_answers() -> str:
    """Write to people with a confirmed place for whom questions wait, once for each time some were added."""
    asked = 0
    for public_id in queries.list_places_with_news(now=now()):
        with transaction():
            asked += services.ask_again(public_id, now=now())
    return f"{asked} asked" if asked else ""


def forget_old_answers() -> str:
    """Erase answers that have been kept as long as was promised."""
    with transaction():
        number = services.forget_past(now=now())
    return f"{number} answers" if number else ""
