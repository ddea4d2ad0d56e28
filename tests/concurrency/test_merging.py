"""Are two problems put together one way, however many coordinators press the button at the same moment?"""

from collections.abc import Sequence
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.core.db import db, session
from eventhub.problems import queries, services
from eventhub.problems.models import Problem
from tests.concurrency.test_answers import PATIENCE, Work, at_once
from tests.factories.accounts import make_account
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_technical_problem

pytestmark = pytest.mark.timeout(30)


def both_ways() -> Sequence[Work]:
    """Let two people put two problems together, each keeping the other one."""
    firm = make_organisation()
    one, other = (make_technical_problem(session.merge(firm)).public_id for _ in range(2))
    by = make_account(role=Role.ADMINISTRATOR).id

    def put(given_up: str, kept: str) -> Work:
        def press() -> None:
            account = session.get_one(Account, by)
            problem, stays = queries.lock_both_as_coordinator(given_up, kept, account)
            services.merge(problem, kept=stays, by=account, now=now())

        return press

    return [put(one, other), put(other, one)]


def kept() -> list[int | None]:
    """Read what each problem was put to."""
    return list(session.scalars(select(Problem.same_as_id).order_by(Problem.id)))


def test_two_who_keep_the_other_one_do_not_lose_both(app: Flask) -> None:
    assert at_once(app, both_ways()) == {"done": 1, "not-the-same": 1}
    assert sorted(one is None for one in kept()) == [False, True]


def test_without_the_lock_both_are_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove that the test before can fail: each problem is put to the other, and neither is matched."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    works, line, find = both_ways(), Barrier(2), queries.list_merged

    def find_together(problem: Problem) -> Sequence[Problem]:
        found = find(problem)
        line.wait(PATIENCE)
        return found

    monkeypatch.setattr(queries, "_held", lambda rows: rows)
    monkeypatch.setattr(queries, "list_merged", find_together)
    assert at_once(app, works) == {"done": 2}
    assert None not in kept()
