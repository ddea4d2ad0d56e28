"""Which words does a text speak with, and where in it does each of them stand?"""

import re
import unicodedata
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from sys import intern
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from eventhub.lexicon.rules import GENERIC, Lexicon

if TYPE_CHECKING:
    from kiwipiepy import Kiwi
    from kiwipiepy import Token as KiwiToken

Span = tuple[int, int]
Progress = Callable[[int, int], None]

# Words every problem and every capability uses: they say nothing about who fits whom.
GENERIC_TERMS = frozenset(
    """
    기술 개발 문제 방법 연구 과제 해결 필요 요청 지원 관련 사용 이용 활용 적용 경우 정도 현재 저희 우리 회사 업체
    기업 부분 상황 이상 이하 이번 발생 가능 진행 제공 포함 구비 특징 발명 상기 개시 실시 제안 그것 이것 저것 때문
    사항 내용 분야 업무 보유 경험 전문 도움 상담 문의 고민 하다 되다 이다 아니다 대하다 위하다 통하다 의하다 관하다
    따르다 인하다 가지다 어떻다 그렇다 이렇다 싶다
    a an and are as at be been being between both but by can could did do does each for from had has have how if in
    into is it its may more most much not of on or our over such than that the their them then there these they this
    those to under up upon very was we were what when where which while who will with would you your method
    technology development problem
    """.split(),  # noqa: SIM905 - a list of words reads best as words
)
NOUNS = frozenset({"NNG", "NNP", "XR"})
BEFORE_NOUNS = frozenset({"XPN", "SN"})  # 고+강도, 5+축: these speak only together with what follows,
AFTER_NOUNS = frozenset({"XSN", "NNB"})  # 자동+화, 3+톤: and these with what went before.
NGRAM_SIZES = (2, 3, 4)
LONGEST_WORD = 40  # Longer unbroken runs are addresses or noise; their n-grams would drown the rest.
SHORTEST_STEM = 3
LONGEST_SERIES = 4  # SUS 304, AL 6061, M 8.
LONGEST_PIECE = 4000  # The time of the analyser grows with the square of what it is given at once,
LONGEST_RUN = 200  # and faster still when that has no space in it.
CACHE_CHARACTERS = 10_000_000
EMPTY = Lexicon()

_HANGUL = re.compile(r"[가-힣]")
_FOREIGN = r"(?:(?![ㄱ-ㆎ가-힣])[^\W_])"
_PIECE = re.compile(rf"[\s\S]{{1,{LONGEST_PIECE}}}(?=\s|$)|[\s\S]{{1,{LONGEST_RUN}}}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(rf"{_FOREIGN}+(?:(?:(?<=\d)\.(?=\d)|(?<=\d),(?=\d{{3}}(?!\d))|(?<!\d)-|-(?!\d)){_FOREIGN}+)*")
_GRADE = re.compile(rf" (?=\d){_CODE.pattern}")
_NUMBER = re.compile(r"\d[\d.,]*")
_UNIT = re.compile(
    r"\s?(?:[ckmnuµμ]?m[²³23]?|[㎛㎜㎝㎚㎡㎥㎏]|[km]?g|t|ton|[munµμ]?s|min|h|[kMG]?Pa|bar|psi|k?N|Nm|[mk]?[VAW]|[kMG]?Hz|rpm|HRC|HV|dB|lux|ppm"
    r"|[°º]C|℃|%)(?![^\W_가-힣])",
)
_SENTENCE_END = re.compile(r"(?<=[.!?。])\s+|\n+")
_LINE_END = re.compile(r"\n+")
_VOWEL = re.compile(r"[aeiouy]")


class Token(NamedTuple):
    """One occurrence of a term."""

    term: str
    start: int
    end: int


class Morpheme(NamedTuple):
    """A part of a Korean word, and the sentence it belongs to."""

    form: str
    tag: str
    start: int
    end: int
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of one text, its words and its sentences; every place counts in the text as it was given."""

    terms: tuple[str, ...]
    spans: "array[int]"
    words: tuple[str, ...]
    sentences: tuple[Span, ...]

    @property
    def tokens(self) -> Iterator[Token]:
        """Walk through the terms with their places."""
        return map(Token, self.terms, self.spans[::2], self.spans[1::2])

    @property
    def ngrams(self) -> list[str]:
        """List the character n-grams inside the words, their edges marked by a space."""
        return list(_ngrams(self.words))


def analyse(text: str, lexicon: Lexicon = EMPTY) -> Analysis:
    """Analyse one text, or recall it, and read it with a lexicon."""
    return analyse_all([text], lexicon=lexicon)[0]


def analyse_all(texts: Iterable[str], progress: Progress | None = None, lexicon: Lexicon = EMPTY) -> list[Analysis]:
    """Analyse many texts, each distinct one once, and read them with a lexicon."""
    texts = list(texts)
    found = {text: _memory.get(text) for text in texts}
    missing = [text for text, known in found.items() if known is None]
    for count, (text, analysis) in enumerate(_analyse_afresh(missing), 1):
        _memory.put(text, analysis)
        found[text] = analysis
        if progress:
            progress(count, len(missing))
    return [_with_meanings(text, known, lexicon) for text in texts if (known := found[text])]


def morphemes(texts: Sequence[str]) -> Iterator[list[Morpheme]]:
    """Part each text into the morphemes of the Korean analyser, chosen and joined by nobody; nothing is remembered."""
    pieces = [list(_PIECE.finditer(fold(text)[0])) for text in texts]
    # The analyser reads ahead in threads of its own when it is given many texts at once.
    parsed = iter(_kiwi().tokenize(piece.group() for group in pieces for piece in group) if any(pieces) else ())
    return (list(_morphemes(group, parsed)) for group in pieces)


def ngrams(text: str) -> set[str]:
    """Name the distinct character n-grams of a passage."""
    return set(_ngrams(_words(fold(text)[0])))


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Compose the characters of a text (NFC) and tell where each of them came from."""
    origins: Sequence[int] = range(len(text) + 1)
    if not unicodedata.is_normalized("NFC", text):
        text, origins = _compose(text)
    return _UNPRINTABLE.sub(" ", text.translate(_FULL_WIDTH)), origins


def stem(word: str) -> str:
    """Cut the commonest English endings off a lower-case word."""
    if len(word) > SHORTEST_STEM and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= SHORTEST_STEM and rest[-1] != "e" and _VOWEL.search(rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return word[:-1] if len(word) > SHORTEST_STEM + 1 and word.endswith("e") else word


class _Memory:
    """What this process has analysed; the text not asked for longest is forgotten first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.known: OrderedDict[str, Analysis] = OrderedDict()
        self.lock = Lock()

    def get(self, text: str) -> Analysis | None:
        with self.lock:
            if text in self.known:
                self.known.move_to_end(text)
            return self.known.get(text)

    def put(self, text: str, analysis: Analysis) -> None:
        with self.lock:
            if text not in self.known:
                self.size += len(text)
            self.known[text] = analysis
            while self.size > self.limit:
                self.size -= len(self.known.popitem(last=False)[0])


_memory = _Memory(CACHE_CHARACTERS)


@cache
def _kiwi() -> "Kiwi":
    # Loading takes a second and 500 MB, so only a process that meets Korean text pays for it.
    from kiwipiepy import Kiwi  # noqa: PLC0415

    return Kiwi()


def _analyse_afresh(texts: Sequence[str]) -> Iterator[tuple[str, Analysis]]:
    korean = [text for text in texts if _HANGUL.search(fold(text)[0])]
    for text, found in zip(korean, morphemes(korean), strict=True):
        yield text, _analysis(text, found)
    known = set(korean)
    for text in texts:
        if text not in known:
            yield text, _analysis(text, [])


def _morphemes(pieces: Sequence[re.Match[str]], parsed: Iterator[list["KiwiToken"]]) -> Iterator[Morpheme]:
    for piece in pieces:
        at = piece.start()
        for part in next(parsed):
            yield Morpheme(part.form, part.tag, at + part.start, at + part.end, (at, part.sent_position))


def _analysis(text: str, morphemes: Sequence[Morpheme]) -> Analysis:
    folded, origins = fold(text)
    tokens = [token for token in (*_korean(morphemes), *_foreign(folded)) if token.term not in GENERIC_TERMS]
    tokens.sort(key=lambda token: (token.start, token.end, token.term))
    return Analysis(
        terms=tuple(intern(token.term) for token in tokens),
        spans=array("L", (origins[at] for token in tokens for at in token[1:])),
        words=tuple(map(intern, _words(folded))),
        sentences=tuple((origins[start], origins[end]) for start, end in _sentences(folded, morphemes)),
    )


def _with_meanings(text: str, analysis: Analysis, lexicon: Lexicon) -> Analysis:
    """Add the concepts and whole words a lexicon knows to the terms of a text; leave out what says nothing."""
    marks = lexicon.read(text)
    if not marks:
        return analysis
    nothing = set(lexicon.generic)
    tokens = [token for token in analysis.tokens if token.term not in nothing]
    tokens += [Token(f"={mark.meaning}", mark.start, mark.end) for mark in marks if mark.kind != GENERIC]
    tokens.sort(key=lambda token: (token.start, token.end, token.term))
    return replace(
        analysis,
        terms=tuple(intern(token.term) for token in tokens),
        spans=array("L", (at for token in tokens for at in token[1:])),
    )


def _korean(morphemes: Sequence[Morpheme]) -> Iterator[Token]:
    for part in morphemes:
        if part.tag in NOUNS and _HANGUL.search(part.form):
            yield Token(part.form, part.start, part.end)
        elif part.tag.startswith(("VV", "VA")):
            yield Token(f"{part.form}다", part.start, part.end)
    for left, right in pairwise(morphemes):
        if _may_join(left, right):
            yield Token(left.form + right.form, left.start, right.end)


def _may_join(left: Morpheme, right: Morpheme) -> bool:
    if left.form in GENERIC_TERMS or right.form in GENERIC_TERMS:
        return False
    if left.tag in NOUNS and right.tag in NOUNS:
        return right.start - left.end <= 1  # People write 용접로봇 and 용접 로봇.
    touching = left.end == right.start
    return touching and left.tag in NOUNS | BEFORE_NOUNS and right.tag in NOUNS | AFTER_NOUNS


def _foreign(text: str) -> Iterator[Token]:
    reached = 0
    for match in _CODE.finditer(text):
        code, (start, end) = match.group(), match.span()
        if start < reached:
            continue
        if _NUMBER.fullmatch(code):
            # A bare number is a reference numeral or a year; with its unit it is a requirement.
            if unit := _UNIT.match(text, end):
                reached = unit.end()
                yield Token(_canonical(code + unit.group()), start, reached)
        elif any(map(str.isdigit, code)):
            yield Token(_canonical(code), start, end)
        else:
            yield from _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for word in _WORD.finditer(text, start, end):
        lowered = word.group().lower()
        if len(lowered) > 1 and lowered not in GENERIC_TERMS:
            yield Token(stem(lowered), word.start(), word.end())
    series = text[start:end]
    if series.isupper() and len(series) <= LONGEST_SERIES and (grade := _GRADE.match(text, end)):
        yield Token(_canonical(series + grade.group()), start, grade.end())


def _canonical(code: str) -> str:
    return re.sub(r"[-,\s]", "", code).lower()


def _words(text: str) -> Iterator[str]:
    return (word[:LONGEST_WORD] for word in _WORD.findall(text.lower()))


def _ngrams(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        edged = f" {word} "
        for size in NGRAM_SIZES:
            for at in range(len(edged) - size + 1):
                yield edged[at : at + size]


def _sentences(text: str, morphemes: Sequence[Morpheme]) -> Iterator[Span]:
    # The Korean analyser knows endings, and so parts sentences that were written without a full stop.
    breaks = {match.end() for match in (_LINE_END if morphemes else _SENTENCE_END).finditer(text)}
    breaks.update(right.start for left, right in pairwise(morphemes) if left.sentence != right.sentence)
    for start, end in pairwise(sorted(breaks | {0, len(text)})):
        sentence = text[start:end]
        if _WORD.search(sentence):
            yield start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())


def _compose(text: str) -> tuple[str, Sequence[int]]:
    starts = [at for at in range(len(text)) if at == 0 or not _composes(text[at - 1], text[at])]
    origins = array("L")
    composed: list[str] = []
    for start, end in pairwise([*starts, len(text)]):
        piece = unicodedata.normalize("NFC", text[start:end])
        composed.append(piece)
        origins.extend([start] * len(piece))
    origins.append(len(text))
    return "".join(composed), origins


def _composes(before: str, char: str) -> bool:
    # Hangul vowels and final consonants need the whole syllable before them, so a pair cannot decide.
    if unicodedata.combining(char) or "\u1160" <= char <= "\u11ff":
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", before + char) != apart
