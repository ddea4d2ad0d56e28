"""What would a letter to many say, to somebody made up or like somebody real?"""

from datetime import datetime

from eventhub.events import examples as events
from eventhub.mailings import messages
from eventhub.mailings.models import Mailing
from eventhub.registrations import examples as registrations
from eventhub.registrations.models import Registration, Standing

TEXTS = {
    "subject_ko": "[안내] {event} 주차 안내",
    "text_ko": "{name} 님, 안녕하십니까?\n\n행사 당일 {where} 주차장이 혼잡합니다. 대중교통을 이용해 주시기 바랍니다.",
    "subject_en": "[Notice] Parking at {event}",
    "text_en": "Dear {name},\n\nparking is scarce on the day of the event. Please come by train or bus.",
}


def write_letters(locale: str, *, now: datetime) -> None:
    """Write the letter of this package."""
    write_like(Mailing(**TEXTS), None, locale=locale, now=now)


def write_like(mailing: Mailing, real: Registration | None, *, locale: str, now: datetime) -> None:
    """Write a mailing as a real reader would get it, or somebody made up; its links open nothing."""
    event = real.event if real else events.event(now=now)
    standing = real.standing if real else Standing.CONFIRMED
    place = registrations.registration(locale, standing, event, like=real)
    messages.write(mailing, place, key="example", now=now)
