"""Released programmes, picks and seats in sessions."""

from typing import Any

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.picks.models import Pick, PickList, SignUp
from eventhub.programme import services as programme
from eventhub.programme.models import ProgrammeSession, Release
from eventhub.registrations.models import Registration, Standing
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.programme import make_cluster_day, make_session


def released(event_id: int) -> Release:
    """Release the programme of an event as it is, whatever speaks against it."""
    by = make_account(role=Role.ADMINISTRATOR)
    with transaction():
        return programme.release(event_id, by=by, now=now())


def make_released_session(event: Event | None = None, **changes: Any) -> tuple[Event, ProgrammeSession]:
    """Make a session of two seats that everybody can read of, of a Cluster Day of its own unless one is given."""
    event = event or make_cluster_day()
    event_id = event.id
    planned = make_session(event_id, **{"starts_at": event.starts_at, "capacity": 2, **changes})
    released(event_id)
    session.refresh(event)
    session.refresh(planned)
    return event, planned


def make_list(account: Account | None = None, **changes: Any) -> PickList:
    """Make a list of picks, a visitor's unless an account is given."""
    values = {"account_id": account.id if account else None, "created_at": now(), "used_at": now()}
    return saved(PickList(**{**values, **changes}))


def make_pick(picked: PickList, event: Event, session_key: str = "") -> Pick:
    """Put something on a list."""
    return saved(Pick(list_id=picked.id, event_id=event.id, session_key=session_key, picked_at=now()))


def make_sign_up(place: Registration, planned: ProgrammeSession, **changes: Any) -> SignUp:
    """Give a person a seat in a session, and count it."""
    session_id = planned.id
    values = {
        "event_id": planned.event_id,
        "registration_id": place.id,
        "session_key": planned.public_id,
        "standing": Standing.CONFIRMED,
        "round": 1,
        "queued_at": now(),
    }
    made = saved(SignUp(**{**values, **changes}))
    if made.standing is Standing.CONFIRMED:
        with transaction():
            session.get_one(ProgrammeSession, session_id).seats_taken += 1
    session.refresh(made)
    return made
