"""Are facts answered at once, in the transaction of their cause?"""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.announce import EXTENSION, announce
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.facts import Fact
from tests.factories.accounts import make_account


@dataclass(frozen=True, kw_only=True)
class SomethingHappened(Fact):
    """For these tests."""

    number: int


def test_everybody_who_is_listed_answers_in_order(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, int]] = []
    answers = (lambda fact: heard.append(("first", fact.number)), lambda fact: heard.append(("second", fact.number)))
    monkeypatch.setitem(app.extensions, EXTENSION, {SomethingHappened: answers})
    announce(SomethingHappened(number=7, at=now()))
    assert heard == [("first", 7), ("second", 7)]


def test_a_fact_nobody_answers_is_no_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, EXTENSION, {})
    announce(SomethingHappened(number=7, at=now()))


def test_an_answer_that_fails_undoes_the_cause(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_fact: SomethingHappened) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(app.extensions, EXTENSION, {SomethingHappened: (fail,)})
    account_id = make_account(name="이전").id

    def cause() -> None:
        with transaction():
            session.get_one(Account, account_id).name = "이후"
            announce(SomethingHappened(number=7, at=now()))

    with pytest.raises(ZeroDivisionError):
        cause()
    assert session.get_one(Account, account_id).name == "이전"


def test_what_was_done_is_written_down_with_its_cause(app: Flask) -> None:
    with transaction():
        audit.record("role-granted", "account:bcdf", actor="ghjk", now=now(), role="coordinator")
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.subject, entry.actor, entry.at) == ("role-granted", "account:bcdf", "ghjk", now())
    assert entry.detail == {"role": "coordinator"}
