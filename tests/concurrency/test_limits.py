"""Does a limit hold, and is what happens once done once, however many press the button at the same moment?"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts import queries as accounts_queries
from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.accounts.rules import GUESSES_PER_ADDRESS
from eventhub.calendars import queries as calendars_queries
from eventhub.calendars import services as calendars
from eventhub.calendars.rules import MOST_LINKS
from eventhub.clusters import queries as clusters_queries
from eventhub.clusters import services as clusters
from eventhub.clusters.models import Complex, Post
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.core.errors import Refusal
from eventhub.organisations import services as organisations
from eventhub.organisations.models import Kind, Organisation, Size
from eventhub.problems import queries as problems_queries
from eventhub.problems import services as problems
from eventhub.problems.models import Problem
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_problem

TOGETHER = 12
PATIENCE = 15

pytestmark = pytest.mark.timeout(60)


def at_once(app: Flask, do: Callable[[int], object]) -> Counter[str]:
    """Let some threads do a thing at once, each in a transaction of its own; count how it went for them."""
    start = Barrier(TOGETHER)

    def press(number: int) -> str:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                with transaction():
                    do(number)
            except Refusal as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(TOGETHER) as threads:
        went = Counter(threads.map(press, range(TOGETHER)))
    session.remove()
    return went


def guess(_number: int) -> None:
    """Count a guess at the code of one address."""
    accounts.count_guess("firm@example.com", network="127.0.0.1", now=now())


def test_codes_guessed_at_once_are_counted_one_by_one(app: Flask) -> None:
    assert at_once(app, guess) == {"done": GUESSES_PER_ADDRESS, "too-many": TOGETHER - GUESSES_PER_ADDRESS}


def test_without_holding_the_name_all_guesses_find_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove that the test above can fail: nothing is held, and everybody counts before anybody adds."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    line, count = Barrier(TOGETHER), accounts_queries.count_attempts

    def count_together(*given: Any) -> dict[str, int]:
        found = count(*given)
        line.wait(PATIENCE)
        return found

    monkeypatch.setattr(accounts, "hold", lambda _name: None)
    monkeypatch.setattr(accounts_queries, "count_attempts", count_together)
    assert at_once(app, guess) == {"done": TOGETHER}


def test_there_is_one_first_administrator(app: Flask) -> None:
    secret = accounts.set_up_path().rpartition("/")[2]

    def set_up(number: int) -> None:
        email = f"admin{number}@example.com"
        accounts.set_up(secret, email=email, name="관리자", locale="ko", user_agent="", now=now())

    assert at_once(app, set_up) == {"done": 1, "not-found": TOGETHER - 1}
    assert accounts_queries.count_administrators() == 1


def test_nobody_gets_more_calendar_addresses_than_there_may_be(app: Flask) -> None:
    account_id = make_account().id

    def make(number: int) -> None:
        calendars.make(session.get_one(Account, account_id), name=f"달력 {number}", now=now())

    assert at_once(app, make) == {"done": MOST_LINKS, "too-many-links": TOGETHER - MOST_LINKS}


def test_a_calendar_address_is_replaced_by_one_other(app: Flask) -> None:
    account = make_account()
    account_id = account.id
    with transaction():
        public_id = calendars.make(account, name="휴대전화", now=now()).public_id

    def rotate(_number: int) -> None:
        calendars.rotate(calendars_queries.lock_link_of(session.get_one(Account, account_id), public_id), now=now())

    assert at_once(app, rotate) == {"done": 1, "not-found": TOGETHER - 1}
    assert len(calendars_queries.list_links(session.get_one(Account, account_id))) == 1


def test_a_person_is_in_a_team_once(app: Flask) -> None:
    complex_id, account_id, by_id = make_complex().id, make_account().id, make_account().id

    def appoint(_number: int) -> None:
        complex_, account, by = session.get_one(Complex, complex_id), *people(account_id, by_id)
        clusters.appoint(complex_, account, Post.COORDINATOR, by=by, now=now())

    assert at_once(app, appoint) == {"done": TOGETHER}
    assert len(clusters_queries.list_team(complex_id)) == 1


def test_an_organisation_is_listed_once(app: Flask) -> None:
    complex_id, by_id = make_complex().id, make_account().id

    def add(_number: int) -> None:
        (by,) = people(by_id)
        organisations.add(
            kind=Kind.FIRM, size=Size.SMALL, name_ko="가람정밀", name_en="", complex_id=complex_id, by=by, now=now()
        )

    assert at_once(app, add) == {"done": 1, "already-listed": TOGETHER - 1}
    assert len(session.scalars(select(Organisation)).all()) == 1


def test_every_revision_of_a_problem_has_its_own_number(app: Flask) -> None:
    organisation = make_organisation()
    owner_id = make_member(organisation).id
    public_id = make_problem(organisation).public_id

    def revise(number: int) -> None:
        (owner,) = people(owner_id)
        problem = problems_queries.lock_as_owner(public_id, owner)
        urgency, visibility = problem.urgency, problem.visibility
        problems.revise(
            problem, text=f"글 {number}", urgency=urgency, visibility=visibility, answer_by=now(), by=owner, now=now()
        )

    assert at_once(app, revise) == {"done": TOGETHER}
    assert session.scalars(select(Problem.revision)).one() == 1 + TOGETHER


def people(*account_ids: int) -> list[Account]:
    """Return people to a thread that has its own session."""
    return [session.get_one(Account, account_id) for account_id in account_ids]
