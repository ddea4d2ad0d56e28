"""Which letters do questions write?"""

from collections.abc import Sequence
from datetime import datetime

from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.questions.rules import Asked
from eventhub.registrations.messages import own_words, write_to
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of


def ask(place: Registration, event: Event, questions: Sequence[Asked], *, now: datetime) -> None:
    """Say which questions wait for an answer, and where they are answered."""
    letter = "questions/asked"
    write_to(
        place,
        letter,
        key=f"registration:{place.public_id}:questions:{now:%Y%m%d%H%M}",
        event=event,
        words=own_words(letter, place, event, link=absolute(path_of(place))),
        now=now,
        questions=questions,
        link=absolute(f"{path_of(place)}/questions"),
    )
