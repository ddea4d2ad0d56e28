"""Is one transaction one transaction?"""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.core.db import added_or_found, session, transaction
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


def account(email: str) -> Account:
    return Account(email=email, name="김하늘", role=Role.MEMBER, created_at=now())


def found(email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == email))


def test_a_row_that_another_added_a_moment_earlier_is_found_and_the_rest_is_kept(app: Flask) -> None:
    first_id = make_account(email="one@example.com").id
    with transaction():
        session.add(account("two@example.com"))
        kept = added_or_found(account("one@example.com"), lambda: found("one@example.com"))
        assert kept.id == first_id
    assert session.scalar(select(func.count()).select_from(Account)) == 2


def test_a_row_that_breaks_another_rule_is_an_error(app: Flask) -> None:
    make_account(email="one@example.com")
    with pytest.raises(IntegrityError), transaction():
        added_or_found(account("one@example.com"), lambda: found("nobody@example.com"))
