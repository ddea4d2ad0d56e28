"""What does the fast analyser read in a text, said as the other one says it?"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from mecab import MeCab

SENTENCE_ENDS = ("SF", "EF")


class Part(NamedTuple):
    """A morpheme and its place; sentences are counted."""

    form: str
    tag: str
    start: int
    end: int
    sent_position: int


def tokenize(texts: Iterable[str]) -> Iterator[list[Part]]:
    """Part each text into morphemes."""
    return (list(_parts(text)) for text in texts)


def _parts(text: str) -> Iterator[Part]:
    sentence, reached = 0, 0
    is_over = False
    for found in _mecab().parse(text):
        tags, start = found.feature.pos, found.span.start
        # A sentence is over where an ending or a full stop is followed by a blank.
        if is_over and start > reached:
            sentence += 1
        for form, tag, first, last in _split(found):
            yield Part(form, tag, first, last, sentence)
        is_over, reached = tags.endswith(SENTENCE_ENDS), found.span.end


def _split(found: Any) -> Iterator[tuple[str, str, int, int]]:  # noqa: ANN401 - the package has no types
    """Part a compound at its seams; what a stem and its ending were drawn together into keeps the whole's place."""
    start, end = found.span
    if not found.feature.expression:
        yield found.surface, found.feature.pos, start, end
        return
    parts = [part.split("/")[:2] for part in found.feature.expression.split("+")]
    is_seamless = "".join(form for form, _ in parts) != found.surface
    for form, tag in parts:
        yield form, tag, start, end if is_seamless else start + len(form)
        start = start if is_seamless else start + len(form)


@cache
def _mecab() -> MeCab:
    return MeCab()
