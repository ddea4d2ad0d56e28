"""What does ranking cost beside scikit-learn's own nearest neighbours over the same texts?"""

from collections.abc import Iterator

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

from eventhub.bench.measure import compare, report
from eventhub.matching import queries
from eventhub.matching.ranker import PartnerRanker
from eventhub.matching.text import analyse_all

K = 10


def matching() -> Iterator[str]:
    """Compare fitting and ranking, texts analysed before, with scikit-learn's default TF-IDF and brute search."""
    partners = queries.list_partners()
    problems = queries.list_problem_texts()
    documents = [document.text for partner in partners for document in partner.documents]
    analyse_all([*documents, *problems])

    def ours() -> None:
        ranker = PartnerRanker().fit(partners)
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
