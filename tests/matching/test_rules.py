"""Who is suggested, how is it explained, and where does a question stand?"""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.matching import rules
from eventhub.matching.models import Enquiry, Reason, Reply, Review, Side, Suggestion
from eventhub.matching.rules import Asked, Found, Stage, Standing
from eventhub.matching.rules.explaining import PARTS_SHOWN, explain
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem, State

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=1)


def found(*scores: float) -> list[Found]:
    """Make what a ranker found, best first, of organisations 1, 2, 3 and so on."""
    return [Found(number, 10 * number, score) for number, score in enumerate(scores, 1)]


def make(owner: dict[str, Any] | None = None, partner: dict[str, Any] | None = None, **changes: Any) -> Suggestion:
    """Make a suggestion with questions, without a database."""
    problem = Problem(text="사출 제품이 휩니다.", wording="제품이 휩니다.", revision=1, state=State.TECHNICAL)
    capability = Capability(id=7, title_ko="사출 휨 해석", text_ko="휨을 줄입니다.", revision=1)
    suggestion = Suggestion(
        **{"problem": problem, "capability": capability, "revision": 1, "explanation": {}, **changes}
    )
    for side, values in ((Side.OWNER, owner), (Side.PARTNER, partner)):
        if values is not None:
            suggestion.enquiries.append(Enquiry(**{"side": side, "expires_at": LATER, **values}))
    return suggestion


def standing(suggestion: Suggestion, side: Side = Side.OWNER, moment: datetime = NOW) -> Standing:
    """Say where one side's question stands."""
    enquiry = suggestion.asked(side)
    assert enquiry is not None
    return rules.standing_of(enquiry, moment)


YES = {"reply": Reply.ACCEPTED, "answered_at": NOW}
NO = {"reply": Reply.DECLINED, "answered_at": NOW}


def asked(*ruled_out: int, **earlier: Any) -> Asked:
    """Make a problem partners are looked for, with the organisations that are ruled out."""
    return Asked(1, 1, "", "", is_barred=ruled_out.__contains__, **earlier)


def choose(*scores: float, ruled_out: tuple[int, ...] = ()) -> list[int]:
    """Choose among organisations 1, 2, 3 and so on, by their scores."""
    return [each.organisation_id for each in rules.choose(found(*scores), asked(*ruled_out), floor=0.2)]


def test_the_best_three_are_suggested() -> None:
    assert choose(0.9, 0.8, 0.7, 0.6) == [1, 2, 3]


def test_nobody_below_the_floor_is_suggested() -> None:
    assert choose(0.9, 0.2, 0.19) == [1, 2]


def test_the_next_one_takes_the_place_of_whoever_is_ruled_out() -> None:
    assert choose(0.9, 0.8, 0.7, 0.6, ruled_out=(1, 3)) == [2, 4]


def test_a_score_is_said_in_a_word() -> None:
    words = [rules.say_fit(score) for score in (rules.HIGH, rules.MIDDLE, 0.0)]
    assert len(set(words)) == 3


@pytest.mark.parametrize(
    ("suggestion", "side", "expected"),
    [
        (make({}), Side.OWNER, Standing.OPEN),
        (make({"expires_at": NOW}), Side.OWNER, Standing.EXPIRED),
        (make(YES), Side.OWNER, Standing.ACCEPTED),
        (make({**YES, "expires_at": EARLIER}), Side.OWNER, Standing.ACCEPTED),
        (make(NO), Side.OWNER, Standing.DECLINED),
        (make(YES, {}), Side.PARTNER, Standing.OPEN),
        (make({}, {}), Side.PARTNER, Standing.TAKEN_BACK),
        (make(NO, {}), Side.PARTNER, Standing.TAKEN_BACK),
        (make(YES, YES, introduced_at=NOW), Side.PARTNER, Standing.INTRODUCED),
        (make(YES, YES, introduced_at=NOW), Side.OWNER, Standing.INTRODUCED),
        # The partner's no is silent: the owner reads what they read while the partner thinks.
        (make(YES, NO), Side.OWNER, Standing.ACCEPTED),
        (make(YES, {**NO, "expires_at": EARLIER}), Side.OWNER, Standing.UNMET),
        (make(YES, {"expires_at": EARLIER}), Side.OWNER, Standing.UNMET),
        (make(YES, {"expires_at": NOW}), Side.OWNER, Standing.UNMET),
        (make(YES, NO), Side.PARTNER, Standing.DECLINED),
    ],
)
def test_where_a_question_stands(suggestion: Suggestion, side: Side, expected: Standing) -> None:
    assert standing(suggestion, side) is expected


def test_a_question_about_a_closed_problem_is_no_longer_open() -> None:
    suggestion = make({})
    suggestion.problem.state = State.CLOSED
    assert standing(suggestion) is Standing.TAKEN_BACK


@pytest.mark.parametrize(
    ("suggestion", "side", "expected"),
    [
        (make({}), Side.OWNER, None),
        (make(YES), Side.OWNER, NOW + rules.UNDO_WITHIN),
        (make(NO), Side.OWNER, NOW + rules.UNDO_WITHIN),
        (make(YES, {}), Side.OWNER, NOW + rules.UNDO_WITHIN),
        (make(YES, NO), Side.OWNER, None),
        (make(YES, NO), Side.PARTNER, NOW + rules.UNDO_WITHIN),
        (make(YES, YES, introduced_at=NOW), Side.PARTNER, None),
        (make(YES, YES, introduced_at=NOW), Side.OWNER, None),
    ],
)
def test_until_when_an_answer_can_be_taken_back(suggestion: Suggestion, side: Side, expected: datetime | None) -> None:
    enquiry = suggestion.asked(side)
    assert enquiry is not None
    assert rules.undo_until(enquiry) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"review": Review.SENT}, False),
        ({"review": Review.DROPPED}, False),
        ({"revision": 0}, False),
        ({"problem": Problem(revision=1, state=State.CLOSED)}, False),
    ],
)
def test_a_suggestion_waits_while_it_is_undecided_and_its_problem_unchanged(
    changes: dict[str, Any], *, expected: bool
) -> None:
    assert rules.is_open(make({}, **{"review": Review.OPEN, **changes})) is expected


def kept(capability_id: int = 7, **changes: Any) -> dict[str, Any]:
    """Make an explanation as it is kept."""
    owner = {
        "document_id": f"{capability_id}:ko",
        "problem": {"text": "사출 제품이 휩니다.", "start": 0, "end": 11, "marks": [[0, 2], [7, 8]]},
        "partner": {"text": "사출 휨 해석", "start": 0, "end": 7, "marks": [[0, 2], [3, 4]]},
        "terms": [
            {"term": "사출", "share": 0.3, "problem_spans": [[0, 2]], "partner_spans": [[0, 2]]},
            {"term": "휘다", "share": 0.2, "problem_spans": [[7, 8]], "partner_spans": [[3, 4]]},
        ],
        "related": [
            {
                "problem_term": "제품", "partner_term": "해석", "share": 0.05,
                "problem_spans": [[3, 5]], "partner_spans": [[5, 7]],
            },
        ],
        "spelling": 0.06,
        "company": 0.04,
        "other_documents": 0.05,
    }  # fmt: skip
    return {"owner": owner, "capability_revision": 1, **changes}


def test_the_owner_reads_the_shared_words_marked_in_both_texts() -> None:
    why = explain(make(explanation=kept()), Side.OWNER)
    assert why.problem_text == "사출 제품이 휩니다."
    assert why.partner_text == "사출 휨 해석\n휨을 줄입니다."
    assert why.words == ["사출", "휘다"]
    assert why.problem_marks == [(0, 2, "shared"), (3, 5, "related"), (7, 8, "shared")]
    assert why.related == [("제품", "해석")]
    assert why.partner is not None
    assert why.partner.marks == [(0, 2, "shared"), (3, 4, "shared")]


def test_the_parts_of_a_score_add_up_the_largest_words_first() -> None:
    parts = explain(make(explanation=kept()), Side.OWNER).parts
    assert [(part.source, part.words) for part in parts] == [
        ("shared", "사출"), ("shared", "휘다"), ("related", "제품 – 해석"), ("spelling", ""),
        ("company", ""), ("others", ""),
    ]  # fmt: skip
    assert math.isclose(math.fsum(part.share for part in parts), 0.7)
    assert sum(part.percent for part in parts) == 100


@given(st.lists(st.floats(0.0001, 0.3), min_size=1, max_size=30), st.floats(0, 0.5), st.floats(0, 0.5))
def test_whatever_a_score_is_made_of_its_percents_are_a_hundred(
    shares: list[float], wording: float, others: float
) -> None:
    explanation = kept()
    explanation["owner"] |= {
        "terms": [
            {"term": f"말{at}", "share": share, "problem_spans": [], "partner_spans": []}
            for at, share in enumerate(shares)
        ],
        "spelling": wording,
        "company": 0.0,
        "other_documents": others,
    }
    parts = explain(make(explanation=explanation), Side.OWNER).parts
    assert sum(part.percent for part in parts) == 100
    assert len(parts) <= PARTS_SHOWN + 3
    assert math.isclose(math.fsum(part.share for part in parts), math.fsum((*shares, 0.05, wording, others)))


def test_the_partner_reads_the_wording_and_nothing_of_the_owners_explanation() -> None:
    why = explain(make(explanation=kept()), Side.PARTNER)
    assert why.problem_text == "제품이 휩니다."
    assert why.words == []
    assert why.problem is None


@pytest.mark.parametrize("explanation", [kept(capability_revision=2), kept(capability_id=8), {}])
def test_places_are_not_marked_in_texts_that_were_changed_since(explanation: dict[str, Any]) -> None:
    why = explain(make(explanation=explanation), Side.OWNER)
    assert why.problem is None
    assert why.problem_marks == ()
    assert set(why.words) <= {"사출"}


def test_a_part_of_a_longer_word_is_not_told_again() -> None:
    explanation = kept()
    explanation["owner"]["terms"] += [
        {"term": term, "share": 0.1, "problem_spans": [], "partner_spans": []} for term in ("출", "사출", "제품", "출")
    ]
    assert explain(make(explanation=explanation), Side.OWNER).words == ["사출", "휘다", "제품"]


def test_overlapping_places_are_marked_once() -> None:
    explanation = kept()
    explanation["owner"]["terms"][1]["problem_spans"] = [[1, 5]]
    explanation["owner"]["related"][0]["problem_spans"] = [[4, 6], [9, 11]]
    assert explain(make(explanation=explanation), Side.OWNER).problem_marks == [
        (0, 5, "shared"), (9, 11, "related"),
    ]  # fmt: skip


def test_a_capability_without_words_in_a_language_is_no_document_in_it() -> None:
    capability = Capability(title_ko="사출", text_ko="", equipment="사출기", title_en="", text_en="")
    assert rules.document_text(capability, "ko") == "사출\n사출기"
    assert rules.document_text(capability, "en") == ""


def test_every_part_has_its_words() -> None:
    assert set(rules.STAGE_WORDS) == set(Stage)
    assert set(rules.REASON_WORDS) == set(Reason)
    assert set(rules.DROP_WORDS) == set(rules.DropReason)
    assert set(rules.SAID_TO_OWNER) == set(Standing)


def more(places: list[tuple[int, int]], *, known: set[int], newer: set[int]) -> list[int]:
    """Choose whom else to suggest among (organisation, capability) in their order; organisation 9 is ruled out."""
    ranked = [rules.Found(one, capability, 0.9 - at / 100) for at, (one, capability) in enumerate(places)]
    chosen = rules.choose(ranked, asked(9, known=known, newer=newer), floor=0.3)
    return [each.organisation_id for each in chosen]


def test_whoever_a_newer_capability_brought_among_the_best_three_is_suggested_too() -> None:
    assert more([(1, 10), (2, 20), (3, 30)], known={1, 3}, newer={20}) == [2]
    assert more([(1, 10), (2, 20)], known={1}, newer=set()) == []


def test_who_was_suggested_keeps_the_place_and_whoever_is_ruled_out_has_none() -> None:
    four = [(1, 10), (2, 20), (3, 30), (4, 40)]
    assert more(four, known={1, 2, 3}, newer={40}) == []
    assert more([(9, 90), *four], known={1, 2}, newer={30, 90}) == [3]


def test_a_revision_gets_six_suggestions_in_all() -> None:
    assert more([(1, 10), (2, 20), (3, 30)], known=set(range(4, 9)), newer={10, 20, 30}) == [1]
    assert more([(1, 10)], known=set(range(2, 9)), newer={10}) == []
