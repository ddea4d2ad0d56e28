"""What of a collection fits a question best, and how does the collection change and outlive its process?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eventhub.lexicon.rules import Lexicon
from eventhub.matching import index as files
from eventhub.matching.glossary import Glossary
from eventhub.matching.index import SparseIndex
from eventhub.matching.queries.collection import Entry, Kind, Name
from eventhub.matching.rows import Weigher
from eventhub.matching.saved import arrays_of, learn_words, make_room, packed, unpacked, weigher_of
from eventhub.matching.sounds import sounds_of
from eventhub.matching.text import Analysis, Progress, analyse, analyse_all
from eventhub.search.rules import Hit, Question

FLOOR = 0.12
"""The likeness below which a text is not found, though it shares a word or a concept with what was asked.

Two English words for which a text has a Korean one reach 0.13 in a small collection; what lies lower shares a common
word of several. Read off what twenty queries find in the made-up pilot programme (6,700 entries), and in collections of
five and 65.
"""

BY_SOUND, BY_SPELLING = 0.37, 0.7
"""The same for a text that shares no word and no concept, but sounds (그리퍼 and gripper: 0.39) or only pieces of words
(가람솔정밀 for 가람정밀: 0.78; 아래 and 그래 for 그래핀: 0.62).
"""

MOST_WORDS = 12
GROWTH = 0.1
"""How much of a collection may have changed before rarity and usual lengths are learned anew."""

KINDS = tuple(kind.value for kind in Kind)
GONE = len(KINDS)
STATE, WEIGHER, INDEX = "collection", "weigher_", "index_"
DIGEST = 8
SOUND = "~"


Columns = NDArray[Any]


class NothingToReadError(Exception):
    """No text of the collection says anything; there is nothing to find yet."""


class _Place(NamedTuple):
    """Where something stands among the rows, and what its texts were."""

    rows: list[int]
    digest: str


class Collection:
    """Texts as rows of one index; something is found by the best of its texts, in the manner of the matcher.

    What comes later is weighed by the rarities of the last learning, and words nobody had said before get columns of
    their own, so that it is found by them at once.
    """

    def __init__(self, weigher: Weigher, index: SparseIndex, lexicon: Lexicon, learned: tuple[int, str]) -> None:
        self.weigher, self.index, self.lexicon = weigher, index, lexicon
        self.learned, self.learned_on = learned
        self.places: dict[Name, _Place] = {}
        self.names: list[Name | None] = []
        self.kinds = np.empty(0, np.uint8)
        self.changes = 0
        self.has_room = True

    @classmethod
    def learn(
        cls, entries: Sequence[Entry], lexicon: Lexicon, day: str, progress: Progress | None = None
    ) -> "Collection":
        """Learn a collection: which words there are, how rare each is, and what each text weighs."""
        texts = [text for entry in entries for text in entry.texts]
        analyses = analyse_all(texts, progress, own_words=lexicon.whole)
        if not any(set(analysis.terms).difference(lexicon.generic) for analysis in analyses):
            raise NothingToReadError
        weigher = Weigher(Glossary(lexicon).fit(texts, analyses)).fit(analyses)
        make_room(weigher)
        # What is only needed to learn is left behind, as it is when a process reads the file.
        slim = weigher_of(arrays_of(weigher), lexicon)
        made = cls(slim, SparseIndex.of(weigher.documents_), lexicon, (len(entries), day))
        reached = 0
        for entry in entries:
            made.places[entry.name] = _Place(list(range(reached, reached + len(entry.texts))), _digest(entry))
            reached += len(entry.texts)
        made._list_names()
        return made

    @classmethod
    def load(cls, path: Path, contents: str, lexicon: Lexicon) -> "Collection":
        """Map a collection that was kept, or raise `NotUsableError` with why it is to be learned anew."""
        arrays = files.read(path, contents)
        try:
            parts = {kind: _part(arrays, kind) for kind in (WEIGHER, INDEX)}
            state = unpacked(arrays[STATE])
            slim = weigher_of(parts[WEIGHER], lexicon)
            made = cls(slim, SparseIndex(parts[INDEX]), lexicon, (state["learned"], state["learned_on"]))
            made.places = {(kind, id_): _Place(rows, digest) for kind, id_, rows, digest in state["places"]}
            made.changes = state["changes"]
        except (KeyError, TypeError, ValueError) as fault:
            raise files.NotUsableError(f"the index {path} lacks something: {fault!r}") from fault
        made._list_names()
        return made

    def save(self, path: Path, contents: str) -> None:
        """Keep the collection in a file, all of it or nothing."""
        places = [(*name, place.rows, place.digest) for name, place in self.places.items()]
        state = {
            "learned": self.learned,
            "learned_on": self.learned_on,
            "changes": self.changes,
            "places": places,
        }
        arrays = {f"{WEIGHER}{name}": array for name, array in arrays_of(self.weigher).items()}
        arrays.update((f"{INDEX}{name}", array) for name, array in self.index.arrays().items())
        files.write(path, {**arrays, STATE: packed(state)}, contents)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def is_outgrown(self) -> bool:
        """Whether so much has changed that it is to be learned anew."""
        return not self.has_room or self.changes > GROWTH * max(self.learned, 1)

    def put(self, entries: Iterable[Entry]) -> int:
        """Add what is new and replace what is said otherwise; say how many those were."""
        number = 0
        for entry in entries:
            if entry.name not in self.places or self.places[entry.name].digest != _digest(entry):
                self._put(entry, analyse_all(entry.texts, own_words=self.lexicon.whole))
                number += 1
        return number

    def keep_only(self, names: set[Name]) -> int:
        """Remove what is not among some names; say how many those were."""
        gone = [name for name in self.places if name not in names]
        for name in gone:
            self._put(Entry(Kind(name[0]), name[1], ()), ())
            del self.places[name]
        return len(gone)

    def find(self, question: Question) -> list[Hit]:
        """Find what fits a question, the best first, up to so many of each kind."""
        asked = analyse(question.text, self.lexicon.whole)
        if not asked.terms and not asked.words:
            return []
        row = self.weigher.questions([asked])
        scores = self.index.scores(row)
        wanted = np.isin(self.kinds, [KINDS.index(kind) for kind in question.kinds])
        candidates = np.flatnonzero((scores >= FLOOR) & wanted)
        order = candidates[np.lexsort((candidates, -scores[candidates]))]
        return list(self._hits(row, scores, order, question.k))

    def _hits(self, asked: csr_matrix, scores: NDArray[np.float32], order: Iterable[int], k: int) -> Iterator[Hit]:
        """Walk through the best text of each entry, with the words that speak for it, most telling first."""
        seen: set[Name] = set()
        number: Counter[str] = Counter()
        for at in map(int, order):
            name, score = self.names[at], float(scores[at])
            if name is None or name in seen or number[name[0]] == k:
                continue
            words, floor = self._words(asked, *self.index.weights(at))
            if score >= floor:
                seen.add(name)
                number[name[0]] += 1
                yield Hit(Kind(name[0]), name[1], score, words)

    def _put(self, entry: Entry, analyses: Sequence[Analysis]) -> None:
        self.has_room = learn_words(self.weigher, analyses) and self.has_room
        rows = self.weigher.documents(analyses) if analyses else csr_matrix((0, self.index.features), dtype=np.float32)
        before = self.places[entry.name].rows if entry.name in self.places else []
        nothing = csr_matrix((1, self.index.features), dtype=np.float32)
        places = before[: rows.shape[0]]
        for at, place in enumerate(before):
            self.index.replace(place, rows[at] if at < rows.shape[0] else nothing)
        places += [self.index.add(rows[at]) for at in range(len(before), rows.shape[0])]
        self.places[entry.name] = _Place(places, _digest(entry))
        self._rename(before, None)
        self._rename(places, entry.name)
        self.changes += 1

    def _list_names(self) -> None:
        self.names = [None] * len(self.index)
        self.kinds = np.full(len(self.index), GONE, np.uint8)
        for name, place in self.places.items():
            self._rename(place.rows, name)

    def _rename(self, rows: Sequence[int], name: Name | None) -> None:
        more = len(self.index) - len(self.names)
        self.names += [None] * more
        self.kinds = np.concatenate([self.kinds, np.full(more, GONE, np.uint8)]) if more else self.kinds
        for row in rows:
            self.names[row] = name
            self.kinds[row] = KINDS.index(name[0]) if name else GONE

    def _words(self, asked: csr_matrix, columns: Columns, weights: Columns) -> tuple[tuple[str, ...], float]:
        """Say by which of its words a text was found, and how like it must be when nothing better speaks for it."""
        terms, spelling, related = (block.names_ for block in self.weigher.blocks_)
        found: Counter[str] = Counter()
        floor = BY_SPELLING
        for column, share in _shared(asked, columns, weights):
            if column < len(terms):
                words: Iterable[str] = (terms[column],)
            elif (beyond := column - len(terms) - len(spelling)) < 0:
                continue
            elif related[beyond].startswith(SOUND):
                sounding = dict.fromkeys(self._sounding(related[beyond], columns), share)
                found.update(sounding)
                floor = min(floor, BY_SOUND) if sounding else floor
                continue
            else:
                words = self._by_feature.get(related[beyond], ())
            floor = FLOOR
            found.update(dict.fromkeys(words, share))
        return tuple(word for word, _ in found.most_common(MOST_WORDS)), floor

    def _sounding(self, feature: str, columns: Columns) -> Iterator[str]:
        """List the words of a text that sound like one of the other script."""
        sounds = feature.lstrip(SOUND).removeprefix("latin").removeprefix("korean")
        terms = self.weigher.blocks_[0].names_
        said = (terms[column] for column in columns if column < len(terms))
        return (term for term in said if sounds_of(term) == sounds)

    @cached_property
    def _by_feature(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for word, knowns in self.weigher.glossary.concepts_.items():
            for feature in chain.from_iterable(known.says for known in knowns):
                found.setdefault(feature, []).append(word)
        return found


def _shared(asked: csr_matrix, columns: Columns, weights: Columns) -> Iterator[tuple[int, float]]:
    """Walk through the columns a question shares with a document, with the product of the weights there."""
    places = np.searchsorted(columns, asked.indices)
    places[places == len(columns)] = 0
    for at in np.flatnonzero(columns[places] == asked.indices) if len(columns) else ():
        yield int(asked.indices[at]), float(asked.data[at] * weights[places[at]])


def _part(arrays: Mapping[str, NDArray[Any]], kind: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(kind): array for name, array in arrays.items() if name.startswith(kind)}


def _digest(entry: Entry) -> str:
    return blake2b("\0".join(entry.texts).encode("utf-8", "surrogatepass"), digest_size=DIGEST).hexdigest()
