"""Do questions apply to those they are for, and are only fitting answers kept?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.i18n import speaking
from eventhub.programme.rules import UploadedFile
from eventhub.questions import rules
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules import BLANK, Asked, Choosable, Given
from tests.factories.questions import plan_of

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PDF = b"%PDF-1.7\n%%EOF\n"


def asked(number: int = 1, kind: Kind = Kind.SHORT, **changes: Any) -> Asked:
    """Ask something; its options are named after its number."""
    options = tuple(Choosable(public_id=f"{number}{letter}", label_en=letter) for letter in "abc")
    values: dict[str, Any] = {"label_en": f"Q{number}", "stage": Stage.REGISTRATION}
    if kind in rules.CHOOSING:
        values["options"] = options
    return Asked(id=number, public_id=f"q{number}", kind=kind, **{**values, **changes})


# -- Which questions apply -------------------------------------------------------------------------------------------


@st.composite
def forms(draw: st.DrawFn) -> tuple[list[Asked], dict[str, Given]]:
    """Draw questions, some depending on options of an earlier one, and anything somebody might send."""
    questions: list[Asked] = []
    for number in range(draw(st.integers(1, 7))):
        earlier = [one for one in questions if one.options]
        kind = draw(st.sampled_from((Kind.CHOICE, Kind.SEVERAL, Kind.SHORT)))
        only_for: frozenset[str] = frozenset()
        if earlier and draw(st.booleans()):
            names = [option.public_id for option in draw(st.sampled_from(earlier)).options]
            only_for = frozenset(draw(st.lists(st.sampled_from(names), min_size=1)))
        questions.append(asked(number, kind, only_for=only_for, is_required=draw(st.booleans())))
    sent = {}
    for one in questions:
        names = [option.public_id for option in one.options]
        choices = draw(st.frozensets(st.sampled_from(names), max_size=2)) if names else frozenset()
        sent[one.public_id] = Given(choices=choices, text="" if names else draw(st.sampled_from(("", "words"))))
    return questions, sent


def applies(one: Asked, questions: list[Asked], sent: dict[str, Given]) -> bool:
    """Say by asking back from a question to the one it depends on, and so on, whether it applies."""
    if not one.only_for:
        return True
    owner = next(other for other in questions if {option.public_id for option in other.options} & one.only_for)
    return bool(sent[owner.public_id].choices & one.only_for) and applies(owner, questions, sent)


@given(forms())
def test_what_applies_is_what_a_reader_asking_back_finds(drawn: tuple[list[Asked], dict[str, Given]]) -> None:
    questions, sent = drawn
    assert rules.that_apply(questions, sent) == [one for one in questions if applies(one, questions, sent)]
    assert rules.is_earlier_only(questions)


@given(forms())
def test_nothing_hidden_is_required(drawn: tuple[list[Asked], dict[str, Given]]) -> None:
    questions, sent = drawn
    faults = rules.faults_of(questions, sent, asked=set(sent))
    shown = {one.public_id for one in rules.that_apply(questions, sent)}
    assert set(faults) <= shown
    for one in questions:
        if one.public_id in shown and one.is_required and sent[one.public_id].is_blank:
            assert one.public_id in faults


@given(forms(), st.randoms())
def test_questions_in_another_order_are_found_out(drawn: tuple[list[Asked], dict[str, Given]], chance: Any) -> None:
    questions = list(drawn[0])
    chance.shuffle(questions)
    place = {option.public_id: number for number, one in enumerate(questions) for option in one.options}
    is_fine = all(place[name] < number for number, one in enumerate(questions) for name in one.only_for)
    assert rules.is_earlier_only(questions) is is_fine


def test_a_follow_up_may_depend_on_the_registration_but_not_the_other_way() -> None:
    later, sooner = asked(1, Kind.CHOICE, stage=Stage.FOLLOW_UP), asked(2, Kind.CHOICE)
    assert [one.public_id for one in rules.in_order([later, sooner])] == ["q2", "q1"]
    about = plan_of(Kind.SHORT, only_for=frozenset({"9z"}))
    assert "only_for" in rules.faults_of_plan(about, [sooner])
    assert not rules.faults_of_plan(plan_of(Kind.SHORT, only_for=frozenset({"2a"})), [sooner])


def test_a_question_says_of_whom_it_is_asked() -> None:
    with speaking("en"):
        first, second = asked(1, Kind.CHOICE), asked(2, only_for=frozenset({"1a", "1c"}))
        assert rules.when_asked(second, [first, second]) == "Only if “Q1” is “a” or “c”."
        assert rules.when_asked(first, [first, second]) == ""


# -- Which answers fit -----------------------------------------------------------------------------------------------

GOOD: list[tuple[Asked, Given]] = [
    (asked(), BLANK),
    (asked(kind=Kind.SHORT), Given(text="가" * 200)),
    (asked(kind=Kind.LONG), Given(text="a\nb")),
    (asked(kind=Kind.CHOICE), Given(choices=frozenset({"1a"}))),
    (asked(kind=Kind.SEVERAL), Given(choices=frozenset({"1a", "1b"}))),
    (asked(kind=Kind.NUMBER, least=1, most=12), Given(text="12")),
    (asked(kind=Kind.NUMBER), Given(text="-3")),
    (asked(kind=Kind.DATE), Given(text="1975-02-28")),
    (asked(kind=Kind.CONSENT, text_number=2, is_required=True), Given(agreed_to=2)),
    (asked(kind=Kind.FILE, is_required=True), Given(file=UploadedFile(name="a.pdf", content=PDF))),
    (asked(kind=Kind.FILE, is_required=True), Given(file_name="kept.pdf")),
]
WRONG: list[tuple[Asked, Given, str]] = [
    (asked(is_required=True), BLANK, "Please answer this question."),
    (asked(kind=Kind.CHOICE, is_required=True), BLANK, "Please choose an answer."),
    (asked(kind=Kind.FILE, is_required=True), BLANK, "Please choose a file."),
    (asked(kind=Kind.CONSENT, is_required=True), BLANK, "Please agree to this"),
    (asked(kind=Kind.CONSENT, text_number=2), Given(agreed_to=1), "has changed meanwhile"),
    (asked(), Given(text="가" * 10_000), "Please shorten this to 200 characters; it has 10000."),
    (asked(most=5), Given(text="123456"), "Please shorten this to 5 characters"),
    (asked(), Given(text="a\x07b"), "control characters"),
    (asked(), Given(text="a\nb"), "control characters"),
    (asked(kind=Kind.LONG), Given(text="a\u202eb"), "control characters"),
    (asked(kind=Kind.CHOICE), Given(choices=frozenset({"2a"})), "from what is offered"),
    (asked(kind=Kind.CHOICE), Given(choices=frozenset({"1a", "1b"})), "from what is offered"),
    (asked(kind=Kind.SEVERAL), Given(choices=frozenset({"1a", "' OR 1=1"})), "from what is offered"),
    (asked(kind=Kind.NUMBER), Given(text="1,5"), "Write a whole number like 12"),
    (asked(kind=Kind.NUMBER), Given(text="1e9"), "Write a whole number like 12"),
    (asked(kind=Kind.NUMBER), Given(text="9" * 400), "Write a whole number like 12"),
    (asked(kind=Kind.NUMBER, least=2), Given(text="1"), "Write a number from 2."),
    (asked(kind=Kind.NUMBER, most=2), Given(text="3"), "Write a number up to 2."),
    (asked(kind=Kind.DATE), Given(text="2026-02-30"), "Write a day like 2026-11-25."),
    (asked(kind=Kind.DATE), Given(text="9999-01-01"), "Write a day like 2026-11-25."),
    (asked(kind=Kind.DATE), Given(text="내일"), "Write a day like 2026-11-25."),
    (asked(kind=Kind.FILE), Given(file=UploadedFile(name="a.exe", content=b"MZ")), "Only PDF"),
    (asked(kind=Kind.FILE), Given(file=UploadedFile(name="a.pdf", content=b"<html>")), "does not fit its name"),
    (asked(kind=Kind.FILE, most=1), Given(file=UploadedFile(name="a.pdf", content=PDF + b"0" * 2**20)), "than 1 MB"),
]


@pytest.mark.parametrize(("question", "answer"), GOOD, ids=[f"{one.kind} {n}" for n, (one, _) in enumerate(GOOD)])
def test_what_fits_is_kept(question: Asked, answer: Given) -> None:
    assert rules.fault_of(question, answer, is_needed=question.is_required) is None


@pytest.mark.parametrize(
    ("question", "answer", "sentence"), WRONG, ids=[f"{one.kind} {n}" for n, (one, _a, _s) in enumerate(WRONG)]
)
def test_what_does_not_fit_is_said(question: Asked, answer: Given, sentence: str) -> None:
    with speaking("en"):
        assert sentence in str(rules.fault_of(question, answer, is_needed=question.is_required))


def test_full_width_digits_are_digits() -> None:
    assert rules.tidied(Kind.NUMBER, " １２ ") == "12"
    assert rules.tidied(Kind.DATE, "２０２６-１１-２５") == "2026-11-25"
    assert rules.tidied(Kind.SHORT, "１２") == "１２"


# -- Until when ------------------------------------------------------------------------------------------------------


def test_after_the_deadline_only_what_is_open_can_be_answered() -> None:
    questions = [asked(1), asked(2), asked(3, stage=Stage.FOLLOW_UP), asked(4, stage=Stage.DESK)]
    sent = {"q1": Given(text="a")}

    def names(*, confirmed: bool, now: datetime) -> list[str]:
        found = rules.open_to_person(questions, sent, is_confirmed=confirmed, until=NOON, ends_at=NOON + DAY, now=now)
        return [one.public_id for one in found]

    assert names(confirmed=True, now=NOON - DAY) == ["q1", "q2", "q3"]
    assert names(confirmed=False, now=NOON - DAY) == ["q1", "q2"]
    assert names(confirmed=True, now=NOON) == ["q2", "q3"]
    assert names(confirmed=True, now=NOON + DAY) == []


def test_required_questions_and_those_asked_afterwards_wait_for_an_answer() -> None:
    questions = [asked(1, is_required=True), asked(2), asked(3, stage=Stage.FOLLOW_UP)]
    assert [one.id for one in rules.that_wait(questions, {}, questions)] == [1, 3]
    assert [one.id for one in rules.that_wait(questions, {"q1": Given(text="a")}, questions)] == [3]
    assert rules.that_wait(questions, {}, []) == []


# -- Which questions make sense --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (Kind.SHORT, {"label_ko": "", "label_en": ""}, "label_ko"),
        (Kind.CONSENT, {"text_ko": "", "text_en": ""}, "text_ko"),
        (Kind.CONSENT, {"stage": Stage.DESK}, "stage"),
        (Kind.CHOICE, {"offered": [("하나", "One")]}, "options"),
        (Kind.CHOICE, {"offered": [("하나", "One"), ("하나", "Two")]}, "options"),
        (Kind.SEVERAL, {"offered": [(f"{n}", "") for n in range(51)]}, "options"),
        (Kind.NUMBER, {"least": 2, "most": 1}, "most"),
        (Kind.FILE, {"most": 11}, "most"),
        (Kind.LONG, {"most": 5001}, "most"),
    ],
)
def test_a_question_without_sense_is_refused_at_its_field(kind: Kind, changes: dict[str, Any], field: str) -> None:
    assert list(rules.faults_of_plan(plan_of(kind, **changes), [])) == [field]


@pytest.mark.parametrize("kind", list(Kind))
def test_one_language_is_enough(kind: Kind) -> None:
    assert not rules.faults_of_plan(plan_of(kind, label_ko=""), [])


# -- The same question at several events -----------------------------------------------------------------------------


def at_event(event: int, questions: list[Asked]) -> list[Asked]:
    """Ask the same at another event, where everything has another name."""
    return [
        replace(
            one,
            id=event * 100 + one.id,
            public_id=f"{event}-{one.public_id}",
            options=tuple(replace(option, public_id=f"{event}-{option.public_id}") for option in one.options),
            only_for=frozenset(f"{event}-{name}" for name in one.only_for),
            text_number=event if one.kind is Kind.CONSENT else 0,
        )
        for one in questions
    ]


@given(forms(), st.integers(2, 4))
def test_events_that_ask_the_same_ask_it_once_and_hear_the_same(
    drawn: tuple[list[Asked], dict[str, Given]], number: int
) -> None:
    questions, sent = drawn
    asked_at = {event: at_event(event, questions) for event in range(number)}
    commons = rules.in_common(asked_at)
    assert [one.asked.label_en for one in commons] == [one.label_en for one in questions]
    assert rules.is_earlier_only([one.asked for one in commons])
    renamed = {own.public_id: one.asked for own, one in zip(questions, commons, strict=True)}
    options = {
        own.public_id: named.public_id
        for one in questions
        for own, named in zip(one.options, renamed[one.public_id].options, strict=True)
    }
    once = {
        renamed[name].public_id: replace(one, choices=frozenset(options[choice] for choice in one.choices))
        for name, one in sent.items()
    }
    for event, there_asked in asked_at.items():
        there = rules.given_there(commons, once, event)
        assert there == {
            f"{event}-{name}": replace(one, choices=frozenset(f"{event}-{choice}" for choice in one.choices))
            for name, one in sent.items()
        }
        applying = {one.label_en for one in rules.that_apply(there_asked, there)}
        assert applying == {one.label_en for one in rules.that_apply(questions, sent)}


@pytest.mark.parametrize(
    "changes",
    [
        {"label_ko": "다른 말"},
        {"help_en": "Another help"},
        {"is_required": True},
        {"kept_days": 30},
        {"most": 5},
        {"kind": Kind.LONG},
        {"only_for": frozenset({"1a"})},
    ],
)
def test_what_differs_in_anything_a_reader_sees_is_another_question(changes: dict[str, Any]) -> None:
    first, second = asked(1, Kind.CHOICE), asked(2)
    commons = rules.in_common({1: [first, second], 2: [first, replace(second, **changes)]})
    assert [sorted(one.at) for one in commons] == [[1, 2], [1], [2]]


def test_names_do_not_depend_on_which_events_are_looked_at() -> None:
    asked_at = {event: at_event(event, [asked(1, Kind.SEVERAL), asked(event + 1)]) for event in (1, 2, 3)}
    everywhere = {one.asked.public_id for one in rules.in_common(asked_at)}
    for event, questions in asked_at.items():
        assert {one.asked.public_id for one in rules.in_common({event: questions})} < everywhere


def test_an_event_that_asks_the_same_twice_hears_two_answers() -> None:
    commons = rules.in_common({1: [asked(1, label_en="Guest"), asked(2, label_en="Guest")]})
    assert len(commons) == 2
    given = {one.asked.public_id: Given(text=str(number)) for number, one in enumerate(commons)}
    assert rules.given_there(commons, given, 1) == {"q1": Given(text="0"), "q2": Given(text="1")}


def test_who_agrees_once_agrees_to_the_words_as_they_are_at_each_event() -> None:
    words = {"text_en": "Photographs", "is_required": True}
    asked_at = {event: [asked(event, Kind.CONSENT, label_en="Photos", text_number=event, **words)] for event in (2, 5)}
    (common,) = rules.in_common(asked_at)
    agreed = {common.asked.public_id: Given(agreed_to=common.asked.text_number)}
    assert [rules.given_there([common], agreed, event)[f"q{event}"].agreed_to for event in (2, 5)] == [2, 5]
    assert rules.given_there([common], {}, 2) == {"q2": BLANK}


@pytest.mark.parametrize("changes", [{"kind": Kind.FILE}, {"stage": Stage.FOLLOW_UP}, {"stage": Stage.DESK}])
def test_files_and_what_is_asked_at_another_time_are_not_asked_once(changes: dict[str, Any]) -> None:
    assert rules.in_common({1: [replace(asked(1), **changes)]}) == []


# -- Written for lists -----------------------------------------------------------------------------------------------


def test_who_did_not_agree_did_not_as_long_as_it_is_known() -> None:
    photos = asked(2, Kind.CONSENT, text_number=1, kept_days=3, only_for=frozenset({"1a"}))
    ate = {"q1": Given(choices=frozenset({"1a"}))}

    def words(given: dict[str, Given], day: int) -> str:
        return rules.say_of(photos, given, ends_at=NOON, now=NOON + day * DAY)

    with speaking("en"):
        assert words({**ate, "q2": Given(agreed_to=1)}, 0) == "yes"
        assert words(ate, 2) == "no"
        assert words(ate, 3) == "", "erased answers say nothing"
        assert words({}, 0) == "", "nobody asked"
