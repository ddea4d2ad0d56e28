"""Does the fast analyser give the same kind of answers as the other one?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import BadSettingError, Settings
from eventhub.matching import mecab
from eventhub.matching.text import analyse, analyser, morphemes, read_with, reading

ROOT = Path(__file__).parents[2]
SPEECH = "사출성형품이 자꾸 휩니다. SUS304 판을 0.05 mm 안으로 못 맞췄어요\n도금 폐수를 줄이고 싶습니다"


@pytest.fixture
def fast() -> Iterator[None]:
    """Read with mecab."""
    read_with("mecab")
    yield
    read_with("kiwi")


def test_terms_are_those_of_the_other_analyser(fast: None) -> None:
    found = analyse(SPEECH)
    assert {"사출", "성형", "휘다", "sus304", "0.05mm", "맞추다", "도금", "폐수"} <= set(found.terms)
    assert "사출성형품" in found.words


def test_terms_stand_where_they_are_written(fast: None) -> None:
    places = {token.term: SPEECH[token.start : token.end] for token in analyse(SPEECH).tokens}
    assert (places["성형"], places["휘다"], places["맞추다"]) == ("성형", "휩니다", "맞췄")


def test_sentences_end_where_one_breathes(fast: None) -> None:
    said = [SPEECH[start:end] for start, end in analyse(SPEECH).sentences]
    assert said == [
        "사출성형품이 자꾸 휩니다.",
        "SUS304 판을 0.05 mm 안으로 못 맞췄어요",
        "도금 폐수를 줄이고 싶습니다",
    ]


@pytest.mark.parametrize("text", ["", " ", "😀", "\x00가", "a/b+c 가/나+다", "ᄇ니다", "가" * 9000, "\ud7ff 도금"])
def test_any_text_is_read(fast: None, text: str) -> None:
    for part in next(iter(morphemes([text]))):
        assert 0 <= part.start <= part.end <= len(text)
    analyse(text)


def test_compounds_are_parted_at_their_seams() -> None:
    [parts] = mecab.tokenize(["성형품"])
    assert [(part.form, part.tag, part.start, part.end) for part in parts] == [
        ("성형", "NNG", 0, 2),
        ("품", "NNG", 2, 3),
    ]


def test_what_one_analyser_read_is_not_taken_for_the_others(fast: None) -> None:
    here = reading()
    read_with("kiwi")
    assert analyser() == "kiwi"
    assert reading() != here


def test_an_analyser_that_is_not_installed_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.find_spec", lambda _name: None)
    with pytest.raises(BadSettingError, match=r"mecab, which is not installed: pip install -r requirements/mecab\.txt"):
        Settings.from_env({"EVENTHUB_SECRET_KEY": "k" * 32, "EVENTHUB_ANALYSER": "mecab"})
