"""Who is suggested to whom, where does a question stand, and how is a score said in words?"""

import enum
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from eventhub.core.i18n import lazy as _
from eventhub.events.models import Event
from eventhub.matching.models import Enquiry, Reason, Reply, Review, Side, Suggestion
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem, State

JOB = "match-new-problems"
AT_MOST = 3
AT_MOST_IN_ALL = 6
WRITTEN_TOGETHER = 50
ANSWER_WITHIN = timedelta(days=14)
PLACES_KEPT = 30
UNDO_WITHIN = timedelta(minutes=10)
HIGH, MIDDLE = 0.55, 0.45  # The floor in `ranker` says how often what reaches them is right.
LANGUAGES = ("ko", "en")


class Found(NamedTuple):
    """An organisation the ranker found, the capability that spoke loudest for it, and why, once it is chosen."""

    organisation_id: int
    capability_id: int
    score: float
    explanation: dict[str, Any] = {}  # noqa: RUF012 - replaced, never changed


@dataclass(frozen=True)
class Ranking:
    """What a run found for a problem: the floor it held to, its lexicon, and the best before any was ruled out.

    Capabilities were read at a moment; what is offered later, the next run looks at again.
    """

    floor: float = 0.0
    lexicon_version: int = 0
    places: Sequence[Found] = ()
    read_at: datetime | None = None

    @property
    def best_score(self) -> float:
        """The score of the best, whoever it is."""
        return max((each.score for each in self.places), default=0.0)

    def kept(self) -> dict[str, Any]:
        """Write it down."""
        places = [(each.organisation_id, each.capability_id, round(each.score, 4)) for each in self.places]
        return {"floor": self.floor, "places": places[:PLACES_KEPT]}


@dataclass(frozen=True)
class Asked:
    """A revision of a problem partners are to be found for: its own text, the wording others read, whom it must not.

    If it was matched before, it says for whom, and which capabilities were added or changed since.
    """

    problem_id: int
    revision: int
    text: str
    wording: str
    is_barred: Callable[[int], bool]
    known: Collection[int] = frozenset()
    newer: Container[int] | None = None

    @property
    def was_matched(self) -> bool:
        """Whether it was matched before."""
        return self.newer is not None

    def has_place_for(self, organisation_id: int) -> bool:
        """Say whether an organisation may be suggested, or was: who was suggested keeps the place."""
        return organisation_id in self.known or not self.is_barred(organisation_id)


@dataclass(frozen=True)
class Findings:
    """Whom the ranker found for a revision of a problem, and where it placed the best of all partners."""

    problem_id: int
    revision: int
    found: Sequence[Found]
    ranking: Ranking = Ranking()
    was_matched: bool = False


@dataclass(frozen=True)
class Offered:
    """When the capabilities were read, and since when each of them is as it is, by their rows."""

    read_at: datetime
    changed_at: Mapping[int, datetime]

    def newer_than(self, moment: datetime) -> frozenset[int]:
        """List the capabilities that were added or changed since a moment."""
        return frozenset(row for row, changed_at in self.changed_at.items() if changed_at > moment)


class Coming(NamedTuple):
    """An event to come that fits somebody's problem, and the words both speak of."""

    event: Event
    words: Sequence[str]


class Standing(enum.StrEnum):
    """Where the question put to one side stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    INTRODUCED = "introduced"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"
    UNMET = "unmet"


class Stage(enum.StrEnum):
    """Where a suggestion that was sent stands, as coordinators see it."""

    WAITING_OWNER = "waiting_owner"
    WAITING_PARTNER = "waiting_partner"
    INTRODUCED = "introduced"
    DECLINED = "declined"


class DropReason(enum.StrEnum):
    """Why a coordinator drops a suggestion."""

    WRONG_FIELD = "wrong_field"
    COMPETITOR = "competitor"
    KNOWN = "known"
    TOO_VAGUE = "too_vague"
    OTHER = "other"


STAGE_WORDS: dict[Stage, Any] = {
    Stage.WAITING_OWNER: _("Waiting for the firm"),
    Stage.WAITING_PARTNER: _("Waiting for the partner"),
    Stage.INTRODUCED: _("Both said yes"),
    Stage.DECLINED: _("Declined"),
}
REASON_WORDS: dict[Reason, Any] = {
    Reason.KNOWN: _("We know them already"),
    Reason.WRONG_FIELD: _("It is not the right field"),
    Reason.BUSY: _("We are too busy now"),
    Reason.OTHER: _("Another reason"),
}
DROP_WORDS: dict[DropReason, Any] = {
    DropReason.WRONG_FIELD: _("Not the right field"),
    DropReason.COMPETITOR: _("They are competitors"),
    DropReason.KNOWN: _("They know each other"),
    DropReason.TOO_VAGUE: _("The texts say too little"),
    DropReason.OTHER: _("Another reason"),
}
# What a coordinator drops a suggestion for that says something about the pair, and not about one text.
APART_AFTER = (DropReason.WRONG_FIELD, DropReason.COMPETITOR, DropReason.KNOWN)
# A decline is silent towards the other side, so the owner's words are the same whatever the partner answered.
SAID_TO_OWNER: dict[Standing, Any] = {
    Standing.OPEN: _("Your answer is awaited"),
    Standing.ACCEPTED: _("You said yes; the partner has been asked"),
    Standing.DECLINED: _("You declined"),
    Standing.INTRODUCED: _("Both said yes: the coordinator will call"),
    Standing.TAKEN_BACK: _("No longer open"),
    Standing.EXPIRED: _("Not answered in time"),
    Standing.UNMET: _("No introduction came about"),
}


def choose(ranked: Sequence[Found], asked: Asked, *, floor: float) -> Sequence[Found]:
    """Choose whom to suggest: the best first, nobody below the floor, nobody ruled out, three at most.

    For a revision that was matched before it is who is among the best three by now, was not suggested for it, and got
    there by a capability that was added or changed since; a revision gets six suggestions in all.
    """
    best = best_places(ranked, asked, floor=floor)
    if asked.newer is None:
        return best
    more = [each for each in best if each.organisation_id not in asked.known and each.capability_id in asked.newer]
    return more[: max(0, AT_MOST_IN_ALL - len(asked.known))]


def best_places(ranked: Sequence[Found], asked: Asked, *, floor: float) -> Sequence[Found]:
    """List the best three of those that reach the floor and may have a place."""
    fit = (each for each in ranked if each.score >= floor and asked.has_place_for(each.organisation_id))
    return list(islice(fit, AT_MOST))


def drop_reason_of(suggestion: Suggestion) -> DropReason | None:
    """Read why a suggestion was dropped; a note may follow the reason."""
    reason = suggestion.drop_reason.partition(":")[0]
    return DropReason(reason) if reason in set(DropReason) else None


def keeps_apart(suggestion: Suggestion) -> bool:
    """Say whether a suggestion was dropped for what lies in the pair, and not in one text."""
    return suggestion.review is Review.DROPPED and drop_reason_of(suggestion) in APART_AFTER


def say_fit(score: float) -> str:
    """Say in a word how well a partner fits."""
    if score >= HIGH:
        return str(_("High"))
    return str(_("Medium")) if score >= MIDDLE else str(_("Low"))


def standing_of(enquiry: Enquiry, now: datetime) -> Standing:
    """Say where a question stands for the side it was put to; what the partner declined is silent to the owner."""
    suggestion = enquiry.suggestion
    owner, partner = suggestion.asked(Side.OWNER), suggestion.asked(Side.PARTNER)
    if suggestion.introduced_at is not None:
        return Standing.INTRODUCED
    if enquiry.reply is Reply.DECLINED:
        return Standing.DECLINED
    if enquiry.reply is Reply.ACCEPTED:
        return Standing.UNMET if partner and now >= partner.expires_at else Standing.ACCEPTED
    is_wanted = enquiry.side is Side.OWNER or (owner is not None and owner.reply is Reply.ACCEPTED)
    if suggestion.problem.state is State.CLOSED or not is_wanted:
        return Standing.TAKEN_BACK
    return Standing.EXPIRED if now >= enquiry.expires_at else Standing.OPEN


def undo_until(enquiry: Enquiry) -> datetime | None:
    """Return until when an answer can be taken back; never after both said yes, or the partner answered the owner."""
    partner = enquiry.suggestion.asked(Side.PARTNER)
    is_answered = enquiry.side is Side.OWNER and partner is not None and partner.reply is not None
    if enquiry.answered_at is None or enquiry.suggestion.introduced_at is not None or is_answered:
        return None
    return enquiry.answered_at + UNDO_WITHIN


def is_matched(problem: Problem) -> bool:
    """Say whether partners are looked for: it is technical, and not its firm's second telling of another one."""
    return problem.state is State.TECHNICAL and not problem.is_set_aside


def is_open(suggestion: Suggestion) -> bool:
    """Say whether a suggestion still waits to be decided about."""
    problem = suggestion.problem
    is_current = is_matched(problem) and suggestion.revision == problem.revision
    return suggestion.review is Review.OPEN and is_current


def document_text(capability: Capability, language: str) -> str:
    """Return what a capability says in one language, as the matcher reads it and the card shows it."""
    said = [getattr(capability, f"title_{language}"), getattr(capability, f"text_{language}")]
    return "\n".join(part for part in (*said, capability.equipment) if part) if any(said) else ""


def documents_of(offers: Iterable[Capability]) -> dict[int, list[tuple[str, str]]]:
    """List the texts each organisation is known by, under names the matcher keeps: the capability and the language."""
    found: dict[int, list[tuple[str, str]]] = {}
    for capability in offers:
        own = found.setdefault(capability.organisation_id, [])
        said = ((language, document_text(capability, language)) for language in LANGUAGES)
        own += [(f"{capability.id}:{language}", text) for language, text in said if text]
    return found


def event_text(event: Event) -> str:
    """Return what is said of an event, as it is compared with problems."""
    return "\n".join(part for part in (event.title_ko, event.text_ko, event.title_en, event.text_en) if part)


def key_of_question(suggestion: Suggestion, side: Side) -> str:
    """Name the letter that asks one side."""
    return f"suggestion:{suggestion.public_id}:ask-{side}:1"
