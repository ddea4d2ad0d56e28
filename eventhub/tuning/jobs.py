"""How good is the matcher by what was judged, and what do the answers propose?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.lexicon import queries as lexicons
from eventhub.lexicon.rules import Lexicon
from eventhub.matching import queries as matching
from eventhub.matching.rules import AT_MOST, LANGUAGES, document_text, documents_of
from eventhub.matching.text import analyse_all
from eventhub.organisations.models import Capability
from eventhub.tuning import queries, services
from eventhub.tuning.models import Verdict, Way
from eventhub.tuning.queries import judging, learning
from eventhub.tuning.rules.learning import Met, meaning_the_same, saying_nothing
from eventhub.tuning.rules.measures import Judged, Ranking, fits, measure


def measure_matcher() -> str:
    """Measure the production ranking beside three others by all that was judged, unless nothing is new."""
    latest, last_judged_at = queries.list_latest(), queries.last_judged_at()
    lexicon = lexicons.current()
    verdicts = judging.list_verdicts()
    if not verdicts or last_judged_at is None:
        return ""
    if latest and latest[0].measured_at >= last_judged_at and latest[0].lexicon_version == lexicon.version:
        return ""
    texts = {problem: text for problem, text, *_ in verdicts}
    judged, pairs = _judged(verdicts)
    documents = documents_of(matching.list_offers())
    rankings = {
        Way.PRODUCTION: _by_production(texts, documents, lexicon),
        Way.BM25: _by_bm25(texts, documents),
        Way.POPULARITY: _by_popularity(texts, documents),
        Way.RANDOM: _by_chance(texts, documents),
    }
    found = {way: measure(judged, ranked) for way, ranked in rankings.items()}
    with transaction():
        services.note_measures(found, pairs=pairs, lexicon_version=lexicon.version, now=now())
    return f"{pairs} judged pairs of {len(judged)} problems measured"


def learn_from_answers() -> str:
    """Look what the answers propose for the lexicon; a coordinator decides about it."""
    lexicon, shared, accepted = lexicons.current(), learning.list_shared(), learning.list_met()
    found = saying_nothing(shared, lexicon)
    if accepted:
        found += meaning_the_same(_met(accepted), _texts(), lexicon)
    with transaction():
        number = services.propose(found, now=now())
    return f"{number} new proposals" if number else ""


def _judged(verdicts: Sequence[tuple[int, str, int, int, Verdict]]) -> tuple[dict[int, Judged], int]:
    by_pair: defaultdict[tuple[int, int, int], list[Verdict]] = defaultdict(list)
    for problem, _text, partner, pair, verdict in verdicts:
        by_pair[problem, partner, pair].append(verdict)
    fitting: defaultdict[int, set[int]] = defaultdict(set)
    judged: defaultdict[int, set[int]] = defaultdict(set)
    for (problem, partner, _pair), said in by_pair.items():
        judged[problem].add(partner)
        if fits(said):
            fitting[problem].add(partner)
    return {problem: Judged(fitting[problem], partners) for problem, partners in judged.items()}, len(by_pair)


def _by_production(
    texts: Mapping[int, str], documents: Mapping[int, Sequence[tuple[str, str]]], lexicon: Lexicon
) -> dict[int, Ranking]:
    # These bring scikit-learn and numba, which the schedule is read without.
    from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker  # noqa: PLC0415

    partners = [Partner(str(row), tuple(Document(*one) for one in own)) for row, own in documents.items()]
    ranker, found = PartnerRanker(lexicon=lexicon).fit(partners), {}
    for problem, text in texts.items():
        ranked = ranker.rank(text, k=len(partners))
        found[problem] = Ranking([int(one.partner_id) for one in ranked], sum(one.score >= FLOOR for one in ranked))
    return found


def _by_bm25(texts: Mapping[int, str], documents: Mapping[int, Sequence[tuple[str, str]]]) -> dict[int, Ranking]:
    from eventhub.matching.evaluation import MorphemeBm25  # noqa: PLC0415 - as above

    corpus = [{"id": str(row), "docs": [text for _name, text in own]} for row, own in documents.items()]
    asked = [{"id": str(problem), "text": text} for problem, text in texts.items()]
    ranked = MorphemeBm25().rank(corpus, asked, len(corpus))
    return {
        problem: Ranking([int(row) for row in order], len(order)) for problem, order in zip(texts, ranked, strict=True)
    }


def _by_popularity(texts: Mapping[int, str], partners: Mapping[int, object]) -> dict[int, Ranking]:
    sent = matching.count_sent()
    order = sorted(partners, key=lambda row: (-sent.get(row, 0), row))
    return dict.fromkeys(texts, Ranking(order, AT_MOST))


def _by_chance(texts: Mapping[int, str], partners: Mapping[int, object]) -> dict[int, Ranking]:
    chance = Random(0)  # noqa: S311 - chance, not a secret
    return {problem: Ranking(chance.sample(sorted(partners), len(partners)), AT_MOST) for problem in texts}


def _met(accepted: Sequence[tuple[str, int, str, Capability]]) -> list[Met]:
    problems = analyse_all([text for _, _, text, _ in accepted])
    partners = analyse_all([_said(capability) for *_, capability in accepted])
    return [
        Met(name, firm, capability.organisation_id, frozenset(problem.terms), frozenset(partner.terms))
        for (name, firm, _, capability), problem, partner in zip(accepted, problems, partners, strict=True)
    ]


def _texts() -> list[frozenset[str]]:
    said = [_said(capability) for capability in matching.list_offers()]
    return [frozenset(each.terms) for each in analyse_all([*said, *matching.list_problem_texts()])]


def _said(capability: Capability) -> str:
    return "\n".join(document_text(capability, language) for language in LANGUAGES)
