"""Which letters to many are there, whom do they go to, and how far are they?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance
from eventhub.checkins.queries import came
from eventhub.clusters.queries import served_by
from eventhub.core.clock import local, midnight
from eventhub.core.db import get_or_refuse, session
from eventhub.core.paging import Page, paginate
from eventhub.events.models import Event, Status
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.mail.rules import NOWHERE
from eventhub.mailings.models import Mailing, MailingReader, MailingState, ReaderState
from eventhub.mailings.rules import LOOKS_BACK, Group, Progress, Visit, progress_of
from eventhub.organisations.models import MiniClusterMembership, Organisation
from eventhub.questions.queries import who_chose
from eventhub.registrations.models import Registration
from eventhub.series.models import SeriesDate

READERS_PER_PAGE = 50


def get_as_coordinator(public_id: str, account: Account) -> Mailing:
    """Return a mailing of a complex this person serves, with what it is about and whom it goes to."""
    return get_or_refuse(_whole().where(Mailing.public_id == public_id, served_by(account, Mailing.complex_id)))


def list_desk(account: Account, page: int = 1) -> Page[Mailing]:
    """List the mailings of the complexes a coordinator serves, newest first."""
    rows = _whole().where(served_by(account, Mailing.complex_id))
    return paginate(rows.order_by(Mailing.created_at.desc(), Mailing.id.desc()), page)


def lock(mailing_id: int) -> Mailing:
    """Return a mailing, fresh, and hold it until the transaction ends."""
    held = _whole().where(Mailing.id == mailing_id).with_for_update(key_share=True, of=Mailing)
    return session.scalars(held.execution_options(populate_existing=True)).one()


def list_visits(group: Group, *, now: datetime) -> list[Visit]:
    """List the places of everybody in a group, in the order of the rows."""
    columns = (Registration.id, Registration.account_id, Account.public_id, Event.starts_at, Event.ends_at)
    rows = select(*columns).join(Registration.account).join(Registration.event).where(*_in(group, now))
    found = session.execute(rows.order_by(Registration.id))
    return [Visit(place, account, name, begins, ends) for place, account, name, begins, ends in found]


def count_people(group: Group, *, now: datetime) -> int:
    """Count the people in a group; who has several places is one."""
    rows = select(func.count(Registration.account_id.distinct())).join(Registration.account).join(Registration.event)
    return session.scalar(rows.where(*_in(group, now))) or 0


def find_example(group: Group, *, now: datetime) -> Registration | None:
    """Find who registered last among a group, with event and account: a reader to show the letter with."""
    whole = (
        contains_eager(Registration.account),
        contains_eager(Registration.event).joinedload(Event.complex, innerjoin=True),
    )
    rows = select(Registration).join(Registration.account).join(Registration.event).options(*whole)
    return session.scalar(
        rows.where(*_in(group, now)).order_by(Registration.registered_at.desc(), Registration.id.desc()).limit(1)
    )


def list_organisations(group: Group, *, now: datetime) -> Sequence[Organisation]:
    """List the organisations people of a group come for, to choose among."""
    ids = select(Registration.organisation_id).join(Registration.account).join(Registration.event)
    ids = ids.where(*_in(group, now))
    return session.scalars(
        select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name_ko, Organisation.id)
    ).all()


def list_next_readers(mailing_id: int, number: int) -> Sequence[MailingReader]:
    """List those whose letter is to be written next, with their places and events."""
    place = joinedload(MailingReader.registration, innerjoin=True)
    rows = select(MailingReader).options(
        joinedload(MailingReader.account, innerjoin=True),
        place.joinedload(Registration.account, innerjoin=True),
        place.joinedload(Registration.event, innerjoin=True).joinedload(Event.complex, innerjoin=True),
    )
    rows = rows.where(MailingReader.mailing_id == mailing_id, MailingReader.state == ReaderState.WAITING)
    return session.scalars(rows.order_by(MailingReader.id).limit(number)).all()


def list_sending() -> Sequence[int]:
    """List the mailings that are being sent, by their rows, the oldest first."""
    rows = select(Mailing.id).where(Mailing.state == MailingState.SENDING)
    return session.scalars(rows.order_by(Mailing.started_at, Mailing.id)).all()


def count_begun_today(complex_id: int, *, now: datetime) -> int:
    """Count the letters to many a team has begun to send on this day."""
    is_today = Mailing.started_at >= midnight(local(now).date())
    rows = select(func.sum(Mailing.people)).where(Mailing.complex_id == complex_id, is_today)
    return session.scalar(rows) or 0


def keys_of(mailing_id: int) -> Sequence[str]:
    """List under which keys the outbox has the letters of a mailing."""
    rows = select(MailingReader.key).where(MailingReader.mailing_id == mailing_id)
    return session.scalars(rows.where(MailingReader.state == ReaderState.WRITTEN)).all()


def look_at(mailing: Mailing) -> Progress:
    """Count what became of the letters of a mailing."""
    rows = (
        select(MailingReader.state, OutgoingMail.state, func.count())
        .outerjoin(OutgoingMail, OutgoingMail.key == MailingReader.key)
        .where(MailingReader.mailing_id == mailing.id)
        .group_by(MailingReader.state, OutgoingMail.state)
    )
    counts: dict[tuple[ReaderState, LetterState | None], int] = {
        (reader, letter): number for reader, letter, number in session.execute(rows)
    }
    return progress_of(mailing.people, counts)


def list_readers(mailing: Mailing, page: int = 1) -> tuple[Page[MailingReader], dict[str, LetterState]]:
    """List one page of who a mailing goes to, with what the outbox says of each letter, by its key."""
    rows = select(MailingReader).options(
        joinedload(MailingReader.account, innerjoin=True), joinedload(MailingReader.registration, innerjoin=True)
    )
    rows = rows.where(MailingReader.mailing_id == mailing.id).order_by(MailingReader.id)
    readers = paginate(rows, page, per_page=READERS_PER_PAGE)
    keys = [reader.key for reader in readers.items]
    states = session.execute(select(OutgoingMail.key, OutgoingMail.state).where(OutgoingMail.key.in_(keys)))
    return readers, dict(states.all())


def of_event(event_id: int) -> Select[int]:
    """Select the mailings about an event, for use inside another question."""
    return select(Mailing.id).where(Mailing.event_id == event_id)


def places_at(event_id: int) -> Select[int]:
    """Select the places at an event, for use inside another question."""
    return select(Registration.id).where(Registration.event_id == event_id)


def _in(group: Group, now: datetime) -> list[ColumnElement[bool]]:
    """Narrow places, with account and event, to a group: those who can be written to, whose event is no draft."""
    return [
        *_about(group, now),
        *_belonging(group),
        *_ticked(group),
        Event.status != Status.DRAFT,
        # Who was forgotten, or what they wrote when they registered was.
        Registration.name != "",
        Account.email.not_like(f"%{NOWHERE}"),
    ]


def _about(group: Group, now: datetime) -> list[ColumnElement[bool]]:
    if group.event_id is not None:
        return [Registration.event_id == group.event_id]
    is_recent = Event.ends_at > now - LOOKS_BACK
    if group.series_id is not None:
        dates = select(SeriesDate.event_id).where(SeriesDate.series_id == group.series_id)
        return [Registration.event_id.in_(dates), is_recent]
    return [Event.mini_cluster_id == group.mini_cluster_id, is_recent]


def _ticked(group: Group) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Registration.standing.in_(list(group.standings))]
    if group.attendances:
        wanted.append(came().in_([Attendance(name) for name in group.attendances]))
    if group.option:
        wanted.append(Registration.id.in_(who_chose(group.option)))
    return wanted


def _belonging(group: Group) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if group.organisation_id is not None:
        wanted.append(Registration.organisation_id == group.organisation_id)
    if group.from_mini_cluster_id is not None:
        members = select(MiniClusterMembership.organisation_id)
        members = members.where(MiniClusterMembership.mini_cluster_id == group.from_mini_cluster_id)
        wanted.append(Registration.organisation_id.in_(members))
    if group.from_complex_id is not None:
        theirs = select(Organisation.id).where(Organisation.complex_id == group.from_complex_id)
        wanted.append(Registration.organisation_id.in_(theirs))
    return wanted


def _whole() -> Select[Mailing]:
    names = (Mailing.series, Mailing.mini_cluster, Mailing.organisation, Mailing.author)
    return select(Mailing).options(
        joinedload(Mailing.complex, innerjoin=True),
        joinedload(Mailing.event).joinedload(Event.complex, innerjoin=True),
        *(joinedload(name) for name in names),
        joinedload(Mailing.from_mini_cluster),
        joinedload(Mailing.from_complex),
    )
