"""Which letters came in, and whom do they concern?"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.paging import Page, paginate
from eventhub.events.models import Event
from eventhub.inbox.models import IncomingMail, Matter
from eventhub.mail import queries as outbox
from eventhub.mail.models import BouncedAddress
from eventhub.organisations.models import Membership, Organisation
from eventhub.registrations.models import Registration


def is_known(key: str) -> bool:
    """Say whether a letter was handled already."""
    return session.scalar(select(IncomingMail.id).where(IncomingMail.key == key)) is not None


def list_incoming(account: Account, *, is_done: bool, page: int) -> Page[IncomingMail]:
    """List what needs somebody in the complexes a person serves, what waits longest first; or what is done."""
    rows = _incoming().where(_of(account), _is_done(is_done=is_done))
    order = IncomingMail.done_at.desc() if is_done else IncomingMail.received_at
    return paginate(rows.order_by(order, IncomingMail.id), page)


def count_incoming(account: Account) -> dict[bool, int]:
    """Count what needs somebody in the complexes a person serves (False), and what is done (True)."""
    done = func.count().filter(_is_done(is_done=True))
    waiting = func.count().filter(_is_done(is_done=False))
    number_waiting, number_done = session.execute(select(waiting, done).where(_of(account))).one()
    return {False: number_waiting, True: number_done}


def lock_incoming(public_id: str, account: Account) -> IncomingMail:
    """Return what came in for a complex a person serves, and hold it until the transaction ends."""
    rows = select(IncomingMail).where(IncomingMail.public_id == public_id, _of(account))
    return get_or_refuse(rows.with_for_update().execution_options(populate_existing=True))


def list_undeliverable(account: Account, *, page: int) -> Page[BouncedAddress]:
    """List the addresses nothing is sent to, of people at events or organisations of complexes a person serves."""
    return paginate(outbox.bounced().where(_is_of_someone_served(account)), page)


def count_undeliverable(account: Account) -> int:
    """Count the addresses nothing is sent to, of people a person serves."""
    rows = outbox.bounced().where(_is_of_someone_served(account)).order_by(None)
    return session.scalar(select(func.count()).select_from(rows.with_only_columns(BouncedAddress.id).subquery())) or 0


def lock_undeliverable(public_id: str, account: Account) -> BouncedAddress:
    """Return an address nothing is sent to, of somebody a person serves, and hold it until the transaction ends."""
    rows = outbox.bounced().where(BouncedAddress.public_id == public_id, _is_of_someone_served(account))
    rows = rows.order_by(None).with_for_update(of=BouncedAddress)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def names_at(rows: Iterable[BouncedAddress]) -> dict[str, str]:
    """Return whose addresses these are, where that is known."""
    wanted = [row.address for row in rows]
    found = session.execute(select(Account.email, Account.name).where(Account.email.in_(wanted))) if wanted else ()
    return {email: name for email, name in found}  # noqa: C416 - Row is not a tuple to mypy


def _incoming() -> Select[IncomingMail]:
    return select(IncomingMail).options(
        joinedload(IncomingMail.event), joinedload(IncomingMail.registration), joinedload(IncomingMail.complex)
    )


def _is_done(*, is_done: bool) -> ColumnElement[bool]:
    needs_somebody = IncomingMail.matter != Matter.SETTLED
    return needs_somebody & (IncomingMail.done_at.is_not(None) if is_done else IncomingMail.done_at.is_(None))


def _of(account: Account) -> ColumnElement[bool]:
    """Match what belongs to a complex a person serves; what belongs to none is the administrators'."""
    of_team = IncomingMail.complex_id.is_not(None) & served_by(account, IncomingMail.complex_id)
    return or_(of_team, IncomingMail.complex_id.is_(None)) if account.is_administrator else of_team


def _is_of_someone_served(account: Account) -> ColumnElement[bool]:
    if account.is_administrator:
        return BouncedAddress.address != ""
    came = select(Account.email).join(Registration, Registration.account_id == Account.id)
    came = came.join(Registration.event).where(served_by(account, Event.complex_id))
    belongs = select(Account.email).join(Membership, Membership.account_id == Account.id)
    belongs = belongs.join(Organisation, Organisation.id == Membership.organisation_id)
    belongs = belongs.where(served_by(account, Organisation.complex_id))
    return or_(BouncedAddress.address.in_(came), BouncedAddress.address.in_(belongs))
