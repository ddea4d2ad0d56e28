"""Which words does a text speak with, and where in it does each of them stand?"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from sys import intern
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from Stemmer import Stemmer

from eventhub.matching.memory import Memory, store_in_use

if TYPE_CHECKING:
    from kiwipiepy import Kiwi
    from kiwipiepy import Token as KiwiToken

    from eventhub.matching.mecab import Part

Span = tuple[int, int]
Progress = Callable[[int, int], None]

# Words every problem and every capability uses: they say nothing about who fits whom.
GENERIC_TERMS = frozenset(
    """
    기술 개발 문제 방법 연구 과제 해결 필요 요청 지원 관련 사용 이용 활용 적용 경우 정도 현재 저희 우리 회사 업체
    기업 부분 상황 이상 이하 이번 발생 가능 진행 제공 포함 구비 특징 발명 상기 개시 실시 제안 그것 이것 저것 때문
    사항 내용 분야 업무 보유 경험 전문 도움 상담 문의 고민 하다 되다 이다 아니다 대하다 위하다 통하다 의하다 관하다
    따르다 인하다 가지다 어떻다 그렇다 이렇다 싶다 있다 없다 같다 많다 크다 작다 좋다 나쁘다 보다 주다 받다 오다
    때 것 거 수 등 번 가다 나다 나오다 생기다 만들다 줄이다 줄다 늘리다 늘다 높이다 높다 낮추다 낮다 찾다 쓰다 알다
    모르다 두다 놓다
    a an and are as at be been being between both but by can could did do does each for from had has have how if in
    into is it its may more most much not of on or our over such than that the their them then there these they this
    those to under up upon very was we were what when where which while who will with would you your method
    technology development problem
    """.split(),  # noqa: SIM905 - a list of words reads best as words
)
NOUNS = frozenset({"NNG", "NNP", "XR"})
BEFORE_NOUNS = frozenset({"XPN", "SN"})  # 고+강도, 5+축: these speak only together with what follows,
AFTER_NOUNS = frozenset({"XSN", "NNB"})  # 자동+화, 3+톤: and these with what went before.
RUNNING = NOUNS | BEFORE_NOUNS | AFTER_NOUNS | {"SL", "SH", "NR"}  # What a compound noun is made of,
ALONE = ("VV", "VA", "MA")  # and what is spelt without its endings.
NGRAM_SIZES = (1, 2, 3)
CODE_NGRAM = 3
LONGEST_WORD = 40  # Longer unbroken runs are addresses or noise; their n-grams would drown the rest.
LONGEST_SERIES = 4  # SUS 304, AL 6061, M 8.
LONGEST_PIECE = 4000  # The time of the analyser grows with the square of what it is given at once,
LONGEST_RUN = 200  # and faster still when that has no space in it.
MOST_READ = 200_000  # A hundred pages say what they are about; a million characters would take half a minute.
CACHE_CHARACTERS = 10_000_000
PACKAGES = {"kiwi": ("kiwipiepy", "kiwipiepy_model"), "mecab": ("python-mecab-ko", "python-mecab-ko-dic")}
STEMS_KNOWN = 100_000

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
    """The terms of one text, its words and its sentences; every place counts in the text as it was given.

    Words are what is compared by its spelling: runs of nouns written as one, and stems without particles and endings.
    """

    terms: tuple[str, ...]
    spans: "array[int]"
    words: tuple[str, ...]
    starts: "array[int]"
    sentences: tuple[Span, ...]

    @property
    def tokens(self) -> Iterator[Token]:
        """Walk through the terms with their places."""
        return map(Token, self.terms, self.spans[::2], self.spans[1::2])

    @property
    def lead(self) -> Span:
        """Say where the first sentence stands: the title, where there is one."""
        return (0, self.sentences[0][1]) if self.sentences else (0, 0)

    def terms_in(self, start: int, end: int) -> tuple[str, ...]:
        """List the terms of a stretch of the text."""
        starts = self.spans[::2]
        return self.terms[bisect_left(starts, start) : bisect_left(starts, end)]

    def words_in(self, start: int, end: int) -> tuple[str, ...]:
        """List the words of a stretch of the text."""
        return self.words[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def read_with(name: str) -> None:
    """Choose the analyser for this process: kiwi, or mecab, which takes a third of the time and 13 MB for 500."""
    if name != _analyser[0]:
        _analyser[0] = name
        reading.cache_clear()
        forget()


def analyser() -> str:
    """Name the analyser that is chosen."""
    return _analyser[0]


@cache
def reading(own_words: tuple[str, ...] = ()) -> bytes:
    """Name the way texts are read; it changes with the code that reads, the analyser, and the words it was taught."""
    code = (path.read_bytes() for path in (Path(__file__), Path(__file__).with_name("mecab.py")))
    packages = (f"{name} {version(name)}".encode() for name in (*PACKAGES[analyser()], "pystemmer"))
    parts = (*code, *packages, *map(str.encode, own_words))
    return blake2b(b"\0".join(parts), digest_size=16).digest()


def analyse(text: str, own_words: tuple[str, ...] = ()) -> Analysis:
    """Analyse one text, or recall it; own words are what the Korean analyser is to know besides its dictionary."""
    return analyse_all([text], own_words=own_words)[0]


def analyse_all(
    texts: Iterable[str], progress: Progress | None = None, *, own_words: tuple[str, ...] = ()
) -> list[Analysis]:
    """Analyse many texts, each distinct one once."""
    texts = list(texts)
    memory = _memory_with(own_words) if own_words else _memory
    found = {text: memory.get(text) for text in texts}
    missing = [text for text, known in found.items() if known is None]
    store = store_in_use()
    if store and missing:
        for text, analysis in store.find(missing, own_words).items():
            memory.put(text, analysis)
            found[text] = analysis
        missing = [text for text in missing if found[text] is None]
    for count, (text, analysis) in enumerate(_analyse_afresh(missing, own_words), 1):
        memory.put(text, analysis)
        found[text] = analysis
        if store:
            store.keep(text, analysis, own_words)
        if progress:
            progress(count, len(missing))
    return [known for text in texts if (known := found[text])]


def morphemes(texts: Sequence[str], own_words: tuple[str, ...] = ()) -> Iterator[list[Morpheme]]:
    """Part each text into the morphemes of the Korean analyser, chosen and joined by nobody; nothing is remembered."""
    pieces = [list(_PIECE.finditer(fold(text)[0])) for text in texts]
    # The analyser reads ahead in threads of its own when it is given many texts at once.
    every = (piece.group() for group in pieces for piece in group)
    parsed = iter(_tokenize(every, own_words) if any(pieces) else ())
    return (list(_morphemes(group, parsed)) for group in pieces)


def ngrams(word: str) -> list[str]:
    """List the character n-grams of a word, those of two and more with its edges marked by a space.

    A Latin word has none, for its stem says it all and its letters are everybody's; a code like SUS304 has long ones.
    """
    if word.isascii() and word.isalpha():
        return []
    edged = f" {word} "
    longer = (CODE_NGRAM,) if word.isascii() else NGRAM_SIZES[1:]
    parts = [edged[at : at + size] for size in longer for at in range(len(edged) - size + 1)]
    return parts if word.isascii() else [*word, *parts]


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Compose the characters of a text (NFC) and tell where each of them came from."""
    origins: Sequence[int] = range(len(text) + 1)
    if not unicodedata.is_normalized("NFC", text):
        text, origins = _compose(text)
    return _UNPRINTABLE.sub(" ", text.translate(_FULL_WIDTH)), origins


@lru_cache(maxsize=STEMS_KNOWN)
def stem(word: str) -> str:
    """Cut the endings off a lower-case English word, as Snowball's English stemmer does."""
    with _stemming:
        return str(_stemmer.stemWord(word))


def forget() -> None:
    """Forget what this process has analysed, as if it had just begun."""
    _memory.clear()
    _memory_with.cache_clear()


_memory: Memory[Analysis] = Memory(CACHE_CHARACTERS)
# The analyser reads otherwise when it was taught words.
_memory_with = lru_cache(maxsize=1)(lambda _own_words: Memory[Analysis](CACHE_CHARACTERS))
_analyser = ["kiwi"]
_stemmer, _stemming = Stemmer("english"), Lock()  # It keeps the word it works on, so one thread at a time may ask it.


def _tokenize(pieces: Iterable[str], own_words: tuple[str, ...]) -> "Iterable[list[KiwiToken] | list[Part]]":
    if analyser() == "kiwi":
        found: Iterable[list[KiwiToken]] = _kiwi(own_words).tokenize(pieces)
        return found
    from eventhub.matching import mecab  # noqa: PLC0415 - not installed where it is not chosen

    return mecab.tokenize(pieces)


@lru_cache(maxsize=2)
def _kiwi(own_words: tuple[str, ...]) -> "Kiwi":
    # Loading takes a second and 500 MB, so only a process that meets Korean text pays for it.
    from kiwipiepy import Kiwi  # noqa: PLC0415

    kiwi = Kiwi()
    for word in own_words:
        kiwi.add_user_word(word, "NNP")
    return kiwi


def _analyse_afresh(texts: Sequence[str], own_words: tuple[str, ...]) -> Iterator[tuple[str, Analysis]]:
    korean = [text for text in texts if _HANGUL.search(fold(text[:MOST_READ])[0])]
    for text, found in zip(korean, morphemes([text[:MOST_READ] for text in korean], own_words), strict=True):
        yield text, _analysis(text[:MOST_READ], found)
    known = set(korean)
    for text in texts:
        if text not in known:
            yield text, _analysis(text[:MOST_READ], [])


def _morphemes(pieces: Sequence[re.Match[str]], parsed: "Iterator[list[KiwiToken] | list[Part]]") -> Iterator[Morpheme]:
    for piece in pieces:
        at = piece.start()
        for part in next(parsed):
            yield Morpheme(part.form, part.tag, at + part.start, at + part.end, (at, part.sent_position))


def _analysis(text: str, morphemes: Sequence[Morpheme]) -> Analysis:
    folded, origins = fold(text)
    tokens = [token for token in (*_korean(morphemes), *_foreign(folded)) if token.term not in GENERIC_TERMS]
    tokens.sort(key=lambda token: (token.start, token.end, token.term))
    words = list(_runs(morphemes) if morphemes else _words(folded))
    return Analysis(
        terms=tuple(intern(token.term) for token in tokens),
        spans=array("L", (origins[at] for token in tokens for at in token[1:])),
        words=tuple(intern(word) for word, _ in words),
        starts=array("L", (origins[start] for _, start in words)),
        sentences=tuple((origins[start], origins[end]) for start, end in _sentences(folded, morphemes)),
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
    # Two nouns are not joined: their pairs are too rare to meet, and the words' n-grams hold the whole compound.
    if left.form in GENERIC_TERMS or right.form in GENERIC_TERMS or left.end != right.start:
        return False
    before, after = left.tag in BEFORE_NOUNS, right.tag in AFTER_NOUNS
    return (before or after) and left.tag in NOUNS | BEFORE_NOUNS and right.tag in NOUNS | AFTER_NOUNS


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


def _words(text: str) -> Iterator[tuple[str, int]]:
    return ((match.group().lower()[:LONGEST_WORD], match.start()) for match in _WORD.finditer(text))


def _runs(morphemes: Sequence[Morpheme]) -> Iterator[tuple[str, int]]:
    """Write compound nouns as one word, however they are spaced, and other words without their endings."""
    run: list[Morpheme] = []
    for part in morphemes:
        if run and (part.tag not in RUNNING or part.start - run[-1].end > 1):
            yield _spelt(run), run[0].start
            run = []
        if part.tag in RUNNING:
            run.append(part)
        elif part.tag.startswith(ALONE) and f"{part.form}다" not in GENERIC_TERMS:
            yield _spelt([part]), part.start
    if run:
        yield _spelt(run), run[0].start


def _spelt(run: Iterable[Morpheme]) -> str:
    return "".join(part.form for part in run).lower()[:LONGEST_WORD]


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
