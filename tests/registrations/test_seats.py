"""Does the waiting list keep its promises whatever people and coordinators do, in whatever order?"""

from datetime import timedelta

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import services as events
from eventhub.events.errors import CapacityBelowSeats
from eventhub.events.models import Event
from eventhub.registrations import services
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant
from tests.factories.accounts import make_account
from tests.factories.events import make_event, plan_of

PEOPLE = some.integers(min_value=0, max_value=7)


class Seats(RuleBasedStateMachine):
    """An event, and beside it a model of who sits and who stands in which order: two plain lists."""

    @initialize(capacity=some.integers(min_value=1, max_value=4))
    def begin(self, capacity: int) -> None:
        """Open an event with some seats."""
        self.event_id = make_event(capacity=capacity).id
        self.coordinator_id = make_account().id
        self.capacity = capacity
        self.seated: set[int] = set()
        self.line: list[int] = []
        self.at = now()

    @rule(person=PEOPLE)
    def register(self, person: int) -> None:
        """Let somebody press the button."""
        self.at += timedelta(seconds=1)
        try:
            with transaction():
                services.register(self.event_id, Applicant(email=f"{person}@example.com", name="가"), now=self.at)
        except AlreadyRegistered:
            assert person in self.seated or person in self.line
            return
        assert person not in self.seated
        assert person not in self.line
        if len(self.seated) < self.capacity:
            self.seated.add(person)
        else:
            self.line.append(person)

    @precondition(lambda self: self.seated or self.line)
    @rule(pick=some.integers(min_value=0, max_value=20))
    def give_up(self, pick: int) -> None:
        """Let somebody who sits or waits give up."""
        self.at += timedelta(seconds=1)
        everybody = [*sorted(self.seated), *self.line]
        person = everybody[pick % len(everybody)]
        with transaction():
            services.give_up(self.places()[person].public_id, now=self.at)
        self.seated.discard(person)
        self.line = [one for one in self.line if one != person]
        self.move_up()

    @rule(capacity=some.integers(min_value=1, max_value=6))
    def change_capacity(self, capacity: int) -> None:
        """Let the coordinator change the number of seats."""
        self.at += timedelta(seconds=1)
        event = session.get_one(Event, self.event_id)
        plan, coordinator = plan_of(event, capacity=capacity), session.get_one(Account, self.coordinator_id)
        try:
            with transaction():
                events.revise(self.event_id, plan, by=coordinator, now=self.at)
        except CapacityBelowSeats:
            assert capacity < len(self.seated)
            return
        self.capacity = capacity
        self.move_up()

    @invariant()
    def the_house_agrees_with_the_model(self) -> None:
        """Compare who sits, who waits in which order, and what is counted."""
        session.expire_all()
        event, places = session.get_one(Event, self.event_id), self.places()
        seated = {person for person, place in places.items() if place.standing is Standing.CONFIRMED}
        waiting = [place for place in places.values() if place.standing is Standing.WAITING]
        number_of = {place.id: person for person, place in places.items()}
        in_line = [number_of[place.id] for place in sorted(waiting, key=lambda one: one.queued_at)]
        assert (seated, in_line) == (self.seated, self.line)
        assert event.seats_taken == len(seated) <= event.capacity == self.capacity
        assert not waiting or event.seats_left == 0

    def places(self) -> dict[int, Registration]:
        """Return everybody's place by their number."""
        rows = select(Registration, Account).join(Registration.account)
        found = session.execute(rows.where(Registration.event_id == self.event_id)).all()
        return {int(account.email.split("@")[0]): place for place, account in found}

    def move_up(self) -> None:
        """Seat the first of the line while there are seats."""
        while self.line and len(self.seated) < self.capacity:
            self.seated.add(self.line.pop(0))


def test_nobody_waits_while_a_seat_is_free_and_nobody_jumps_the_line(app: Flask) -> None:
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            # Every step is a real commit: looking for the shortest failing story would take minutes.
            phases=(Phase.generate,),
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
