"""Is what is drawn, compared, measured and learnt what the page says in words?"""

from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import pytest

from eventhub.lexicon.rules import Lexicon, parse
from eventhub.tuning.models import Kind, Measure, Measurement, Origin, Verdict, Way
from eventhub.tuning.rules import KIND_WORDS, MEASURE_MEANINGS, MEASURE_WORDS, VERDICT_WORDS, WAY_WORDS
from eventhub.tuning.rules.agreement import agreement
from eventhub.tuning.rules.drawing import Ranked, draw, shuffled
from eventhub.tuning.rules.learning import Met, Shared, meaning_the_same, saying_nothing
from eventhub.tuning.rules.measures import Judged, Ranking, fits, interval, measure
from eventhub.tuning.rules.picture import APART, picture

YES, PARTLY, NO = Verdict.RELEVANT, Verdict.PARTLY, Verdict.NOT
OFFERS = {10 * owner + number: owner for owner in range(1, 21) for number in range(2)}
PROBLEMS = [Ranked(problem, [10 * owner for owner in range(1, 9)]) for problem in (1, 2, 3)]
EMPTY = Lexicon()


def test_everything_has_words() -> None:
    assert set(VERDICT_WORDS) == set(Verdict)
    assert set(WAY_WORDS) == set(Way)
    assert set(MEASURE_WORDS) == set(MEASURE_MEANINGS) == set(Measure)
    assert set(KIND_WORDS) == set(Kind)


def test_pairs_come_from_the_top_the_middle_and_everybody_else() -> None:
    found = draw(PROBLEMS, OFFERS, set(), number=18, seed=0)
    assert Counter((problem, origin) for problem, _, origin in found) == {
        (problem, origin): 2 for problem in (1, 2, 3) for origin in Origin
    }
    for _problem, capability, origin in found:
        place = OFFERS[capability]
        assert origin is (Origin.TOP if place <= 3 else Origin.MIDDLE if place <= 8 else Origin.RANDOM)
    owners = Counter((problem, OFFERS[capability]) for problem, capability, _ in found)
    assert max(owners.values()) == 1


def test_equal_seeds_draw_alike_and_others_do_not() -> None:
    one, again, other = (draw(PROBLEMS, OFFERS, set(), number=18, seed=seed) for seed in (1, 1, 2))
    assert one == again != other


def test_no_more_is_drawn_than_asked_for_and_nothing_twice() -> None:
    assert len(draw(PROBLEMS, OFFERS, set(), number=4, seed=0)) == 4
    drawn: set[tuple[int, int]] = set()
    while found := draw(PROBLEMS, OFFERS, drawn, number=7, seed=len(drawn)):
        pairs = {(problem, capability) for problem, capability, _ in found}
        assert not pairs & drawn
        drawn |= pairs
    assert draw([], OFFERS, set(), number=5, seed=0) == []


def test_what_is_offered_no_longer_is_not_drawn() -> None:
    found = draw([Ranked(1, [999, 10, 20])], {10: 1, 20: 2}, set(), number=9, seed=0)
    assert {capability for _, capability, _ in found} == {10, 20}


def test_each_person_has_an_order_of_their_own_that_stays() -> None:
    pairs = [f"pair{number}" for number in range(30)]
    one, other = shuffled(pairs, "one"), shuffled(pairs, "other")
    assert sorted(one) == sorted(other) == sorted(pairs)
    assert one != other
    assert shuffled(reversed(pairs), "one") == one
    assert one != pairs


@pytest.mark.parametrize(
    ("judged", "share", "kappa"),
    [
        ([(YES, YES), (NO, NO)], 1.0, 1.0),
        ([(YES, YES), (YES, YES)], 1.0, None),
        ([(YES, NO), (NO, YES)], 0.0, -1.0),
        # The classic table of 20, 5, 10 and 15 in fifty: observed 0.7, by chance 0.5.
        ([(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15, 0.7, 0.4),
        ([(YES, PARTLY), (PARTLY, PARTLY), (NO, NO)], 2 / 3, 0.5),
    ],
)
def test_agreement_is_told_beside_chance(
    judged: list[tuple[Verdict, Verdict]], share: float, kappa: float | None
) -> None:
    found = agreement(judged)
    assert found is not None
    assert found.pairs == len(judged)
    assert found.share == pytest.approx(share)
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))
    assert agreement([]) is None


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([YES], True), ([PARTLY], True), ([NO], False), ([YES, NO], True), ([PARTLY, NO], False), ([PARTLY, YES], True)],
)
def test_a_pair_fits_by_the_mean_of_its_judges(verdicts: list[Verdict], expected: bool) -> None:
    assert fits(verdicts) is expected


def test_measures_are_what_their_words_say() -> None:
    judged = {
        1: Judged(fitting={1, 9}, judged={1, 2, 3, 9}),
        2: Judged(fitting=set(), judged={1, 2}),
        3: Judged(fitting=set(), judged={4}),
    }
    rankings = {
        1: Ranking([7, 2, 1, 3, *range(20, 30), 9], 3),
        2: Ranking([2, 1], 0),
        3: Ranking([5, 6], 1),
    }
    found = measure(judged, rankings)
    assert found[Measure.PRECISION].value == pytest.approx(1 / 3)
    assert found[Measure.PRECISION].problems == 1
    assert found[Measure.RECALL].value == pytest.approx(0.5)
    assert found[Measure.SILENCE].value == pytest.approx(1 / 3)
    assert found[Measure.ABSTENTION].value == pytest.approx(1 / 2)
    assert Measure.ABSTENTION not in measure({1: judged[1]}, rankings)
    assert Measure.PRECISION not in measure({2: judged[2]}, rankings)


def test_an_interval_holds_the_mean_is_repeatable_and_narrows_with_more() -> None:
    few, many = interval([0.0, 1.0] * 5), interval([0.0, 1.0] * 200)
    assert few == interval([0.0, 1.0] * 5)
    for found in (few, many):
        assert 0 <= found.low <= found.value <= found.high <= 1
    assert many.high - many.low < (few.high - few.low) / 3
    assert interval([1.0, 1.0])[:3] == (1.0, 1.0, 1.0)


def shared(number: int, *words: str, is_accepted: bool = False) -> Shared:
    """Answer a suggestion whose texts share words."""
    return Shared(f"s{number}", frozenset(words), is_accepted)


def test_three_wrong_fields_and_no_yes_propose_a_word_that_says_nothing() -> None:
    wrong = [shared(number, "비품", "휨") for number in range(3)]
    assert [(each.words, each.evidence) for each in saying_nothing(wrong, EMPTY)] == [(("비품",), ("s0", "s1", "s2"))]
    assert [each.words for each in saying_nothing([*wrong, shared(9, "휨휨", is_accepted=True)], EMPTY)] == [("비품",)]
    assert saying_nothing(wrong[:2], EMPTY) == []
    assert saying_nothing([*wrong, shared(9, "비품", is_accepted=True)], EMPTY) == []


@pytest.mark.parametrize("word", ["=버", "고치다", "0.5mm", "m8", "x", "휨"])
def test_what_people_would_not_write_into_a_list_is_not_proposed(word: str) -> None:
    assert saying_nothing([shared(number, word) for number in range(5)], EMPTY) == []


def test_what_the_lexicon_has_is_not_proposed() -> None:
    lexicon = parse("사출, injection", "비품", "")
    assert saying_nothing([shared(number, "비품", "사출", "공구") for number in range(3)], lexicon)[0].words == (
        "공구",
    )


def met(firm: int, partner: int, problem: str, capability: str) -> Met:
    """Let a firm's problem be accepted by a partner."""
    return Met(f"s{firm}{partner}", firm, partner, frozenset(problem.split()), frozenset(capability.split()))


def test_words_that_come_together_for_two_firms_with_two_partners_are_proposed_as_one() -> None:
    accepted = [met(1, 7, "바리 제거 사출", "버제거 사출 로봇"), met(2, 8, "바리 프레스", "버제거 금형")]
    texts = [one.problem for one in accepted] + [one.partner for one in accepted]
    found = meaning_the_same(accepted, texts, EMPTY)
    assert [(each.kind, each.words, each.evidence) for each in found] == [
        (Kind.CONCEPT, ("바리", "버제거"), ("s17", "s28"))
    ]
    assert meaning_the_same(accepted[:1], texts, EMPTY) == []
    for same in (met(1, 8, "바리 프레스", "버제거 금형"), met(2, 7, "바리 프레스", "버제거 금형")):
        assert meaning_the_same([accepted[0], same], texts, EMPTY) == []
    assert meaning_the_same(accepted, [*texts, frozenset({"바리", "버제거"})], EMPTY) == []
    assert meaning_the_same(accepted, texts, parse("바리, 버제거", "", "")) == []


def test_each_word_is_proposed_once_and_rare_ones_before_common_ones() -> None:
    accepted = [met(number, number, "바리 빠리 흔말", "버제거 로봇") for number in (1, 2)]
    texts = [*(one.problem for one in accepted), *(one.partner for one in accepted), *([{"흔말", "로봇"}] * 5)]
    found = meaning_the_same(accepted, texts, EMPTY)
    words = [word for each in found for word in each.words]
    assert len(words) == len(set(words))
    assert found[0].words == ("바리", "버제거")


def row(day: int, way: Way, value: float) -> Measurement:
    """Measure a way on a day."""
    at = datetime(2026, 3, day, tzinfo=UTC)
    return Measurement(
        measured_at=at, way=way, measure=Measure.RECALL, value=value, low=value, high=min(1, value + 0.1)
    )


def test_a_picture_has_a_line_a_way_from_left_to_right_and_names_that_do_not_cover_each_other() -> None:
    rows = [row(day, way, 0.5 + day / 100) for day in (3, 1, 2) for way in Way]
    drawn = picture(rows)
    assert {line.way for line in drawn.lines} == set(Way)
    for line in drawn.lines:
        xs = [point.x for point in line.points]
        assert xs == sorted(xs)
        assert len(line.path.split()) == 3
        assert all(0 <= point.high <= point.y <= drawn.height for point in line.points)
    for one, other in combinations(sorted(line.label for line in drawn.lines), 2):
        assert other - one >= APART
    assert [moment.day for _x, moment in drawn.moments] == [1, 3]


def test_a_picture_of_one_moment_stands_in_the_middle() -> None:
    drawn = picture([row(1, Way.PRODUCTION, 1.0)])
    assert drawn.left < drawn.lines[0].points[0].x < drawn.right
    assert len(drawn.moments) == 1
