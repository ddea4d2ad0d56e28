"""How does a seed become a whole programme?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from eventhub.demo.afterwards import look_back
from eventhub.demo.apart import set_apart, submit_one, with_approval
from eventhub.demo.calendar import Year
from eventhub.demo.capabilities import Catalogue
from eventhub.demo.closed import close_days
from eventhub.demo.events import Planner
from eventhub.demo.identity import Chance
from eventhub.demo.organisations import (
    Register,
    found_firms,
    found_labs,
    found_offices,
    found_universities,
    join_circles,
)
from eventhub.demo.people import Crowd, make_teams
from eventhub.demo.personas import Personas, found_firm, found_lab, join_circle, speak_up
from eventhub.demo.places import Place, list_circles, list_places
from eventhub.demo.problems import Inbox
from eventhub.demo.registrations import Desk
from eventhub.demo.regular import regular
from eventhub.demo.values import Event, Programme, Series, TeamMember
from eventhub.demo.venues import build, house


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each a size has."""

    complexes: int
    firms: int
    universities: int
    labs: int
    governments: int
    agencies: int
    problems: int
    more_technical: int
    events: int


SIZES = {
    "small": Counts(7, 166, 8, 12, 7, 7, 200, 30, 230),
    "pilot": Counts(7, 1_660, 40, 120, 20, 30, 2_000, 300, 2_300),
    "national": Counts(1_300, 120_000, 400, 4_000, 1_300, 1_300, 40_000, 6_000, 46_000),
}
PERSONA_CIRCLE = "changwon-dies"


def generate(size: str, seed: int, year_end: date) -> Programme:
    """Make up the programme of a size; the same seed and day give the same data.

    What needs chance and was added later comes last, so that it leaves untouched what the seed gave before.
    """
    counts, chance, year = SIZES[size], Chance(seed), Year(year_end)
    places = list_places(counts.complexes)
    circles = list_circles(places)
    crowd = Crowd(chance)
    crowd.introduce("최한결", "관리자", "admin@example.org")
    teams = make_teams(crowd, chance, places)
    register = Register(chance, crowd, year_end.year)
    personas = _found(register, counts, places)
    join_circles(register, circles)
    join_circle(register, personas)
    catalogue, inbox = Catalogue(register), Inbox(register, year)
    speak_up(personas, inbox, catalogue, year)
    catalogue.state_all(besides=personas.lab)
    inbox.state_all(counts.problems - len(inbox.problems), counts.more_technical)
    planned = Planner(chance, year, places, circles).plan(counts.events)
    events, series = regular(planned, (circle.value for circle in circles), year)
    events = _unlike_others(events, series, teams, places[0].value.slug, year)
    desk = _register_all(events, Desk(register, year, _regulars(personas)))
    houses = build(chance, (place.value.slug for place in places))
    made = Programme(
        size=size,
        seed=seed,
        year_end=year_end,
        complexes=with_approval((place.value for place in places), events),
        mini_clusters=tuple(circle.value for circle in circles),
        people=tuple(crowd.people),
        team_members=teams,
        organisations=tuple(body.value for body in register.bodies),
        memberships=tuple(register.memberships),
        mini_cluster_memberships=tuple(register.circles),
        capabilities=tuple(catalogue.capabilities),
        problems=tuple(inbox.problems),
        closed_days=close_days((place.value for place in places), events, year_end),
        venues=houses.venues,
        rooms=houses.rooms,
        events=tuple(house(events, houses)),
        series=series,
        registrations=tuple(desk.registrations),
    )
    return look_back(made)


def _unlike_others(
    events: Iterable[Event], series: Iterable[Series], teams: Iterable[TeamMember], ours: str, year: Year
) -> list[Event]:
    """Make some events of the complex whose coordinator one can sign in as unlisted, planned for later or submitted."""
    return submit_one(set_apart(events, series, ours, year.now), teams, ours, year.now)


def _register_all(events: Iterable[Event], desk: Desk) -> Desk:
    for event in events:
        desk.open(event)
    return desk


def _found(register: Register, counts: Counts, places: tuple[Place, ...]) -> Personas:
    firm = found_firm(register, places[0])
    found_firms(register, places, counts.firms - 1)
    found_universities(register, places, counts.universities)
    lab = found_lab(register)
    found_labs(register, counts.labs - 1)
    found_offices(register, places, counts.governments, counts.agencies)
    return Personas(firm, lab, PERSONA_CIRCLE)


def _regulars(personas: Personas) -> dict[str, list[str]]:
    people = [personas.firm.people[0], personas.lab.people[0]]
    return {personas.circle: people, "cluster_day": people}
