"""Are questions refused in a sentence, and are the right words marked?"""

import json
from typing import Any

import pytest

from eventhub.matching.queries.collection import Kind
from eventhub.search import rules
from eventhub.search.errors import BadQuestion
from eventhub.search.rules import Hit, Question


def marked(text: str, *words: str) -> list[str]:
    """List what is marked in a text."""
    passage = rules.best_passage([("ko", text)], words)
    return [passage.text[start:end] for start, end in passage.marks]


@pytest.mark.parametrize(
    "question", [Question("버 제거"), Question("SUS304 \ud800", (Kind.EVENT,), 3), Question("", k=1)]
)
def test_a_question_is_read_as_it_was_written(question: Question) -> None:
    assert rules.read_question(rules.write_question(question)) == question


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"nonsense\n", "one line of JSON"),
        (b"\xff\xfe\n", "one line of JSON"),
        (b"[" * 20_000, "one line of JSON"),
        (b"[]", 'a text called "q"'),
        (b'{"q": 1}', 'a text called "q"'),
        (b'{"k": 1}', 'a text called "q"'),
        (json.dumps({"q": "x" * 2001}).encode(), "2000 characters at most; this one has 2001"),
        (b'{"q": "x", "k": 0}', "from 1 to 200"),
        (b'{"q": "x", "k": true}', "from 1 to 200"),
        (b'{"q": "x", "k": "9"}', "from 1 to 200"),
        (b'{"q": "x", "kinds": "event"}', "some of problem, wording, organisation, event"),
        (b'{"q": "x", "kinds": ["account"]}', "some of problem, wording, organisation, event"),
        (b'{"q": "x", "kinds": [["event"]]}', "some of problem, wording, organisation, event"),
    ],
)
def test_a_bad_question_is_told_what_is_wrong(line: bytes, says: str) -> None:
    with pytest.raises(BadQuestion, match=says):
        rules.read_question(line)


def test_hits_are_read_as_they_were_written() -> None:
    hits = [Hit(Kind.EVENT, "abc", 0.5, ("버",)), Hit(Kind.WORDING, "def", 0.25)]
    assert rules.read_hits(rules.read_answer(rules.write_hits(hits))) == hits


@pytest.mark.parametrize("line", [b"", b"{", b"[1]", b"\xff"])
def test_an_answer_that_is_none_is_a_fault(line: bytes) -> None:
    assert "error" in rules.read_answer(line)


@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        ("휨", True),
        ("M8", True),
        ("a", False),
        ("7", False),
        ("😀🎉", False),
        ("!?", False),
        ("<b>", False),
        ("錆", True),
    ],
)
def test_what_can_be_looked_for_has_a_syllable_or_two_letters(text: str, is_enough: object) -> None:
    assert rules.can_be_looked_for(text) is is_enough


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("절삭 칩이 감깁니다. 절삭칩 처리", ["절삭칩"], ["절삭 칩", "절삭칩"]),
        ("버스로 와서 버를 뗍니다", ["버"], ["버"]),
        ("식으면서 휘는 부품, 지휘자", ["휘다"], ["휘"]),
        ("Deburring of burrs, a burger", ["debur", "burr"], ["Deburring", "burrs"]),
        ("SUS 304와 sus304, 1304", ["sus304"], ["SUS 304", "sus304"]),
        ("6061-T6 판재", ["6061t6"], ["6061-T6"]),
        ("두께 0.8 mm 커버", ["0.8mm"], ["0.8 mm"]),
        ("C++ (a.b)", ["C++", "(a.b)"], ["C", "a.b"]),
        ("아무것도", ["없는말"], []),
        ("아무것도", [], []),
    ],
)
def test_words_are_marked_however_they_are_spaced_and_inflected(text: str, words: list[str], found: list[str]) -> None:
    assert marked(text, *words) == found


def test_of_several_texts_the_one_that_says_most_is_shown_from_where_it_says_it() -> None:
    texts = [("en", "chips"), ("ko", f"{'가나다 ' * 60}깊은 구멍의 절삭칩과 {'라마바 ' * 60}"), ("", "구멍")]
    passage = rules.best_passage(texts, ["절삭칩", "구멍"])
    assert passage.language == "ko"
    assert passage.text.startswith("… ")
    assert passage.text.endswith(" …")
    assert [passage.text[start:end] for start, end in passage.marks] == ["구멍", "절삭칩"]
    assert len(passage.text) <= rules.PASSAGE + 4


@pytest.mark.parametrize("texts", [[], [("ko", "")], [("ko", "   ")]])
def test_nothing_is_shown_of_nothing(texts: list[Any]) -> None:
    assert rules.best_passage(texts, ["휨"]) == rules.Passage("", ())


def test_a_word_without_an_end_has_a_passage_too() -> None:
    assert rules.best_passage([("", "가" * 100_000)], ["가나"]).text == f"{'가' * rules.PASSAGE} …"
