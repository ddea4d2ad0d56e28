"""Which partner answers which text, how well, and why?"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eventhub.lexicon.rules import EMPTY, Lexicon, shipped
from eventhub.matching.explanation import Explanation, Side, best_sentences, related_terms, shared_terms, silent
from eventhub.matching.glossary import Glossary
from eventhub.matching.index import SparseIndex
from eventhub.matching.index.groups import add_decayed
from eventhub.matching.rows import Scorer, Weigher, nearest
from eventhub.matching.text import Analysis, Progress, analyse_all

Vector = NDArray[np.float64]

HALF_SCORE = 1.0
"""The raw score that becomes 0.5: what a right pair usually has on the made-up pilot programme (median 0.96)."""

FLOOR = 0.27
"""The score below which nothing is suggested: it keeps out texts that share next to nothing, and no more than that.

Measured on the made-up pilot programme, whose problems and capabilities know which belong together (509 technical
problems, the best three of 580 partners each, 27 % of them right): of what scores 0.55 and more 58 % is right, from
0.45 to 0.55 31 %, from the floor to 0.45 17 %. With ten partners instead of hundreds scores are lower: 90 % of the
right ones reach 0.27 and 68 % reach 0.4, so a higher floor would leave a small complex without suggestions. Judging is
the coordinator's; the floor is to be set anew when there are judged pairs.
"""

ALONE = 0.5
"""The sum of cosines at which a document's neighbours lend it half of what they could: strangers lend little."""

REMEMBERED = 2048  # What speaks for a document is looked at once for all who are told of it, within limits.
HEARD_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Document:
    """One text a partner is known by."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody who may answer, known by documents."""

    id: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A partner's score from 0 to 1, and the document that spoke loudest."""

    partner_id: str
    score: float
    document_id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What an asker's texts come to: how like each is each document, and each partner's writing as a whole.

    The texts' rows stand in a matrix with those of others who were heard at the same time, from a first one on.
    """

    texts: Sequence[Side]
    rows: csr_matrix
    first: int
    documents: Vector
    wholes: Vector


NOTHING = np.zeros(0)
SILENT = Heard((), csr_matrix((0, 0)), 0, NOTHING, NOTHING)


class PartnerRanker:
    """Rank partners for a text, in the manner of a scikit-learn estimator.

    A document's score is its likeness to the text, raised by that of the documents most like it. A partner's raw score
    is the decayed sum of its documents', the best one first, averaged with the likeness of all it has written taken as
    one text. Equal input gives equal output, in whatever order partners come.
    """

    def __init__(
        self,
        lexicon: Lexicon = EMPTY,
        *,
        company: float = 1.0,
        neighbours: int = 8,
        whole: float = 2.0,
        decay: float = 0.5,
        index: Callable[[csr_matrix], Scorer] = SparseIndex.of,
    ) -> None:
        self.lexicon = lexicon
        self.company = company
        self.neighbours = neighbours
        self.whole = whole
        self.decay = decay
        self.index = index

    def fit(self, partners: Sequence[Partner], progress: Progress | None = None) -> Self:
        """Learn the partners' documents."""
        partners = sorted(partners, key=attrgetter("id"))
        self.names_ = [partner.id for partner in partners]
        self.places_ = {name: at for at, name in enumerate(self.names_)}
        self.documents_ = [document for partner in partners for document in partner.documents]
        numbers = [len(partner.documents) for partner in partners]
        self.owners_ = np.repeat(np.arange(len(partners)), numbers)
        self.starts_ = np.concatenate([[0], np.cumsum(numbers, dtype=np.int64)])
        texts = [document.text for document in self.documents_]
        self.analyses_ = self._read(texts, progress)
        self.is_empty_ = not any(set(analysis.terms).difference(self.lexicon.generic) for analysis in self.analyses_)
        if not self.is_empty_:
            self.glossary_ = Glossary(self.lexicon).fit(texts, self.analyses_)
            self.weigher_ = Weigher(self.glossary_).fit(self.analyses_)
            self.rows_ = self.weigher_.documents_
            self.index_ = self.index(self.rows_)
            ownership = self._ownership()
            self.wholes_ = self.index(self.weigher_.together(ownership))
            self.ownership_ = csr_matrix(ownership.multiply(1 / np.maximum(ownership.sum(axis=1), 1)))
            self.company_ = self._company(nearest(self.weigher_.terms_, self.owners_, self.neighbours))
        self.side_ = lru_cache(REMEMBERED)(self._side)
        return self

    def rank(self, *texts: str, k: int = 10) -> list[Ranked]:
        """List the k best partners; several texts are one asker's, and the best pairs of documents count."""
        return self.best(self.hear([texts])[0], k)

    def explain(self, texts: str | Sequence[str], partner_id: str) -> Explanation:
        """Say which document, sentences and terms made a partner's score for a text, or for several of one asker."""
        return self.why(self.hear([(texts,) if isinstance(texts, str) else texts])[0], partner_id)

    def hear(self, askers: Sequence[Sequence[str]]) -> list[Heard]:
        """Compare each asker's texts with each document, and with each partner's writing as a whole.

        To hear many together is faster, and comes to the same.
        """
        read = iter(self._read([text for asker in askers for text in asker]))
        said = [[(text, next(read)) for text in asker] for asker in askers]
        if self.is_empty_ or not any(analysis.terms for own in said for _text, analysis in own):
            return [SILENT] * len(askers)
        sides = [[Side(*each, self.weigher_, asks=True) for each in own if each[1].terms] for own in said]
        asked = self.weigher_.questions([side.analysis for own in sides for side in own])
        near = self.index_.all_scores(asked).astype(np.float64)
        lent = np.ascontiguousarray((self.company_ @ near.T).T)
        near += lent
        wholes = self.wholes_.all_scores(asked)
        numbers = [len(own) for own in sides if own]
        firsts = np.concatenate([[0], np.cumsum(numbers)])
        wholes, lent = (
            np.add.reduceat(each, firsts[:-1], axis=0) / np.array(numbers, each.dtype)[:, None]
            for each in (wholes, lent)
        )
        wholes = wholes + (self.ownership_ @ lent.T).T
        heard, at = [], 0
        for own in sides:
            if not own:
                heard.append(SILENT)
                continue
            first, last = firsts[at : at + 2]
            heard.append(Heard(own, asked, first, near[first:last], wholes[at]))
            at += 1
        return heard

    def best(self, heard: Heard, k: int = 10) -> list[Ranked]:
        """List the k best partners for who was heard."""
        if not heard.texts:
            return []
        sums, best = np.zeros(len(self.names_)), np.zeros(len(self.names_), dtype=np.int64)
        add_decayed(heard.documents, self.starts_, self.decay, sums, best)
        found = calibrate((sums + self.whole * heard.wholes) / (1 + self.whole))
        first = np.argsort(-found, kind="stable")[:k]
        return [
            Ranked(self.names_[at], float(found[at]), self.documents_[best[at]].id) for at in first if found[at] > 0
        ]

    def why(self, heard: Heard, partner_id: str) -> Explanation:
        """Say which document, sentences and terms made a partner's score for who was heard."""
        if partner_id not in self.places_:
            raise ValueError(f"{partner_id!r} is not one of the partners")
        owner = self.places_[partner_id]
        first, last = self.starts_[owner : owner + 2]
        if not heard.texts or first == last:
            return silent(partner_id)
        similarities = heard.documents[:, first:last]
        loudest, best = divmod(int(np.argmax(similarities)), int(last - first))
        best += int(first)
        decayed = float(np.sort(similarities, axis=None)[::-1] @ self.decay ** np.arange(similarities.size))
        raw = (decayed + self.whole * float(heard.wholes[owner])) / (1 + self.whole)
        if raw == 0:
            return silent(partner_id)
        score = float(calibrate(np.array([raw]))[0])
        # Where one text answers another, nothing else is there: the two taken as a whole are the same once more.
        per_likeness = score / raw * (1 if similarities.size == 1 else 1 / (1 + self.whole))
        alone = score if similarities.size == 1 else float(similarities.max()) * per_likeness
        by_terms, by_relation, by_spelling = self.weigher_.shared(
            heard.rows, heard.first + loudest, self.rows_, best, per_likeness
        )
        said = math.fsum((*by_terms.values(), *by_relation.values(), by_spelling))
        left, right = heard.texts[loudest], self.side_(best)
        related = related_terms(by_relation, left, right)
        problem, partner = best_sentences(left, right, related)
        return Explanation(
            partner_id=partner_id,
            score=score,
            document_id=self.documents_[best].id,
            problem=problem,
            partner=partner,
            terms=shared_terms(by_terms, left, right),
            related=related,
            spelling=by_spelling,
            company=max(0.0, alone - said),
            other_documents=max(0.0, score - alone),
        )

    def alike(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Say how alike the texts of each pair are, from 0 to 1, in whichever order they come."""
        if self.is_empty_:
            return [0.0] * len(pairs)
        ones, others = (self._read([pair[side] for pair in pairs]) for side in (0, 1))
        return [float(each) for each in self.weigher_.alike(ones, others)]

    def _read(self, texts: Sequence[str], progress: Progress | None = None) -> list[Analysis]:
        return analyse_all(texts, progress, own_words=self.lexicon.whole)

    def _ownership(self) -> csr_matrix:
        """Say in a row for each partner which documents are its own."""
        ones, places = np.ones(len(self.owners_)), np.arange(len(self.owners_))
        return csr_matrix((ones, (self.owners_, places)), shape=(len(self.names_), len(self.owners_)))

    def _company(self, near: csr_matrix) -> csr_matrix:
        """Share out among the documents most like each one what these lend it; the less alike, the less in all."""
        lent = np.asarray(near.sum(axis=1)).ravel() + ALONE
        near.data *= self.company / np.repeat(lent, np.diff(near.indptr))
        return near

    def _side(self, document: int) -> Side:
        return Side(self.documents_[document].text, self.analyses_[document], self.weigher_, asks=False)


def calibrate(raw: Vector) -> Vector:
    """Bring raw sums into [0, 1) by one fixed curve, so that scores of different runs compare."""
    return np.asarray(raw / (raw + HALF_SCORE))


def rank_collection(
    corpus: Iterable[Mapping[str, Any]],
    queries: Iterable[Mapping[str, Any]],
    k: int = 10,
    progress: Progress | None = None,
) -> Iterator[dict[str, Any]]:
    """Rank any collection of {id, text | docs, title?} records for each query, as the nightly run would."""
    ranker = PartnerRanker(shipped()).fit(_partners(corpus), progress)
    asked = list(queries)
    analyse_all([text for query in asked for text in texts_of(query)], progress, own_words=shipped().whole)
    for first in range(0, len(asked), HEARD_AT_ONCE):
        some = asked[first : first + HEARD_AT_ONCE]
        for query, heard in zip(some, ranker.hear([texts_of(query) for query in some]), strict=True):
            ranking = [{"id": each.partner_id, "score": each.score} for each in ranker.best(heard, k)]
            yield {"query": query["id"], "ranking": ranking}


def explain_in_collection(
    corpus: Iterable[Mapping[str, Any]], query: Mapping[str, Any], partner_id: str, progress: Progress | None = None
) -> Explanation:
    """Explain the score that a record of a collection has for a query, as the nightly run would."""
    return PartnerRanker(shipped()).fit(_partners(corpus), progress).explain(texts_of(query), partner_id)


def texts_of(record: Mapping[str, Any]) -> list[str]:
    """List the texts a record of a collection is known by."""
    if "docs" in record:
        return list(record["docs"])
    return ["\n".join(part for part in (record.get("title"), record["text"]) if part)]


def _partners(corpus: Iterable[Mapping[str, Any]]) -> list[Partner]:
    return [
        Partner(str(record["id"]), tuple(Document(str(at), text) for at, text in enumerate(texts_of(record))))
        for record in corpus
    ]
