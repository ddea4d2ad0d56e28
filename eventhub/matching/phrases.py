"""Which stretches of a text can be words of a lexicon, however they are spaced and inflected?"""

import re
from collections.abc import Iterator, Mapping

from eventhub.lexicon.rules import Concept, Lexicon
from eventhub.matching.text import Analysis, Token, analyse_all

LONGEST_PHRASE = 4  # 이온 교환 수지 필터 is one thing; what is longer is a sentence.
_HANGUL = re.compile(r"[가-힣]+")


def written(lexicon: Lexicon) -> Mapping[Concept, tuple[str, ...]]:
    """Write the words of each concept as `phrases` writes them where they stand in a text."""
    words = dict.fromkeys(lexicon.words)
    analyses = analyse_all(words, own_words=lexicon.whole)
    found = {word: _written(word, analysis) for word, analysis in zip(words, analyses, strict=True)}
    return {
        concept: tuple(dict.fromkeys(found[word] for word in concept.words if found[word]))
        for concept in lexicon.concepts
    }


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


def _written(word: str, analysis: Analysis) -> str:
    joined = word.replace(" ", "")
    # A noun by itself is easily taken for something else: 드릴 for a form of 드리다.
    is_noun = _HANGUL.fullmatch(joined) and not joined.endswith("다")
    return joined if is_noun else "".join(unit.term for unit in _units(analysis))


def _units(analysis: Analysis) -> Iterator[Token]:
    """Walk through the smallest terms, one after the other: joined ones only say again what their parts say."""
    starts, ends, reached = analysis.spans[::2], analysis.spans[1::2], 0
    shortest = dict(zip(reversed(starts), reversed(ends), strict=True))
    for term, start, end in zip(analysis.terms, starts, ends, strict=True):
        if start >= reached and end == shortest[start]:
            reached = end
            yield Token(term.replace(" ", ""), start, end)
