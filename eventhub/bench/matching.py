"""What does ranking cost beside scikit-learn's own nearest neighbours over the same texts?"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors
from sqlalchemy import select

from eventhub.bench.measure import compare, report
from eventhub.core.db import session
from eventhub.matching import queries
from eventhub.matching.lexicon import seed
from eventhub.matching.ranker import Document, Partner, PartnerRanker
from eventhub.matching.rules import document_text
from eventhub.matching.text import analyse_all
from eventhub.problems.models import Problem, State

K = 10


def matching() -> Iterator[str]:
    """Compare fitting and ranking, texts analysed before, with scikit-learn's default TF-IDF and brute search."""
    partners = [
        Partner(str(owner), tuple(Document(str(offer.id), document_text(offer, "ko")) for offer in offers))
        for owner, offers in groupby(queries.list_offers(), key=attrgetter("organisation_id"))
    ]
    problems = session.scalars(select(Problem.text).where(Problem.state == State.TECHNICAL).order_by(Problem.id)).all()
    if not partners or not problems:
        raise RuntimeError("there is nothing to match; load the demo first")
    documents = [document.text for partner in partners for document in partner.documents]
    analyse_all([*documents, *problems], own_words=seed().own_words)

    def ours() -> None:
        ranker = PartnerRanker(seed()).fit(partners)
        for problem in problems:
            ranker.rank(problem, k=K)

    def theirs() -> None:
        vectorizer = TfidfVectorizer()
        nearest = NearestNeighbors(n_neighbors=K, metric="cosine", algorithm="brute")
        nearest.fit(vectorizer.fit_transform(documents))
        nearest.kneighbors(vectorizer.transform(problems))

    timings = compare({"scikit-learn default (reference)": theirs, "EventHub": ours}, rounds=3, calls=1)
    how = f"{len(problems):,} problems, {len(partners):,} partners, {len(documents):,} documents, morphemes known"
    yield from report("Matching", how, timings)
