"""Registrations; `registrations.register` makes them by the rule, this makes them by decree."""

from typing import Any

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.registrations.models import SEATED, Party, Registration, Standing
from tests.factories import saved
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
