"""Registrations; `registrations.register` makes them by the rule, this makes them by decree."""

from typing import Any

from sqlalchemy import insert

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.registrations.models import SEATED, Party, Registration, Standing
from tests.factories import numbers, saved
from tests.factories.accounts import make_account


def make_registration(event: Event, account: Account | None = None, **changes: Any) -> Registration:
    """Give a person a place, and count it."""
    event_id = event.id
    account = account or make_account()
    values = {
        "event_id": event_id,
        "account_id": account.id,
        "standing": Standing.CONFIRMED,
        "name": account.name,
        "organisation_name": "가람정밀",
        "locale": account.locale,
        "registered_at": now(),
        "queued_at": now(),
    }
    registration = saved(Registration(**{**values, **changes}))
    if registration.standing in SEATED:
        with transaction():
            session.get_one(Event, event_id).seats_taken += 1
    session.refresh(registration)
    return registration


def make_party(event: Event, account: Account | None = None) -> Party:
    """Let a person register several; the places are made with its `party_id`."""
    account = account or make_account()
    return saved(Party(event_id=event.id, account_id=account.id, registered_at=now()))


def make_crowd(event: Event, number: int) -> list[int]:
    """Give many people a place that waits, in few statements; return the rows of the places."""
    event_id, moment = event.id, now()
    people = [
        {
            "email": f"person{next(numbers)}@example.com",
            "name": f"이나래{one}",
            "created_at": moment,
            "role": Role.MEMBER,
        }
        for one in range(number)
    ]
    with transaction():
        accounts = session.scalars(insert(Account).returning(Account.id), people).all()
        places = [
            {
                "event_id": event_id,
                "account_id": account_id,
                "standing": Standing.WAITING,
                "name": f"이나래{one}",
                "locale": "ko",
                "registered_at": moment,
                "queued_at": moment,
            }
            for one, account_id in enumerate(accounts)
        ]
        return list(session.scalars(insert(Registration).returning(Registration.id), places))
