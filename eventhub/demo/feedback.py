"""What did those who came say about an event, and whom do they want to meet again?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from eventhub.demo.identity import Chance, pair
from eventhub.demo.phrases import Decks
from eventhub.demo.values import FollowUp, Invitation, Organisation, Person, Registration, Response, Survey
from eventhub.demo.words import read
from eventhub.surveys.models import QuestionKind
from eventhub.surveys.rules import MARKS, USUAL_QUESTIONS

ANSWER_SHARE, TEXT_SHARE, SKIPPED_SHARE, WISH_SHARE = 0.33, 0.25, 0.04, 0.06
# How good an event is, and how far single people and questions are from that: the content pleases more than the place.
MOODS, SPREAD = (3.5, 4.6), 0.8
LEANINGS = (0.0, 0.1, -0.15, -0.05)
DECIDED_SHARE, DECIDED_AFTER = 0.8, timedelta(days=10)
STATES = {"done": 4, "declined": 1}
DAY = timedelta(days=1)


class Listener:
    """Somebody who gathers the answers to one survey after the other."""

    def __init__(
        self, chance: Chance, people: dict[str, Person], employers: dict[str, Organisation], now: datetime
    ) -> None:
        self._chance, self._people, self._employers, self._now = chance, people, employers, now
        self._words = read("feedback")
        self._decks = Decks(chance.rng)
        self.surveys: list[Survey] = []
        self.invitations: list[Invitation] = []
        self.responses: list[Response] = []
        self.follow_ups: list[FollowUp] = []

    def ask(self, event: str, guests: Sequence[Registration], opened_at: datetime) -> None:
        """Ask everybody who came to an event; about a third answer, some of them with a wish."""
        survey = Survey(event, opened_at, tuple(self._chance.public_id() for _ in USUAL_QUESTIONS), len(guests))
        self.surveys.append(survey)
        mood = self._chance.rng.uniform(*MOODS)
        for guest in guests:
            has_answered = self._chance.happens(ANSWER_SHARE)
            self.invitations.append(Invitation(self._chance.public_id(), event, guest.public_id, has_answered))
            if has_answered:
                self.responses.append(self._response(survey, guest, mood))
                if self._chance.happens(WISH_SHARE):
                    self.follow_ups.extend(self._wish(survey, guest, guests))

    def _response(self, survey: Survey, guest: Registration, mood: float) -> Response:
        """Answer each question, or skip it; nothing of who answers is kept."""
        marks: dict[str, int] = {}
        texts: dict[str, str] = {}
        leanings = iter(LEANINGS)
        for public_id, (kind, *_words) in zip(survey.questions, USUAL_QUESTIONS, strict=True):
            if kind is QuestionKind.SCALE:
                mark = round(self._chance.rng.gauss(mood + next(leanings), SPREAD))
                if not self._chance.happens(SKIPPED_SHARE):
                    marks[public_id] = min(max(mark, MARKS[0]), MARKS[-1])
            elif self._chance.happens(TEXT_SHARE):
                locale = self._people[guest.person].locale
                texts[public_id] = self._decks.draw(locale, self._words["answers"][locale])
        return Response(self._chance.public_id(), survey.event, marks, texts)

    def _wish(self, survey: Survey, guest: Registration, guests: Sequence[Registration]) -> Iterator[FollowUp]:
        """Ask for somebody else who was there; what was asked some time ago was answered."""
        others = [one for one in guests if one is not guest and one.person in self._employers]
        if not others:
            return
        other = self._chance.rng.choice(others).person
        wanted = f"{self._people[other].name} ({self._employers[other].name_ko})"
        waits = (self._now - survey.opened_at) / DAY
        created_at = survey.opened_at + self._chance.rng.uniform(0.1, min(6, waits)) * DAY
        is_decided = created_at < self._now - DECIDED_AFTER and self._chance.happens(DECIDED_SHARE)
        state = self._chance.weighted(STATES) if is_decided else "open"
        yield FollowUp(
            self._chance.public_id(),
            survey.event,
            guest.public_id,
            wanted=wanted,
            why=self._say(guest, "why"),
            state=state,
            note=self._say(guest, state) if is_decided else "",
            created_at=created_at,
            decided_at=created_at + self._chance.rng.uniform(1, 6) * DAY if is_decided else None,
        )

    def _say(self, guest: Registration, what: str) -> str:
        korean, english = pair(self._chance.rng.choice(self._words["wishes"][what]))
        return english if self._people[guest.person].locale == "en" else korean
