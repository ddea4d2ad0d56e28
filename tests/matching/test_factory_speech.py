"""Do ten problems in the words of the shop floor find the partner who can solve them, before one who only sounds so?"""

import pytest

from eventhub.lexicon.rules import EMPTY, shipped
from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker

PARTNERS = {
    "chip": "절삭칩 처리와 고압 쿨런트. 깊은 구멍을 가공할 때 절삭칩이 잘 빠지는 공구 형상과 쿨런트 압력을 찾습니다.",
    "buffing": "버핑 자동화. 수전 금구의 광택 면을 로봇으로 폴리싱하고 힘을 제어합니다.",
    "deburring": "디버링 설비. 다이캐스팅 부품의 모서리 버를 브러시로 없애는 셀을 만듭니다.",
    "milling": "밀링 가공 조건 시험. 채터를 줄이는 주축 회전수와 이송을 정합니다.",
    "plating": "전기도금 공정 진단. 니켈 도금층의 박리와 두께 편차를 도금액 분석으로 잡습니다.",
    "casting": "주조 방안 해석. 알루미늄 주물의 기공과 수축을 응고 해석으로 예측합니다.",
    "warpage": "사출 금형 냉각 해석. 성형품의 휨과 싱크 마크를 냉각 채널 설계로 줄입니다.",
    "rust": "방청 처리와 부식 시험. 염수 분무 시험으로 강재의 부식 수명을 잽니다.",
    "vision": "영상 검사기. 카메라와 조명으로 표면 스크래치와 찍힘을 골라냅니다.",
    "heat": "Heat treatment of steel: quenching, tempering and carburizing with hardness profiles.",
    "solder": "Reliability of solder joints on printed circuit boards: voids, cracks, thermal cycling.",
    "sewing": "봉제 공정 자동화. 의류 원단을 집어 옮기는 그리퍼와 재봉 로봇을 연구합니다.",
    "conveyor": "컨베이어와 지게차 동선 설계. 창고의 적재와 배송을 시뮬레이션합니다.",
    "compressor": "압축기 에너지 진단. 공기 배관의 누설을 찾아 전기 요금을 줄입니다.",
    "dust": "집진 설비 설계. 용접 흄과 먼지를 빨아들이는 후드를 시험합니다.",
}
PROBLEMS = {
    "기리코가 감겨서 자꾸 세워야 해요": ("chip", "milling"),
    "빠우 치는 사람을 못 구합니다": ("buffing", "plating"),
    "바리 떼는 데 하루 종일 걸립니다": ("deburring", "casting"),
    "후라이스 돌릴 때 덜덜거려요": ("milling", "chip"),
    "멕기 올린 게 벗겨져요": ("plating", "buffing"),
    "이모노에 구멍이 뚫린 것처럼 나옵니다": ("casting", "warpage"),
    "철판에 사비가 올라와요": ("rust", "heat"),
    "기스 난 걸 눈으로 다 못 봅니다": ("vision", "sewing"),
    "야끼 들어간 게 물러요": ("heat", "rust"),
    "피씨비 납땜에 크랙이 갑니다": ("solder", "casting"),
    "미싱 일할 사람이 없어요": ("sewing", "conveyor"),
    "콤프레샤 전기 요금이 너무 나옵니다": ("compressor", "conveyor"),
}


def place(ranker: PartnerRanker, problem: str, partner: str) -> int:
    found = [each.partner_id for each in ranker.rank(problem, k=len(PARTNERS))]
    return found.index(partner) if partner in found else len(PARTNERS)


@pytest.fixture(scope="module")
def ranker() -> PartnerRanker:
    return PartnerRanker(shipped()).fit([Partner(name, (Document("1", text),)) for name, text in PARTNERS.items()])


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_right_partner_comes_before_the_wrong_one(ranker: PartnerRanker, problem: str) -> None:
    right, wrong = PROBLEMS[problem]
    assert place(ranker, problem, right) < place(ranker, problem, wrong)


def test_nearly_always_the_right_partner_comes_first_and_mostly_above_the_floor(ranker: PartnerRanker) -> None:
    best = [(ranker.rank(problem)[0], right) for problem, (right, _) in PROBLEMS.items()]
    first = [found for found, right in best if found.partner_id == right]
    assert len(first) >= 10
    assert sum(found.score >= FLOOR for found in first) >= 7


def test_without_the_lexicon_most_of_them_find_nobody() -> None:
    plain = PartnerRanker(EMPTY).fit([Partner(name, (Document("1", text),)) for name, text in PARTNERS.items()])
    found = sum(place(plain, problem, right) == 0 for problem, (right, _) in PROBLEMS.items())
    assert found <= len(PROBLEMS) // 2


def test_the_explanation_shows_which_words_mean_the_same(ranker: PartnerRanker) -> None:
    why = ranker.explain("기리코가 감겨서 자꾸 세워야 해요", "chip")
    assert ("기리코", "절삭칩") in {(each.problem_term, each.partner_term) for each in why.related}
    assert why.problem is not None
    assert why.partner is not None
    assert [why.problem.text[start:end] for start, end in why.problem.related] == ["기리코"]
    assert "절삭칩" in [why.partner.text[start:end] for start, end in why.partner.related]
