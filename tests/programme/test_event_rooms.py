"""Does an event get a room in which a session of another one takes place?"""

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import speaking
from eventhub.events import services
from eventhub.events.errors import SenselessPlan
from eventhub.events.models import Event, Status
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex
from tests.factories.events import make_event, plan_of
from tests.factories.programme import HOUR, make_cluster_day, make_room, make_session


def booked(room_id: int, event: Event, session_of: Event, *, later: timedelta = timedelta()) -> None:
    """Give an event a room in which a session takes place."""
    make_session(session_of.id, starts_at=event.starts_at + later, room_id=room_id)
    plan, event_id, by = plan_of(event, room_id=room_id), event.id, make_account()
    with transaction():
        services.revise(event_id, plan, by=by, now=now())


def test_a_room_in_which_a_session_of_another_event_takes_place_is_refused_with_its_team(app: Flask) -> None:
    theirs = make_cluster_day(complex_id=make_complex(name_en="Gumi").id)
    with speaking("en"), pytest.raises(SenselessPlan) as refusal:
        booked(make_room().id, make_event(), theirs, later=HOUR)
    assert set(refusal.value.faults) == {"room"}
    assert "Gumi" in str(refusal.value.faults["room"])


def test_sessions_of_its_own_later_ones_and_those_of_what_is_cancelled_are_in_nobodys_way(app: Flask) -> None:
    own, event = make_event(), make_event()
    booked(make_room().id, own, own)
    booked(make_room().id, event, make_cluster_day(), later=event.ends_at - event.starts_at)
    booked(make_room().id, make_event(), make_cluster_day(status=Status.CANCELLED))
