"""How is a suggestion explained to each side, and what is its score made of?"""

import enum
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from eventhub.matching.models import Side, Suggestion
from eventhub.matching.rules import document_text
from eventhub.organisations.models import Capability

WORDS_SHOWN = 7
PARTS_SHOWN = 8
Mark = tuple[int, int, str]


@dataclass(frozen=True)
class Sentence:
    """A sentence of one of the two texts with the shared words in it."""

    text: str
    marks: Sequence[Mark]


class Source(enum.StrEnum):
    """What a part of a score comes from."""

    SHARED = "shared"
    RELATED = "related"
    REST = "rest"
    SPELLING = "spelling"
    COMPANY = "company"
    OTHERS = "others"


class Part(NamedTuple):
    """A part of a score: where it comes from, in which words, and how much of the score in percent."""

    source: Source
    words: str
    share: float
    percent: int


@dataclass(frozen=True)
class Why:
    """Why a partner was suggested: both texts, the words they share, the most telling first, the best two sentences.

    Related words are pairs that mean or sound the same. The parts add up to the score, and their percents to 100.
    """

    problem_text: str
    partner_text: str
    words: Sequence[str]
    related: Sequence[tuple[str, str]] = ()
    parts: Sequence[Part] = ()
    problem_marks: Sequence[Mark] = ()
    partner_marks: Sequence[Mark] = ()
    problem: Sentence | None = None
    partner: Sentence | None = None


def explain(suggestion: Suggestion, side: Side) -> Why:
    """Explain a suggestion to one side: the partner never reads more of the problem than its wording.

    What was kept counts places in the texts of that day; if one of them was changed since, only the words remain that
    are still written in both.
    """
    problem, capability = suggestion.problem, suggestion.capability
    kept = suggestion.explanation.get(side) or {}
    capability_id, _colon, language = str(kept.get("document_id") or "").partition(":")
    problem_text = problem.text if side is Side.OWNER else problem.wording
    partner_text = document_text(capability, language or "ko") or document_text(capability, "en")
    revisions = (problem.revision, capability.revision, str(capability.id))
    terms = kept.get("terms") or ()
    if revisions != (suggestion.revision, suggestion.explanation.get("capability_revision"), capability_id):
        words = [term["term"] for term in terms if term["term"] in problem_text and term["term"] in partner_text]
        return Why(problem_text, partner_text, _telling(words))
    return Why(
        problem_text,
        partner_text,
        words=shared_words(terms, problem_text),
        related=_pairs(kept)[:WORDS_SHOWN],
        parts=_parts(kept, problem_text),
        problem_marks=_marks(kept, "problem_spans"),
        partner_marks=_marks(kept, "partner_spans"),
        problem=_sentence(kept["problem"]),
        partner=_sentence(kept["partner"]),
    )


def shared_words(terms: Iterable[Mapping[str, Any]], text: str) -> Sequence[str]:
    """Say the first few terms that two texts share, as the first of the two writes them."""
    return _telling([_written(term, text) for term in terms])


def explained_by_words(capability: Capability, words: Sequence[str]) -> dict[str, Any]:
    """Explain a pair by the words it shares alone, without their places: those still written in both are told."""
    return {"document_id": f"{capability.id}:", "terms": [{"term": word} for word in words]}


def _telling(words: Sequence[str]) -> Sequence[str]:
    """Keep the first few words, each once; a part of a longer one (포 of 산포) says nothing new."""
    whole = [word for word in words if not any(word != other and word in other for other in words)]
    return list(dict.fromkeys(whole))[:WORDS_SHOWN]


def _written(term: Mapping[str, Any], text: str) -> str:
    """Say a term as it is written; a verb as the dictionary has it, for its marked stem (휩, 고쳤) is no word."""
    written = [text[start:end] for start, end in term["problem_spans"]]
    is_verb = term["term"].endswith("다")
    return str(term["term"]) if is_verb or not written else written[0]


def _pairs(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the pairs of words that mean or sound the same, each once."""
    return list(dict.fromkeys((pair["problem_term"], pair["partner_term"]) for pair in kept.get("related") or ()))


def _parts(kept: Mapping[str, Any], problem_text: str) -> Sequence[Part]:
    """Say what a score is made of, the largest words first; the small ones are taken together."""
    found = [(Source.SHARED, _written(term, problem_text), term["share"]) for term in kept["terms"]]
    found += [
        (Source.RELATED, f"{pair['problem_term']} – {pair['partner_term']}", pair["share"])
        for pair in kept.get("related") or ()
    ]
    found.sort(key=lambda part: -part[2])
    rest = math.fsum(share for *_, share in found[PARTS_SHOWN:])
    found[PARTS_SHOWN:] = [(Source.REST, "", rest)]
    found += [
        (Source.SPELLING, "", kept.get("spelling", 0.0)),
        (Source.COMPANY, "", kept.get("company", 0.0)),
        (Source.OTHERS, "", kept.get("other_documents", 0.0)),
    ]
    score = math.fsum(share for *_, share in found)
    parts, reached = [], 0.0
    for source, words, share in found:
        # What has been reached is rounded, not each part, so that the percents add up to 100.
        before, reached = reached, reached + share
        if share > 0:
            parts.append(Part(source, words, share, round(100 * reached / score) - round(100 * before / score)))
    return parts


def _sentence(passage: Mapping[str, Any] | None) -> Sentence | None:
    if not passage:
        return None
    shared, related = passage["marks"], passage.get("related") or ()
    marks = [*((*span, "shared") for span in shared), *((*span, "related") for span in related)]
    return Sentence(passage["text"], sorted(marks))


def _marks(kept: Mapping[str, Any], side: str) -> Sequence[Mark]:
    """Mark what both texts say, and where that leaves room what is related."""
    shared = _merged(span for term in kept["terms"] for span in term[side])
    related = _merged(span for pair in kept.get("related") or () for span in pair[side])
    free = [one for one in related if not any(one[0] < end and start < one[1] for start, end in shared)]
    return sorted([*((*span, "shared") for span in shared), *((*span, "related") for span in free)])


def _merged(spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
