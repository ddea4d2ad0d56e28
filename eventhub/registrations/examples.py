"""What would the letters to somebody who registered say, about a place made up?"""

from datetime import datetime, timedelta
from typing import Any

from eventhub.accounts import examples as accounts
from eventhub.events import examples as events
from eventhub.events.models import Event, Status
from eventhub.events.rules import place_known
from eventhub.registrations import messages
from eventhub.registrations.models import Party, Registration, Standing
from eventhub.registrations.rules import Applicant, Outcome

REASONS = {
    "ko": "강사의 사정으로 열지 못하게 되었습니다.\n다음 세미나를 먼저 알려 드리겠습니다.",
    "en": "The speaker cannot come.\nYou will be the first to hear of the next seminar.",
}

BOOKERS = {"ko": "이하준", "en": "Hajun Lee"}
NOTES = {
    "ko": "이번에는 회원사 분들만 모십니다.\n다음 공개 세미나에서 뵙겠습니다.",
    "en": "This time we can only take member firms.\nPlease come to the next open seminar.",
}


def registration(locale: str, standing: Standing, event: Event) -> Registration:
    """Make up the place of somebody who reads a language; nothing is kept."""
    account = accounts.person(locale, ko="박서연", en="Seoyeon Park", email="seoyeon.park@example.com")
    return Registration(
        public_id="example",
        event=event,
        account=account,
        standing=standing,
        name=account.name,
        organisation_name="가람정밀" if locale == "ko" else "Garam Precision",
        locale=locale,
        round=1,
    )


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package, and a place given up by each side."""
    event = events.event(now=now)
    place = registration(locale, Standing.CONFIRMED, event)
    messages.tell_registered(place, event, number=0, now=now)
    messages.tell_registered(place, event, number=0, booker_name=BOOKERS[locale], now=now)
    messages.tell_registered(registration(locale, Standing.WAITING, event), event, number=3, now=now)
    messages.tell_registered(registration(locale, Standing.REQUESTED, event), event, number=0, now=now)
    offered = registration(locale, Standing.OFFERED, event)
    offered.offer_until = event.starts_at - timedelta(days=1)
    messages.tell_offered(offered, event, now=now)
    messages.tell_lapsed(registration(locale, Standing.LAPSED, event), event, now=now)
    declined = registration(locale, Standing.DECLINED, event)
    declined.decision_note = NOTES[locale]
    messages.tell_declined(declined, event, now=now)
    messages.tell_changed(place, event, now=now)
    messages.tell_handed_over(place, event, colleague_name=BOOKERS[locale], now=now)
    messages.send_links_again([place, registration(locale, Standing.WAITING, event)], now=now)
    messages.tell_moved_up(place, event, now=now)
    messages.tell_event_moved(place, event, was=_day_before(event), now=now)
    several = [
        Outcome(event, place, 0, is_new=True),
        Outcome(event, registration(locale, Standing.WAITING, event), 3, is_new=True),
        Outcome(event, registration(locale, Standing.REQUESTED, event), 0, is_new=True),
        Outcome(event, place, 0, is_new=False),
    ]
    messages.tell_of_all(several, now=now)
    booker = Applicant(email="hajun.lee@example.com", name=BOOKERS[locale], locale=locale)
    messages.tell_booker(booker, Party(public_id="example"), event, several, now=now)
    messages.send_link_again(place, event, now=now)
    given_up = registration(locale, Standing.CANCELLED, event)
    messages.tell_given_up(given_up, event, by_desk=False, now=now)
    messages.tell_given_up(given_up, event, by_desk=False, booker_name=BOOKERS[locale], now=now)
    messages.tell_given_up(given_up, event, by_desk=True, now=now)
    cancelled = events.event(now=now, status=Status.CANCELLED, cancelled_at=now, cancel_reason=REASONS[locale])
    cancelled_place = registration(locale, Standing.CONFIRMED, cancelled)
    messages.tell_event_cancelled(cancelled_place, cancelled, similar=event, now=now)


def _day_before(event: Event) -> dict[str, Any]:
    day = timedelta(days=1)
    known = events.event(now=event.starts_at, starts_at=event.starts_at - day, ends_at=event.ends_at - day)
    return place_known(known)
