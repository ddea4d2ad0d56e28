"""Does each reader get a letter to many once, however many workers write and however many people press send?"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import Refusal
from eventhub.mail.models import OutgoingMail
from eventhub.mailings import rules, services
from eventhub.mailings.models import Mailing, MailingReader, MailingState
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.mailings import make_mailing
from tests.factories.registrations import make_registration

TOGETHER, READERS, PATIENCE = 6, 12, 10
Work = Callable[[], object]

pytestmark = pytest.mark.timeout(60)


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


def begin(mailing_id: int, by_id: int) -> Work:
    """Press send."""
    return lambda: services.start(mailing_id, people=READERS, by=session.get_one(Account, by_id), now=now())


@pytest.fixture
def mailings(app: Flask) -> list[int]:
    """Write two letters to the same people."""
    event = make_event(capacity=READERS)
    for _ in range(READERS):
        make_registration(event)
    return [make_mailing(event).id for _ in range(2)]


def test_who_presses_send_together_with_others_sends_once(app: Flask, mailings: list[int]) -> None:
    work = begin(mailings[0], make_account().id)
    assert at_once(app, [work] * TOGETHER) == {"done": 1, "not-a-draft": TOGETHER - 1}
    assert session.scalar(select(func.count(MailingReader.id))) == READERS


def test_many_workers_write_to_each_reader_once(
    app: Flask, mailings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "CHUNK", 2)
    send = begin(mailings[0], make_account().id)
    with transaction():
        send()
    for _ in range(2):
        at_once(app, [lambda: services.write_next(mailings[0], now=now())] * TOGETHER)
    keys = session.scalars(select(OutgoingMail.key)).all()
    assert len(keys) == len(set(keys)) == READERS
    assert session.get_one(Mailing, mailings[0]).state is MailingState.SENT


def test_the_bound_of_a_day_holds_for_two_letters_begun_at_once(
    app: Flask, mailings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", READERS + 1)
    by_id = make_account().id
    went = at_once(app, [begin(mailing_id, by_id) for mailing_id in mailings])
    assert went == {"done": 1, "too-many-today": 1}
