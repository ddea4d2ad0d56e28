"""Who is in, who is meant by a name or a code, and who attended what?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, collate, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from eventhub.accounts.models import Account
from eventhub.checkins import rules
from eventhub.checkins.errors import HelperLinkEnded
from eventhub.checkins.models import Attendance, AttendanceMark, CheckIn, HelperLink, Outcome, RoomCode, Scan
from eventhub.checkins.rules import Desk, Door, Result, Tally, Turnout
from eventhub.clusters.queries import serves
from eventhub.core.clock import zone
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.hangul import CONSONANTS, FIRST_SYLLABLE, LAST_SYLLABLE, asks_for_initials, span_of
from eventhub.core.i18n import pick
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holding
from eventhub.core.secrets import seal, unseal
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.organisations.models import Organisation
from eventhub.registrations.models import Registration, Standing

PEOPLE_PER_PAGE = 100
MOST_ORGANISATIONS = 300
Found = tuple[Registration, CheckIn | None]


def desk_of_coordinator(public_id: str, account: Account) -> Desk:
    """Return the check-in of an event of a complex this person serves."""
    event = events.get_as_coordinator(public_id, account)
    return Desk(event=event, path=desk_path(event), actor=account.public_id)


def desk_of_helper(secret: str, *, now: datetime, sending: bool = False) -> Desk:
    """Return the check-in a helper's link opens today; `sending` is for what was read before the day was over."""
    public_id = unseal(rules.HELPER, secret)
    link = find_helper_link(public_id) if public_id else None
    if link is None:
        raise NotFound
    if not rules.holds(link, now=now, zone=zone(), sending=sending):
        raise HelperLinkEnded
    return Desk(event=link.event, path=helper_path(link), actor=f"helper:{link.public_id}", link=link)


def find_desk(event: Event, account: Account | None, held: str, *, now: datetime) -> Desk | None:
    """Find the check-in of an event that is open to who looks: its coordinator, or who holds a helper's link."""
    if account is not None and serves(account, event.complex_id):
        return Desk(event=event, path=desk_path(event), actor=account.public_id)
    link = find_helper_link(held) if held else None
    if link is None or link.event_id != event.id or not rules.holds(link, now=now, zone=zone()):
        return None
    return Desk(event=event, path=helper_path(link), actor=f"helper:{link.public_id}", link=link)


def desk_path(event: Event) -> str:
    """Return where coordinators check people in."""
    return f"/desk/events/{event.public_id}/check-in"


def helper_path(link: HelperLink) -> str:
    """Return the private address a helper is given."""
    return f"/h/{seal(rules.HELPER, link.public_id)}"


def find_helper_link(public_id: str) -> HelperLink | None:
    """Find a helper's link with its event."""
    loaded = joinedload(HelperLink.event, innerjoin=True).joinedload(Event.complex, innerjoin=True)
    return session.scalar(select(HelperLink).options(loaded).where(HelperLink.public_id == public_id))


def get_helper_link(event_id: int, public_id: str) -> HelperLink:
    """Return a helper's link of an event."""
    return get_or_refuse(select(HelperLink).where(HelperLink.event_id == event_id, HelperLink.public_id == public_id))


def list_helper_links(event_id: int) -> Sequence[HelperLink]:
    """List the helpers' links of an event, newest first."""
    rows = select(HelperLink).where(HelperLink.event_id == event_id)
    return session.scalars(rows.order_by(HelperLink.id.desc())).all()


def find_scan(event_id: int, key: str) -> Scan | None:
    """Find a reading that was sent before under the same key."""
    return session.scalar(select(Scan).where(Scan.event_id == event_id, Scan.key == key))


def hold_place(public_id: str) -> Registration | None:
    """Find a place, fresh, and hold it until the transaction ends: two lanes, or a lane and a change of mind, queue."""
    rows = select(Registration).where(Registration.public_id == public_id)
    return session.scalar(rows.with_for_update(key_share=True).execution_options(populate_existing=True))


def find_place(registration_id: int | None) -> Registration | None:
    """Find the place a reading was about."""
    return session.get(Registration, registration_id) if registration_id is not None else None


def find_check_in(registration_id: int, day: date, session_key: str) -> CheckIn | None:
    """Find out whether somebody is in, through one door on one day."""
    through = and_(CheckIn.day == day, CheckIn.session_key == session_key)
    return session.scalar(select(CheckIn).where(CheckIn.registration_id == registration_id, through))


def result_of(scan: Scan) -> Result:
    """Say again what came of a reading."""
    registration = find_place(scan.registration_id)
    check_in = other = None
    if registration is not None and scan.outcome is Outcome.OTHER_EVENT:
        other = events.get(registration.event_id)
        registration = None
    if registration is not None:
        check_in = find_check_in(registration.id, scan.day, scan.session_key)
    return Result(
        key=scan.key, outcome=scan.outcome, registration=registration, check_in=check_in, event=other, code=scan.code
    )


def find_people(event_id: int, typed: str, door: Door) -> Sequence[Found]:
    """Find people by the last four digits of their telephone, by name, or by its initial consonants.

    One question, whatever is typed: it looks at the places of one event only.
    """
    through = and_(
        CheckIn.registration_id == Registration.id, CheckIn.day == door.day, CheckIn.session_key == door.session_key
    )
    confirmed_first = case((Registration.standing == Standing.CONFIRMED, 0), else_=1)
    rows = select(Registration, CheckIn).outerjoin(CheckIn, through)
    rows = rows.where(Registration.event_id == event_id, Registration.name != "", *_meant_by(typed))
    rows = rows.order_by(confirmed_first, Registration.name, Registration.id).limit(rules.MOST_FOUND + 1)
    return [(registration, check_in) for registration, check_in in session.execute(rows)]


def count_at(event_id: int, door: Door) -> Tally:
    """Count who is in through a door, lane by lane, and who could come."""
    through = and_(CheckIn.event_id == event_id, CheckIn.day == door.day, CheckIn.session_key == door.session_key)
    rows = select(CheckIn.lane, func.count()).where(through).group_by(CheckIn.lane).order_by(CheckIn.lane)
    lanes = [(lane, number) for lane, number in session.execute(rows)]
    expected = select(func.count()).where(_confirmed_at(event_id))
    return Tally(sum(number for _lane, number in lanes), session.scalar(expected) or 0, lanes)


def list_unknown_scans(event_id: int) -> Sequence[Scan]:
    """List what was read at the door and named nobody, newest first."""
    rows = select(Scan).where(Scan.event_id == event_id, Scan.outcome == Outcome.NOT_A_TICKET)
    return session.scalars(rows.order_by(Scan.id.desc()).limit(rules.MOST_SCANS_AT_ONCE)).all()


def list_by_name(event_id: int) -> Sequence[Registration]:
    """List everybody with a confirmed place in the order of 가나다; names in other letters come last."""
    return session.scalars(select(Registration).where(_confirmed_at(event_id)).order_by(*_by_name())).all()


def find_room(event_id: int) -> RoomCode | None:
    """Find out whether people at an event may check themselves in."""
    return session.get(RoomCode, event_id)


def lets_in_alone(event: Event, *, now: datetime) -> bool:
    """Say whether people at an event may check themselves in at this moment."""
    # Hardly anybody looks at their place while the event takes place: only then its room is asked for.
    return rules.is_here_now(event, now=now) and rules.may_check_in_alone(event, find_room(event.id), now=now)


def code_of_room(event: Event, room: RoomCode, day: date) -> str:
    """Return the code shown in the room on a day."""
    return rules.room_code(seal(rules.ROOM, rules.room_name(event, room, day)))


def list_register(
    event_id: int, *, words: str = "", page: int = 1
) -> tuple[Page[Registration], dict[int, Attendance], dict[int, Sequence[CheckIn]]]:
    """List one page of those with a place by name, whether they came, and when they were read."""
    found = holding(words, Registration.name, Registration.organisation_name)
    rows = select(Registration).where(_confirmed_at(event_id), *found)
    shown = paginate(rows.order_by(*_by_name()), page, per_page=PEOPLE_PER_PAGE)
    ids = [one.id for one in shown.items]
    read: dict[int, list[CheckIn]] = {one: [] for one in ids}
    for check_in in session.scalars(select(CheckIn).where(CheckIn.registration_id.in_(ids)).order_by(CheckIn.id)):
        read[check_in.registration_id].append(check_in)
    marks = _marks(AttendanceMark.registration_id.in_(ids))
    came = {one: rules.attendance(marks.get(one), is_in=bool(read[one])) for one in ids}
    return shown, came, dict(read)


def came() -> ColumnElement[Attendance]:
    """Say within another question of each place whether its owner came: what was written down, else read at a door."""
    is_in = select(CheckIn.id).where(CheckIn.registration_id == Registration.id).exists()
    marked = select(AttendanceMark.attendance).where(AttendanceMark.registration_id == Registration.id)
    of_kind = AttendanceMark.attendance.type
    read = case((is_in, literal(Attendance.ATTENDED, of_kind)), else_=literal(Attendance.UNKNOWN, of_kind))
    return func.coalesce(marked.scalar_subquery(), read)


def attendance_of(event_id: int) -> dict[int, Attendance]:
    """Say of everybody with a confirmed place (by its row) whether they came."""
    rows = select(Registration.id, came()).where(_confirmed_at(event_id)).order_by(Registration.id)
    return dict(session.execute(rows).all())


def attendance_at(place: Registration) -> Attendance:
    """Say whether somebody with a place came; of who has no confirmed one nothing is known."""
    is_confirmed = Registration.standing == Standing.CONFIRMED
    found = session.scalar(select(came()).where(Registration.id == place.id, is_confirmed))
    return found or Attendance.UNKNOWN


def count_attendance(event_id: int) -> dict[Attendance, int]:
    """Count those with a confirmed place by whether they came."""
    counted = Counter(attendance_of(event_id).values())
    return {one: counted[one] for one in Attendance}


def find_mark(registration_id: int) -> AttendanceMark | None:
    """Find what the team wrote down about somebody's coming."""
    return session.get(AttendanceMark, registration_id)


def list_turnouts(complex_ids: Sequence[int], *, since: datetime, until: datetime) -> list[Turnout]:
    """Count, by organisation, who had a place at the events of some complexes that are over, and who came."""
    listed = select(
        Registration.organisation_id.label("organisation_id"),
        case((Registration.organisation_id.is_(None), Registration.organisation_name), else_="").label("name"),
        came().label("came"),
    )
    over = and_(Event.complex_id.in_(list(complex_ids)), Event.ends_at >= since, Event.ends_at < until)
    told = (
        listed.join(Registration.event)
        .where(over, Event.status == Status.PUBLISHED, Registration.standing == Standing.CONFIRMED)
        .subquery()
    )
    counts = [func.count().filter(told.c.came == one) for one in (Attendance.ATTENDED, Attendance.ABSENT)]
    rows = select(
        told.c.organisation_id,
        told.c.name,
        func.count(),
        *counts,
        func.count().filter(told.c.came == Attendance.EXCUSED),
    ).group_by(told.c.organisation_id, told.c.name)
    counted = session.execute(rows.order_by(func.count().desc(), told.c.name).limit(MOST_ORGANISATIONS)).all()
    names = _names_of({one[0] for one in counted if one[0] is not None})
    return [
        Turnout(
            name=names.get(organisation_id, name),
            organisation_id=organisation_id,
            places=places,
            attended=attended,
            absent=absent,
            excused=excused,
        )
        for organisation_id, name, places, attended, absent, excused in counted
    ]


def ended_before(moment: datetime) -> Select[int]:
    """Select the events that ended before a moment, for use inside another question."""
    return select(Event.id).where(Event.ends_at < moment)


def list_unmarked(event_id: int) -> Sequence[int]:
    """List those with a confirmed place (rows) who were neither read at a door nor written down."""
    return [one for one, came in attendance_of(event_id).items() if came is Attendance.UNKNOWN]


def get_place_at(event: Event, public_id: str) -> Registration:
    """Return a place at an event the asker may see into, fresh, and hold it."""
    registration = hold_place(public_id)
    if registration is None or registration.event_id != event.id:
        raise NotFound
    return registration


def _confirmed_at(event_id: int) -> ColumnElement[bool]:
    return and_(Registration.event_id == event_id, Registration.standing == Standing.CONFIRMED)


def _marks(which: ColumnElement[bool]) -> dict[int, Attendance]:
    rows = select(AttendanceMark.registration_id, AttendanceMark.attendance).where(which)
    return {mark.registration_id: mark.attendance for mark in session.execute(rows)}


def _names_of(ids: set[int]) -> dict[int, str]:
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return {one.id: pick(one, "name") for one in rows}


def _meant_by(typed: str) -> list[ColumnElement[bool]]:
    plain = typed.strip()
    if rules.LAST_DIGITS.match(plain):
        return [Registration.phone.endswith(plain, autoescape=True)]
    if asks_for_initials(plain):
        return _beginning_like(plain.replace(" ", ""))
    return holding(plain, Registration.name, Registration.organisation_name)


def _beginning_like(pattern: str) -> list[ColumnElement[bool]]:
    """Select names whose syllables begin like the signs of a pattern, from the first one on: ㅎㄱ, 홍ㄱ."""
    name = func.replace(Registration.name, " ", "")
    return [_sign_like(func.substr(name, place, 1), sign) for place, sign in enumerate(pattern, start=1)]


def _sign_like(column: ColumnElement[str], sign: str) -> ColumnElement[bool]:
    if sign not in CONSONANTS:
        return column == sign
    first, last = span_of(sign)
    return or_(column == sign, _in_code_order(column).between(first, last))


def _by_name() -> tuple[ColumnElement[int], ColumnElement[str], InstrumentedAttribute[int]]:
    """Order people as lists of names do here."""
    # By code point alone, Chinese characters stand before Hangul, and Latin letters before both.
    begins = _in_code_order(func.substr(Registration.name, 1, 1))
    in_hangul_first = case((begins.between(FIRST_SYLLABLE, LAST_SYLLABLE), 0), else_=1)
    return in_hangul_first, _in_code_order(Registration.name), Registration.id


def _in_code_order(column: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    # By code point, in which Hangul stands in the order of 가나다 whatever the server's own collation says.
    on_postgres = session.get_bind().dialect.name == "postgresql"
    return collate(column, "C" if on_postgres else "BINARY")
