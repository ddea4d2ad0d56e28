"""How is a certificate given and taken back, and how is a pile of them printed?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.checkins import queries as checkins
from eventhub.core import audit
from eventhub.core.db import added_or_found, hold, rows_changed, session
from eventhub.core.i18n import gettext, pick, speaking
from eventhub.core.types import public_id
from eventhub.events import queries as events
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event
from eventhub.papers import queries, rules
from eventhub.papers.errors import EventNotOver, NobodyAttended, NobodyConfirmed
from eventhub.papers.models import (
    Certificate,
    CertificateCode,
    OrderState,
    Packing,
    Paper,
    PaperFile,
    PaperOrder,
    PaperPart,
)
from eventhub.registrations import queries as registrations
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import KEPT


def give(place: str, *, by: Account | None = None, now: datetime) -> Certificate:
    """Give somebody who attended a certificate: the one they have, or one with the next number.

    The person asks for it without `by`; only the team gives another one after one was revoked.
    """
    registration = registrations.get(place)
    event = events.get(registration.event_id)
    _hold_numbers(event)
    latest = queries.find_latest(registration.id)
    revoked = latest is not None and latest.revoked_at is not None
    obstacle = queries.find_obstacle(registration, event, None if revoked and by else latest, now=now)
    if obstacle is not None:
        raise obstacle
    if latest is not None and not revoked:
        return latest
    actor = by.public_id if by else registration.public_id
    return _write(event, [registration], actor=actor, now=now)[0]


def give_all(event_id: int, *, by: str, now: datetime) -> list[Certificate]:
    """Give everybody who attended a certificate, by name; return those that hold, old and new.

    Whose certificate was revoked gets none this way: that was one person's case, and is decided for that person.
    """
    event = events.get(event_id)
    _refuse_unless_over(event, now=now)
    _hold_numbers(event)
    latest = queries.latest_of(event_id)
    people = [one for one in queries.list_attended(event_id) if one.name]
    for written in _write(event, [one for one in people if one.id not in latest], actor=by, now=now):
        latest[written.registration_id] = written
    found = [latest[one.id] for one in people]
    return [one for one in found if one.revoked_at is None]


def revoke(event: Event, certificate: str, *, reason: str, by: Account, now: datetime) -> None:
    """Take a certificate back: who checks it reads that, and why. Once or twice is the same."""
    found = queries.get_of_event(event.id, certificate)
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by, found.revoke_reason = now, by.public_id, reason
        audit.record(
            "certificate-revoked", f"event:{event.public_id}", actor=by.public_id, now=now, number=found.number
        )


def count_try(network: str, *, now: datetime) -> None:
    """Count a number and code that were typed, so that they cannot be guessed."""
    accounts.spend_attempt(f"verify:{network}", at_most=rules.TRIES_AT_VERIFYING, now=now)


def order_certificates(event_id: int, packing: Packing, *, by: Account, now: datetime) -> PaperOrder:
    """Order the certificates of everybody who attended, for the worker to draw; two presses are one."""
    event = events.get(event_id)
    _refuse_unless_over(event, now=now)
    number = len(queries.list_attended(event_id))
    if not number:
        raise NobodyAttended
    return _order(event, Paper.CERTIFICATES, packing, number=number, by=by, now=now)


def order_badges(event_id: int, *, start: int, by: Account, now: datetime) -> PaperOrder:
    """Order the badges of everybody with a confirmed place, from a position on the first sheet on."""
    number = len(checkins.list_by_name(event_id))
    if not number:
        raise NobodyConfirmed
    return _order(events.get(event_id), Paper.BADGES, Packing.PDF, start=start, number=number, by=by, now=now)


def take_up(*, now: datetime) -> PaperOrder | None:
    """Take up the order that waits longest; one that was left lying too often is given up."""
    found = queries.next_order(now=now)
    if found is None:
        return None
    stuck = found.stuck + (found.state is OrderState.RUNNING)
    state = OrderState.RUNNING if stuck < rules.MOST_TIMES_STUCK else OrderState.FAILED
    mine = PaperOrder.id == found.id, PaperOrder.tries == found.tries, PaperOrder.state == found.state
    taken = update(PaperOrder).where(*mine).values(state=state, stuck=stuck, tries=found.tries + 1, touched_at=now)
    if rows_changed(taken) != 1 or state is OrderState.FAILED:
        return None
    session.refresh(found)
    return found


def keep_part(order_id: int, name: str, content: bytes) -> None:
    """Keep one file of a pack until all are drawn."""
    added_or_found(
        PaperPart(order_id=order_id, name=name, content=content),
        lambda: session.get(PaperPart, (order_id, name)),
    )


def pause(order_id: int, tries: int, *, now: datetime) -> None:
    """Put an order back for the next turn, with what is drawn of it."""
    _touch(order_id, tries, state=OrderState.WAITING, touched_at=now)


def note_done(order_id: int, tries: int, *, done: int, total: int, now: datetime) -> None:
    """Write down how far an order is, for those who wait for it."""
    _touch(order_id, tries, done=done, total=total, touched_at=now)


def finish(order_id: int, tries: int, content: bytes, *, now: datetime) -> bool:
    """Hand over the file of an order, unless somebody else took it up meanwhile."""
    if not _touch(order_id, tries, state=OrderState.READY, done=PaperOrder.total, touched_at=now):
        return False
    session.execute(delete(PaperPart).where(PaperPart.order_id == order_id))
    session.add(PaperFile(order_id=order_id, content=content))
    return True


def fail(order_id: int, tries: int, *, now: datetime) -> None:
    """Note that an order cannot be drawn."""
    _touch(order_id, tries, state=OrderState.FAILED, touched_at=now)


def forget_files(*, now: datetime) -> int:
    """Remove what was printed some days ago: the certificates stay, and can be printed again."""
    old = queries.orders_before(now - rules.FILES_KEPT)
    for table in (PaperFile, PaperPart):
        session.execute(delete(table).where(table.order_id.in_(old)))
    return rows_changed(delete(PaperOrder).where(PaperOrder.id.in_(old)))


def forget_past(*, now: datetime) -> int:
    """Erase names on certificates of events long past; that the number was given can still be said."""
    old = Certificate.event_id.in_(registrations.ended_before(now - KEPT)) & (Certificate.name != "")
    erased = {"name": "", "organisation_name": "", "revoke_reason": ""}
    return rows_changed(update(Certificate).where(old).values(**erased))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget the papers of an event that is thrown away."""
    orders = queries.orders_of(fact.event_id)
    for kept in (PaperFile, PaperPart):
        session.execute(delete(kept).where(kept.order_id.in_(orders)))
    for table in (PaperOrder, Certificate):
        session.execute(delete(table).where(table.event_id == fact.event_id))


def _order(
    event: Event, paper: Paper, packing: Packing, *, start: int = 1, number: int, by: Account, now: datetime
) -> PaperOrder:
    """Order papers unless the same are ordered already; who did is written down, since they are a list of names."""
    hold(f"paper-orders:{event.id}")
    found = queries.find_open_order(event.id, paper, packing, start)
    if found is not None:
        return found
    made = PaperOrder(
        public_id=public_id(),
        event_id=event.id,
        ordered_by=by.public_id,
        paper=paper,
        packing=packing,
        start=start,
        state=OrderState.WAITING,
        total=number,
        ordered_at=now,
        touched_at=now,
    )
    session.add(made)
    audit.record(f"{paper}-ordered", f"event:{event.public_id}", actor=by.public_id, now=now, number=number)
    return made


def _refuse_unless_over(event: Event, *, now: datetime) -> None:
    if not rules.is_over(event, now=now):
        raise EventNotOver


def _hold_numbers(event: Event) -> None:
    hold(f"certificates:{event.complex_id}")


def _write(event: Event, people: Sequence[Registration], *, actor: str, now: datetime) -> list[Certificate]:
    """Write certificates with the next numbers; who calls holds the numbers."""
    issued_on = rules.day_of_issue(now)
    code = _code(event) if people else ""
    running = queries.next_running(event.complex_id, issued_on.year)
    read = queries.days_read(event.id)
    written = []
    for number, person in enumerate(people, running):
        days = rules.days_there(event, read.get(person.id, ()))
        written.append(
            Certificate(
                **_words(event, person),
                public_id=public_id(),
                complex_id=event.complex_id,
                event_id=event.id,
                registration_id=person.id,
                year=issued_on.year,
                running=number,
                number=rules.number_of(issued_on.year, code, number),
                days=[day.isoformat() for day in days],
                minutes=rules.minutes_there(event, days),
                issued_on=issued_on,
                issued_at=now,
                issued_by=actor,
            )
        )
    session.add_all(written)
    return written


def _words(event: Event, person: Registration) -> dict[str, object]:
    """Write down what the paper says, in the language of who gets it."""
    with speaking(person.locale or "ko"):
        return {
            "locale": person.locale or "ko",
            "name": person.name,
            "organisation_name": person.organisation_name,
            "title": pick(event, "title"),
            "place": pick(event, "venue"),
            "issuer": gettext("%(complex)s promotion team", complex=pick(event.complex, "name")),
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "all_day": event.all_day,
        }


def _code(event: Event) -> str:
    found = queries.find_code(event.complex_id)
    if found is not None:
        return found
    hold("certificate-codes")
    code = rules.code_of(event.complex.name_ko, queries.list_codes())
    session.add(CertificateCode(complex_id=event.complex_id, code=code))
    return code


def _touch(order_id: int, tries: int, **values: object) -> bool:
    mine = PaperOrder.id == order_id, PaperOrder.tries == tries, PaperOrder.state == OrderState.RUNNING
    return rows_changed(update(PaperOrder).where(*mine).values(**values)) == 1
