"""Who takes part in the made-up programme?"""

from eventhub.demo.identity import Chance
from eventhub.demo.places import Place
from eventhub.demo.values import Person, TeamMember
from eventhub.demo.words import read

FOREIGN_SHARE = 0.015
FOREIGN_RESEARCHER_SHARE = 0.08
SMALLEST_TEAM, LARGEST_TEAM = 3, 5


class Crowd:
    """Everyone met so far, each with an address of their own."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._words = read("names")
        self.people: list[Person] = []

    def meet(self, title: str, *, foreign_share: float = FOREIGN_SHARE) -> Person:
        """Make up a person with this title."""
        rng = self._chance.rng
        if self._chance.happens(foreign_share):
            name = rng.choice(self._words["people"]["latin"])
            return self._add(name, title, name.split()[-1].lower(), "en")
        surname = self._chance.weighted(self._words["people"]["surnames"])
        given = rng.choice(self._words["people"]["given"])
        return self._add(surname + given, title, self._words["roman"][surname], "ko")

    def introduce(self, name: str, title: str, email: str) -> Person:
        """Add one of the people with a fixed name and address."""
        return self._add(name, title, email, "ko")

    def _add(self, name: str, title: str, mailbox: str, locale: str) -> Person:
        number = len(self.people) + 1
        person = Person(
            key=f"person-{number:05d}",
            public_id=self._chance.public_id(),
            name=name,
            email=mailbox if "@" in mailbox else f"{mailbox}{number:05d}@example.com",
            phone=f"010-0000-{number % 10_000:04d}",
            job_title_ko=title,
            locale=locale,
        )
        self.people.append(person)
        return person


def make_teams(crowd: Crowd, chance: Chance, places: tuple[Place, ...]) -> tuple[TeamMember, ...]:
    """Give every complex a promotion team of a head and some coordinators."""
    members = []
    for place in places:
        slug = place.value.slug
        members.append(TeamMember(slug, crowd.meet("단장", foreign_share=0).key, "head"))
        if slug == "changwon":
            named = crowd.introduce("이영희", "코디네이터", "coordinator@example.org")
            members.append(TeamMember(slug, named.key, "coordinator"))
        size = chance.rng.randint(SMALLEST_TEAM, LARGEST_TEAM) - len([m for m in members if m.complex == slug])
        others = [crowd.meet("코디네이터", foreign_share=0) for _ in range(size)]
        members.extend(TeamMember(slug, person.key, "coordinator") for person in others)
    return tuple(members)
