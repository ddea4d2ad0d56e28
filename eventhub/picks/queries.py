"""What did somebody pick, who signed up for a session, and who waits?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.accounts.rules import FORGOTTEN
from eventhub.core.clock import zone
from eventhub.core.db import session
from eventhub.core.errors import NotFound
from eventhub.core.paging import Page, paginate
from eventhub.core.secrets import seal, unseal
from eventhub.events.models import Event
from eventhub.events.queries import may_open
from eventhub.picks import rules
from eventhub.picks.models import Pick, PickList, SignUp
from eventhub.picks.rules import Item, OwnProgramme, Reader, SeatsShown
from eventhub.programme.models import ProgrammeSession, Release, Speaker
from eventhub.programme.queries import latest_release
from eventhub.programme.schedule import Mark, Slot, history, read
from eventhub.registrations.models import ACTIVE, Registration, Standing
from eventhub.registrations.queries import look_at
from eventhub.registrations.rules import behind

SIGN_UPS_PER_PAGE = 100
# Events, and sessions with their events and the release in which they last changed.
Picks = tuple[list[Event], list[tuple[Event, Slot, Mark]]]


class Picked:
    """What one reader picked, for pages that show it; nothing is read before a page asks."""

    def __init__(self, reader: Reader) -> None:
        """Take who reads."""
        self._reader = reader

    @cached_property
    def _keys(self) -> frozenset[tuple[int, str]]:
        return picked_by(self._reader)

    def has(self, event: Event, slot: Slot | None = None) -> bool:
        """Say whether an event, or a session of it, is picked."""
        return (event.id, slot.id if slot else "") in self._keys

    def seats(self, event: Event, slot: Slot, moment: datetime) -> SeatsShown | None:
        """Look at the seats of a session."""
        return look_at_session(event, slot, self._reader, now=moment)


def find_list(reader: Reader) -> PickList | None:
    """Find the list of whoever reads: of their account, else the one this browser was given."""
    if reader.account is not None:
        return session.scalar(_lists().where(PickList.account_id == reader.account.id))
    return find_visitors_list(reader.list_id)


def find_visitors_list(public_id: str) -> PickList | None:
    """Find a list that belongs to no account."""
    if not public_id:
        return None
    return session.scalar(_lists().where(PickList.public_id == public_id, PickList.account_id.is_(None)))


def get_by_link(secret: str) -> PickList:
    """Return the list a private link names; one of a suspended person is not there."""
    public_id = unseal(rules.PICKS, secret)
    found = session.scalar(_lists().where(PickList.public_id == public_id)) if public_id else None
    if found is None or (found.account and found.account.suspended_at):
        raise NotFound
    return found


def get_visitors_by_link(secret: str) -> PickList:
    """Return the list of a visitor a private link names; who has an account reads theirs under their own calendars."""
    picked = get_by_link(secret)
    if picked.account_id is not None:
        raise NotFound
    return picked


def path_of(picked: PickList) -> str:
    """Return the private address of a list."""
    return f"/p/{seal(rules.PICKS, picked.public_id)}"


def list_picks(list_id: int) -> Sequence[Pick]:
    """List what was picked, in the order in which it was."""
    return session.scalars(select(Pick).where(Pick.list_id == list_id).order_by(Pick.id)).all()


def picked_by(reader: Reader) -> frozenset[tuple[int, str]]:
    """Name what somebody picked: events (rows), and sessions of them (public ids)."""
    if reader.account is None and not reader.list_id:
        return frozenset()
    rows = select(Pick.event_id, Pick.session_key).join(Pick.list)
    if reader.account is not None:
        rows = rows.where(PickList.account_id == reader.account.id)
    else:
        rows = rows.where(PickList.public_id == reader.list_id, PickList.account_id.is_(None))
    return frozenset((event_id, session_key) for event_id, session_key in session.execute(rows))


def find_slot(event_id: int, session_key: str) -> Slot | None:
    """Find a session as it was last released; names are left out."""
    release = latest_release(event_id)
    return read(release.snapshot, ()).find(session_key) if release else None


def find_planned(event_id: int, session_key: str) -> ProgrammeSession | None:
    """Find a session, fresh, as its planners have it: it counts the seats."""
    rows = select(ProgrammeSession).where(ProgrammeSession.event_id == event_id)
    found = rows.where(ProgrammeSession.public_id == session_key)
    return session.scalar(found.execution_options(populate_existing=True))


def look_at_session(event: Event, slot: Slot, reader: Reader, *, now: datetime) -> SeatsShown | None:
    """Look at the seats of a session as one reader; None when it has none to be kept."""
    planned = find_planned(event.id, slot.id)
    if planned is None:
        return None
    place = look_at(event, account=reader.account, held=reader.held, now=now).place
    sign_up = find_active(slot.id, place.id) if place else None
    if planned.capacity is None and sign_up is None:
        return None
    return SeatsShown(
        capacity=planned.capacity,
        left=rules.seats_left(planned),
        waiting=count_waiting(slot.id),
        has_begun=now >= slot.starts_at,
        place=place,
        sign_up=sign_up,
        number=numbers_in_line([slot.id]).get(sign_up.id, 0) if sign_up else 0,
    )


def find_sign_up(session_key: str, registration_id: int) -> SignUp | None:
    """Find somebody's seat in a session, whatever it is worth."""
    return session.scalar(
        _sign_ups().where(SignUp.session_key == session_key, SignUp.registration_id == registration_id)
    )


def find_active(session_key: str, registration_id: int) -> SignUp | None:
    """Find the seat somebody has in a session, or waits for."""
    found = find_sign_up(session_key, registration_id)
    return found if found and found.standing in ACTIVE else None


def sign_ups_of(reader: Reader) -> Sequence[SignUp]:
    """List the seats somebody has or waits for, by their account and the places this browser was given."""
    if reader.account is None and not reader.held:
        return []
    theirs: ColumnElement[bool] = Registration.public_id.in_(list(reader.held))
    if reader.account is not None:
        theirs = or_(theirs, Registration.account_id == reader.account.id)
    rows = select(SignUp).join(SignUp.registration).options(contains_eager(SignUp.registration))
    return session.scalars(rows.where(theirs, SignUp.standing.in_(ACTIVE)).order_by(SignUp.id)).all()


def slots_signed_up_for(account_id: int) -> Sequence[Slot]:
    """List the sessions a person has a seat in or waits for, at whichever event, as they were last released."""
    rows = select(SignUp.event_id, SignUp.session_key).join(SignUp.registration)
    theirs = rows.where(Registration.account_id == account_id, SignUp.standing.in_(ACTIVE))
    found = session.execute(theirs.order_by(SignUp.id)).all()
    slots = _slots({event_id for event_id, _key in found})
    return [slots[key] for _event_id, key in found if key in slots]


def sign_ups_of_place(registration_id: int) -> Sequence[SignUp]:
    """List the seats somebody has or waits for with one place at an event."""
    rows = _sign_ups().where(SignUp.registration_id == registration_id, SignUp.standing.in_(ACTIVE))
    return session.scalars(rows.order_by(SignUp.id)).all()


def sign_ups_for(session_keys: Collection[str]) -> Sequence[SignUp]:
    """List who has a seat in some sessions or waits for one; place and account are loaded."""
    rows = _sign_ups().where(SignUp.session_key.in_(session_keys), SignUp.standing.in_(ACTIVE))
    return session.scalars(rows.order_by(SignUp.id)).all()


def picks_of_accounts(session_keys: Collection[str]) -> Sequence[tuple[str, Account]]:
    """List who picked some sessions and can be written to."""
    rows = select(Pick.session_key, Account).join(Pick.list).join(PickList.account)
    wanted = rows.where(Pick.session_key.in_(session_keys), Account.suspended_at.is_(None))
    return [(session_key, account) for session_key, account in session.execute(wanted.order_by(Pick.id))]


def next_waiting(session_key: str, number: int) -> Sequence[SignUp]:
    """List those who wait longest for a seat in a session, as many as there are seats."""
    rows = _sign_ups().where(SignUp.session_key == session_key, SignUp.standing == Standing.WAITING)
    return session.scalars(rows.order_by(SignUp.queued_at, SignUp.id).limit(max(0, number))).all()


def count_waiting(session_key: str) -> int:
    """Count those who wait for a seat in a session."""
    rows = select(func.count()).where(SignUp.session_key == session_key, SignUp.standing == Standing.WAITING)
    return session.scalar(rows) or 0


def end_of_line(sign_up: SignUp, *, now: datetime) -> tuple[datetime, int]:
    """Return when somebody queued who stands behind all others who wait for a session, and their number; it is held."""
    others = select(func.count(), func.max(SignUp.queued_at)).where(SignUp.session_key == sign_up.session_key)
    others = others.where(SignUp.standing == Standing.WAITING, SignUp.id != sign_up.id)
    number, last = session.execute(others).one()
    return behind(last, now=now), number + 1


def numbers_in_line(session_keys: Collection[str]) -> dict[int, int]:
    """Say of everybody who waits for a seat in some sessions how far in front they stand, counted from one."""
    if not session_keys:
        return {}
    place = func.row_number().over(partition_by=SignUp.session_key, order_by=(SignUp.queued_at, SignUp.id))
    rows = select(SignUp.id, place).where(SignUp.session_key.in_(session_keys), SignUp.standing == Standing.WAITING)
    return dict(session.execute(rows).all())


def list_people(session_key: str, *, page: int) -> Page[SignUp]:
    """List one page of those who have a seat in a session, then of those who wait, in the order in which they came."""
    return paginate(_people(session_key), page, per_page=SIGN_UPS_PER_PAGE)


def list_all_people(session_key: str) -> Sequence[SignUp]:
    """List everybody who has a seat in a session, then everybody who waits."""
    return session.scalars(_people(session_key)).all()


def programme_of(
    picked: PickList | None, seats: Iterable[SignUp], *, account: Account | None, now: datetime
) -> OwnProgramme:
    """Put together what a list holds, as its owner may see it, and seats, in a constant number of questions."""
    picks = {(one.event_id, one.session_key) for one in list_picks(picked.id)} if picked else set()
    sign_ups = {(one.event_id, one.session_key): one for one in seats}
    wanted = picks | sign_ups.keys()
    events = _events({event_id for event_id, _key in wanted}, account)
    slots = _slots({event_id for event_id, key in wanted if key})
    waiting = {one.session_key for one in sign_ups.values() if one.standing is Standing.WAITING}
    numbers = numbers_in_line(waiting)
    items, dropped = [], {}
    for event_id, key in sorted(wanted):
        event, slot, sign_up = events.get(event_id), slots.get(key), sign_ups.get((event_id, key))
        if event is not None and key and slot is None:
            dropped[event_id] = event
        elif event is not None:
            number = numbers.get(sign_up.id, 0) if sign_up else 0
            is_picked = (event_id, key) in picks
            items.append(Item(event=event, slot=slot, is_picked=is_picked, sign_up=sign_up, number=number))
    return rules.arrange(items, list(dropped.values()), now=now, zone=zone())


def calendar_of_list(picked: PickList) -> Picks:
    """List what a list holds for a calendar: events, and sessions with the release in which they last changed."""
    return _calendar(Pick.list_id == picked.id, picked.account)


def calendar_of_account(account: Account) -> Picks:
    """List what the list of an account holds for a calendar, as `calendar_of_list` does."""
    return _calendar(PickList.account_id == account.id, account)


def releases_around(event_id: int, number: int) -> tuple[Release, Release | None]:
    """Return a release and the one before it."""
    rows = select(Release).where(Release.event_id == event_id, Release.number.in_((number - 1, number)))
    found = {release.number: release for release in session.scalars(rows)}
    return found[number], found.get(number - 1)


def list_unused(since: datetime, *, at_most: int = 1000) -> Sequence[int]:
    """List the rows of visitors' lists not changed since a moment, and of people who were forgotten."""
    is_unused = PickList.account_id.is_(None) & (PickList.used_at < since)
    rows = select(PickList.id).outerjoin(PickList.account)
    rows = rows.where(or_(is_unused, Account.email.like(f"%@{FORGOTTEN}")))
    return session.scalars(rows.order_by(PickList.id).limit(at_most)).all()


def count_picks(list_id: int) -> int:
    """Count what a list holds."""
    return session.scalar(select(func.count()).where(Pick.list_id == list_id)) or 0


def _calendar(whose: ColumnElement[bool], account: Account | None) -> Picks:
    loaded = (joinedload(Event.complex, innerjoin=True), joinedload(Event.place))
    rows = select(Pick, Event).join(Pick.list).join(Event, Event.id == Pick.event_id).options(*loaded)
    picks = session.execute(rows.where(whose, may_open(account)).order_by(Pick.id)).all()
    of_sessions = {event.id: event for pick, event in picks if pick.session_key}
    keys = {pick.session_key for pick, _event in picks}
    sessions = [
        (of_sessions[event_id], slot, mark)
        for event_id, (releases, consenting) in _histories(of_sessions).items()
        for slot, mark in history(releases, consenting)
        if slot.id in keys
    ]
    return [event for pick, event in picks if not pick.session_key], sessions


def _histories(event_ids: Collection[int]) -> dict[int, tuple[list[Release], frozenset[str]]]:
    """Read all releases of some events, with who agrees to be shown now, in one question."""
    if not event_ids:
        return {}
    consenting = select(func.aggregate_strings(Speaker.public_id, ","))
    consenting = consenting.where(Speaker.event_id == Release.event_id, Speaker.consented_at.is_not(None))
    rows = select(Release, consenting.scalar_subquery()).where(Release.event_id.in_(event_ids))
    found: dict[int, tuple[list[Release], frozenset[str]]] = {}
    for release, names in session.execute(rows):
        found.setdefault(release.event_id, ([], frozenset((names or "").split(","))))[0].append(release)
    return found


def _lists() -> Select[PickList]:
    return select(PickList).options(joinedload(PickList.account))


def _sign_ups() -> Select[SignUp]:
    place = contains_eager(SignUp.registration)
    rows = select(SignUp).join(SignUp.registration).join(Registration.account)
    return rows.options(place, place.contains_eager(Registration.account))


def _people(session_key: str) -> Select[SignUp]:
    rows = _sign_ups().where(SignUp.session_key == session_key, SignUp.standing.in_(ACTIVE))
    return rows.order_by(SignUp.standing, SignUp.queued_at, SignUp.id)


def _events(event_ids: Collection[int], account: Account | None) -> dict[int, Event]:
    if not event_ids:
        return {}
    rows = select(Event).options(joinedload(Event.complex, innerjoin=True))
    found = session.scalars(rows.where(Event.id.in_(event_ids), may_open(account)))
    return {event.id: event for event in found}


def _slots(event_ids: Collection[int]) -> dict[str, Slot]:
    if not event_ids:
        return {}
    newest = select(Release.event_id, func.max(Release.number).label("number")).group_by(Release.event_id).subquery()
    is_newest = (Release.event_id == newest.c.event_id) & (Release.number == newest.c.number)
    rows = select(Release).join(newest, is_newest).where(Release.event_id.in_(event_ids))
    return {slot.id: slot for release in session.scalars(rows) for slot in read(release.snapshot, ()).slots}
