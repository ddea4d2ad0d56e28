"""Which letters does somebody who registered get?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account
from eventhub.core.clock import local
from eventhub.core.i18n import speaking
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.events.rules import moves_between
from eventhub.mail import services as mail
from eventhub.mail.models import MailingList
from eventhub.mail.render import Words
from eventhub.mail.rules import is_reachable
from eventhub.mail.services import About
from eventhub.registrations.entries import invitation, withdrawal
from eventhub.registrations.models import Party, Registration, Standing
from eventhub.registrations.queries import party_path, path_of
from eventhub.registrations.rules import (
    LOST,
    STANDING_WORDS,
    Applicant,
    Outcome,
    placeholders_about,
    placeholders_from,
    placeholders_of,
    sequence_of,
)
from eventhub.wording.services import words_for

NAMES = {
    Standing.CONFIRMED: "confirmed",
    Standing.WAITING: "waiting",
    Standing.REQUESTED: "requested",
    # An offer is not made to who registers, but it can be handed over.
    Standing.OFFERED: "offered",
}


@dataclass(frozen=True)
class Refusable:
    """A letter that can be refused, with all of its list, and until when it is of use."""

    mailing_list: MailingList
    useful_until: datetime | None


def tell_registered(
    registration: Registration,
    event: Event,
    *,
    number: int,
    from_whom: str = "",
    is_given: bool = False,
    is_here: bool = False,
    now: datetime,
) -> None:
    """Say what a registration is worth: a seat, the `number` in line, or that a coordinator looks at it first.

    `from_whom` is the name of who registered the reader, or handed the place over when it `is_given`. Who is here
    already needs no calendar.
    """
    name = NAMES[registration.standing]
    why = f"{name}:{registration.round}"
    entry = "" if is_here else _invite(registration, event, now=now)
    said: dict[str, Any] = {"number": number, "from_whom": from_whom, "is_given": is_given}
    _send(name, registration, event, why=why, entry=entry, now=now, **said)


def tell_offered(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that a seat became free and is held until a moment for who waited."""
    why = f"offered:{registration.round}:{now:%Y%m%d%H%M}"
    _send("offered", registration, event, why=why, now=now, from_whom="")


def tell_lapsed(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that the offered seat went to the next in line."""
    _send("lapsed", registration, event, why=f"lapsed:{registration.round}", now=now)


def tell_declined(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that the organisers cannot give a place, in their words."""
    _send("declined", registration, event, why=f"declined:{registration.round}", now=now)


def tell_changed(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say what is written down now of who comes."""
    _send("changed", registration, event, why=f"changed:{now:%Y%m%d%H%M%S}", now=now)


def tell_handed_over(registration: Registration, event: Event, *, colleague_name: str, now: datetime) -> None:
    """Say to who had a place that a colleague has it now."""
    why = f"handed-over:{registration.round}"
    entry = _take_back(registration, event, now=now)
    _send("handed_over", registration, event, why=why, entry=entry, now=now, colleague_name=colleague_name)


def send_links_again(account: Account, places: Sequence[Registration], *, now: datetime) -> None:
    """Send somebody the links to all their places, those they took for others with them."""
    letter = "registrations/links_again"
    # Where several teams are concerned, none speaks for all.
    is_one_teams = len({place.event.complex_id for place in places}) == 1
    mail.queue(
        letter,
        key=f"links:{account.public_id}:{now:%Y%m%d%H%M%S}",
        to=account.email,
        to_name=account.name,
        locale=account.locale,
        words=_own_words_to_reader(letter, account, places[0].event) if is_one_teams else None,
        now=now,
        reader_name=account.name,
        places=[(place, absolute(path_of(place))) for place in places],
        lost_link=absolute(LOST),
    )


def tell_moved_up(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that a seat became free for who waited."""
    entry = _invite(registration, event, now=now)
    _send("moved_up", registration, event, why=f"moved-up:{registration.round}", entry=entry, now=now)


def tell_given_up(
    registration: Registration, event: Event, *, by_desk: bool, booker_name: str = "", now: datetime
) -> None:
    """Say that a place is given up: by its owner, by who registered them, or by the organisers."""
    why = f"given-up:{registration.round}"
    said: dict[str, Any] = {"by_desk": by_desk, "booker_name": booker_name}
    entry = _take_back(registration, event, now=now)
    _send("given_up", registration, event, why=why, entry=entry, now=now, **said)


def tell_events_moved(places: Sequence[Registration], *, was: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """Say to one reader what the time or the place was, and what it is now, of each event they have a place at.

    Who waits is not told the online address. A letter about several events is followed by one for each calendar entry.
    """
    moved = []
    for place in places:
        with speaking(place.locale):
            moves = moves_between(was[place.event_id], place.event)
        if place.standing is not Standing.CONFIRMED:
            moves = [move for move in moves if not move.is_online]
        if moves:
            moved.append((place, moves, absolute(path_of(place))))
    if moved:
        first = moved[0][0]
        why = f"event-moved:{first.event.revision}"
        entry = _invite(first, first.event, now=now) if len(moved) == 1 else ""
        _send("event_moved", first, first.event, why=why, entry=entry, now=now, moved=moved)
        if len(moved) > 1:
            _put_right((place for place, _moves, _link in moved), now=now)


def tell_events_cancelled(places: Sequence[Registration], *, similar: Event | None = None, now: datetime) -> None:
    """Say to one reader which events will not take place, why, and which similar one will.

    A letter about several events is followed by one for each calendar entry.
    """
    first = places[0]
    why = f"event-cancelled:{first.event.revision}"
    similar_link = absolute(f"/events/{similar.public_id}") if similar else ""
    called_off: dict[str, Any] = {"places": places, "similar": similar, "similar_link": similar_link}
    entry = _take_back(first, first.event, now=now) if len(places) == 1 else ""
    _send("event_cancelled", first, first.event, why=why, entry=entry, now=now, **called_off)
    if len(places) > 1:
        _put_right(places, now=now)


def tell_calendar(registration: Registration, event: Event, *, now: datetime) -> None:
    """Put right what somebody has in their calendar; programs read one event in each letter (decision 0029)."""
    write = _take_back if event.cancelled_at else _invite
    why = f"calendar:{registration.round}:{event.revision}"
    _send("calendar", registration, event, why=why, entry=write(registration, event, now=now), now=now)


def remind(registration: Registration, event: Event, *, hours: int, now: datetime) -> None:
    """Remind somebody of an event that begins soon; once for each day it was ever planned for."""
    day = local(event.starts_at).date()
    why = f"reminder:{hours}:{day:%Y%m%d}"
    days = (day - local(now).date()).days
    refusable = Refusable(MailingList.REMINDERS, event.starts_at)
    _send("reminder", registration, event, why=why, refusable=refusable, now=now, days=days)


def tell_of_all(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Say in one letter what became of each event somebody registered for at once."""
    place, event = outcomes[0].registration, outcomes[0].event
    write_to(
        place,
        "registrations/several",
        key=f"registrations:{place.account.public_id}:{place.public_id}:{now:%Y%m%d%H%M%S}",
        words=own_words("registrations/several", place, event),
        now=now,
        event=event,
        outcomes=[(outcome, absolute(path_of(outcome.registration))) for outcome in outcomes],
        lost_link=absolute(LOST),
    )


def tell_booker(booker: Applicant, party: Party, event: Event, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Say to who registered several people what became of each, with the link at which they stay in view."""
    with speaking(booker.locale):
        values = {"name": booker.name, **placeholders_about(event)}
    mail.queue(
        "registrations/party",
        key=f"party:{party.public_id}",
        to=booker.email,
        to_name=booker.name,
        locale=booker.locale,
        about=About(thread=f"party:{party.public_id}", team=event.complex.slug, reply_to=event.complex.team_email),
        words=words_for("registrations/party", complex_id=event.complex_id, locale=booker.locale, values=values),
        now=now,
        booker_name=booker.name,
        event=event,
        outcomes=outcomes,
        standing_words=STANDING_WORDS,
        link=absolute(party_path(party)),
        lost_link=absolute(LOST),
    )


def send_link_again(registration: Registration, event: Event, *, now: datetime) -> None:
    """Send the link to a place to the address the place belongs to."""
    _send("link_again", registration, event, why=f"link-again:{now:%Y%m%d%H%M%S}", now=now)


def write_to(
    registration: Registration,
    template: str,
    *,
    key: str,
    event: Event,
    words: Words | None = None,
    refusable: Refusable | None = None,
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the templates take them
) -> None:
    """Write to somebody with a place, by the name and in the language they gave for it, for the team of its event.

    All letters about a place go on with the first.
    """
    team = event.complex
    about = About(
        thread=f"registration:{registration.public_id}",
        team=team.slug,
        reply_to=team.team_email,
        mailing_list=refusable.mailing_list if refusable else None,
        useful_until=refusable.useful_until if refusable else None,
    )
    mail.queue(
        template,
        key=key,
        to=registration.account.email,
        to_name=registration.name,
        locale=registration.locale,
        about=about,
        words=words,
        now=now,
        registration=registration,
        event=event,
        **values,
    )


def _invite(registration: Registration, event: Event, *, now: datetime) -> str:
    """Write the event for the calendar of who has a seat, and note which state of it they have there."""
    if registration.standing is not Standing.CONFIRMED or not is_reachable(registration.account.email):
        return ""
    registration.invited_as = sequence_of(registration, event)
    return invitation(registration, event, now=now)


def _take_back(registration: Registration, event: Event, *, now: datetime) -> str:
    """Write what takes an event out of the calendar of who has it there from us."""
    if registration.invited_as is None:
        return ""
    registration.invited_as = None
    return withdrawal(registration, event, now=now)


def _put_right(places: Iterable[Registration], *, now: datetime) -> None:
    """Follow a letter about several events with a short one for each that the reader has in their calendar from us."""
    for place in places:
        if place.invited_as is not None:
            tell_calendar(place, place.event, now=now)


def _send(
    name: str,
    registration: Registration,
    event: Event,
    *,
    why: str,
    entry: str = "",
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the templates take them
) -> None:
    key = f"registration:{registration.public_id}:{why}"
    link = absolute(path_of(registration))
    links: dict[str, Any] = {
        "link": link,
        "event_link": absolute(f"/events/{event.public_id}"),
        "events_link": absolute("/events/"),
        "lost_link": absolute(LOST),
    }
    words = own_words(f"registrations/{name}", registration, event, link=link)
    said = {**links, **values}
    write_to(
        registration, f"registrations/{name}", key=key, words=words, invitation=entry, now=now, event=event, **said
    )


def own_words(letter: str, place: Registration, event: Event, *, link: str = "") -> Words | None:
    """Return how the event's team begins a letter about a place, if it words it itself."""
    with speaking(place.locale):
        values = placeholders_of(place, event, link=link)
    return words_for(letter, complex_id=event.complex_id, locale=place.locale, values=values)


def _own_words_to_reader(letter: str, reader: Account, event: Event) -> Words | None:
    with speaking(reader.locale):
        values = {"name": reader.name, **placeholders_from(event.complex)}
    return words_for(letter, complex_id=event.complex_id, locale=reader.locale, values=values)
