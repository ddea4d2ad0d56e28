"""What would the letters to somebody who registered say, about a place made up?"""

from datetime import datetime, timedelta
from functools import partial
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
# What letters say of an event, and by which team.
SAID = (
    *("complex", "complex_id", "kind", "title_ko", "title_en", "starts_at", "ends_at", "all_day"),
    *("venue_ko", "venue_en", "address", "online_url", "capacity"),
)


def registration(locale: str, standing: Standing, event: Event, *, like: Registration | None = None) -> Registration:
    """Make up the place of somebody who reads a language, or one like a real one; nothing is kept.

    Its links open nothing, whoever it is like.
    """
    account = accounts.person(locale, ko="박서연", en="Seoyeon Park", email="seoyeon.park@example.com")
    firm = "가람정밀" if locale == "ko" else "Garam Precision"
    return Registration(
        public_id="example",
        event=event,
        account=account,
        standing=standing,
        name=like.name if like else account.name,
        organisation_name=like.organisation_name if like else firm,
        phone=like.phone if like else "",
        locale=locale,
        round=1,
        invited_as=1,
    )


def write_letters(locale: str, *, like: Registration | None = None, now: datetime) -> None:
    """Write each letter of this package, and a place given up by each side; made up, or as a real place would get it.

    Of a real place the event, its team and the person's own words are taken.
    """
    event, place_of = event_like(like, now=now), partial(registration, like=like)
    place = place_of(locale, Standing.CONFIRMED, event)
    messages.tell_registered(place, event, number=0, now=now)
    messages.tell_registered(place, event, number=0, from_whom=BOOKERS[locale], now=now)
    messages.tell_registered(place, event, number=0, from_whom=BOOKERS[locale], is_given=True, now=now)
    messages.tell_registered(place_of(locale, Standing.WAITING, event), event, number=3, now=now)
    messages.tell_registered(place_of(locale, Standing.REQUESTED, event), event, number=0, now=now)
    offered = place_of(locale, Standing.OFFERED, event)
    offered.offer_until = event.starts_at - timedelta(days=1)
    messages.tell_offered(offered, event, now=now)
    messages.tell_lapsed(place_of(locale, Standing.LAPSED, event), event, now=now)
    declined = place_of(locale, Standing.DECLINED, event)
    declined.decision_note = NOTES[locale]
    messages.tell_declined(declined, event, now=now)
    messages.tell_changed(place, event, now=now)
    messages.tell_handed_over(place, event, colleague_name=BOOKERS[locale], now=now)
    messages.send_links_again(place.account, [place, place_of(locale, Standing.WAITING, event)], now=now)
    messages.tell_moved_up(place, event, now=now)
    messages.tell_events_moved([place], was={event.id: _day_before(event)}, now=now)
    for hours in (168, 24):
        messages.remind(place, event, hours=hours, now=event.starts_at - timedelta(hours=hours))
    several = [
        Outcome(event, place, 0, is_new=True),
        Outcome(event, place_of(locale, Standing.WAITING, event), 3, is_new=True),
        Outcome(event, place_of(locale, Standing.REQUESTED, event), 0, is_new=True),
        Outcome(event, place, 0, is_new=False),
    ]
    messages.tell_of_all(several, now=now)
    booker = Applicant(email="hajun.lee@example.com", name=BOOKERS[locale], locale=locale)
    messages.tell_booker(booker, Party(public_id="example"), event, several, now=now)
    messages.send_link_again(place, event, now=now)
    for by_desk, booker_name in ((False, ""), (False, BOOKERS[locale]), (True, "")):
        given_up = place_of(locale, Standing.CANCELLED, event)
        messages.tell_given_up(given_up, event, by_desk=by_desk, booker_name=booker_name, now=now)
    cancelled = event_like(like, now=now, status=Status.CANCELLED, cancelled_at=now, cancel_reason=REASONS[locale])
    called_off = place_of(locale, Standing.CONFIRMED, cancelled)
    messages.tell_events_cancelled([called_off], similar=event, now=now)
    for one in (event, cancelled):
        messages.tell_calendar(place_of(locale, Standing.CONFIRMED, one), one, now=now)


def event_like(
    like: Registration | None,
    *,
    now: datetime,
    **changes: Any,  # noqa: ANN401 - as the columns take them
) -> Event:
    """Make up an event, with what letters say of a real one if there is one."""
    said = {name: getattr(like.event, name) for name in SAID} if like else {}
    return events.event(now=now, **{**said, **changes})


def _day_before(event: Event) -> dict[str, Any]:
    day = timedelta(days=1)
    said = {name: getattr(event, name) for name in SAID if name != "complex"}
    moved = {"starts_at": event.starts_at - day, "ends_at": event.ends_at - day}
    known = events.event(now=event.starts_at, **{**said, **moved})
    return place_known(known)
