"""Do texts about the same thing come near, in whatever order they come, and are their shared words told?"""

import pytest

from eventhub.lexicon.rules import EMPTY, shipped
from eventhub.related.likeness import Likeness

PROBLEMS = [
    "사출 제품이 식으면서 휩니다. 냉각 시간을 늘려도 커버의 휨이 그대로입니다.",
    "니켈 도금 폐수의 중금속 농도가 기준을 넘습니다.",
    "사출 커버가 냉각 뒤에 휘어서 조립이 안 됩니다. 휨을 줄이고 싶습니다.",
    "점용접 로봇의 궤적이 틀어져 차체가 맞지 않습니다.",
]
WORDINGS = ["사출 커버의 휨을 줄이고자 합니다.", "도금 폐수를 줄이고자 합니다.", "휨을 줄이고자 합니다.", ""]
EVENTS = [
    "도금 폐수 처리 세미나\n니켈 도금 폐수의 중금속을 회수합니다.",
    "신입 사원 예절 교육\n전화 받는 법을 배웁니다.",
]
CAPABILITIES = ["사출 성형품의 휨 변형 해석\n냉각 불균형과 수축을 해석합니다.", "광섬유 시험\n온도 순환 시험을 합니다."]


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    """Weigh some texts together."""
    return Likeness(shipped()).fit(PROBLEMS, WORDINGS, EVENTS, CAPABILITIES)


def test_the_two_tellings_of_one_problem_find_each_other_both_ways_alike(likeness: Likeness) -> None:
    found = {(one.asker, one.answer): one.score for one in likeness.similar(2, 0.3)}
    assert found.keys() == {(0, 2), (2, 0)}
    assert found[0, 2] == found[2, 0]
    assert {"사출", "냉각"} <= set(likeness.words_with_problem(0, 2))


def test_nobody_is_like_oneself(likeness: Likeness) -> None:
    assert all(one.asker != one.answer for one in likeness.similar(4, 0.0))


def test_an_event_about_the_problem_fits_it_and_no_other(likeness: Likeness) -> None:
    assert [(one.asker, one.answer) for one in likeness.fitting(2, 0.3)] == [(1, 0)]
    assert {"니켈", "폐수"} <= set(likeness.words_with_event(1, 0))


def test_words_shared_with_a_capability_are_told_for_both_readers(likeness: Likeness) -> None:
    words = likeness.words_with_capability(0, [1, 0])
    assert {"사출", "냉각"} <= set(words["words"])
    assert "냉각" not in words["wording"]
    assert "사출" in words["wording"]


def test_the_order_of_texts_changes_nothing(likeness: Likeness) -> None:
    order = [2, 0, 3, 1]
    turned = Likeness(shipped()).fit([PROBLEMS[at] for at in order], WORDINGS, EVENTS[::-1], CAPABILITIES[::-1])
    as_before = {(order[one.asker], order[one.answer], one.score) for one in turned.similar(2, 0.3)}
    assert as_before == set(likeness.similar(2, 0.3))
    assert {(order[one.asker], 1 - one.answer, one.score) for one in turned.fitting(2, 0.3)} == set(
        likeness.fitting(2, 0.3)
    )


@pytest.mark.parametrize(
    "texts", [([], [], []), ([], EVENTS, []), (PROBLEMS, [], []), (["😀", ""], ["…"], []), (["그 및 수"], [""], [""])]
)
def test_texts_that_say_nothing_come_near_nothing(texts: tuple[list[str], list[str], list[str]]) -> None:
    problems, events, capabilities = texts
    weighed = Likeness(EMPTY).fit(problems, problems, events, capabilities)
    assert list(weighed.fitting(3, 0.1)) == []
    assert all(one.asker != one.answer for one in weighed.similar(3, 0.1))
