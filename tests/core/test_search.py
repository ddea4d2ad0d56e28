"""Does a search look for what was typed, and for no more than a person types?"""

from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.core.search import holding, search_words
from tests.factories.accounts import make_account


def test_a_search_looks_for_the_first_few_words() -> None:
    assert search_words("  사출   휨 ") == ["사출", "휨"]
    assert len(search_words("가 나 다 라 마 바 사 아")) == 6


def names(typed: str) -> list[str]:
    rows = select(Account.name).where(*holding(typed, Account.name, Account.email)).order_by(Account.name)
    return list(session.scalars(rows))


def test_every_word_must_be_in_one_of_the_columns(app: Flask) -> None:
    make_account(name="Kim", email="one@example.com")
    make_account(name="Lee", email="kim@example.com")
    make_account(name="100%", email="three@example.com")
    assert names("") == ["100%", "Kim", "Lee"]
    assert names("KIM") == ["Kim", "Lee"]
    assert names("kim lee") == ["Lee"]
    assert names("kim nobody") == []


def test_what_a_pattern_means_to_the_database_means_itself(app: Flask) -> None:
    make_account(name="100%", email="one@example.com")
    make_account(name="1000", email="two@example.com")
    assert names("0%") == ["100%"]
    assert names("_") == []
