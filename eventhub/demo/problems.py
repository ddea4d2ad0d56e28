"""Which problems do the firms state in the programme's year?"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from eventhub.demo.calendar import Year
from eventhub.demo.difficulties import SHARES, Counter
from eventhub.demo.organisations import Body, Register
from eventhub.demo.technical import ShopFloor
from eventhub.demo.topics import Topic, list_topics
from eventhub.demo.values import Problem

TECHNICAL_SHARE = 0.11
ENGLISH_SHARE = 0.04
GENERAL_TOPIC_SHARE = 0.15
UNTRIAGED = 40
CLOSED_SHARE, CLOSED_TECHNICAL_SHARE = 0.35, 0.12
TRIES = 60
URGENCIES = {"now": 22, "this_quarter": 48, "this_year": 30}
VISIBILITIES = {"private": 48, "mini_cluster": 27, "complex": 12, "members": 9, "public": 4}


class Inbox:
    """The problems stated so far; no two have the same words."""

    def __init__(self, register: Register, year: Year) -> None:
        self._register = register
        self._chance = register.chance
        self._year = year
        # The first firm is a persona's and speaks for itself.
        self._firms = register.of_kind("firm")[1:]
        self._floor = ShopFloor(self._chance, year.today.year)
        self._counter = Counter(self._chance, year.today.year)
        self._texts: set[str] = set()
        self._kept: set[str] = set()
        self.problems: list[Problem] = []

    def state_all(self, ordinary: int, more_technical: int) -> None:
        """State the ordinary mix of problems and some more technical ones, and triage all but the latest."""
        for number in range(ordinary + more_technical):
            body = self._chance.rng.choice(self._firms)
            if number >= ordinary or self._chance.happens(TECHNICAL_SHARE):
                self._state_technical(body)
            else:
                self._state_difficulty(body)
        self._triage()

    def make(self, body: Body, text: str, category: str, topic: str, locale: str) -> Problem:
        """Make a problem of given words; all else is left to chance."""
        chance = self._chance
        return Problem(
            key="",
            public_id=chance.public_id(),
            organisation=body.value.key,
            person=chance.rng.choice(body.people),
            text=text,
            locale=locale,
            urgency=chance.weighted(URGENCIES),
            visibility=chance.weighted(VISIBILITIES),
            category=category,
            state="technical" if topic else "routed",
            routed_to="" if topic else self._counter.choose_desk(category, text),
            stated_at=self._year.working_moment(chance.rng),
            topic=topic,
        )

    def keep(self, problem: Problem) -> None:
        """Keep a problem open that must not be closed by chance."""
        self._kept.add(problem.public_id)
        self._add(problem)

    def _add(self, problem: Problem) -> None:
        self._texts.add(problem.text)
        self.problems.append(problem)

    def _state_technical(self, body: Body) -> None:
        topic = self._topic(body)
        english = self._chance.happens(ENGLISH_SHARE)
        tell = self._floor.tell_in_english if english else self._floor.tell
        text = self._fresh(lambda: tell(topic, body))
        self._add(self.make(body, text, "technology", topic.key, "en" if english else "ko"))

    def _state_difficulty(self, body: Body) -> None:
        category = self._chance.weighted(SHARES)
        english = self._chance.happens(ENGLISH_SHARE)
        tell = self._counter.tell_in_english if english else self._counter.tell
        text = self._fresh(lambda: tell(category, body))
        self._add(self.make(body, text, category, "", "en" if english else "ko"))

    def _topic(self, body: Body) -> Topic:
        industry = "general" if self._chance.happens(GENERAL_TOPIC_SHARE) else body.industry
        return self._chance.rng.choice(list_topics(industry))

    def _fresh(self, tell: Callable[[], str]) -> str:
        text = tell()
        for _ in range(TRIES):
            if text not in self._texts:
                break
            text = tell()
        return text

    def _triage(self) -> None:
        in_order = sorted(self.problems, key=lambda problem: (problem.stated_at, problem.public_id))
        latest = len(in_order) - min(UNTRIAGED, len(in_order) // 25)
        self.problems = list(self._settled(in_order, latest))

    def _settled(self, in_order: list[Problem], latest: int) -> Iterator[Problem]:
        for number, problem in enumerate(in_order):
            key = f"problem-{number + 1:04d}"
            share = CLOSED_TECHNICAL_SHARE if problem.topic else CLOSED_SHARE
            # The older a problem, the likelier it is closed.
            closed = self._chance.happens(share * 2 * (1 - number / len(in_order)))
            if number >= latest:
                yield replace(problem, key=key, state="stated", routed_to="")
            elif closed and problem.public_id not in self._kept:
                yield replace(problem, key=key, state="closed")
            else:
                yield replace(problem, key=key)
