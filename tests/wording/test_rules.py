"""Are placeholders filled in one pass, and is everything else left as it was written?"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.wording.rules import (
    ALL,
    LETTERS,
    LONGEST_SUBJECT,
    PLACEHOLDER_WORDS,
    fill,
    is_advertising,
    listed,
    shortened,
    unknown_in,
)

TEMPLATES = Path(__file__).parents[2] / "templates"
ATTACKS = (
    "{event.__init__}",
    "{0.__class__}",
    "{event[0]}",
    "{event!r}",
    "{event:>9}",
    "{{7*1000193}}",
    "{% for one in event %}x{% endfor %}",
    "%(event)s",
    "${event}x".replace("{event}", "{ event }"),
    "**[x](http://evil.example)**",
    "<a href='http://evil.example'>x</a>",
)
pieces = st.lists(
    st.one_of(st.sampled_from([*(f"{{{name}}}" for name in ALL), *ATTACKS, "{", "}", "{}", "\n"]), st.text(max_size=8)),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_no_placeholder_arrives_as_it_was_written(attack: str) -> None:
    assert fill(attack, dict.fromkeys(ALL, "filled")) == attack


@given(text=pieces, values=st.fixed_dictionaries(dict.fromkeys(ALL, pieces)))
def test_values_are_put_in_once_and_never_read_again(text: str, values: dict[str, str]) -> None:
    marks = {name: f"\ue000{number}\ue001" for number, name in enumerate(ALL)}
    expected = fill(text, marks)
    for name, mark in marks.items():
        assert mark not in values[name]
    for name, mark in marks.items():
        expected = expected.replace(mark, f"\ue002{name}\ue003")
    for name in ALL:
        expected = expected.replace(f"\ue002{name}\ue003", values[name].replace("\ue002", ""))
    assert fill(text, values) == expected


@given(value=pieces)
def test_a_value_that_holds_placeholders_stays_literal(value: str) -> None:
    assert fill("[{name}]", {"name": value, "event": "X", "link": "Y"}) == f"[{value}]"


@given(text=pieces)
def test_a_text_without_values_stays_as_it_is(text: str) -> None:
    assert fill(text, {}) == text


def test_what_looks_like_a_placeholder_and_is_none_is_found() -> None:
    assert unknown_in("{name} {nmae} {event}", ALL) == "{nmae}"
    assert unknown_in("{이름} 님", ALL) == "{이름}"
    assert unknown_in("{ name }", ALL) == "{ name }"
    assert unknown_in("{link}", ("name",)) == "{link}"
    assert unknown_in("{name}, {event.__init__} {} {{7*1000193}}", ALL) == ""


def test_placeholders_are_listed_as_they_are_typed() -> None:
    assert listed(("name", "event")) == "{name}, {event}"


def test_a_long_subject_is_cut() -> None:
    assert shortened("가" * 500) == "가" * (LONGEST_SUBJECT - 1) + "…"
    assert shortened("짧은 제목") == "짧은 제목"


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_that_can_be_worded_begins_with_the_teams_words(name: str) -> None:
    package, _, letter = name.partition("/")
    for part in ("body.txt", "body.html"):
        assert "letter.opening(opening," in (TEMPLATES / package / "letters" / letter / part).read_text()
    assert set(LETTERS[name].placeholders) <= set(PLACEHOLDER_WORDS)


@pytest.mark.parametrize(
    "subject", ["(광고) 세미나", "(광고)세미나", "[광고] 세미나", "( 광 고 ) 세미나", "광고: 세미나"]
)
def test_a_subject_that_calls_itself_advertising_is_known(subject: str) -> None:
    assert is_advertising(subject)


@pytest.mark.parametrize("subject", ["", "광고학 세미나", "온라인 광고 세미나", "[안내] 세미나"])
def test_any_other_subject_is_not(subject: str) -> None:
    assert not is_advertising(subject)
