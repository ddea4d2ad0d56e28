"""What do answers propose for the lexicon, by rules a person can check?"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from eventhub.lexicon.rules import LONGEST_WORD, Lexicon
from eventhub.tuning.models import Kind

WRONG_FIELDS = 3
"""So many "wrong field" make a shared word a proposal for the words that say nothing, if no yes shares it."""

MEETINGS = 2
"""So many acceptances bring a word of the problem and one of the partner together before they are proposed as one."""

RAREST = 8
"""How many words of each side are looked at: those that the fewest texts have."""

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Shared:
    """The words the two texts of an answered suggestion share, and whether the answer was yes or "wrong field"."""

    suggestion: str
    words: frozenset[str]
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Met:
    """The words of a problem and of the capability of whoever accepted it."""

    suggestion: str
    firm_id: int
    partner_id: int
    problem: frozenset[str]
    partner: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Words for the lexicon, and the suggestions whose answers speak for them."""

    kind: Kind
    words: tuple[str, ...]
    evidence: tuple[str, ...]


def saying_nothing(answers: Iterable[Shared], lexicon: Lexicon) -> list[Found]:
    """Propose words that led to several wrong fields and to no yes; those of concepts and the stop list are left."""
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    right: set[str] = set()
    for answer in answers:
        if answer.is_accepted:
            right |= answer.words
        else:
            for word in answer.words:
                wrong[word].append(answer.suggestion)
    known = {*lexicon.generic, *(word for concept in lexicon.concepts for word in concept.words)}
    return [
        Found(Kind.GENERIC, (word,), tuple(sorted(evidence)))
        for word, evidence in sorted(wrong.items())
        if len(evidence) >= WRONG_FIELDS and word not in right and word not in known and _is_word(word)
    ]


def meaning_the_same(met: Sequence[Met], texts: Sequence[Container[str]], lexicon: Lexicon) -> list[Found]:
    """Propose a word of problems and one of those who accepted them, if they came together and no text has both.

    They come together for several firms with several partners. Each word is proposed once, what came together most
    often and is rarest before what is common.
    """
    words = {word for one in met for word in one.problem | one.partner}
    frequencies = {word: sum(word in text for text in texts) for word in words}
    together = _together(met, frequencies)
    meanings = {word: concept.id for concept in lexicon.concepts for word in concept.words}
    found: list[Found] = []
    used: set[str] = set()
    for ours, theirs in sorted(
        together, key=lambda pair: (-len(together[pair]), sum(frequencies[word] for word in pair), pair)
    ):
        is_known = ours in meanings and meanings[ours] == meanings.get(theirs)
        if is_known or used & {ours, theirs} or any(ours in text and theirs in text for text in texts):
            continue
        used |= {ours, theirs}
        evidence = sorted(one.suggestion for one in together[ours, theirs])
        found.append(Found(Kind.CONCEPT, tuple(sorted((ours, theirs))), tuple(evidence)))
    return found


def _together(met: Iterable[Met], frequencies: Mapping[str, int]) -> dict[tuple[str, str], list[Met]]:
    """Say which words of the two sides came together for as many firms, and with as many partners, as it takes."""
    pairs: defaultdict[tuple[str, str], list[Met]] = defaultdict(list)
    for one in met:
        ours, theirs = _rarest(one.problem - one.partner, frequencies), _rarest(one.partner - one.problem, frequencies)
        for pair in product(ours, theirs):
            pairs[pair].append(one)
    return {
        pair: them
        for pair, them in pairs.items()
        if min(len({one.firm_id for one in them}), len({one.partner_id for one in them})) >= MEETINGS
    }


def _rarest(words: Iterable[str], frequencies: Mapping[str, int]) -> list[str]:
    return sorted(filter(_is_word, words), key=lambda word: (frequencies[word], word))[:RAREST]


def _is_word(word: str) -> bool:
    # A verb as the dictionary has it, a measure or the mark of a concept is no word people would write into a list.
    is_long_enough = SHORTEST <= len(word) <= LONGEST_WORD
    return is_long_enough and word.isalpha() and not word.endswith("다")
