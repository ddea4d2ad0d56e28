"""Who takes a place at which event?"""

import math
from collections import defaultdict
from datetime import datetime, timedelta

from eventhub.demo.calendar import Year
from eventhub.demo.organisations import Register
from eventhub.demo.values import Event, Registration

MEDIAN_LOG, SPREAD, SMALLEST = 2.78, 0.38, 5
LARGE_FROM = 90
CROWDED_SHARE, LONGEST_QUEUE = 0.05, 9
LOYAL_SHARE = 0.65
CANCELLED_SHARE = 0.06
REGULAR_SHARE = 0.5
CLUSTER_DAY_SHARE, CLUSTER_DAY_LARGEST = 0.16, 430


class Desk:
    """The registrations taken so far."""

    def __init__(self, register: Register, year: Year, regulars: dict[str, list[str]]) -> None:
        self._chance = register.chance
        self._year = year
        self._regulars = regulars
        self._everyone = [person for body in register.bodies for person in body.people]
        self._by_complex: dict[str, list[str]] = defaultdict(list)
        self._by_circle: dict[str, list[str]] = defaultdict(list)
        people = {body.value.key: body.people for body in register.bodies}
        for body in register.bodies:
            self._by_complex[body.value.complex or ""].extend(body.people)
        for membership in register.circles:
            self._by_circle[membership.mini_cluster].extend(people[membership.organisation])
        self.registrations: list[Registration] = []

    def open(self, event: Event) -> None:
        """Take the registrations of one event in the order they come."""
        until = min(event.registration_closes_at, self._year.now)
        if event.status == "draft" or until <= event.registration_opens_at:
            return
        demand = self._demand(event)
        people = self._people(event, demand)
        moments = self._moments(event.registration_opens_at, until, len(people))
        faithful = self._regulars.get(event.mini_cluster or event.kind, [])
        leaves = [self._chance.happens(CANCELLED_SHARE) and person not in faithful for person in people]
        places = event.capacity
        for person, moment, left in zip(people, moments, leaves, strict=True):
            standing = "cancelled" if left else "confirmed" if places > 0 else "waiting"
            places -= standing == "confirmed"
            self.registrations.append(Registration(self._chance.public_id(), event.key, person, standing, moment))

    def _demand(self, event: Event) -> int:
        rng = self._chance.rng
        if event.kind == "cluster_day":
            return min(CLUSTER_DAY_LARGEST, int(len(self._everyone) * CLUSTER_DAY_SHARE))
        if event.capacity >= LARGE_FROM:
            demand = int(event.capacity * rng.uniform(0.45, 0.95))
        elif self._chance.happens(CROWDED_SHARE):
            demand = event.capacity + rng.randint(1, LONGEST_QUEUE)
        else:
            demand = min(max(SMALLEST, round(rng.lognormvariate(MEDIAN_LOG, SPREAD))), event.capacity)
        return max(1, int(demand * self._arrived(event)))

    def _arrived(self, event: Event) -> float:
        """Say which share of the people who will come have registered by now."""
        opens_at, closes_at = event.registration_opens_at, event.registration_closes_at
        passed = max(0.0, (self._year.now - opens_at) / (closes_at - opens_at))
        # Most people register early.
        return min(1.0, math.sqrt(passed))

    def _people(self, event: Event, demand: int) -> list[str]:
        rng = self._chance.rng
        chosen = [
            person
            for person in self._regulars.get(event.mini_cluster or event.kind, [])
            if event.kind == "cluster_day" or self._chance.happens(REGULAR_SHARE)
        ]
        loyal = self._by_circle.get(event.mini_cluster or "", [])
        chosen += rng.sample(loyal, min(len(loyal), round(demand * LOYAL_SHARE)))
        near = self._by_complex[event.complex] if event.kind != "cluster_day" else self._everyone
        chosen += rng.sample(near, min(len(near), demand))
        distinct = list(dict.fromkeys(chosen))
        if len(distinct) < demand:
            distinct = list(dict.fromkeys([*distinct, *rng.sample(self._everyone, min(len(self._everyone), demand))]))
        distinct = distinct[:demand]
        rng.shuffle(distinct)
        return distinct

    def _moments(self, opens_at: datetime, until: datetime, count: int) -> list[datetime]:
        rng, seconds = self._chance.rng, int((until - opens_at).total_seconds())
        return sorted(opens_at + timedelta(seconds=rng.randrange(seconds)) for _ in range(count))
