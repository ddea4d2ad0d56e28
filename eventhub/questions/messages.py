"""Which letters do questions write?"""

from collections.abc import Sequence
from datetime import datetime

from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.questions.rules import Asked
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of


def ask(place: Registration, event: Event, questions: Sequence[Asked], *, now: datetime) -> None:
    """Say which questions wait for an answer, and where they are answered."""
    mail.queue(
        "questions/asked",
        key=f"registration:{place.public_id}:questions:{now:%Y%m%d%H%M}",
        to=place.account.email,
        to_name=place.name,
        locale=place.locale,
        now=now,
        registration=place,
        event=event,
        questions=questions,
        link=absolute(f"{path_of(place)}/questions"),
    )
