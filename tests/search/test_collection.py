"""Does the collection find by meaning, follow changes as if learned anew, and come back from its file as it was?"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from eventhub.lexicon.rules import EMPTY, shipped, with_concept
from eventhub.matching.index import NotUsableError
from eventhub.matching.queries.collection import Entry, Kind
from eventhub.search import collection
from eventhub.search.collection import Collection, NothingToReadError
from eventhub.search.rules import Question
from tests.matching.test_factory_speech import PARTNERS

DAY = "2026-03-02"
ENTRIES = [
    *(Entry(Kind.ORGANISATION, name, (text,)) for name, text in PARTNERS.items()),
    Entry(Kind.ORGANISATION, "evacuation", ("깊은 구멍 가공의 칩 배출을 개선합니다.",)),
    Entry(Kind.EVENT, "burrs", ("버 제거 실무 세미나", "Removing burrs by hand and by robot")),
    Entry(Kind.PROBLEM, "private", ("카나리아 공정에서 사출 제품이 휩니다.",)),
    Entry(Kind.WORDING, "open", ("식으면서 휘는 사출 커버를 펴려고 합니다.",)),
]
MOST_OFF = 0.05  # By how much a score may differ from that after learning anew, when a tenth of the texts is new.


def learn(entries: list[Entry] = ENTRIES) -> Collection:
    return Collection.learn(entries, shipped(), DAY)


@pytest.fixture(scope="module")
def learned() -> Collection:
    return learn()


@pytest.fixture
def own() -> Iterator[Collection]:
    """Give a collection the test may change."""
    return learn()


def found(where: Collection, text: str, *kinds: Kind, k: int = 10) -> list[str]:
    """List what is found, by id."""
    return [hit.id for hit in where.find(Question(text, kinds or tuple(Kind), k))]


def scores(where: Collection, text: str) -> dict[tuple[str, str], float]:
    """Say how well each thing fits that is found."""
    return {hit.name: hit.score for hit in where.find(Question(text))}


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("기리코", {"chip", "evacuation"}),
        ("칩 배출", {"evacuation"}),
        ("chip evacuation", {"chip", "evacuation"}),
        ("deburring", {"deburring", "burrs"}),
        ("멕기", {"plating"}),
        ("compressor", {"compressor"}),
        ("버제거", {"burrs"}),
        ("휨", {"open", "private", "warpage"}),
    ],
)
def test_factory_speech_and_the_other_language_find_it(learned: Collection, asked: str, first: set[str]) -> None:
    hits = found(learned, asked)
    assert hits[0] in first
    assert first <= set(hits)


def test_what_sounds_alike_is_found_by_the_word_that_does(own: Collection) -> None:
    own.put([Entry(Kind.EVENT, "gripper", ("Gripper workshop",))])
    assert [(hit.id, hit.words) for hit in own.find(Question("그리퍼", (Kind.EVENT,)))] == [("gripper", ("gripper",))]
    assert found(own, "그래핀", Kind.EVENT) == []


def test_without_the_lexicon_they_would_not() -> None:
    assert not {"chip", "evacuation"} & set(found(Collection.learn(ENTRIES, EMPTY, DAY), "기리코"))


def test_the_words_it_was_found_by_are_said(learned: Collection) -> None:
    words = {hit.id: hit.words for hit in learned.find(Question("기리코"))}
    assert "절삭칩" in words["chip"]
    assert "칩배출" in words["evacuation"]


def test_only_the_kinds_asked_for_are_found_and_no_more_than_wanted(learned: Collection) -> None:
    assert found(learned, "휨", Kind.WORDING) == ["open"]
    assert found(learned, "휨", Kind.EVENT) == []
    everything = found(learned, "설비 공정 가공 자동화 시험 용접", Kind.ORGANISATION)
    assert len(everything) > 3
    assert found(learned, "설비 공정 가공 자동화 시험 용접", Kind.ORGANISATION, k=3) == everything[:3]


@pytest.mark.parametrize("text", ["", " ", "😀", "쀍뛟", "the", "\x00\x1f", "\ud800", "<b></b>", "가" * 2000, "문제"])
def test_what_says_nothing_finds_nothing(learned: Collection, text: str) -> None:
    assert found(learned, text) == []


def test_something_is_found_once_by_the_best_of_its_texts(learned: Collection) -> None:
    assert found(learned, "버 제거 removing burrs").count("burrs") == 1


def test_a_new_text_is_found_at_once_by_words_nobody_had_said(own: Collection) -> None:
    assert own.put([Entry(Kind.EVENT, "new", ("퀀텀닷 잉크젯 Zyphrelon 공동 연구",))]) == 1
    assert found(own, "Zyphrelon") == ["new"]
    assert found(own, "퀀텀닷")[0] == "new"


def test_a_changed_text_is_found_by_what_it_says_now(own: Collection) -> None:
    assert own.put([Entry(Kind.EVENT, "burrs", ("나사산 검사 강습",))]) == 1
    assert found(own, "나사산 검사", Kind.EVENT) == ["burrs"]
    assert found(own, "버 제거", Kind.EVENT) == []
    assert found(own, "removing burrs", Kind.EVENT) == []


def test_what_says_the_same_as_before_is_left_alone(own: Collection) -> None:
    assert own.put(ENTRIES) == 0
    assert own.changes == 0


def test_what_is_gone_is_found_no_more_and_may_come_back(own: Collection) -> None:
    assert own.keep_only({entry.name for entry in ENTRIES if entry.id != "private"}) == 1
    assert "private" not in found(own, "카나리아 공정에서 사출 제품이 휩니다.")
    assert len(own) == len(ENTRIES) - 1
    own.put(ENTRIES)
    assert found(own, "카나리아 공정", Kind.PROBLEM) == ["private"]


def test_changes_come_to_what_learning_anew_comes_to_within_a_bound() -> None:
    texts = [f"{text} 현장 {number}호" for number in range(6) for text in PARTNERS.values()]
    entries = [Entry(Kind.ORGANISATION, str(at), (text,)) for at, text in enumerate(texts)]
    followed = learn(entries[:-8])
    followed.put(entries[-8:])
    anew = learn(entries)
    for asked in ("도금 박리", "deburring", "사출 휨", "기공과 수축", "용접 흄 집진"):
        late, fresh = scores(followed, asked), scores(anew, asked)
        for name in late.keys() | fresh.keys():
            assert late.get(name, collection.FLOOR) == pytest.approx(fresh.get(name, collection.FLOOR), abs=MOST_OFF)
        assert max(late, key=lambda name: late[name]) == max(fresh, key=lambda name: fresh[name])


def test_what_was_replaced_by_the_same_text_scores_the_same_to_the_bit(own: Collection, learned: Collection) -> None:
    entry = next(entry for entry in ENTRIES if entry.id == "plating")
    own.put([Entry(entry.kind, entry.id, ("딴것",))])
    own.put([entry])
    assert scores(own, "도금 박리") == scores(learned, "도금 박리")


def test_it_is_outgrown_by_a_tenth_or_when_new_words_find_no_column(
    own: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.put([Entry(Kind.EVENT, "1", ("세미나",))])
    assert not own.is_outgrown
    own.put([Entry(Kind.EVENT, "2", ("토론회",))])
    assert own.is_outgrown
    monkeypatch.setattr(collection, "GROWTH", 1.0)
    assert not own.is_outgrown
    own.put([Entry(Kind.EVENT, "3", (" ".join(f"word{chr(97 + at // 26)}{chr(97 + at % 26)}x" for at in range(600)),))])
    assert own.is_outgrown


def test_it_comes_back_from_its_file_without_learning(
    own: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.put([Entry(Kind.EVENT, "new", ("Zyphrelon 공동 연구",))])
    own.keep_only({entry.name for entry in ENTRIES} - {("problem", "private")} | {("event", "new")})
    own.save(tmp_path / "index", "these")
    monkeypatch.setattr(collection.Weigher, "fit", lambda *_: 1 / 0)
    back = Collection.load(tmp_path / "index", "these", shipped())
    assert (len(back), back.changes, back.learned_on, back.learned) == (len(own), 2, DAY, len(ENTRIES))
    for asked in ("기리코", "deburring", "Zyphrelon", "카나리아", "멕기", "버 제거"):
        assert back.find(Question(asked)) == own.find(Question(asked)), asked
    back.put([Entry(Kind.EVENT, "newer", ("Quibberish 강습",))])
    assert found(back, "Quibberish") == ["newer"]


def test_several_processes_may_map_the_same_file_and_change_what_they_hold(learned: Collection, tmp_path: Path) -> None:
    learned.save(tmp_path / "index", "these")
    one, other = (Collection.load(tmp_path / "index", "these", shipped()) for _ in range(2))
    one.put([Entry(Kind.EVENT, "burrs", ("나사산",))])
    assert found(other, "버 제거", Kind.EVENT) == ["burrs"]
    assert not np.shares_memory(one.kinds, other.kinds)


@pytest.mark.parametrize("damage", ["missing", "other", "cut", "changed", "lacking"])
def test_a_file_that_cannot_be_used_says_why(
    learned: Collection, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    if damage == "lacking":
        monkeypatch.setattr(collection, "STATE", "something else")
    if damage != "missing":
        learned.save(path, "those" if damage == "other" else "these")
    monkeypatch.undo()
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-5000])
    if damage == "changed":
        content = bytearray(path.read_bytes())
        content[-3000] ^= 1
        path.write_bytes(content)
    with pytest.raises(NotUsableError, match=str(path)):
        Collection.load(path, "these", shipped())


@pytest.mark.parametrize("entries", [[], [Entry(Kind.EVENT, "1", ())], [Entry(Kind.EVENT, "1", ("!? 😀",))]])
def test_where_nothing_is_said_nothing_is_learned(entries: list[Entry]) -> None:
    with pytest.raises(NothingToReadError):
        learn(entries)


def test_a_lexicon_of_its_own_is_used() -> None:
    taught = with_concept(EMPTY, ("강연회", "세미나"))
    assert "burrs" not in found(Collection.learn(ENTRIES, EMPTY, DAY), "강연회")
    assert "burrs" in found(Collection.learn(ENTRIES, taught, DAY), "강연회")
