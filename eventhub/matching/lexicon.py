"""Which words mean the same, which say nothing, and which does the analyser not know?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files

from eventhub.matching.text import Analysis, Token, analyse_all

LONGEST_PHRASE = 4  # 이온 교환 수지 필터 is one thing; what is longer is a sentence.
_HANGUL = re.compile(r"[가-힣]+")
UNKNOWN_MARK, TRANSLATES_MARK = "*", "~"


@dataclass(frozen=True, slots=True)
class Concept:
    """Words of both languages that mean the same; the first names it.

    Where it only translates, none of its words replaces another of the same language.
    """

    words: tuple[str, ...]
    only_translates: bool = False


@dataclass(frozen=True)
class Lexicon:
    """What the people of a trade know about its words; equal contents have equal versions.

    Concepts say which words mean the same, generic words say nothing about who fits whom, own words are made known to
    the Korean analyser.
    """

    concepts: tuple[Concept, ...] = ()
    generic: frozenset[str] = frozenset()
    own_words: tuple[str, ...] = ()

    @cached_property
    def version(self) -> str:
        """Name the contents, in whatever order they were written down."""
        parts = (
            sorted((concept.words, concept.only_translates) for concept in self.concepts),
            sorted(self.generic),
            sorted(self.own_words),
        )
        return blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    @cached_property
    def phrases(self) -> Mapping[Concept, tuple[str, ...]]:
        """Write the words of each concept as `phrases` writes them where they stand in a text."""
        words = dict.fromkeys(word for concept in self.concepts for word in concept.words)
        analyses = analyse_all(words, own_words=self.own_words)
        written = {word: _written(word, analysis) for word, analysis in zip(words, analyses, strict=True)}
        return {
            concept: tuple(dict.fromkeys(written[word] for word in concept.words if written[word]))
            for concept in self.concepts
        }


EMPTY = Lexicon()


def phrases(analysis: Analysis) -> Iterator[Token]:
    """Write each stretch of a few words that stand beside each other as one, however it is spaced."""
    units = list(_units(analysis))
    for at, first in enumerate(units):
        written, end = first.term, first.end
        yield first
        for unit in units[at + 1 : at + LONGEST_PHRASE]:
            if unit.start - end > 1:
                break
            written, end = written + unit.term, unit.end
            yield Token(written, first.start, end)


def read(lines: Iterable[str]) -> Lexicon:
    """Read a lexicon, a concept in each line: its words with commas, those the analyser does not know with a star."""
    concepts, own_words = [], []
    for line in lines:
        if line.startswith("#"):
            continue
        words = [word.strip() for word in line.removeprefix(TRANSLATES_MARK).split(",") if word.strip()]
        own_words += [word.removesuffix(UNKNOWN_MARK) for word in words if word.endswith(UNKNOWN_MARK)]
        if words:
            plain = tuple(word.removesuffix(UNKNOWN_MARK) for word in words)
            concepts.append(Concept(plain, only_translates=line.startswith(TRANSLATES_MARK)))
    return Lexicon(tuple(concepts), own_words=tuple(own_words))


@cache
def seed() -> Lexicon:
    """Give the lexicon a new database begins with."""
    text = (files("eventhub.matching") / "seed.txt").read_text(encoding="utf-8")
    return read(text.splitlines())


def _written(word: str, analysis: Analysis) -> str:
    joined = word.replace(" ", "")
    # A noun by itself is easily taken for something else: 드릴 for a form of 드리다.
    is_noun = _HANGUL.fullmatch(joined) and not joined.endswith("다")
    return joined if is_noun else "".join(unit.term for unit in _units(analysis))


def _units(analysis: Analysis) -> Iterator[Token]:
    """Walk through the smallest terms, one after the other: joined ones only say again what their parts say."""
    tokens, reached = list(analysis.tokens), 0
    shortest = {token.start: token.end for token in reversed(tokens)}
    for token in tokens:
        if token.start >= reached and token.end == shortest[token.start]:
            reached = token.end
            yield token._replace(term=token.term.replace(" ", ""))
