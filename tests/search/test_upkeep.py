"""Does the collection follow the database, without reading or learning twice, and go on where a disk is full?"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status
from eventhub.events.models import Visibility as EventVisibility
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import shipped, with_concept
from eventhub.matching import text
from eventhub.matching.index import files
from eventhub.matching.models import AnalysedText
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem, State, Visibility
from eventhub.search import collection
from eventhub.search import upkeep as upkeeping
from eventhub.search.errors import BadQuestion
from eventhub.search.rules import Question
from eventhub.search.upkeep import Upkeep
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.organisations import make_capability, make_organisation
from tests.factories.problems import make_problem, make_technical_problem

At = Callable[[str], Any]


@pytest.fixture(autouse=True)
def world(app: Flask) -> Mapping[str, Any]:
    """Make enough that one more is no growth to speak of, in a process that remembers no text."""
    text.forget()
    organisation = make_organisation(about_ko="절삭 가공과 드릴링을 합니다.")
    for number in range(12):
        make_event(complex_id=organisation.complex_id, title_ko=f"도금 세미나 {number}", text_ko="박리를 줄입니다.")
    return {
        "organisation": organisation.id,
        "capability": make_capability(organisation, title_ko="칩 배출 개선", text_ko="깊은 구멍을 뚫습니다.").id,
        "event": make_event(complex_id=organisation.complex_id, title_ko="버 제거 강습", text_ko="", text_en="").id,
        "problem": make_technical_problem(
            organisation, text="카나리아 공정이 멈춥니다.", wording="공정이 멈춥니다.", visibility=Visibility.PUBLIC
        ).id,
    }


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let more change before everything is learned anew."""
    monkeypatch.setattr(collection, "GROWTH", 0.5)


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many entries were learned each time."""
    noted: list[int] = []
    learn = collection.Collection.learn

    def note(entries: Any, *rest: Any) -> collection.Collection:
        noted.append(len(entries))
        return learn(entries, *rest)

    monkeypatch.setattr(collection.Collection, "learn", note)
    return noted


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which texts are given to the analyser."""
    noted: list[str] = []
    afresh = text._analyse_afresh

    def note(texts: Any, own_words: tuple[str, ...]) -> Iterator[tuple[str, text.Analysis]]:
        noted.extend(texts)
        return afresh(texts, own_words)

    monkeypatch.setattr(text, "_analyse_afresh", note)
    return noted


def found(where: Upkeep, asked: str, *kinds: str) -> list[str]:
    """List what is found, by kind."""
    hits = json.loads(where.answer(Question(asked)))["hits"]
    return [hit["kind"] for hit in hits if not kinds or hit["kind"] in kinds]


def change(model: Any, row: int, **values: Any) -> None:
    """Change a row, as a service would."""
    with transaction():
        for name, value in values.items():
            setattr(session.get_one(model, row), name, value)


def again(before: Upkeep) -> Upkeep:
    """Start another process."""
    text.forget()
    session.remove()
    return Upkeep(before.app, before.path, before.tell)


def test_before_the_first_look_the_asker_is_told_to_wait(upkeep: Upkeep) -> None:
    with pytest.raises(BadQuestion, match="still being read"):
        upkeep.answer(Question("휨"))
    assert json.loads(upkeep.answer(Question(""))) == {"state": {"entries": 0, "learned_on": ""}}


def test_everything_some_reader_may_see_is_found(upkeep: Upkeep, told: list[str]) -> None:
    upkeep.look()
    assert found(upkeep, "기리코") == ["organisation"]
    assert found(upkeep, "deburring") == ["event"]
    assert found(upkeep, "카나리아") == ["problem"]
    assert sorted(found(upkeep, "공정이 멈춥니다")) == ["problem", "wording"]
    assert json.loads(upkeep.answer(Question(" "))) == {"state": {"entries": 16, "learned_on": "2026-03-02"}}
    assert told[0].endswith("yet; it is made anew")
    assert "16 entries: reading" in told
    assert told[-1] == "16 entries can be found"


def test_what_no_list_shows_is_not_there(upkeep: Upkeep, world: Mapping[str, Any]) -> None:
    change(Event, world["event"], visibility=EventVisibility.UNLISTED)
    make_event(title_ko="미정 초안", status=Status.DRAFT)
    make_technical_problem(text="x", wording="비밀 낱말 콸라룽", visibility=Visibility.PRIVATE)
    make_problem(text="x", wording="아직 낱말 쿠알라", visibility=Visibility.PUBLIC, state=State.STATED)
    upkeep.look()
    assert found(upkeep, "버 제거") == []
    assert found(upkeep, "미정 초안", "event") == []
    assert found(upkeep, "콸라룽") == []
    assert found(upkeep, "쿠알라") == []


def test_a_look_that_sees_nothing_new_is_one_statement(upkeep: Upkeep, count_queries: Any, learned: list[int]) -> None:
    upkeep.look()
    session.remove()
    with count_queries() as counted:
        upkeep.look()
    assert len([each for each in counted.statements if each != "BEGIN"]) == 1
    assert learned == [16]


def test_changes_are_found_by_the_next_look_without_learning_anew(
    upkeep: Upkeep,
    world: Mapping[str, Any],
    learned: list[int],
    told: list[str],
    at: At,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collection, "GROWTH", 0.5)
    upkeep.look()
    with at("2026-03-02 10:00"):
        make_event(title_ko="Zyphrelon 설명회")
        upkeep.look()
        assert found(upkeep, "Zyphrelon") == ["event"]
    with at("2026-03-02 11:00"):
        moment = now()
        change(Capability, world["capability"], title_ko="멕기 박리", updated_at=moment, revision=2)
        upkeep.look()
        assert "organisation" in found(upkeep, "멕기")
        assert found(upkeep, "기리코") == []
    with at("2026-03-02 12:00"):
        change(Capability, world["capability"], withdrawn_at=now(), updated_at=now(), revision=3)
        change(Problem, world["problem"], state=State.CLOSED, updated_at=now())
        upkeep.look()
        assert "organisation" not in found(upkeep, "멕기 박리")
        assert found(upkeep, "공정이 멈춥니다") == ["problem"]
    assert learned == [16]
    assert told[-1] == "1 entries new or changed, 1 gone"


def test_what_comes_in_with_an_old_date_is_found_too(upkeep: Upkeep, learned: list[int], at: At) -> None:
    upkeep.look()
    with at("2026-03-02 12:00"):
        make_event(title_ko="Zyphrelon 설명회", updated_at=now() - timedelta(days=400))
        upkeep.look()
        assert found(upkeep, "Zyphrelon") == ["event"]
    assert learned == [16]


def test_the_analyser_is_awake_before_the_first_question(upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    upkeep.look()
    text._kiwi.cache_clear()
    second = again(upkeep)
    second.look()
    assert text._kiwi.cache_info().currsize == 1


def test_another_process_begins_with_the_file_and_what_changed_meanwhile(
    upkeep: Upkeep, learned: list[int], read: list[str], at: At
) -> None:
    upkeep.look()
    with at("2026-03-02 10:00"):
        make_event(title_ko="Zyphrelon 설명회", title_en="", text_ko="", text_en="")
    read.clear()
    second = again(upkeep)
    second.look()
    assert learned == [16]
    assert read == ["Zyphrelon 설명회"]
    assert found(second, "Zyphrelon") == ["event"]
    assert found(second, "기리코") == ["organisation"]


def test_no_text_is_read_twice_even_where_everything_is_learned_anew(
    upkeep: Upkeep, learned: list[int], read: list[str]
) -> None:
    upkeep.look()
    upkeep.path.unlink()
    read.clear()
    again(upkeep).look()
    assert learned == [16, 16]
    assert read == []
    assert session.scalar(select(func.count()).select_from(AnalysedText))


def test_each_day_everything_is_learned_anew_while_the_old_answers(upkeep: Upkeep, learned: list[int], at: At) -> None:
    upkeep.look()
    before = upkeep.collection
    with at("2026-03-03 00:01"):
        upkeep.look()
        upkeep.look()
    assert learned == [16, 16]
    assert upkeep.collection is not before
    with at("2026-03-04 00:01"):
        second = again(upkeep)
        second.look()
    assert learned == [16, 16, 16]


def test_a_tenth_more_and_another_lexicon_are_learned_anew(upkeep: Upkeep, learned: list[int], at: At) -> None:
    upkeep.look()
    with at("2026-03-02 10:00"):
        for number in range(2):
            make_event(title_ko=f"새 강습 {number}")
            upkeep.look()
    assert learned == [16, 18]
    assert "event" not in found(upkeep, "구란마이트")
    lexicon = with_concept(shipped(), ("구란마이트", "버 제거"))
    saved(LexiconVersion(number=1, content=lexicon.kept(), made_at=now(), made_by_id=make_account().id))
    upkeep.look()
    assert learned == [16, 18, 18]
    assert "event" in found(upkeep, "구란마이트")


def test_a_damaged_file_is_made_anew(upkeep: Upkeep, learned: list[int], told: list[str]) -> None:
    upkeep.look()
    content = bytearray(upkeep.path.read_bytes())
    content[-3000] ^= 1
    upkeep.path.write_bytes(content)
    again(upkeep).look()
    assert learned == [16, 16]
    assert any("is damaged: its numbers have changed; it is made anew" in line for line in told)
    again(upkeep).look()
    assert learned == [16, 16]


def test_a_full_disk_leaves_the_old_file_and_is_said(
    upkeep: Upkeep, at: At, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    upkeep.look()
    before = upkeep.path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_write", full)
    with at("2026-03-03 00:01"):
        upkeep.look()
        assert upkeep.collection
        assert upkeep.collection.learned_on == "2026-03-03"
    assert upkeep.path.read_bytes() == before
    assert "No space left on device. What was there before stays in use. The search goes on" in caplog.text


def test_where_there_is_nothing_nothing_is_found_until_there_is(upkeep: Upkeep, at: At, app: Flask) -> None:
    with transaction():
        for model in (Problem, Capability, Event):
            session.execute(delete(model))
        session.execute(update(Organisation).values(name_ko="", name_en="", main_product_ko="", main_product_en=""))
        session.execute(update(Organisation).values(about_ko=""))
    upkeep.look()
    assert found(upkeep, "휨") == []
    with at("2026-03-02 10:00"):
        make_event(title_ko="사출 휨 강습")
        upkeep.look()
        assert found(upkeep, "휨") == ["event"]


def test_the_index_of_another_database_is_not_used(upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    lexicon = shipped()
    before = upkeeping.contents_of(lexicon)
    monkeypatch.setattr(upkeeping.db.engine, "url", upkeeping.db.engine.url.set(database="another"))
    assert upkeeping.contents_of(lexicon) != before


def test_what_goes_wrong_in_a_look_is_told_and_tried_again(
    upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise ZeroDivisionError
        upkeep.stop()

    monkeypatch.setattr(upkeeping, "TRIES_AGAIN_AFTER", 0.01)
    monkeypatch.setattr(upkeep, "look", look)
    upkeep.run()
    assert len(looks) == 2
    assert "it is tried again" in caplog.text
