"""What would the letters about questions say, about questions made up?"""

from datetime import datetime

from eventhub.events import examples as events
from eventhub.questions import messages
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules import Asked
from eventhub.registrations import examples as registrations
from eventhub.registrations.models import Standing


def write_letters(locale: str, *, now: datetime) -> None:
    """Write the letter that asks."""
    event = events.event(now=now)
    place = registrations.registration(locale, Standing.CONFIRMED, event)
    asked = [
        Asked(
            id=number,
            public_id=f"example{number}",
            kind=Kind.SHORT,
            stage=Stage.FOLLOW_UP,
            label_ko=label_ko,
            label_en=label_en,
        )
        for number, (label_ko, label_en) in enumerate(
            (("점심에 못 드시는 음식이 있습니까?", "Is there food you cannot eat?"), ("차량 번호", "Number plate"))
        )
    ]
    messages.ask(place, event, asked, now=now)
