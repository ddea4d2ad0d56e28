"""Are rankings judged as the measures are defined, and do the baselines do what their names say?"""

import math
from typing import Any

import numpy as np
import pytest

from eventhub.matching.evaluation import (
    WAYS,
    MorphemeBm25,
    PairSet,
    RankingSet,
    WordTfidf,
    answer_here,
    interval,
    judge,
    spearman,
)

CORPUS: list[dict[str, Any]] = [
    {"id": "mould", "title": "사출 성형", "text": "사출 성형품의 휨 변형을 해석합니다."},
    {"id": "lab", "docs": ["광통신 부품 시험", "니켈 도금 폐수의 중금속 회수"]},
    {"id": "weld", "text": "알루미늄 박판의 레이저 용접 기공을 줄입니다."},
]
QUERIES: list[dict[str, Any]] = [
    {"id": "q1", "text": "도금 폐수의 중금속을 줄입니다."},
    {"id": 2, "text": "사출 성형품이 휩니다.", "exclude": ["lab"]},
]
TASK = RankingSet("small", CORPUS, QUERIES, {"q1": {"lab": 1}, "2": {"mould": 2, "weld": 1}})
PAIRS = PairSet(
    "pairs", [("사출 금형이 휩니다.", "사출 금형이 휩니다."), ("점심을 먹었다.", "드릴이 부러진다.")], [5.0, 0.0]
)


def test_perfect_rankings_score_one() -> None:
    scores = judge(TASK, [["lab", "mould"], ["mould", "weld"]])
    assert (scores.ndcg, scores.ndcg_low, scores.ndcg_high, scores.mrr) == (1, 1, 1, 1)
    assert scores.recall == (0.75, 1.0, 1.0)


def test_gains_count_by_their_size_and_place() -> None:
    one = RankingSet("one", CORPUS, QUERIES[1:], TASK.gains)
    scores = judge(one, [["weld", "mould"]])
    got, best = 1 + 3 / math.log2(3), 3 + 1 / math.log2(3)
    assert scores.ndcg == pytest.approx(got / best)
    assert scores.mrr == 1
    assert scores.recall == (0.5, 1.0, 1.0)


def test_what_a_query_leaves_out_takes_no_place() -> None:
    with_lab = judge(TASK, [["lab"], ["lab", "mould", "mould", "weld"]])
    assert with_lab == judge(TASK, [["lab"], ["mould", "weld"]])


def test_what_is_missing_counts_as_nothing() -> None:
    scores = judge(TASK, [[], ["mould", "weld"]])
    assert (scores.ndcg, scores.mrr) == (0.5, 0.5)


def test_only_the_first_ten_count() -> None:
    ranking = [f"d{at}" for at in range(10)]
    scores = judge(TASK, [[*ranking, "lab"], [*ranking[:9], "mould"]])
    assert scores.mrr == pytest.approx(0.05)
    assert scores.recall == (0.0, 0.0, 0.25)


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = np.random.default_rng(1).random(200)
    low, high = interval(values)
    assert low < values.mean() < high
    assert 0.05 < high - low < 0.15
    assert interval(values) == (low, high)


def test_rank_correlation_shares_ranks_among_equals() -> None:
    assert spearman([1, 2, 3], [10, 20, 90]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 2, 2, 3], [1, 3, 2, 4]) == pytest.approx(math.sqrt(0.9))
    assert spearman([1, 1, 1], [1, 2, 3]) == 0


@pytest.mark.parametrize("way", WAYS)
def test_each_way_finds_what_shares_its_words(way: str) -> None:
    said = answer_here(way, TASK)
    assert [ranking[0] for ranking in said.rankings] == ["lab", "mould"]
    assert said.likeness == ()
    assert said.seconds > 0
    assert said.megabytes > 10


@pytest.mark.parametrize("way", WAYS)
def test_each_way_tells_equal_sentences_from_strange_ones(way: str) -> None:
    alike, strange = answer_here(way, PAIRS).likeness
    # Endings of words are spelt alike even where nothing else is.
    assert alike > 10 * strange


def test_the_production_ranking_leaves_room_for_what_is_left_out() -> None:
    many = [{"id": f"d{at}", "text": f"사출 금형 {at}호기"} for at in range(14)]
    query = {"id": "q", "text": "사출 금형", "exclude": ["d0", "d1"]}
    task = RankingSet("many", many, [query], {"q": {"d5": 1}})
    assert len(answer_here("EventHub", task).rankings[0]) == 12


def test_bm25_is_the_textbooks() -> None:
    held = MorphemeBm25()
    vectors = held.learn(["용접 용접 기공", "용접", "도금"])
    score = (held.ask(["기공 기공"]) @ vectors.T).toarray()[0]
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    weight = idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / (5 / 3)))
    assert score == pytest.approx([2 * weight, 0, 0])


def test_bm25_reads_past_particles_and_words_do_not() -> None:
    corpus = [{"id": "a", "text": "용접의 기공을"}, {"id": "b", "text": "도금의 두께를"}]
    query = [{"id": "q", "text": "기공이 생깁니다"}]
    assert MorphemeBm25().rank(corpus, query, 10) == [["a"]]
    assert WordTfidf().rank(corpus, query, 10) == [[]]
