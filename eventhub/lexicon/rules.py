"""Which words mean the same, which say nothing, which are read whole; and how does one lexicon differ from another?"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from eventhub.core.errors import Faulty
from eventhub.core.i18n import gettext
from eventhub.lexicon.errors import WordsTakenSince

LONGEST_WORD = 40
MOST_WORDS = 20
MOST_CONCEPTS = 5000
CONCEPT, GENERIC, WHOLE = "concept", "generic", "whole"
TRANSLATES = "~"
_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[^\W_]")
# What follows a word of one syllable where it is a word and not the beginning of another.
_PARTICLES = "(?:이|가|은|는|을|를|의|에|와|과|도|로|만)?"


@dataclass(frozen=True, slots=True)
class Concept:
    """Korean and English words that mean the same.

    Where it only translates, none of its words stands for another of the same language.
    """

    words: tuple[str, ...]
    only_translates: bool = False

    @property
    def id(self) -> str:
        """Its name: its first word, which no other concept has."""
        return self.words[0] if self.words else ""

    @property
    def ko(self) -> tuple[str, ...]:
        """Its Korean words."""
        return tuple(word for word in self.words if _HANGUL.search(word))

    @property
    def en(self) -> tuple[str, ...]:
        """Its words in Latin letters."""
        return tuple(word for word in self.words if not _HANGUL.search(word))

    def __str__(self) -> str:
        """Write it as people edit it: its words between commas, and a sign before them where it only translates."""
        return f"{TRANSLATES if self.only_translates else ''}{', '.join(self.words)}"


class Mark(NamedTuple):
    """A place in a text where a word of the lexicon stands: which kind, and what it is read as."""

    start: int
    end: int
    kind: str
    meaning: str


@dataclass(frozen=True)
class Lexicon:
    """Concepts, words that say nothing, and words read whole; an empty one changes nothing."""

    version: int = 0
    concepts: tuple[Concept, ...] = ()
    generic: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def words(self) -> Iterator[str]:
        """The words of all concepts."""
        return (word for concept in self.concepts for word in concept.words)

    def kept(self) -> dict[str, Any]:
        """Write it down."""
        return {"concepts": list(map(str, self.concepts)), "generic": list(self.generic), "whole": list(self.whole)}

    def texts(self) -> dict[str, str]:
        """Write it as people edit it: a concept in a line, its words between commas."""
        return {
            "concepts": "\n".join(map(str, self.concepts)),
            "generic": "\n".join(self.generic),
            "whole": "\n".join(self.whole),
        }

    def read(self, text: str) -> list[Mark]:
        """Find its words in a text, the longer ones first; places count in the text as it was given, composed."""
        known, pattern = _known(self)
        if pattern is None:
            return []
        # A letter that is two in lower case would move all places after it.
        small = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        found = pattern.finditer(small)
        return [Mark(*each.span(), *known[_plain(each.group())]) for each in found]


EMPTY = Lexicon()


@dataclass(frozen=True)
class Changes:
    """In what one lexicon differs from an earlier one."""

    concepts: tuple[tuple[Concept | None, Concept | None], ...] = ()
    generic: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    whole: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.concepts or any(self.generic) or any(self.whole))


@cache
def shipped() -> Lexicon:
    """Return the lexicon that comes with the program: version nought.

    In its file a line that begins with # is a remark, and a star follows a word that is read whole.
    """
    lines = (resources.files("eventhub.lexicon") / "shipped.txt").read_text(encoding="utf-8").splitlines()
    concepts = "\n".join(line for line in lines if not line.startswith("#"))
    starred = (part.strip(" *~") for line in concepts.splitlines() for part in line.split(",") if "*" in part)
    return parse(concepts.replace("*", ""), "", "\n".join(starred))


def restore(content: Mapping[str, Any], version: int) -> Lexicon:
    """Return the lexicon that was written down."""
    return Lexicon(
        version, tuple(map(_concept, content["concepts"])), tuple(content["generic"]), tuple(content["whole"])
    )


def parse(concepts: str, generic: str, whole: str, *, version: int = 0) -> Lexicon:
    """Read what somebody typed; what is wrong is told with the number of its line."""
    faults: dict[str, str] = {}
    found = list(_concepts(concepts, faults))
    words = {name: list(_words(name, text, faults)) for name, text in (("generic", generic), ("whole", whole))}
    taken = {word for concept in found for word in concept.words}
    if both := sorted(taken.intersection(words["generic"])):
        faults.setdefault("generic", gettext("%(word)s cannot say nothing and be part of a concept.", word=both[0]))
    if faults:
        raise Faulty(faults)
    return Lexicon(version, tuple(found), tuple(words["generic"]), tuple(words["whole"]))


def compare(before: Lexicon, after: Lexicon) -> Changes:
    """Say in what one lexicon differs from an earlier one; a concept that kept a word was changed, not replaced."""
    old = [concept for concept in before.concepts if concept not in after.concepts]
    pairs: list[tuple[Concept | None, Concept | None]] = []
    for new in after.concepts:
        if new not in before.concepts:
            kin = next((one for one in old if set(one.words) & set(new.words)), None)
            if kin:
                old.remove(kin)
            pairs.append((kin, new))
    pairs += [(gone, None) for gone in old]
    return Changes(tuple(pairs), _moved(before.generic, after.generic), _moved(before.whole, after.whole))


def undone(current: Lexicon, changes: Changes) -> Lexicon:
    """Take a change back from the lexicon as it is now; refuse where later changes stand on it."""
    concepts = list(current.concepts)
    for before, after in changes.concepts:
        if after is not None and after not in concepts:
            raise WordsTakenSince
        at = concepts.index(after) if after is not None else len(concepts)
        concepts[at : at + 1] = [before] if before is not None else []
    same = [word for concept in concepts if not concept.only_translates for word in concept.words]
    generic, whole = _moved_back(current.generic, changes.generic), _moved_back(current.whole, changes.whole)
    if len(same) != len(set(same)) or any(set(concept.words).intersection(generic) for concept in concepts):
        raise WordsTakenSince
    return Lexicon(current.version, tuple(concepts), generic, whole)


def with_generic(lexicon: Lexicon, words: Iterable[str]) -> Lexicon:
    """Add words that say nothing; those that are part of a concept stay there."""
    taken = {word for concept in lexicon.concepts for word in concept.words}
    added = [word for word in map(_plain, words) if word not in taken]
    generic = tuple(dict.fromkeys([*lexicon.generic, *added]))
    return Lexicon(lexicon.version, lexicon.concepts, generic, lexicon.whole)


def with_concept(lexicon: Lexicon, words: Iterable[str]) -> Lexicon:
    """Say that words mean the same; concepts that have one of them become part of it, but not mere translations."""
    new = tuple(dict.fromkeys(map(_plain, words)))
    joined = [one for one in lexicon.concepts if not one.only_translates and set(one.words) & set(new)]
    kept = tuple(concept for concept in lexicon.concepts if concept not in joined)
    together = tuple(dict.fromkeys([*(word for concept in joined for word in concept.words), *new]))
    generic = tuple(word for word in lexicon.generic if word not in together)
    return Lexicon(lexicon.version, (*kept, Concept(together)), generic, lexicon.whole)


def _concepts(text: str, faults: dict[str, str]) -> Iterator[Concept]:
    lines_of: dict[str, int] = {}
    if sum(1 for _line in _lines(text)) > MOST_CONCEPTS:
        faults["concepts"] = gettext("The lexicon holds no more than %(most)s concepts.", most=MOST_CONCEPTS)
    for number, line in _lines(text):
        concept = _concept(line)
        words = concept.words
        if not 1 < len(words) <= MOST_WORDS:
            said = gettext("Line %(line)s: write two to %(most)s words, with commas.", line=number, most=MOST_WORDS)
            faults.setdefault("concepts", said)
        _check(words, number, "concepts", faults)
        # One word may translate several that do not mean the same: cell is 전지 and 세포.
        for word in () if concept.only_translates else words:
            if lines_of.setdefault(word, number) != number:
                values = {"line": number, "word": word, "other": lines_of[word]}
                said = gettext("Line %(line)s: %(word)s stands in line %(other)s too.", **values)
                faults.setdefault("concepts", said)
        yield concept


def _concept(line: str) -> Concept:
    plain = line.strip()
    parts = plain.removeprefix(TRANSLATES).split(",")
    words = dict.fromkeys(word for part in parts if (word := _plain(part)))
    return Concept(tuple(words), plain.startswith(TRANSLATES))


def _words(name: str, text: str, faults: dict[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    for number, line in _lines(text):
        if (word := _plain(line)) not in seen:
            _check([word], number, name, faults)
            seen.add(word)
            yield word


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _check(words: Sequence[str], number: int, name: str, faults: dict[str, str]) -> None:
    for word in words:
        if len(word) > LONGEST_WORD:
            sentence = gettext("Line %(line)s: a word has %(most)s characters at most.", line=number, most=LONGEST_WORD)
            faults.setdefault(name, sentence)
        elif not _LETTER.search(word):
            faults.setdefault(name, gettext("Line %(line)s: a word needs a letter.", line=number))


def _plain(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).lower().split())


def _moved(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gone, new = (word for word in before if word not in set(after)), (word for word in after if word not in set(before))
    return tuple(gone), tuple(new)


def _moved_back(words: Sequence[str], moved: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    gone, new = moved
    kept = [word for word in words if word not in new]
    return tuple(dict.fromkeys([*kept, *gone]))


@cache
def _known(lexicon: Lexicon) -> tuple[dict[str, tuple[str, str]], re.Pattern[str] | None]:
    known = {word: (WHOLE, word) for word in lexicon.whole}
    known.update({word: (GENERIC, word) for word in lexicon.generic})
    for concept in sorted(lexicon.concepts, key=lambda concept: not concept.only_translates):
        known.update(dict.fromkeys(concept.words, (CONCEPT, concept.id)))
    plurals = {f"{word}s": meant for word, meant in known.items() if not _HANGUL.search(word)}
    known = {**plurals, **known}
    parts = [_pattern(word) for word in sorted(known, key=len, reverse=True)]
    return known, re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})") if parts else None


def _pattern(word: str) -> str:
    spelt = r"\s+".join(map(re.escape, word.split(" ")))
    if not _HANGUL.search(word[-1]):
        return rf"{spelt}(?![a-z0-9])"
    return rf"{spelt}(?={_PARTICLES}(?![^\W_]))" if len(word) == 1 else spelt
