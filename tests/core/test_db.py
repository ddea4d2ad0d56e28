"""Is one transaction one transaction?"""

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.db import session, transaction
from tests.factories.accounts import make_account


def test_what_is_written_before_an_error_is_undone(app: Flask) -> None:
    account_id = make_account(name="이전").id

    def write_and_fail() -> None:
        with transaction():
            session.get_one(Account, account_id).name = "이후"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert session.scalar(select(Account.name)) == "이전"


def test_a_transaction_inside_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="only entry points"), transaction(), transaction():
        pass


def test_changes_made_before_a_transaction_are_not_thrown_away_silently(app: Flask) -> None:
    make_account().name = "바뀜"
    with pytest.raises(RuntimeError, match="would be lost"), transaction():
        pass
    session.rollback()
