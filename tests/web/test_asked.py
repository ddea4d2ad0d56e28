"""Is what an address asks for understood, and what makes no sense passed over?"""

import pytest
from flask import Flask

from eventhub.events.models import Kind
from eventhub.web import asked


@pytest.mark.parametrize(
    ("query", "number"), [("", 1), ("page=3", 3), ("page=x", 1), ("page=", 1), ("page=2&page=5", 2)]
)
def test_a_page_is_a_number_or_the_first(app: Flask, query: str, number: int) -> None:
    with app.test_request_context(f"/?{query}"):
        assert asked.page_number() == number


def test_words_are_one_line_of_sensible_length(app: Flask) -> None:
    with app.test_request_context("/", query_string={"q": "  사출 \n 휨 ", "to": "x" * 999}):
        assert asked.words() == "사출 휨"
        assert len(asked.words("to")) == asked.LONGEST
    with app.test_request_context("/"):
        assert asked.words() == ""


@pytest.mark.parametrize(("value", "kind"), [("seminar", Kind.SEMINAR), ("SEMINAR", None), ("party", None), ("", None)])
def test_one_of_several_kinds_is_asked_for_by_its_value(app: Flask, value: str, kind: Kind | None) -> None:
    with app.test_request_context("/", query_string={"kind": value}):
        assert asked.one_of(Kind, "kind") is kind
