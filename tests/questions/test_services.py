"""Are answers kept as they were given, let go of when they no longer apply, and forgotten in time?"""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.admission.models import Terms
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.events import services as events
from eventhub.events.models import Event, Status
from eventhub.events.rules import Part
from eventhub.programme.rules import UploadedFile
from eventhub.questions import queries, services
from eventhub.questions.errors import (
    DependsOnEarlier,
    NoMoreAnswers,
    OthersDependOnIt,
    QuestionChangedMeanwhile,
    SenselessAnswers,
    SenselessQuestion,
    TooManyQuestions,
)
from eventhub.questions.jobs import ask_those_who_owe_answers, forget_old_answers
from eventhub.questions.models import Answer, AnswerFile, ChosenOption, ConsentText, Kind, Question, Stage
from eventhub.questions.rules import Asked, Given, Plan, say, that_lack
from eventhub.registrations.models import ACTIVE, Registration, Standing
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.questions import make_question, option, plan_of
from tests.factories.registrations import make_registration

PDF = UploadedFile(name="명함.pdf", content=b"%PDF-1.7\n%%EOF\n")


@pytest.fixture
def event(app: Flask) -> Event:
    """An event to ask questions at."""
    return make_event()


def count(table: type[Any]) -> int:
    """Count the rows of a table."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def answer(place: Registration, given: dict[str, Given], locale: str = "ko") -> None:
    """Answer on the page of a place."""
    public_id = place.public_id
    with transaction():
        services.answer_again(public_id, given, locale=locale, now=now())


def given(place: Registration) -> dict[str, Given]:
    """Read what is kept."""
    session.rollback()
    return queries.given_by(place.id)


def fill_in(place: Registration, given: dict[Asked, Given], *, agreed: ConsentText | None = None) -> None:
    """Fill in as the team; who agreed to some words did that before."""
    by, public_id = make_account(), place.public_id
    if agreed is not None:
        values = {"registration_id": place.id, "question_id": agreed.question_id, "consent_text_id": agreed.id}
        saved(Answer(answered_at=now(), **values))
    with transaction():
        named = {one.public_id: words for one, words in given.items()}
        services.answer_for(public_id, named, by=by, locale="ko", now=now())


def revise(asked: Asked, event: Event, plan: Plan, *, version: int = 0) -> None:
    """Change a question."""
    by, event_id = make_account(), event.id
    with transaction():
        services.revise(event_id, asked.public_id, plan, version=version or asked.version, by=by, now=now())


# -- Asking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_asked_as_it_was_planned(event: Event, kind: Kind) -> None:
    asked = make_question(event.id, kind, is_required=True, help_ko="도움말", kept_days=30)
    plan = plan_of(kind, is_required=True, help_ko="도움말", kept_days=30)
    for name in ("kind", "stage", "label_ko", "label_en", "help_ko", "is_required", "kept_days", "text_ko", "text_en"):
        assert getattr(asked, name) == getattr(plan, name)
    assert [one.label_en for one in asked.options] == [one.label_en for one in plan.options]


def test_a_question_stays_behind_the_one_it_depends_on(event: Event) -> None:
    first = make_question(event.id, Kind.CHOICE)
    second = make_question(event.id, only_for=frozenset({option(first, "Vegetarian")}))
    third, event_id, by = make_question(event.id), event.id, make_account()
    with pytest.raises(DependsOnEarlier), transaction():
        services.move(event_id, second.public_id, by=by, places=-1, now=now())
    with transaction():
        services.move(event_id, third.public_id, by=by, places=-1, now=now())
    assert [one.id for one in queries.list_questions(event_id)] == [first.id, third.id, second.id]
    with pytest.raises(DependsOnEarlier), transaction():
        services.move(event_id, first.public_id, by=by, places=2, now=now())
    with pytest.raises(OthersDependOnIt), transaction():
        services.remove(event_id, first.public_id, by=by, now=now())
    later = plan_of(Kind.CHOICE, stage=Stage.FOLLOW_UP, options=first.options)
    with pytest.raises(OthersDependOnIt):
        revise(first, event, later)


def test_a_question_cannot_depend_on_itself_nor_on_another_events(event: Event) -> None:
    asked, other = make_question(event.id, Kind.CHOICE), make_question(make_event().id, Kind.CHOICE)
    for options in (asked.options, other.options):
        with pytest.raises(SenselessQuestion):
            revise(
                asked, event, plan_of(Kind.CHOICE, options=asked.options, only_for=frozenset({options[0].public_id}))
            )


def test_who_saves_upon_an_older_state_is_told(event: Event) -> None:
    asked = make_question(event.id)
    revise(asked, event, plan_of(Kind.SHORT, label_en="Newer"))
    with pytest.raises(QuestionChangedMeanwhile):
        revise(asked, event, plan_of(Kind.SHORT, label_en="Older"))
    assert queries.get_asked(event.id, asked.public_id).label_en == "Newer"


def test_an_answer_somebody_chose_is_renamed_but_not_removed(event: Event) -> None:
    asked, place = make_question(event.id, Kind.CHOICE), make_registration(event)
    chosen = option(asked, "Vegetarian")
    answer(place, {asked.public_id: Given(choices=frozenset({chosen}))})
    without = tuple(one for one in asked.options if one.public_id != chosen)
    with pytest.raises(SenselessQuestion) as refused:
        revise(asked, event, plan_of(Kind.CHOICE, options=without))
    assert list(refused.value.faults) == ["options"]
    kept = tuple(one for one in asked.options if one.public_id == chosen)
    renamed = type(kept[0])(public_id=chosen, label_en="Vegan")
    revise(asked, event, plan_of(Kind.CHOICE, options=(renamed, asked.options[0])))
    (again,) = queries.list_questions(event.id)
    assert say(again, queries.given_by(place.id)[asked.public_id]) == "Vegan"


def test_an_answered_question_is_not_shown_to_others_than_before(event: Event) -> None:
    asked, place = make_question(event.id), make_registration(event)
    answer(place, {asked.public_id: Given(text="a")})
    with pytest.raises(SenselessQuestion):
        revise(asked, event, plan_of(Kind.SHORT, stage=Stage.DESK))


def test_nobody_is_asked_more_than_fifty_questions(event: Event) -> None:
    event_id, by = event.id, make_account()
    with transaction():
        session.add_all(
            Question(event_id=event_id, kind=Kind.SHORT, stage=Stage.DESK, label_ko="?", created_at=now())
            for _ in range(50)
        )
    with pytest.raises(TooManyQuestions), transaction():
        services.add(event_id, plan_of(Kind.SHORT), by=by, now=now())


# -- Answering -------------------------------------------------------------------------------------------------------


def test_answers_that_no_longer_apply_are_let_go_of(event: Event) -> None:
    first, place = make_question(event.id, Kind.CHOICE), make_registration(event)
    second = make_question(event.id, only_for=frozenset({option(first, "Vegetarian")}), is_required=True)
    third = make_question(event.id, Kind.FILE, stage=Stage.FOLLOW_UP, only_for=second.only_for)
    vegetarian = Given(choices=frozenset({option(first, "Vegetarian")}))
    with pytest.raises(SenselessAnswers):
        answer(place, {first.public_id: vegetarian})
    sent = {first.public_id: vegetarian, second.public_id: Given(text="땅콩"), third.public_id: Given(file=PDF)}
    answer(place, sent)
    assert set(given(place)) == {first.public_id, second.public_id, third.public_id}
    assert given(place)[third.public_id].file_name == "명함.pdf"
    korean = Given(choices=frozenset({option(first, "Korean")}))
    answer(place, {first.public_id: korean, second.public_id: Given(text="땅콩")})
    assert given(place) == {first.public_id: korean}
    assert (count(AnswerFile), count(ChosenOption)) == (0, 1)


def test_what_was_agreed_to_is_kept_word_for_word(event: Event) -> None:
    asked, place = make_question(event.id, Kind.CONSENT), make_registration(event)
    answer(place, {asked.public_id: Given(agreed_to=1)}, locale="en")
    revise(asked, event, plan_of(Kind.CONSENT, text_ko="새 글", text_en="New words"))
    kept = queries.list_answers(place.id)[0]
    assert kept.consent_text is not None
    assert (kept.consent_text.text_en, kept.locale) == ("I agree that photographs are published.", "en")
    with pytest.raises(SenselessAnswers):
        answer(place, {asked.public_id: Given(agreed_to=1)})
    answer(place, {asked.public_id: Given(agreed_to=2)})
    assert given(place)[asked.public_id].agreed_to == 2
    assert count(ConsentText) == 2


def test_words_are_kept_once_while_they_do_not_change(event: Event) -> None:
    asked = make_question(event.id, Kind.CONSENT)
    revise(asked, event, plan_of(Kind.CONSENT, help_ko="다른 도움말"))
    assert count(ConsentText) == 1


def test_a_kept_file_stays_until_another_one_comes(event: Event) -> None:
    asked, place = make_question(event.id, Kind.FILE, is_required=True), make_registration(event)
    answer(place, {asked.public_id: Given(file=PDF)})
    answer(place, {asked.public_id: Given(file_name="명함.pdf")})
    kept, content = queries.get_file(place.id, asked.public_id, is_desk=False)
    assert (kept.file_name, content) == (PDF.name, PDF.content)
    other = UploadedFile(name="other.pdf", content=b"%PDF-1.4 other")
    answer(place, {asked.public_id: Given(file=other)})
    assert queries.get_file(place.id, asked.public_id, is_desk=False)[1] == other.content
    assert count(AnswerFile) == 1


def test_the_team_may_leave_open_what_people_must_answer_and_agrees_to_nothing(event: Event) -> None:
    asked, badge = make_question(event.id, is_required=True), make_question(event.id, stage=Stage.DESK)
    consent, place, by = make_question(event.id, Kind.CONSENT), make_registration(event), make_account()
    filled = {badge.public_id: Given(text="금색"), consent.public_id: Given(agreed_to=1)}
    with transaction():
        services.answer_for(place.public_id, filled, by=by, locale="ko", now=now())
    assert given(place) == {badge.public_id: Given(text="금색")}
    answer(place, {asked.public_id: Given(text="a"), badge.public_id: Given(text="은색")})
    assert given(place)[badge.public_id].text == "금색"


def test_after_the_deadline_an_answer_stays(event: Event, at: Callable[[str], Any]) -> None:
    asked, late, place = make_question(event.id), make_question(event.id), make_registration(event)
    saved(Terms(event_id=event.id, changes_close_hours=48))
    answer(place, {asked.public_id: Given(text="before")})
    with at("2026-03-11 09:00"):
        answer(place, {asked.public_id: Given(text="after"), late.public_id: Given(text="late")})
    assert {one.text for one in given(place).values()} == {"before", "late"}
    with at("2026-03-13 09:00"), pytest.raises(NoMoreAnswers):
        answer(place, {late.public_id: Given(text="too late")})


@pytest.mark.parametrize("standing", [Standing.CANCELLED, Standing.DECLINED, Standing.LAPSED])
def test_who_does_not_come_answers_nothing(event: Event, standing: Standing) -> None:
    asked, place = make_question(event.id), make_registration(event, standing=standing)
    with pytest.raises(NoMoreAnswers):
        answer(place, {asked.public_id: Given(text="a")})


# -- Reading ---------------------------------------------------------------------------------------------------------


def test_answers_are_written_as_a_reader_would(event: Event) -> None:
    place, filled, questions = make_registration(event), {}, {}
    values: dict[Kind, Given] = {
        Kind.SHORT: Given(text="짧은 글"),
        Kind.NUMBER: Given(text="3"),
        Kind.DATE: Given(text="2026-11-25"),
        Kind.FILE: Given(file=PDF),
        Kind.CONSENT: Given(agreed_to=1),
    }
    for kind, value in values.items():
        questions[kind] = make_question(event.id, kind)
        filled[questions[kind].public_id] = value
    several = make_question(event.id, Kind.SEVERAL)
    filled[several.public_id] = Given(choices=frozenset({option(several, "Korean"), option(several, "None")}))
    answer(place, filled)
    given = queries.given_at(event.id)[place.id]
    assert given == queries.given_by(place.id)
    assert say(several, given[several.public_id]) == "한식, 안 먹음"
    said = [say(one, given[one.public_id]) for one in questions.values()]
    assert said == ["짧은 글", "3", "2026. 11. 25.(수)", "명함.pdf", "예"]


def test_reading_many_answers_costs_as_much_as_reading_few(event: Event, count_queries: Callable[[], Any]) -> None:
    asked, event_id = make_question(event.id, Kind.SEVERAL), event.id

    def somebody_answers() -> None:
        choices = frozenset(one.public_id for one in asked.options)
        answer(make_registration(session.get_one(Event, event_id)), {asked.public_id: Given(choices=choices)})

    def cost(people: int) -> int:
        session.rollback()
        session.expunge_all()
        with count_queries() as counted:
            assert len(queries.given_at(event_id)) == people
            assert len(queries.list_questions(event_id)) > 0
        return len(counted)

    somebody_answers()
    few = cost(1)
    for _ in range(4):
        somebody_answers()
    make_question(event_id, Kind.CHOICE)
    make_question(event_id, Kind.CONSENT)
    assert cost(5) == few


def test_who_owes_answers_is_the_same_asked_of_one_and_of_everybody(event: Event) -> None:
    lunch = make_question(event.id, Kind.SEVERAL, is_required=True)
    diet = make_question(event.id, is_required=True, only_for=frozenset({option(lunch, "Vegetarian")}))
    plate = make_question(event.id, is_required=True, only_for=frozenset({option(lunch, "None")}))
    photos = make_question(event.id, Kind.CONSENT, is_required=True)
    make_question(event.id)
    make_question(event.id, stage=Stage.DESK, is_required=True)
    after = make_question(event.id, Kind.DATE, stage=Stage.FOLLOW_UP, is_required=True)
    eaten = [frozenset[str](), frozenset({option(lunch, "Korean")}), frozenset({option(lunch, "Vegetarian")})]
    eaten.append(frozenset({option(lunch, "Vegetarian"), option(lunch, "None")}))
    old = queries.get_words(photos.id, 1)
    revise(photos, event, plan_of(Kind.CONSENT, is_required=True, text_ko="새 글", text_en="New words"))
    new = queries.get_words(photos.id, 2)
    # The newest words of another question are not those of this one.
    make_question(event.id, Kind.CONSENT)
    ways = product((*ACTIVE, Standing.CANCELLED), eaten, ("", "콩"), (None, old, new), ("", "2026-03-10"))
    for standing, choices, words, agreed, day in list(ways)[::7]:
        place = make_registration(event, standing=standing)
        given = {
            lunch: Given(choices=choices),
            after: Given(text=day),
            **dict.fromkeys((diet, plate), Given(text=words)),
        }
        fill_in(place, given, agreed=agreed)
    questions, given_at = queries.list_questions(event.id), queries.given_at(event.id)
    places = session.scalars(select(Registration).where(Registration.event_id == event.id)).all()
    by_one = {
        place.id
        for place in places
        if place.standing in ACTIVE
        and that_lack(questions, given_at.get(place.id, {}), is_confirmed=place.standing is Standing.CONFIRMED)
    }
    assert set(session.scalars(queries.who_lacks(event.id))) == by_one
    assert 0 < len(by_one) < len([one for one in places if one.standing in ACTIVE])


def test_choices_are_counted_by_what_the_place_is_worth(event: Event) -> None:
    asked = make_question(event.id, Kind.CHOICE)
    korean = option(asked, "Korean")
    for standing in (Standing.CONFIRMED, Standing.CONFIRMED, Standing.WAITING):
        answer(make_registration(event, standing=standing), {asked.public_id: Given(choices=frozenset({korean}))})
    assert queries.count_choices(event.id) == {korean: {Standing.CONFIRMED: 2, Standing.WAITING: 1}}


def test_what_the_team_keeps_for_itself_is_not_there_for_the_person(event: Event) -> None:
    asked, place, by = make_question(event.id, Kind.FILE, stage=Stage.DESK), make_registration(event), make_account()
    with transaction():
        services.answer_for(place.public_id, {asked.public_id: Given(file=PDF)}, by=by, locale="ko", now=now())
    assert queries.get_file(place.id, asked.public_id, is_desk=True)[1] == PDF.content
    with pytest.raises(NotFound):
        queries.get_file(place.id, asked.public_id, is_desk=False)


# -- By letter -------------------------------------------------------------------------------------------------------


def test_people_with_a_place_are_asked_once_for_each_time_questions_were_added(
    event: Event, outbox: Callable[..., list[Any]], at: Callable[[str], Any]
) -> None:
    place, waiting = make_registration(event), make_registration(event, standing=Standing.WAITING)
    email = (
        place.account.email
        if "account" in place.__dict__
        else session.get_one(type(make_account()), place.account_id).email
    )
    make_question(event.id, stage=Stage.FOLLOW_UP, label_ko="차량 번호")
    make_question(event.id, stage=Stage.DESK)
    ask_those_who_owe_answers()
    assert outbox(email) == []
    with at("2026-03-02 09:10"):
        assert ask_those_who_owe_answers() == "1 asked"
        assert ask_those_who_owe_answers() == ""
    letter = outbox(email)[0]
    assert "차량 번호" in letter.text
    assert "/questions" in letter.text
    with at("2026-03-02 09:30"):
        make_question(event.id, stage=Stage.FOLLOW_UP)
    with at("2026-03-02 10:00"):
        ask_those_who_owe_answers()
    assert len(outbox(email)) == 2
    assert len(outbox()) == 2, f"who waits is not asked: {waiting.name}"


def test_who_owes_nothing_gets_no_letter(
    event: Event, outbox: Callable[..., list[Any]], at: Callable[[str], Any]
) -> None:
    asked, place = make_question(event.id, stage=Stage.FOLLOW_UP), make_registration(event)
    make_question(event.id)
    answer(place, {asked.public_id: Given(text="a")})
    with at("2026-03-02 09:10"):
        assert ask_those_who_owe_answers() == ""
    assert outbox() == []


def test_the_letter_is_in_the_language_of_the_place(
    event: Event, outbox: Callable[..., list[Any]], at: Callable[[str], Any]
) -> None:
    make_registration(event, locale="en")
    make_question(event.id, is_required=True, label_en="Number plate")
    with at("2026-03-02 09:10"):
        ask_those_who_owe_answers()
    letter = outbox()[0]
    assert letter.subject.startswith("[Questions] ")
    assert "Number plate" in letter.text
    assert "Number plate" in letter.html


# -- Endings ---------------------------------------------------------------------------------------------------------


def test_answers_are_erased_when_it_was_promised_with_their_files(event: Event, at: Callable[[str], Any]) -> None:
    month, year = make_question(event.id, Kind.FILE, kept_days=30), make_question(event.id, Kind.SEVERAL)
    place = make_registration(event)
    choices = frozenset({option(year, "Korean")})
    answer(place, {month.public_id: Given(file=PDF), year.public_id: Given(choices=choices)})
    with at("2026-04-11 09:00"):
        assert forget_old_answers() == ""
    with at("2026-04-12 09:00"):
        assert forget_old_answers() == "1 answers"
    assert (count(AnswerFile), count(Answer)) == (0, 1)
    with at("2027-03-13 09:00"):
        forget_old_answers()
    assert (count(Answer), count(ChosenOption), count(Question)) == (0, 0, 2)


def test_removing_a_question_takes_its_answers_along(event: Event) -> None:
    asked, other, place = make_question(event.id, Kind.FILE), make_question(event.id), make_registration(event)
    answer(place, {asked.public_id: Given(file=PDF), other.public_id: Given(text="a")})
    by, event_id = make_account(), event.id
    with transaction():
        services.remove(event_id, asked.public_id, by=by, now=now())
    assert list(given(place)) == [other.public_id]
    assert (count(AnswerFile), count(Question)) == (0, 1)


def test_a_discarded_draft_takes_its_questions_along(event: Event) -> None:
    first, place = make_question(event.id, Kind.CHOICE), make_registration(event, standing=Standing.WAITING)
    make_question(event.id, only_for=frozenset({option(first, "None")}))
    make_question(event.id, Kind.CONSENT)
    answer(place, {first.public_id: Given(choices=frozenset({option(first, "None")}))})
    by, event_id = make_account(), event.id
    with transaction():
        session.get_one(Event, event_id).status = Status.DRAFT
    with transaction():
        services.ask_again(place.public_id, now=now())
    with transaction():
        events.discard(event_id, by=by, now=now())
    assert (count(Question), count(Answer), count(ConsentText), count(Event)) == (0, 0, 0, 0)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_copied_event_asks_the_same_but_keeps_nobodys_answers(event: Event, *, wanted: bool) -> None:
    first, place = make_question(event.id, Kind.CHOICE), make_registration(event)
    make_question(event.id, Kind.CONSENT, stage=Stage.FOLLOW_UP, only_for=frozenset({option(first, "None")}))
    answer(place, {first.public_id: Given(choices=frozenset({option(first, "None")}))})
    by, event_id, day = make_account(), event.id, (event.starts_at + timedelta(days=30)).date()
    with transaction():
        parts = {Part.QUESTIONS} if wanted else set[Part]()
        there = session.get_one(Event, event_id)
        made = events.copy(there, day, parts, zone=there.starts_at.tzinfo, by=by, now=now()).id  # type: ignore[arg-type]
    copied = queries.list_questions(made)
    assert [one.kind for one in copied] == ([Kind.CHOICE, Kind.CONSENT] if wanted else [])
    if wanted:
        assert copied[1].only_for == {option(copied[0], "None")}
        assert copied[1].only_for.isdisjoint(one.public_id for one in first.options)
        assert copied[1].text_ko == "사진을 찍어 공개하는 데 동의합니다."
    assert queries.given_at(made) == {}
