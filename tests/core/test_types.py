"""Do columns keep what they promise, on both databases?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from eventhub.accounts.models import Account, Role
from eventhub.core.db import session, transaction
from eventhub.core.types import ALPHABET, PUBLIC_ID_LENGTH, public_id
from tests.factories.accounts import make_account


def test_a_moment_comes_back_aware_and_in_utc(app: Flask) -> None:
    nine = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Seoul"))
    account = make_account(created_at=nine)
    session.expire_all()
    assert account.created_at == nine
    assert account.created_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        make_account(created_at=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 - the case


def test_an_enumeration_takes_nothing_else(app: Flask) -> None:
    account = make_account()
    assert session.get_one(Account, account.id).role is Role.MEMBER
    with pytest.raises(IntegrityError), transaction():
        session.execute(text("UPDATE account SET role = 'emperor'"))


def test_public_ids_cannot_be_read_as_words_or_mistaken() -> None:
    ids = {public_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(made) == PUBLIC_ID_LENGTH and set(made) <= set(ALPHABET) for made in ids)
    assert not set("aeiou01l") & set(ALPHABET)
