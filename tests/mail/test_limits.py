"""Is no mail server given more letters in a minute than it takes, and do the others not wait for it?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from eventhub.core.clock import now, standing_still
from eventhub.core.db import db, session, transaction
from eventhub.mail import queries, services
from eventhub.mail.jobs import carry
from eventhub.mail.models import LetterState, MailCount, OutgoingMail
from eventhub.mail.rules import Limits
from tests.factories.mail import make_letter
from tests.mailserver import MailServer

MINUTE = timedelta(minutes=1)


def letters_to(domain: str, number: int) -> list[OutgoingMail]:
    """Make letters to a domain that are due."""
    return [make_letter(domain=domain, to_address=f"reader{one}@{domain}") for one in range(number)]


def reached(server: MailServer) -> Counter[str]:
    """Count the letters that arrived, by domain."""
    return Counter(address.partition("@")[2] for address in server.recipients)


def limited(app: Flask, monkeypatch: pytest.MonkeyPatch, *, in_all: int, per_domain: int) -> None:
    """Set the limits."""
    monkeypatch.setitem(app.config, "MAIL_PER_MINUTE", in_all)
    monkeypatch.setitem(app.config, "MAIL_PER_DOMAIN", per_domain)


def test_a_domain_over_its_limit_waits_and_the_others_do_not(
    mail_app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(mail_app, monkeypatch, in_all=0, per_domain=2)
    letters_to("naver.com", 5)
    letters_to("example.com", 2)
    assert carry() == "4 letters"
    assert reached(server) == {"naver.com": 2, "example.com": 2}
    with standing_still(now() + MINUTE):
        assert carry() == "2 letters"
    with standing_still(now() + 2 * MINUTE):
        assert carry() == "1 letters"
    assert reached(server) == {"naver.com": 5, "example.com": 2}
    assert len(set(server.recipients)) == 7


def test_a_domain_that_is_full_costs_no_call_and_no_claim(
    mail_app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(mail_app, monkeypatch, in_all=0, per_domain=1)
    letters = letters_to("naver.com", 3)
    carry()
    monkeypatch.setitem(mail_app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    for _ in range(5):
        assert carry() == ""
    session.expire_all()
    assert [(row.fence, row.attempts) for row in map(session.merge, letters)] == [(1, 0), (0, 0), (0, 0)]


def test_in_all_no_more_leave_than_the_server_takes(
    mail_app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(mail_app, monkeypatch, in_all=3, per_domain=2)
    for number in range(5):
        letters_to(f"d{number}.example.com", 1)
    assert carry() == "3 letters"
    assert carry() == ""
    with standing_still(now() + MINUTE):
        assert carry() == "2 letters"


def test_a_letter_nobody_wants_takes_no_ones_turn(
    mail_app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(mail_app, monkeypatch, in_all=1, per_domain=1)
    make_letter(useful_until=now())
    make_letter(domain="example.com")
    assert carry() == "1 letters"


def test_a_folder_takes_all_there_are(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(app, monkeypatch, in_all=1, per_domain=1)
    letters_to("example.com", 3)
    assert carry() == "3 letters"


def test_workers_share_what_may_leave(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one worker")
    letters_to("naver.com", 30)
    letters_to("example.com", 30)
    limits, start, moment = Limits(in_all=20, per_domain=12), Barrier(4), now()

    def work(_worker: int) -> Counter[str]:
        taken: Counter[str] = Counter()
        with app.app_context():
            start.wait(15)
            while True:
                with transaction():
                    letter = services.claim(limits, now=moment)
                    if letter is None:
                        return taken
                    if services.take_turn(letter, limits, now=moment):
                        services.mark_sent(letter.id, fence=letter.fence, now=moment)
                        taken[letter.domain] += 1

    with ThreadPoolExecutor(4) as threads:
        taken = sum(threads.map(work, range(4)), Counter())
    assert taken.total() == 20
    assert max(taken.values()) == 12
    assert queries.count_by_state() == {LetterState.SENT: 20, LetterState.QUEUED: 40}


def test_counts_of_minutes_long_past_are_forgotten(app: Flask) -> None:
    letter = make_letter(domain="naver.com")
    with transaction():
        assert services.take_turn(letter, Limits(5, 5), now=now())
    assert queries.counts_of(now()) == {"": 1, "naver.com": 1}
    with transaction():
        services.forget_old(now=now() + timedelta(hours=1))
    assert session.query(MailCount).count() == 0
