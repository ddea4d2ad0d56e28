"""Is a question answered once, and a way in used once, however many press the button at the same moment?"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts import queries as accounts_queries
from eventhub.accounts import services as accounts
from eventhub.accounts.models import SignedIn, SignInLink
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.core.errors import Refusal
from eventhub.core.secrets import hashed, seal
from eventhub.mail.models import OutgoingMail
from eventhub.matching import queries, services
from eventhub.matching.models import ANSWER, Enquiry, Reason, Reply, Side
from eventhub.registrations import services as registrations
from eventhub.registrations.rules import LINKS_PER_ADDRESS
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.matching import make_enquiry, make_suggestion
from tests.factories.registrations import make_registration

TOGETHER = 8
PATIENCE = 10
Work = Callable[[], object]
Together = Callable[[object, str, int], None]

pytestmark = pytest.mark.timeout(30)


def at_once(app: Flask, works: Sequence[Work]) -> Counter[str]:
    """Do everything at the same moment, each in a transaction of its own; count how it went."""
    start = Barrier(len(works))

    def press(work: Work) -> str:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                with transaction():
                    work()
            except Refusal as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(len(works)) as threads:
        went = Counter(threads.map(press, works))
    session.remove()
    return went


def yes(secret: str) -> None:
    """Answer with yes."""
    services.accept(queries.lock_by_link(secret), now=now())


def no(secret: str) -> None:
    """Answer with no."""
    services.decline(queries.lock_by_link(secret), reason=Reason.BUSY, remark="", now=now())


def secret_of(enquiry: Enquiry) -> str:
    """Write the private part of the address in the letter."""
    return seal(ANSWER, enquiry.public_id)


def replies() -> dict[Side, Reply | None]:
    """Read what both sides are kept to have said."""
    return {row.side: row.reply for row in session.scalars(select(Enquiry))}


def letters(words: str) -> int:
    """Count the letters under keys that hold some words."""
    return session.scalar(select(func.count()).where(OutgoingMail.key.contains(words))) or 0


def open_way_in(account_id: int, token: str) -> None:
    """Open a way in by decree."""
    with transaction():
        row = SignInLink(account_id=account_id, token_hash=hashed(token), code_hash="", created_at=now())
        row.expires_at = now() + accounts.LINK_LASTS
        session.add(row)


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Together:
    """Let a number of readers all have read before any of them goes on."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")

    def wait_after(module: object, name: str, number: int) -> None:
        line, read = Barrier(number), getattr(module, name)

        def read_and_wait(*arguments: object) -> object:
            found = read(*arguments)
            line.wait(PATIENCE)
            return found

        monkeypatch.setattr(module, name, read_and_wait)

    return wait_after


def test_of_many_answers_to_one_question_one_counts(app: Flask) -> None:
    secret = secret_of(make_enquiry())
    went = at_once(app, [lambda: yes(secret), lambda: no(secret)] * (TOGETHER // 2))
    assert went == {"done": 1, "no-longer-open": TOGETHER - 1}
    asked = replies()
    assert (asked[Side.OWNER] is Reply.ACCEPTED) is (Side.PARTNER in asked)
    assert letters(":ask-partner:") == (asked[Side.OWNER] is Reply.ACCEPTED)


def test_without_the_lock_a_question_is_answered_yes_and_no(
    app: Flask, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prove that the first test can fail: a partner is asked in the name of a firm that is kept to have said no."""
    secret = secret_of(make_enquiry())
    monkeypatch.setattr(queries, "_lock", lambda _condition: None)
    together(queries, "get_by_link", 2)
    assert at_once(app, [lambda: yes(secret), lambda: no(secret)]) == {"done": 2}


def test_the_partners_yes_and_the_owners_second_thoughts_do_not_both_count(app: Flask) -> None:
    suggestion = make_suggestion()
    owner = secret_of(make_enquiry(suggestion))
    with transaction():
        yes(owner)
    partner = secret_of(session.scalars(select(Enquiry).where(Enquiry.side == Side.PARTNER)).one())
    went = at_once(app, [lambda: yes(partner), lambda: services.undo(queries.lock_by_link(owner), now=now())])
    assert went["done"] == 1
    assert set(replies().values()) in ({Reply.ACCEPTED}, {None})


def test_a_link_lets_in_once(app: Flask) -> None:
    account_id, token = make_account().id, "a token for tests"
    open_way_in(account_id, token)
    went = at_once(app, [lambda: accounts.sign_in_by_link(token, user_agent="", now=now())] * TOGETHER)
    assert went == {"done": 1, "link-expired": TOGETHER - 1}
    assert session.scalar(select(func.count()).select_from(SignedIn)) == 1


def test_without_the_lock_a_link_lets_in_twice(app: Flask, together: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove that the test before can fail."""
    account_id, token = make_account().id, "a token for tests"
    open_way_in(account_id, token)

    def find_plainly(_token: str) -> SignInLink | None:
        return session.scalar(select(SignInLink).options(joinedload(SignInLink.account)))

    monkeypatch.setattr(accounts_queries, "find_link", find_plainly)
    together(accounts_queries, "find_link", 2)
    went = at_once(app, [lambda: accounts.sign_in_by_link(token, user_agent="", now=now())] * 2)
    assert went == {"done": 2}


def test_tries_at_once_are_counted_one_by_one(app: Flask) -> None:
    went = at_once(app, [lambda: accounts.spend_attempt("guess:somebody", at_most=3, now=now())] * TOGETHER)
    assert went == {"done": 3, "too-many": TOGETHER - 3}


def test_who_registers_again_many_times_at_once_gets_the_link_in_one_letter(app: Flask) -> None:
    place = make_registration(make_event()).public_id
    went = at_once(app, [lambda: registrations.send_link_again(place, now=now())] * TOGETHER)
    assert went == {"done": LINKS_PER_ADDRESS, "too-many": TOGETHER - LINKS_PER_ADDRESS}
    assert letters(":link-again:") == 1
