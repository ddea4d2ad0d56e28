"""Which certificates were given, which number is next, and what is there to print?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select

from eventhub.checkins import queries as checkins
from eventhub.checkins.models import Attendance, CheckIn
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import Refusal
from eventhub.core.i18n import pick, speaking
from eventhub.core.links import absolute
from eventhub.core.paging import Page
from eventhub.core.secrets import same, seal, unseal
from eventhub.events.models import Event
from eventhub.papers import rules
from eventhub.papers.drawing import BadgePaper, CertificatePaper
from eventhub.papers.errors import DidNotAttend, EventNotOver, NameErased, NotOneOfOurs, WasRevoked
from eventhub.papers.models import Certificate, CertificateCode, OrderState, PaperFile, PaperOrder, PaperPart
from eventhub.papers.rules import CERTIFICATE, PATIENCE
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of
from eventhub.tickets.queries import ticket_path

ORDERS_SHOWN = 5
PEOPLE_PER_PAGE = 100


def verify_path(certificate: Certificate) -> str:
    """Return the address at which anybody can see whether a certificate is genuine."""
    return f"/verify/{seal(CERTIFICATE, certificate.public_id)}"


def paper_of(certificate: Certificate) -> CertificatePaper:
    """Write a certificate out as it is drawn, in the language it was given in."""
    with speaking(certificate.locale):
        return rules.paper_of(certificate, address=absolute(verify_path(certificate)), desk=absolute("/verify"))


def badges_of(event: Event) -> list[BadgePaper]:
    """Write out the badges of everybody with a confirmed place, by name, each in its wearer's language."""
    badges = []
    for place in checkins.list_by_name(event.id):
        with speaking(place.locale or "ko"):
            title = pick(event, "title")
        address, organisation = absolute(ticket_path(place)), place.organisation_name
        badges.append(BadgePaper(name=place.name, organisation=organisation, event=title, address=address))
    return badges


def find_obstacle(
    registration: Registration, event: Event, latest: Certificate | None, *, now: datetime
) -> Refusal | None:
    """Say why somebody cannot have a certificate; None if they can."""
    if latest is not None and latest.revoked_at is not None:
        return WasRevoked()
    if not registration.name:
        return NameErased()
    if latest is not None:
        return None
    if not rules.is_over(event, now=now):
        return EventNotOver()
    return None if checkins.attendance_at(registration) is Attendance.ATTENDED else DidNotAttend()


def find_path(registration: Registration, event: Event, *, now: datetime) -> str:
    """Return where somebody with a place finds their certificate; nothing where there is none and none to be had."""
    latest = find_latest(registration.id)
    is_there = latest is not None or find_obstacle(registration, event, None, now=now) is None
    return f"{path_of(registration)}/certificate" if is_there else ""


def get_by_secret(secret: str) -> Certificate:
    """Return the certificate an address of verification names."""
    public_id = unseal(CERTIFICATE, secret)
    found = session.scalar(select(Certificate).where(Certificate.public_id == public_id)) if public_id else None
    if found is None:
        raise NotOneOfOurs
    return found


def get_by_number(number: str, code: str) -> Certificate:
    """Return the certificate with a number, to who also has the code printed on it."""
    found = session.scalar(select(Certificate).where(Certificate.number == number))
    if found is None or not same(found.public_id, code):
        raise NotOneOfOurs
    return found


def get_of_event(event_id: int, public_id: str) -> Certificate:
    """Return a certificate given at an event."""
    return get_or_refuse(
        select(Certificate).where(Certificate.event_id == event_id, Certificate.public_id == public_id)
    )


def find_valid(registration_id: int) -> Certificate | None:
    """Find the certificate that holds for a place."""
    holds = and_(Certificate.registration_id == registration_id, Certificate.revoked_at.is_(None))
    return session.scalar(select(Certificate).where(holds))


def find_latest(registration_id: int) -> Certificate | None:
    """Find the certificate given last for a place, be it revoked."""
    rows = select(Certificate).where(Certificate.registration_id == registration_id)
    return session.scalar(rows.order_by(Certificate.id.desc()).limit(1))


def latest_of(event_id: int) -> dict[int, Certificate]:
    """Return the certificate given last for each place (row) of an event."""
    rows = select(Certificate).where(Certificate.event_id == event_id).order_by(Certificate.id)
    return {one.registration_id: one for one in session.scalars(rows)}


def list_attended(event_id: int) -> list[Registration]:
    """List everybody who attended, in the order of 가나다."""
    came = checkins.attendance_of(event_id)
    return [one for one in checkins.list_by_name(event_id) if came.get(one.id) is Attendance.ATTENDED]


def page_of_attended(event_id: int, number: int) -> Page[Registration]:
    """Cut the list of those who attended into pages."""
    people = list_attended(event_id)
    last = max(1, -(-len(people) // PEOPLE_PER_PAGE))
    shown = min(max(1, number), last)
    items = people[(shown - 1) * PEOPLE_PER_PAGE : shown * PEOPLE_PER_PAGE]
    return Page(items, shown, len(people), PEOPLE_PER_PAGE)


def days_read(event_id: int) -> dict[int, list[date]]:
    """Return the days on which each place (row) was read at a door of an event."""
    rows = select(CheckIn.registration_id, CheckIn.day).where(CheckIn.event_id == event_id).distinct()
    days: dict[int, list[date]] = defaultdict(list)
    for registration_id, day in session.execute(rows.order_by(CheckIn.day)):
        days[registration_id].append(day)
    return days


def next_running(complex_id: int, year: int) -> int:
    """Return the next running number of a complex in a year; who asks holds the numbers."""
    of_year = and_(Certificate.complex_id == complex_id, Certificate.year == year)
    return (session.scalar(select(func.max(Certificate.running)).where(of_year)) or 0) + 1


def find_code(complex_id: int) -> str | None:
    """Find the letters of a complex."""
    return session.scalar(select(CertificateCode.code).where(CertificateCode.complex_id == complex_id))


def list_codes() -> Sequence[str]:
    """List the letters complexes have."""
    return session.scalars(select(CertificateCode.code)).all()


def list_orders(event_id: int) -> Sequence[PaperOrder]:
    """List what was ordered at an event, newest first."""
    rows = select(PaperOrder).where(PaperOrder.event_id == event_id)
    return session.scalars(rows.order_by(PaperOrder.id.desc()).limit(ORDERS_SHOWN)).all()


def get_order(event_id: int, public_id: str) -> PaperOrder:
    """Return an order of an event."""
    return get_or_refuse(select(PaperOrder).where(PaperOrder.event_id == event_id, PaperOrder.public_id == public_id))


def get_file(order: PaperOrder) -> bytes:
    """Return the file an order came to."""
    return get_or_refuse(select(PaperFile.content).where(PaperFile.order_id == order.id))


def parts_of(order_id: int) -> dict[str, bytes]:
    """Return the files of a pack that are drawn, by name."""
    rows = select(PaperPart.name, PaperPart.content).where(PaperPart.order_id == order_id)
    return dict(session.execute(rows).all())


def next_order(*, now: datetime) -> PaperOrder | None:
    """Find the order that waits longest, or was given up by who took it."""
    given_up = and_(PaperOrder.state == OrderState.RUNNING, PaperOrder.touched_at < now - PATIENCE)
    rows = select(PaperOrder).where(or_(PaperOrder.state == OrderState.WAITING, given_up))
    return session.scalar(rows.order_by(PaperOrder.id).limit(1))


def find_open_order(event_id: int, paper: str, packing: str, start: int) -> PaperOrder | None:
    """Find an order for the same that is not drawn yet: two presses are one."""
    is_open = PaperOrder.state.in_((OrderState.WAITING, OrderState.RUNNING))
    same = and_(PaperOrder.paper == paper, PaperOrder.packing == packing, PaperOrder.start == start)
    return session.scalar(select(PaperOrder).where(PaperOrder.event_id == event_id, same, is_open).limit(1))


def orders_before(moment: datetime) -> Select[int]:
    """Select the orders made before a moment, for use inside another statement."""
    return select(PaperOrder.id).where(PaperOrder.ordered_at < moment)


def orders_of(event_id: int) -> Select[int]:
    """Select the orders of an event, for use inside another statement."""
    return select(PaperOrder.id).where(PaperOrder.event_id == event_id)
