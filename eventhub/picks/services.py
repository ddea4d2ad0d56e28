"""How is something picked and let go, and how does a person get a seat in a session, wait for one and give it up?

Whoever takes or frees a seat holds the event until the transaction ends, as its planners do.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import hold, session
from eventhub.core.errors import NotFound
from eventhub.core.i18n import pick as said
from eventhub.core.moments import say_span
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event, Status
from eventhub.picks import messages, queries, rules
from eventhub.picks.errors import NeedsPlace, NoSignUp, Overlapping, SignUpClosed, TooLateToLeave, TooManyPicks
from eventhub.picks.messages import Concerned
from eventhub.picks.models import Pick, PickList, SignUp
from eventhub.picks.rules import Reader
from eventhub.programme.facts import ProgrammeReleased, SessionCapacityRaised
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.rules import by_id
from eventhub.programme.schedule import Slot
from eventhub.programme.services import free_seat, take_seat
from eventhub.registrations import queries as registrations
from eventhub.registrations.facts import PlaceGivenUp, PlaceHandedOver
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import standing_for


def keep(reader: Reader, event_id: int, session_key: str = "", *, network: str, now: datetime) -> PickList:
    """Put an event, or a released session of it, on a reader's list; the first pick begins one. Twice is once."""
    if session_key and queries.find_slot(event_id, session_key) is None:
        raise NotFound
    picked = _list_for(reader, network=network, now=now)
    _copy(picked, [(event_id, session_key)], now=now)
    return picked


def let_go(reader: Reader, event_id: int, session_key: str = "", *, now: datetime) -> None:
    """Take something off a reader's list."""
    picked = queries.find_list(reader)
    if picked is not None:
        theirs = (Pick.list_id == picked.id, Pick.event_id == event_id, Pick.session_key == session_key)
        session.execute(delete(Pick).where(*theirs))
        picked.used_at = now


def merge(reader: Reader, secret: str, *, network: str, now: datetime) -> PickList:
    """Put what a private link shows on the reader's own list; both lists go their own ways afterwards."""
    shown = queries.get_by_link(secret)
    picked = _list_for(reader, network=network, now=now)
    if shown.id != picked.id:
        _copy(picked, _keys(shown), now=now)
    return picked


def take_along(list_id: str, account: Account, *, now: datetime) -> None:
    """Make what a visitor picked the account's when they sign in."""
    visitors = queries.find_visitors_list(list_id)
    if visitors is None:
        return
    hold(f"pick-list-of:{account.id}")
    picked = queries.find_list(Reader(account))
    if picked is None:
        # Its private address, which calendars may read, goes on.
        visitors.account_id, visitors.used_at = account.id, now
        return
    room = rules.MOST_PICKS - queries.count_picks(picked.id)
    known = set(_keys(picked))
    _copy(picked, [key for key in _keys(visitors) if key not in known][:room], now=now)
    _erase([visitors.id])


def give_new_address(reader: Reader, *, now: datetime) -> PickList:
    """Give a reader's list another private address; the old one ends at once."""
    picked = queries.find_list(reader)
    if picked is None:
        raise NotFound
    picked.public_id, picked.used_at = new_public_id(), now
    return picked


def forget_unused(*, now: datetime) -> int:
    """Erase visitors' lists that were not changed for long, and lists of people who were forgotten."""
    unused = queries.list_unused(now - rules.KEPT)
    _erase(unused)
    return len(unused)


def sign_up(event_id: int, session_key: str, place_id: str, *, now: datetime) -> SignUp:
    """Give a person with a place a seat in a session, or a place in its waiting list. Twice is once."""
    event, place = _held_place(event_id, place_id)
    if place.standing is not Standing.CONFIRMED:
        raise NeedsPlace
    slot, planned = _open_session(event, session_key, now=now)
    # What overlaps may be of another event, which is not held.
    hold(f"sign-ups:{place.account_id}")
    found = queries.find_sign_up(session_key, place.id)
    if found is not None and found.standing is not Standing.CANCELLED:
        return found
    _refuse_overlapping(slot, place)
    if found is None:
        found = SignUp(
            public_id=new_public_id(), event_id=event.id, registration=place, session_key=session_key, round=0
        )
        session.add(found)
    found.round, found.queued_at, found.promoted_at, found.cancelled_at = found.round + 1, now, None, None
    _seat(found, event, slot, planned, now=now)
    return found


def give_up(event_id: int, session_key: str, place_id: str, *, now: datetime) -> None:
    """Give a seat up; it goes to who waits longest, in the same transaction. Once or twice is the same."""
    event, place = _held_place(event_id, place_id)
    found = queries.find_active(session_key, place.id)
    if found is None:
        return
    slot = queries.find_slot(event_id, session_key)
    if slot is not None and now >= slot.starts_at:
        raise TooLateToLeave
    _leave([found], now=now)
    if slot is not None:
        messages.tell_given_up(found, event, slot, now=now)
    _promote(event, session_key, now=now)


def note_download(session_key: str, *, number: int, by: Account, now: datetime) -> None:
    """Write down who took the list of those who signed up away."""
    audit.record("sign-ups-downloaded", f"programme-session:{session_key}", actor=by.public_id, now=now, rows=number)


def promote_into_raised_capacity(fact: SessionCapacityRaised) -> None:
    """Give the new seats of a session to those who wait."""
    _promote(events.lock(fact.event_id), fact.session_id, now=fact.at)


def free_seats_of_place(fact: PlaceGivenUp) -> None:
    """Give up the seats in sessions of somebody who does not come to the event; others move up."""
    event = events.lock(fact.event_id)
    left = queries.sign_ups_of_place(fact.registration_id)
    _leave(left, now=fact.at)
    for one in left:
        _promote(event, one.session_key, now=fact.at)


def hand_over_seats(fact: PlaceHandedOver) -> None:
    """Give the seats in sessions to the colleague who comes instead; the event is held."""
    for one in queries.sign_ups_of_place(fact.from_id):
        theirs = queries.find_sign_up(one.session_key, fact.to_id)
        if theirs is None:
            one.registration_id = fact.to_id
        else:
            theirs.standing, theirs.queued_at, theirs.promoted_at = one.standing, one.queued_at, one.promoted_at
            theirs.round, theirs.cancelled_at = theirs.round + 1, None
            one.standing, one.cancelled_at = Standing.CANCELLED, fact.at


def answer_release(fact: ProgrammeReleased) -> None:
    """Tell everybody who picked or signed up for a session that moved or is gone, once; seats in what is gone end."""
    released, was = queries.releases_around(fact.event_id, fact.number)
    if was is None:
        return
    before, after = by_id(was.snapshot["sessions"]), by_id(released.snapshot["sessions"])
    touched = [key for key in before if key in fact.changed_session_ids]
    if not touched:
        return
    event, sign_ups = events.get(fact.event_id), queries.sign_ups_for(touched)
    people = _concerned(touched, sign_ups)
    _leave([one for one in sign_ups if one.session_key not in after], now=fact.at)
    if fact.at < event.ends_at:
        for who in people:
            messages.tell_of_release(who, event, released, was, now=fact.at)


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget who picked what of an event that is thrown away, and who had seats in its sessions."""
    session.execute(delete(SignUp).where(SignUp.event_id == fact.event_id))
    session.execute(delete(Pick).where(Pick.event_id == fact.event_id))


def _held_place(event_id: int, place_id: str) -> tuple[Event, Registration]:
    """Hold an event and return somebody's place at it; who names none, or one elsewhere, needs one."""
    event = events.lock(event_id)
    place = registrations.get(place_id) if place_id else None
    if place is None or place.event_id != event.id:
        raise NeedsPlace
    return event, place


def _list_for(reader: Reader, *, network: str, now: datetime) -> PickList:
    """Find a reader's list, or begin one; an account has one, however many browsers begin it at once."""
    if reader.account is not None:
        hold(f"pick-list-of:{reader.account.id}")
    picked = queries.find_list(reader)
    if picked is None:
        if reader.account is None:
            accounts.spend_attempt(f"pick-list:{network}", at_most=rules.LISTS_PER_NETWORK, now=now)
        account_id = reader.account.id if reader.account else None
        picked = PickList(public_id=new_public_id(), account_id=account_id, created_at=now, used_at=now)
        session.add(picked)
        session.flush()  # what is picked refers to its row
    return picked


def _keys(picked: PickList) -> list[tuple[int, str]]:
    return [(one.event_id, one.session_key) for one in queries.list_picks(picked.id)]


def _copy(picked: PickList, keys: Iterable[tuple[int, str]], *, now: datetime) -> None:
    """Put on a list what is not on it yet; two browsers of one person may do so at once."""
    hold(f"pick-list:{picked.public_id}")
    known = set(_keys(picked))
    fresh = [key for key in dict.fromkeys(keys) if key not in known]
    if len(known) + len(fresh) > rules.MOST_PICKS:
        raise TooManyPicks
    for event_id, session_key in fresh:
        session.add(Pick(list_id=picked.id, event_id=event_id, session_key=session_key, picked_at=now))
    picked.used_at = now


def _erase(list_ids: Iterable[int]) -> None:
    rows = list(list_ids)
    session.execute(delete(Pick).where(Pick.list_id.in_(rows)))
    session.execute(delete(PickList).where(PickList.id.in_(rows)))


def _open_session(event: Event, session_key: str, *, now: datetime) -> tuple[Slot, ProgrammeSession]:
    """Return a session people can sign up for now."""
    slot, planned = queries.find_slot(event.id, session_key), queries.find_planned(event.id, session_key)
    if slot is None or planned is None:
        raise NotFound
    if event.status is not Status.PUBLISHED or now >= slot.starts_at:
        raise SignUpClosed
    if planned.capacity is None:
        raise NoSignUp
    return slot, planned


def _refuse_overlapping(slot: Slot, place: Registration) -> None:
    theirs = queries.slots_signed_up_for(place.account_id)
    for other in theirs:
        if other.starts_at < slot.ends_at and slot.starts_at < other.ends_at:
            raise Overlapping(said(other, "title"), say_span(other.starts_at, other.ends_at))


def _seat(sign_up: SignUp, event: Event, slot: Slot, planned: ProgrammeSession, *, now: datetime) -> None:
    """Decide what a sign-up is worth; the event is held."""
    sign_up.standing = standing_for(rules.seats_left(planned))
    if sign_up.standing is Standing.CONFIRMED:
        take_seat(planned)
        messages.tell_confirmed(sign_up, event, slot, now=now)
    else:
        session.flush()  # the line is counted in the database
        sign_up.queued_at, number = queries.end_of_line(sign_up, now=now)
        messages.tell_waiting(sign_up, event, slot, number=number, now=now)


def _leave(sign_ups: Iterable[SignUp], *, now: datetime) -> None:
    """End some sign-ups and free their seats; the event is held."""
    seats: Counter[tuple[int, str]] = Counter()
    for one in sign_ups:
        seats[one.event_id, one.session_key] += one.standing is Standing.CONFIRMED
        one.standing, one.cancelled_at = Standing.CANCELLED, now
    for (event_id, session_key), number in seats.items():
        planned = queries.find_planned(event_id, session_key) if number else None
        if planned is not None:
            free_seat(planned, seats=number)


def _promote(event: Event, session_key: str, *, now: datetime) -> None:
    """Seat those who wait longest for a session, as many as there are seats; the event is held."""
    slot, planned = queries.find_slot(event.id, session_key), queries.find_planned(event.id, session_key)
    if slot is None or planned is None or event.status is not Status.PUBLISHED or now >= slot.starts_at:
        return
    risen = queries.next_waiting(session_key, rules.seats_left(planned, queries.count_waiting(session_key)))
    for one in risen:
        one.standing, one.promoted_at = Standing.CONFIRMED, now
    if risen:
        take_seat(planned, seats=len(risen))
    for one in risen:
        messages.tell_moved_up(one, event, slot, now=now)


def _concerned(touched: Iterable[str], sign_ups: Iterable[SignUp]) -> list[Concerned]:
    """Gather whom changed sessions concern, each person once, whichever way they chose them."""
    order = list(touched)
    people: dict[str, Account] = {}
    names: dict[str, tuple[str, str]] = {}
    keys: dict[str, set[str]] = {}
    seats: dict[str, set[str]] = {}
    for session_key, account in queries.picks_of_accounts(order):
        people[account.public_id], names[account.public_id] = account, (account.name, account.locale)
        keys.setdefault(account.public_id, set()).add(session_key)
    for one in sign_ups:
        place = one.registration
        people[place.account.public_id] = place.account
        names[place.account.public_id] = place.name, place.locale
        keys.setdefault(place.account.public_id, set()).add(one.session_key)
        seats.setdefault(place.account.public_id, set()).add(one.session_key)
    return [
        Concerned(
            id=person,
            email=account.email,
            name=names[person][0],
            locale=names[person][1],
            session_keys=tuple(key for key in order if key in keys[person]),
            seats=frozenset(seats.get(person, ())),
        )
        for person, account in people.items()
    ]
