"""Do the terms of an event hold whatever people, coordinators and the clock do, in whatever order?"""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.admission import queries as admission
from eventhub.admission import services as admissions
from eventhub.admission.errors import CodeUsedUp, TooManyKept, UnknownCode
from eventhub.admission.models import InvitationCode
from eventhub.admission.rules import CodePlan
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import Refusal
from eventhub.events import services as events
from eventhub.events.errors import CapacityBelowSeats
from eventhub.events.models import Event
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services
from eventhub.registrations.models import SEATED, Registration, Standing
from eventhub.registrations.rules import Applicant
from eventhub.registrations.services.seating import _group, _house
from tests.factories.accounts import make_account
from tests.factories.events import make_event, plan_of
from tests.factories.organisations import make_member, make_organisation

PEOPLE = some.integers(min_value=0, max_value=9)
PICK = some.integers(min_value=0, max_value=20)


class Admitted(RuleBasedStateMachine):
    """An event with a quota, codes and shared seats; what must hold is asked of the rows after every step."""

    @initialize(capacity=some.integers(2, 5), reserved=some.integers(0, 2), pooled=some.booleans())
    def begin(self, capacity: int, reserved: int, pooled: bool) -> None:
        """Open an event at which a firm has seats kept; even people are of the firm."""
        self.at = now()
        self.event_id = make_event(capacity=capacity).id
        self.coordinator_id = make_account().id
        firm = make_organisation()
        firm_id = firm.id
        for person in range(0, 10, 2):
            make_member(firm, email=self.address(person))
        complex_id = session.get_one(Event, self.event_id).complex_id
        with transaction():
            by = self.coordinator()
            admissions.keep_seats(
                self.event_id,
                group={"organisation_id": firm_id},
                reserved=reserved,
                most=reserved + 1,
                released_at=None,
                by=by,
                now=self.at,
            )
            made = admissions.make_codes(self.event_id, CodePlan(most_uses=2, skips_approval=True), by=by, now=self.at)
            self.code = made[0].code
            if pooled:
                pool = admissions.open_pool(complex_id, name="둘", capacity=4, by=by, now=self.at)
                session.flush()
                admissions.share_seats(self.event_id, pool, by=by, now=self.at)

    @rule(person=PEOPLE, coded=some.booleans())
    def register(self, person: int, coded: bool) -> None:
        """Let somebody press the button, with the code or without."""
        applicant = Applicant(email=self.address(person), name="가")
        self.attempt(lambda: services.register(self.event_id, applicant, code=self.code if coded else "", now=self.at))

    @rule(people=some.lists(PEOPLE, min_size=1, max_size=3, unique=True))
    def register_together(self, people: list[int]) -> None:
        """Let somebody write colleagues down."""
        listed = [Applicant(email=self.address(person), name="나") for person in people]
        self.attempt(lambda: services.register_together(self.event_id, listed[0], listed, now=self.at))

    @rule(approval=some.booleans(), hours=some.sampled_from([0, 24]))
    def decide_terms(self, approval: bool, hours: int) -> None:
        """Let the team change its mind."""
        self.attempt(
            lambda: admissions.decide_terms(
                self.event_id,
                needs_approval=approval,
                offer_hours=hours,
                changes_close_hours=0,
                largest_group=5,
                by=self.coordinator(),
                now=self.at,
            )
        )

    @rule(pick=PICK, yes=some.booleans())
    def decide(self, pick: int, yes: bool) -> None:
        """Let a coordinator look at a request."""
        place = self.one_of(pick, Standing.REQUESTED)
        if place and yes:
            self.attempt(lambda: services.approve(place, by=self.coordinator(), now=self.at))
        elif place:
            self.attempt(lambda: services.decline(place, note="", by=self.coordinator(), now=self.at))

    @rule(pick=PICK)
    def give_up(self, pick: int) -> None:
        """Let somebody give up."""
        place = self.one_of(pick, Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED, Standing.REQUESTED)
        if place:
            self.attempt(lambda: services.give_up(place, now=self.at))

    @rule(pick=PICK)
    def accept(self, pick: int) -> None:
        """Let somebody take what is offered."""
        place = self.one_of(pick, Standing.OFFERED)
        if place:
            self.attempt(lambda: services.accept_offer(place, now=self.at))

    @rule()
    def wait_too_long(self) -> None:
        """Let a day and a half pass, and the clock look."""
        self.at += timedelta(hours=36)
        for place in self.all_of(Standing.OFFERED):
            self.attempt(lambda place=place: services.lapse_offer(place, now=self.at))

    @rule(pick=PICK, person=PEOPLE)
    def hand_over(self, pick: int, person: int) -> None:
        """Let a colleague come instead."""
        place = self.one_of(pick, Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED)
        if place:
            colleague = Applicant(email=self.address(person), name="다")
            self.attempt(lambda: services.hand_over(place, colleague, now=self.at))

    @rule(pick=PICK)
    def promote_ahead(self, pick: int) -> None:
        """Let a coordinator seat somebody ahead of the line."""
        place = self.one_of(pick, Standing.WAITING)
        if place:
            self.attempt(lambda: services.promote_ahead(place, reason="강사", by=self.coordinator(), now=self.at))

    @rule(capacity=some.integers(1, 7))
    def change_capacity(self, capacity: int) -> None:
        """Let the coordinator change the number of seats."""
        plan = plan_of(session.get_one(Event, self.event_id), capacity=capacity)
        self.attempt(lambda: events.revise(self.event_id, plan, by=self.coordinator(), now=self.at))

    @rule(reserved=some.integers(0, 3), extra=some.none() | some.integers(0, 3))
    def change_quota(self, reserved: int, extra: int | None) -> None:
        """Let the team keep more seats for the firm, or fewer."""
        quota = admission.list_quotas(self.event_id)[0].public_id
        most = None if extra is None else reserved + extra
        self.attempt(
            lambda: admissions.revise_quota(
                self.event_id,
                quota,
                reserved=reserved,
                most=most,
                released_at=None,
                by=self.coordinator(),
                now=self.at,
            )
        )

    @invariant()
    def seats_and_codes_are_counted_right(self) -> None:
        """Compare what is counted with the rows."""
        session.expire_all()
        event, places = session.get_one(Event, self.event_id), self.rows()
        seated = [place for place in places if place.standing in SEATED]
        assert event.seats_taken == len(seated) <= event.capacity
        pool = admission.terms_of(self.event_id).pool
        assert pool is None or pool.seats_taken == len(seated) <= pool.capacity
        code = session.scalars(select(InvitationCode).where(InvitationCode.event_id == self.event_id)).one()
        assert code.uses == sum(place.code_id == code.id for place in places) <= code.most_uses

    @invariant()
    def nobody_waits_for_whom_there_is_room(self) -> None:
        """Ask the house about everybody in line."""
        session.expire_all()
        event = session.get_one(Event, self.event_id)
        line = [place for place in self.rows() if place.standing is Standing.WAITING]
        with transaction():
            house, mine = _house(event, admission.terms_of(event.id), line, now=self.at)
            assert not any(house.room_for(mine[_group(place)]) for place in line)

    def attempt(self, act: object) -> None:
        """Do something that may be refused; whoever's standing changed by it has one letter that says so."""
        self.at += timedelta(minutes=1)
        before, letters = self.standings(), self.letters()
        try:
            with transaction():
                act()  # type: ignore[operator]
        except (Refusal, CodeUsedUp, UnknownCode, TooManyKept, CapacityBelowSeats):
            assert (self.standings(), self.letters()) == (before, letters)
            return
        after = self.standings()
        changed = {place for place in after if after[place] is not before.get(place)}
        assert self.letters() - letters == len(changed)

    def standings(self) -> dict[str, Standing]:
        """Say what each place is worth, as a fresh reader sees it."""
        session.remove()
        return {place.public_id: place.standing for place in self.rows()}

    def letters(self) -> int:
        """Count the letters about places; the overview for who registered several is about none of them."""
        about_places = OutgoingMail.key.not_like("party:%")
        return session.scalar(select(func.count()).select_from(OutgoingMail).where(about_places)) or 0

    def rows(self) -> list[Registration]:
        """List the places at the event in the order of the line."""
        rows = select(Registration).where(Registration.event_id == self.event_id)
        return list(session.scalars(rows.order_by(Registration.queued_at, Registration.id)))

    def all_of(self, *standings: Standing) -> list[str]:
        """List the places worth one of these."""
        return [place.public_id for place in self.rows() if place.standing in standings]

    def one_of(self, pick: int, *standings: Standing) -> str | None:
        """Pick one of the places worth one of these."""
        found = self.all_of(*standings)
        return found[pick % len(found)] if found else None

    def address(self, person: int) -> str:
        """Return where somebody reads letters; each story has people of its own."""
        return f"{person}.at.{self.event_id}@example.com"

    def coordinator(self) -> Account:
        """Return who decides."""
        return session.get_one(Account, self.coordinator_id)


# Twelve hundred commits: half a minute on a machine with nothing else to do.
@pytest.mark.timeout(300)
def test_seats_codes_and_the_line_stay_right_whatever_happens(app: Flask) -> None:
    run_state_machine_as_test(
        Admitted,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            # Every step is a real commit: looking for the shortest failing story would take minutes.
            phases=(Phase.generate,),
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
