"""Which partner answers which text, how well, and why?

Recipe: words and, at a lower weight, character n-grams, each weighted by saturated term frequency, document length and
inverse document frequency against a query of unit length; on top a latent block (the same words in fewer dimensions), so that
related wording counts. A partner's raw score is the decayed sum of its documents' scores, the best one first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from eventhub.matching.text import Analysis, Progress, Span, analyse, analyse_all, ngrams

Vector = NDArray[np.float64]

HALF_SCORE = 1.0
FLOOR = 0.0
DOCUMENTS_PER_DIMENSION = 3  # With fewer, the latent block finds likeness everywhere.
FEWEST_DIMENSIONS = 20


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
class Passage:
    """A sentence, its place in the whole text, and the shared words to mark (counted within the sentence)."""

    text: str
    start: int
    end: int
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term both texts use, its share of the score, and all its places in each text."""

    term: str
    share: float
    problem_spans: tuple[Span, ...]
    partner_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a partner has its score: the terms' shares, related wording and other documents add up to it."""

    partner_id: str
    score: float
    document_id: str | None
    problem: Passage | None
    partner: Passage | None
    terms: tuple[SharedTerm, ...]
    related_wording: float
    other_documents: float


class PartnerRanker:
    """Rank partners for a text; parameters as in scikit-learn: stored here, used by fit."""

    def __init__(
        self,
        *,
        saturation: float = 1.2,
        length: float = 0.75,
        spelling: float = 0.3,
        latent: float = 0.5,
        dimensions: int = 100,
        decay: float = 0.5,
    ) -> None:
        self.saturation = saturation
        self.length = length
        self.spelling = spelling
        self.latent = latent
        self.dimensions = dimensions
        self.decay = decay

    def fit(self, partners: Sequence[Partner], progress: Progress | None = None) -> Self:
        """Learn the partners' documents."""
        self.partners_ = {partner.id: at for at, partner in enumerate(partners)}
        self.documents_ = [document for partner in partners for document in partner.documents]
        self.owners_ = np.repeat(np.arange(len(partners)), [len(partner.documents) for partner in partners])
        self.analyses_ = analyse_all([document.text for document in self.documents_], progress)
        self.names_ = [partner.id for partner in partners]
        self.is_empty_ = not any(analysis.terms for analysis in self.analyses_)
        if not self.is_empty_:
            self.words_ = _Field("terms", self.saturation, self.length).fit(self.analyses_)
            self.spelling_ = _Field("ngrams", self.saturation, self.length).fit(self.analyses_)
            self.latent_ = _Latent(self.dimensions).fit(self.words_.matrix_)
        return self

    def rank(self, *texts: str, k: int = 10) -> list[Ranked]:
        """List the k partners who answer best; several texts are one asker's, and the best pairs of documents count."""
        similarities = self._similarities([analysis for analysis in analyse_all(texts) if analysis.terms])
        totals, best = self._totals(similarities)
        scores = _calibrate(totals)
        found = sorted((-score, self.names_[at], at) for at, score in enumerate(scores.tolist()) if score > 0)
        return [Ranked(name, -score, self.documents_[best[at]].id) for score, name, at in found[:k]]

