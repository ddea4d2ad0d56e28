"""How is a letter to many written, sent in parts, and stopped?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import hold, rows_changed, session
from eventhub.core.types import public_id
from eventhub.events.facts import DraftDiscarded
from eventhub.mail import services as mail
from eventhub.mailings import messages, queries, rules
from eventhub.mailings.errors import (
    ChangedMeanwhile,
    NobodyToWrite,
    NotADraft,
    NotSending,
    PeopleChanged,
    TooManyToday,
)
from eventhub.mailings.models import Mailing, MailingReader, MailingState, ReaderState

Told = Mapping[str, Any]


def draft(complex_id: int, about: Mapping[str, int], told: Told, *, by: Account, now: datetime) -> Mailing:
    """Write a letter to those who registered; `about` names the event, the series or the mini-cluster."""
    mailing = Mailing(
        public_id=public_id(),
        complex_id=complex_id,
        state=MailingState.DRAFT,
        version=1,
        author_id=by.id,
        created_at=now,
        people=0,
        **about,
        **told,
    )
    session.add(mailing)
    _record("mailing-drafted", mailing, by=by, now=now)
    return mailing


def revise(mailing_id: int, told: Told, *, version: int, by: Account, now: datetime) -> None:
    """Write a draft anew; `version` is the one its writer has read."""
    mailing = _draft(mailing_id)
    if mailing.version != version:
        raise ChangedMeanwhile(mailing.version)
    for name, value in told.items():
        setattr(mailing, name, value)
    mailing.version += 1
    _record("mailing-revised", mailing, by=by, now=now)


def discard(mailing_id: int, *, by: Account, now: datetime) -> None:
    """Throw a draft away."""
    mailing = _draft(mailing_id)
    _record("mailing-discarded", mailing, by=by, now=now)
    session.delete(mailing)


def start(mailing_id: int, *, people: int, by: Account, now: datetime) -> None:
    """Begin to send a mailing to those in its group at this moment; `people` is how many its sender was told."""
    mailing = _draft(mailing_id)
    hold(f"mailings-of:{mailing.complex_id}")
    visits = rules.one_each(queries.list_visits(rules.group_of(mailing), now=now), now=now)
    if not visits:
        raise NobodyToWrite
    if len(visits) != people:
        raise PeopleChanged(len(visits))
    left = rules.MOST_A_DAY - queries.count_begun_today(mailing.complex_id, now=now)
    if people > left:
        raise TooManyToday(max(0, left))
    session.add_all(
        MailingReader(
            mailing_id=mailing.id,
            account_id=visit.account_id,
            registration_id=visit.registration_id,
            key=rules.key_of(mailing.public_id, visit.account_public_id),
            state=ReaderState.WAITING,
        )
        for visit in visits
    )
    mailing.state, mailing.started_at, mailing.people = MailingState.SENDING, now, people
    _record("mailing-started", mailing, by=by, now=now, people=people)


def write_next(mailing_id: int, *, now: datetime) -> int:
    """Put the next letters of a mailing into the outbox, and finish it after the last; return how many were written.

    What is written and that it is written are one transaction: after a crash the next worker goes on where it ended.
    """
    mailing = queries.lock(mailing_id)
    if mailing.state is not MailingState.SENDING:
        return 0
    readers = queries.list_next_readers(mailing_id, rules.CHUNK)
    for reader in readers:
        if not reader.account.address or not reader.registration.name:
            reader.state = ReaderState.LEFT_OUT
        else:
            messages.write(mailing, reader.registration, key=reader.key, now=now)
            reader.state = ReaderState.WRITTEN
    if len(readers) < rules.CHUNK:
        mailing.state, mailing.finished_at = MailingState.SENT, now
    return sum(reader.state is ReaderState.WRITTEN for reader in readers)


def stop(mailing_id: int, *, by: Account, now: datetime) -> int:
    """Send what has not left yet to nobody; return how many letters were taken back from the outbox."""
    mailing = queries.lock(mailing_id)
    if mailing.state not in (MailingState.SENDING, MailingState.SENT):
        raise NotSending
    withdrawn = mail.withdraw(queries.keys_of(mailing_id))
    if mailing.state is MailingState.SENT and not withdrawn:
        raise NotSending
    mailing.state, mailing.finished_at = MailingState.STOPPED, now
    _record("mailing-stopped", mailing, by=by, now=now, withdrawn=withdrawn)
    return withdrawn


def forget_past(*, now: datetime) -> int:
    """Forget who got mailings long past; how many they were stays. Return how many readers."""
    old = select(Mailing.id).where(Mailing.finished_at < now - rules.KEPT)
    return rows_changed(delete(MailingReader).where(MailingReader.mailing_id.in_(old)))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget what was written about an event that was withdrawn and is thrown away now, and to whom."""
    of_event = MailingReader.mailing_id.in_(queries.of_event(fact.event_id))
    at_event = MailingReader.registration_id.in_(queries.places_at(fact.event_id))
    session.execute(delete(MailingReader).where(or_(of_event, at_event)))
    session.execute(delete(Mailing).where(Mailing.event_id == fact.event_id))


def _draft(mailing_id: int) -> Mailing:
    mailing = queries.lock(mailing_id)
    if mailing.state is not MailingState.DRAFT:
        raise NotADraft
    return mailing


def _record(action: str, mailing: Mailing, *, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"mailing:{mailing.public_id}", actor=by.public_id, now=now, **detail)
