"""Does the ranker find the right partner, and does it say truly why?"""

import json
import unicodedata
from dataclasses import asdict
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.lexicon.rules import EMPTY, Lexicon, shipped
from eventhub.matching import text as text_module
from eventhub.matching.explanation import Explanation
from eventhub.matching.index import SparseIndex
from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker, rank_collection
from eventhub.matching.text import MOST_READ

CAPABILITIES = {
    "welding": [
        "알루미늄 박판의 레이저 용접을 다룹니다. 6061-T6 합금의 기공과 고온 균열을 줄이는 조건을 찾습니다.",
        "용접부를 초음파 탐상기로 검사하고 단면을 봅니다.",
    ],
    "cutting": [
        "난삭재 깊은 구멍 드릴 가공에서 절삭칩 배출과 공구 수명을 시험합니다. SUS304 시편을 늘 갖추고 있습니다."
    ],
    "vision": ["카메라와 딥러닝으로 제품 표면의 흠집과 찍힘을 자동으로 골라내는 검사기를 만듭니다."],
    "plating": ["전기도금 두께를 고르게 하고 도금액을 분석합니다.", "폐수에서 니켈을 되찾는 공정이 있습니다."],
    "casting": ["다이캐스팅 주조품의 기포와 수축을 CT로 찍고 금형 온도를 조절합니다."],
    "moulding": ["Injection moulding of fibre-filled polymers: warpage, weld lines, shrinkage simulation."],
    "policy": ["지역 산업 통계를 내고 청년 인력 양성 과정을 꾸립니다."],
}
PROBLEMS = {
    "SUS304 깊은 구멍 뚫는데 칩이 안 빠져서 드릴이 자꾸 부러져요": "cutting",
    "알루미늄 용접하면 속에 기공이 생기고 금이 가요": "welding",
    "겉면 찍힌 자국을 사람이 눈으로 골라내는데 자동으로 하고 싶어요": "vision",
    "도금 두께가 자리마다 들쭉날쭉합니다": "plating",
    "Our moulded parts warp after injection.": "moulding",
}
PARTNERS = [
    Partner(name, tuple(Document(f"{name}-{at}", text) for at, text in enumerate(texts)))
    for name, texts in CAPABILITIES.items()
]
WELDING = "알루미늄 용접하면 속에 기공이 생겨요. 작년부터 그렇습니다."


@pytest.fixture(scope="module")
def ranker() -> PartnerRanker:
    return PartnerRanker(shipped()).fit(PARTNERS)


@pytest.mark.parametrize(("problem", "partner"), PROBLEMS.items())
def test_factory_speech_finds_its_lab_above_the_floor(ranker: PartnerRanker, problem: str, partner: str) -> None:
    best = ranker.rank(problem)[0]
    assert best.partner_id == partner
    assert best.score >= FLOOR
    assert best.document_id.startswith(partner)


@pytest.mark.parametrize("text", ["점심 메뉴 추천해 주세요", "사무실 에어컨이 고장났어요"])
def test_what_nobody_can_do_stays_below_the_floor(ranker: PartnerRanker, text: str) -> None:
    assert all(each.score < FLOOR for each in ranker.rank(text))


@pytest.mark.parametrize("text", ["", " \n", "😀", "기술 개발 문제의 해결 방법", "the method of the problem"])
def test_a_text_that_says_nothing_finds_nobody(ranker: PartnerRanker, text: str) -> None:
    assert ranker.rank(text) == []
    assert ranker.explain(text, "welding") == Explanation("welding", 0.0, None, None, None, (), (), 0.0, 0.0, 0.0)


@pytest.mark.parametrize("partners", [[], [Partner("mute", ())], [Partner("mute", (Document("1", ""),))]])
def test_partners_who_say_nothing_are_never_found(partners: list[Partner]) -> None:
    assert PartnerRanker().fit(partners).rank(WELDING) == []


def test_one_partner_is_enough() -> None:
    assert [each.partner_id for each in PartnerRanker().fit(PARTNERS[:1]).rank(WELDING)] == ["welding"]


def test_no_more_are_named_than_asked_for(ranker: PartnerRanker) -> None:
    everyone = ranker.rank(WELDING, k=100)
    assert ranker.rank(WELDING, k=1) == everyone[:1]
    assert all(higher.score >= lower.score for higher, lower in pairwise(everyone))


def test_equals_are_named_in_order_of_their_ids() -> None:
    twins = [Partner(name, (Document("1", "레이저 용접"),)) for name in ("b", "a", "c")]
    assert [each.partner_id for each in PartnerRanker().fit(twins).rank("용접")] == ["a", "b", "c"]


def test_parameters_are_stored_and_nothing_is_learned_before_fitting() -> None:
    assert vars(PartnerRanker(decay=0.4)) == {
        "lexicon": EMPTY,
        "company": 1.0,
        "neighbours": 8,
        "whole": 2.0,
        "decay": 0.4,
        "index": SparseIndex.of,
    }


def test_a_second_fit_forgets_the_first() -> None:
    ranker = PartnerRanker().fit(PARTNERS).fit(PARTNERS[2:3])
    assert [each.partner_id for each in ranker.rank("카메라 검사기")] == ["vision"]


def test_a_long_archive_does_not_win_by_its_length() -> None:
    chatter = tuple(Document(str(at), f"도금 공정 {at}호기 운전 일지") for at in range(40))
    partners = [Partner("archive", chatter), Partner("expert", (Document("1", "니켈 도금 두께 편차를 줄입니다"),))]
    assert PartnerRanker().fit(partners).rank("니켈 도금 두께 편차가 커요")[0].partner_id == "expert"


def test_words_said_over_and_over_do_not_win() -> None:
    stuffed = Partner("stuffed", (Document("1", "용접 " * 500),))
    honest = Partner("honest", (Document("1", "알루미늄 용접 기공을 줄입니다"),))
    found = PartnerRanker().fit([*PARTNERS[1:], stuffed, honest]).rank("알루미늄 용접 기공이 생겨요")
    assert found[0].partner_id == "honest"


@pytest.mark.parametrize(("company", "is_found"), [(1.0, True), (0.0, False)])
def test_what_is_most_like_an_answer_is_related(company: float, *, is_found: bool) -> None:
    texts = ["베어링 윤활", "베어링 진동 소음", "모터 권선", "밸브 누설"]
    partners = [Partner(text, (Document("1", text),)) for text in texts]
    ranker = PartnerRanker(company=company).fit(partners)
    assert ("베어링 진동 소음" in {each.partner_id for each in ranker.rank("윤활", k=1000)}) is is_found


def test_all_that_a_partner_has_written_is_one_text_too() -> None:
    scattered = Partner("scattered", (Document("1", "알루미늄 압출"), Document("2", "레이저 절단")))
    elsewhere = [Partner(str(at), (Document("1", text),)) for at, text in enumerate(["알루미늄 압출", "도금", "주조"])]
    ranker = PartnerRanker(company=0).fit([scattered, *elsewhere])
    assert ranker.rank("알루미늄 레이저 절단")[0].partner_id == "scattered"
    why = ranker.explain("알루미늄 레이저 절단", "scattered")
    assert (why.document_id, why.other_documents > 0) == ("2", True)


STUFFED = "용접 알루미늄 기공 균열 도금 니켈 드릴 절삭 사출 금형 주조 카메라 검사 로봇 센서 레이저 연삭 열처리 " * 20


@pytest.mark.parametrize(
    "stuffing", [STUFFED, STUFFED + "알루미늄 용접 기공 " * 200, "알루미늄 용접하면 기공 " + STUFFED]
)
def test_keywords_of_the_whole_trade_do_not_win(stuffing: str) -> None:
    stuffed = Partner("stuffed", (Document("1", stuffing),))
    honest = Partner("honest", (Document("1", "알루미늄 박판을 용접할 때 생기는 기공을 줄이는 조건을 찾습니다."),))
    others = [partner for partner in PARTNERS if partner.id != "welding"]
    assert PartnerRanker(shipped()).fit([*others, stuffed, honest]).rank(WELDING)[0].partner_id == "honest"


def test_a_problem_copied_into_a_hundred_documents_counts_like_one_or_two() -> None:
    copies = Partner("copies", tuple(Document(str(at), WELDING) for at in range(100)))
    once = Partner("once", (Document("1", WELDING),))
    many, one = PartnerRanker().fit([*PARTNERS, copies, once]).rank(WELDING)[:2]
    assert many.score < 1.15 * one.score


@pytest.mark.parametrize(
    "text",
    [
        "알루미늄 용접 <b>기공</b><script>alert('용접')</script>",
        "알루미늄\x00 용접\x1b 기공\x07",
        "😀😀 알루미늄 용접 기공 😀",
        unicodedata.normalize("NFD", "알루미늄 용접 기공"),
        "ＡＬＵＭＩＮＩＵＭ 용접 기공 ｗｅｌｄｉｎｇ",
        "aluminium 용접에서 porosity 기공 ポロシティ пористость",
        "알루미늄 용접",
    ],
)
def test_however_it_is_written_a_text_finds_its_partner(ranker: PartnerRanker, text: str) -> None:
    assert ranker.rank(text)[0].partner_id == "welding"
    assert ranker.explain(text, "welding").score == pytest.approx(ranker.rank(text)[0].score)


def test_a_million_characters_are_ranked_and_explained_by_their_beginning() -> None:
    long = "알루미늄 용접 기공이 생깁니다. 니켈 도금 두께가 다릅니다. " * 30_000
    endless = Partner("endless", (Document("1", long[:1_000_000]),))
    ranker = PartnerRanker().fit([*PARTNERS, endless])
    assert ranker.rank(WELDING)[0].partner_id == "welding"
    why = ranker.explain(WELDING, "endless")
    assert why.score > 0
    assert max(end for term in why.terms for _, end in term.partner_spans) <= MOST_READ


def test_generic_words_of_the_lexicon_say_nothing() -> None:
    lexicon = Lexicon(generic=("용접", "알루미늄용접"))
    partners = [Partner("a", (Document("1", "용접"),)), Partner("b", (Document("1", "알루미늄 압출"),))]
    found = PartnerRanker(lexicon).fit(partners).rank("알루미늄 용접 용접")
    assert found[0].partner_id == "b"
    assert "용접" not in {
        each.term for each in PartnerRanker(lexicon).fit(partners).explain("용접 알루미늄", "a").terms
    }


def test_own_words_reach_the_analyser() -> None:
    lexicon = Lexicon(whole=("빠우",))
    found = PartnerRanker(lexicon).fit([Partner("a", (Document("1", "빠우를 칩니다"),))]).explain("빠우 작업", "a")
    assert "빠우" in {each.term for each in found.terms}


def test_a_new_capability_finds_the_problems_it_answers() -> None:
    problems = [Partner(text, (Document("1", text),)) for text in PROBLEMS]
    ranker = PartnerRanker(shipped()).fit(problems)
    for name, texts in CAPABILITIES.items():
        for problem in (problem for problem, partner in PROBLEMS.items() if partner == name):
            assert ranker.rank(*texts)[0].partner_id == problem


def test_english_finds_korean_and_the_explanation_says_by_which_words() -> None:
    ranker = PartnerRanker(shipped()).fit([partner for partner in PARTNERS if partner.id != "moulding"])
    assert ranker.rank("Cracks in the laser weld of an alloy")[0].partner_id == "welding"
    why = ranker.explain("Cracks in the laser weld of an alloy", "welding")
    assert {("Cracks", "균열"), ("laser", "레이저"), ("weld", "용접")} <= {
        (each.problem_term, each.partner_term) for each in why.related
    }


def test_several_texts_of_one_asker_find_what_each_would(ranker: PartnerRanker) -> None:
    found = {each.partner_id for each in ranker.rank("드릴 공구 수명", "도금액 분석")}
    assert {"cutting", "plating"} <= found


def test_an_explanation_names_the_document_and_the_sentences(ranker: PartnerRanker) -> None:
    why = ranker.explain(WELDING, "welding")
    text = CAPABILITIES["welding"][0]
    assert why.document_id == "welding-0"
    assert why.problem is not None
    assert why.partner is not None
    assert why.problem.text == "알루미늄 용접하면 속에 기공이 생겨요."
    assert why.partner.text == text[why.partner.start : why.partner.end]
    assert [why.problem.text[start:end] for start, end in why.problem.marks] == ["알루미늄", "용접", "기공"]


def test_an_explanation_shows_where_both_say_a_term(ranker: PartnerRanker) -> None:
    text = CAPABILITIES["welding"][0]
    for shared in ranker.explain(WELDING, "welding").terms:
        assert {WELDING[start:end] for start, end in shared.problem_spans} == {shared.term}
        assert {text[start:end] for start, end in shared.partner_spans} == {shared.term}


def test_an_explanation_can_be_stored_as_json(ranker: PartnerRanker) -> None:
    kept = json.loads(json.dumps(asdict(ranker.explain(WELDING, "welding"))))
    assert kept["partner_id"] == "welding"


def test_nobody_unknown_can_be_explained(ranker: PartnerRanker) -> None:
    with pytest.raises(ValueError, match="nobody"):
        ranker.explain(WELDING, "nobody")


def test_nothing_is_analysed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "_memory", text_module.Memory(10_000))
    seen: list[str] = []
    plain = text_module._analysis
    monkeypatch.setattr(text_module, "_analysis", lambda text, parts: seen.append(text) or plain(text, parts))
    ranker = PartnerRanker().fit(PARTNERS)
    ranker.rank(WELDING)
    ranker.explain(WELDING, "welding")
    assert len(seen) == len(set(seen)) == sum(map(len, CAPABILITIES.values())) + 1


def test_a_collection_is_ranked_as_the_ranker_would(ranker: PartnerRanker) -> None:
    corpus = [{"id": name, "docs": texts} for name, texts in CAPABILITIES.items()]
    queries = [{"id": "q1", "text": WELDING, "exclude": ["welding"]}, {"id": "q2", "docs": ["", "도금액 분석"]}]
    first, second = rank_collection(corpus, queries, k=2)
    expected = [{"id": each.partner_id, "score": each.score} for each in ranker.rank(WELDING, k=2)]
    assert first == {"query": "q1", "ranking": expected}
    assert second["ranking"][0]["id"] == "plating"


def test_a_title_speaks_too() -> None:
    corpus = [{"id": 1, "title": "도금액 분석", "text": "장비 목록"}, {"id": 2, "text": "장비 목록"}]
    titled, untitled = next(rank_collection(corpus, [{"id": "q", "text": "도금액"}]))["ranking"]
    # The untitled one is there at all because it is like the other.
    assert (titled["id"], titled["score"] > untitled["score"]) == ("1", True)


def test_ranking_a_collection_tells_its_progress() -> None:
    told: list[tuple[int, int]] = []
    corpus = [{"id": "a", "text": "progress of one seam"}, {"id": "b", "text": "progress of another seam"}]
    assert len(list(rank_collection(corpus, [], progress=lambda *step: told.append(step)))) == 0
    assert told == [(1, 2), (2, 2)]


WORDS = ["용접", "기공", "도금", "SUS304", "드릴", "weld", "균열이 가요", "0.05mm", "기술"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
COLLECTIONS = st.lists(st.lists(TEXTS, max_size=3), max_size=5)


def known_by(texts: list[list[str]]) -> list[Partner]:
    return [
        Partner(f"p{number}", tuple(Document(f"d{at}", text) for at, text in enumerate(own)))
        for number, own in enumerate(texts)
    ]


@given(COLLECTIONS, TEXTS)
@settings(deadline=None)
def test_scores_stay_in_their_range_and_shares_add_up(texts: list[list[str]], text: str) -> None:
    ranker = PartnerRanker().fit(known_by(texts))
    for each in ranker.rank(text):
        why = ranker.explain(text, each.partner_id)
        assert 0 < each.score < 1
        assert (why.score, why.document_id) == (pytest.approx(each.score), each.document_id)
        total = sum(each.share for each in (*why.terms, *why.related))
        total += why.spelling + why.company + why.other_documents
        assert total == pytest.approx(each.score)
        assert min(why.spelling, why.company) >= 0
        assert why.other_documents >= 0


@given(COLLECTIONS, TEXTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_partners_come_in_does_not_matter(texts: list[list[str]], text: str, chance: Random) -> None:
    partners = known_by(texts)
    shuffled = list(partners)
    chance.shuffle(shuffled)
    here, there = PartnerRanker().fit(partners).rank(text), PartnerRanker().fit(shuffled).rank(text)
    assert [(each.partner_id, each.score) for each in here] == [(each.partner_id, each.score) for each in there]


@given(COLLECTIONS, TEXTS, st.sampled_from(["청년 인력 양성", "지역 통계 조사", "Music of the sea"]))
@settings(deadline=None, max_examples=50)
def test_an_unrelated_document_changes_no_order_beyond_idf(texts: list[list[str]], text: str, other: str) -> None:
    """What was told apart clearly stays in its order; the newcomer is found by nobody."""
    partners = known_by(texts)
    before = PartnerRanker().fit(partners).rank(text, k=100)
    after = {each.partner_id: each.score for each in _with_stranger(partners, other).rank(text, k=100)}
    assert "stranger" not in after
    for better, worse in pairwise(before):
        if better.score > 1.5 * worse.score:
            assert after[better.partner_id] > after[worse.partner_id]


def _with_stranger(partners: list[Partner], text: str) -> PartnerRanker:
    return PartnerRanker().fit([*partners, Partner("stranger", (Document("1", text),))])


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_likeness_of_two_texts_is_the_same_both_ways(one: str, other: str) -> None:
    ranker = PartnerRanker().fit(known_by([["용접 기공", "weld"], [one, other]]))
    there, back, same = ranker.alike([(one, other), (other, one), (one, one)])
    assert there == pytest.approx(back)
    assert 0 <= there <= 1 + 1e-9
    assert same == pytest.approx(1) or not set(text_module.analyse(one).terms)


def test_who_is_heard_among_others_is_answered_as_if_alone(ranker: PartnerRanker) -> None:
    askers = [(WELDING,), ("???",), ("드릴 공구 수명", "도금액 분석"), (), *((each,) for each in PROBLEMS)]
    together = ranker.hear(askers)
    for texts, heard in zip(askers, together, strict=True):
        (alone,) = ranker.hear([texts])
        assert ranker.best(heard) == ranker.best(alone)
        assert ranker.why(heard, "plating") == ranker.why(alone, "plating")
