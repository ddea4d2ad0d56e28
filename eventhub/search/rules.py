"""How are questions and answers written on the socket, what can be looked for, and which words of a text are marked?"""

import enum
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from eventhub.core.i18n import lazy as _
from eventhub.matching.queries.collection import Kind, Name
from eventhub.search.errors import BadQuestion

LONGEST_QUERY = 200  # What a person types; a paragraph is a problem to be stated.
LONGEST_QUESTION = 2000  # What the process takes from whoever may write to its socket.
MOST_HITS = 200  # For each kind.
MOST_MARKED = 40
BEFORE_FIRST, PASSAGE = 40, 180  # How much of a text is shown, and how much of it before the first mark.

_HANGUL = re.compile(r"[가-힣 ]+")
_LETTER = re.compile(r"[^\W_]")
_MAYBE_SPACED, _MAYBE_PARTED = r"\s?", r"[\s,.-]?"
_AT_BEGIN = r"(?<![^\W_])"
# What follows a word of one syllable where it is a word, and not the beginning of another.
_PARTICLE = r"(?=(?:이|가|은|는|을|를|의|에|와|과|도|로|만)?(?![^\W_]))"


class Group(enum.StrEnum):
    """The heaps results are shown in; both texts of a problem lead to the problem."""

    PROBLEMS = "problems"
    ORGANISATIONS = "organisations"
    EVENTS = "events"

    @classmethod
    def of(cls, kind: Kind) -> "Group":
        """Say in which heap something of a kind is shown."""
        return {Kind.ORGANISATION: cls.ORGANISATIONS, Kind.EVENT: cls.EVENTS}.get(kind, cls.PROBLEMS)


GROUP_WORDS: dict[Group, Any] = {
    Group.PROBLEMS: _("Problems"),
    Group.ORGANISATIONS: _("Organisations"),
    Group.EVENTS: _("Events"),
}


class Question(NamedTuple):
    """What is looked for, among which kinds, and how many of each are wanted; no text asks how the process is."""

    text: str
    kinds: tuple[Kind, ...] = tuple(Kind)
    k: int = MOST_HITS


class Hit(NamedTuple):
    """Something that was found, how well it fits, and the words of its texts that made it fit."""

    kind: Kind
    id: str
    score: float
    words: tuple[str, ...] = ()

    @property
    def name(self) -> Name:
        """What was found, by kind and public id."""
        return self.kind.value, self.id


class Passage(NamedTuple):
    """A piece of a text with the places in it that are marked, and the language it is in, where that is known."""

    text: str
    marks: Sequence[tuple[int, int]]
    language: str = ""

    @property
    def spans(self) -> list[tuple[int, int, str]]:
        """The marks as pages draw them."""
        return [(start, end, "shared") for start, end in self.marks]


def kinds_for(*, is_known: bool) -> tuple[Kind, ...]:
    """Say what to look among: a visitor reads no firm's own words."""
    return tuple(kind for kind in Kind if is_known or kind is not Kind.PROBLEM)


def can_be_looked_for(text: str) -> bool:
    """Say whether a text holds enough to look for: a Korean syllable does, a single Latin letter does not."""
    letters = _LETTER.findall(text)
    return len(letters) > 1 or bool(letters and not letters[0].isascii())


def write_question(question: Question) -> bytes:
    """Write a question as a line."""
    return _line({"q": question.text, "k": question.k, "kinds": list(question.kinds)})


def read_question(line: bytes) -> Question:
    """Read a question from a line, or say what is wrong with it."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise BadQuestion(f"a question is one line of JSON; this is none ({fault})") from fault
    if not isinstance(said, dict) or not isinstance(text := said.get("q"), str):
        raise BadQuestion('a question is an object with a text called "q"')
    if len(text) > LONGEST_QUESTION:
        raise BadQuestion(f"a question has {LONGEST_QUESTION} characters at most; this one has {len(text)}")
    k = said.get("k", MOST_HITS)
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= MOST_HITS:
        raise BadQuestion(f'"k" is a whole number from 1 to {MOST_HITS}')
    kinds, known = said.get("kinds", list(Kind)), [kind.value for kind in Kind]
    if not isinstance(kinds, list) or not all(isinstance(kind, str) and kind in known for kind in kinds):
        raise BadQuestion(f'"kinds" is a list of some of {", ".join(known)}')
    return Question(text, tuple(map(Kind, kinds)), k)


def write_hits(hits: Iterable[Hit]) -> bytes:
    """Write what was found as a line."""
    return _line(
        {"hits": [{"kind": hit.kind, "id": hit.id, "score": round(hit.score, 6), "words": hit.words} for hit in hits]}
    )


def write_state(state: Mapping[str, object]) -> bytes:
    """Write how the process is as a line."""
    return _line({"state": state})


def write_fault(sentence: str) -> bytes:
    """Write why a question was not answered as a line."""
    return _line({"error": sentence})


def read_answer(line: bytes) -> Mapping[str, Any]:
    """Read an answer from a line; what is none is told as a fault of the other side."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {"error": "what was answered cannot be read"}


def read_hits(answer: Mapping[str, Any]) -> list[Hit]:
    """Read what was found."""
    return [Hit(Kind(one["kind"]), str(one["id"]), float(one["score"]), tuple(one["words"])) for one in answer["hits"]]


def best_passage(texts: Iterable[tuple[str, str]], words: Sequence[str]) -> Passage:
    """Choose, of texts each with its language, the piece that holds most of some words; the first of equals."""
    pattern = marking(words)
    best, most = Passage("", ()), -1
    for language, text in texts:
        plain = " ".join(text.split())
        found = [match.span() for match in pattern.finditer(plain)] if pattern else []
        held = len({plain[start:end].casefold() for start, end in found})
        if plain and held > most:
            best, most = _piece(plain, found, language), held
    return best


def marking(words: Sequence[str]) -> re.Pattern[str] | None:
    """Write a pattern that finds some words in a text, however they are spaced and inflected."""
    patterns = [_pattern(word) for word in sorted(set(words), key=len, reverse=True)[:MOST_MARKED] if word.strip()]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def _pattern(word: str) -> str:
    if _HANGUL.fullmatch(word):
        bare = word.replace(" ", "")
        if len(bare) == 1:
            return f"{_AT_BEGIN}{bare}{_PARTICLE}"
        is_verb = bare.endswith("다")
        stem = bare[:-1] if is_verb else bare
        return f"{_AT_BEGIN if is_verb or len(stem) == 1 else ''}{_MAYBE_SPACED.join(stem)}"
    letters = [re.escape(char) for char in word if _LETTER.match(char)]
    if not letters:
        return re.escape(word)
    if word.isascii() and word.isalpha():
        return f"{_AT_BEGIN}{word}[a-z]*"
    return f"{_AT_BEGIN}{_MAYBE_PARTED.join(letters)}"


def _piece(text: str, found: Sequence[tuple[int, int]], language: str) -> Passage:
    first = max(0, found[0][0] - BEFORE_FIRST) if found else 0
    first = text.rfind(" ", 0, first) + 1 if first else 0
    last = min(len(text), first + PASSAGE)
    last = text.rfind(" ", first, last) if last < len(text) and " " in text[first + 1 : last] else last
    before, after = "… " if first else "", " …" if last < len(text) else ""
    moved = len(before) - first
    marks = [(start + moved, end + moved) for start, end in found if start >= first and end <= last]
    return Passage(f"{before}{text[first:last]}{after}", marks, language)


def _line(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=True).encode() + b"\n"
