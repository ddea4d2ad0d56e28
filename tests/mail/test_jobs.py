"""Does every letter leave, once, whatever the mail server does?"""

import email
import re
from datetime import timedelta

import pytest
from flask import Flask

from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.core.links import named_by_robot_address
from eventhub.mail.jobs import carry
from eventhub.mail.models import LetterState, MailingList, OutgoingMail
from tests.factories.mail import make_letter, make_subscription
from tests.mailserver import MailServer, free_port


def fresh(letter: OutgoingMail) -> OutgoingMail:
    """Read a letter anew."""
    session.expire_all()
    return session.get_one(OutgoingMail, letter.id)


def test_every_due_letter_is_carried(mail_app: Flask, server: MailServer) -> None:
    letters = [make_letter() for _ in range(3)]
    make_letter(due_at=now() + timedelta(hours=1))
    assert carry() == "3 letters"
    assert server.recipients == [letter.to_address for letter in letters]
    assert all(fresh(letter).state is LetterState.SENT for letter in letters)
    assert fresh(letters[0]).sent_at == now()
    assert carry() == ""


def test_nobody_is_called_when_nothing_is_due(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    assert carry() == ""


def test_a_refusal_for_now_is_tried_again_later(mail_app: Flask, server: MailServer) -> None:
    server.answers = ["451 4.7.1 greylisted"]
    first, second = make_letter(), make_letter()
    assert carry() == "1 letters"
    waiting = fresh(first)
    assert (waiting.state, waiting.attempts) == (LetterState.QUEUED, 1)
    assert "451" in waiting.last_error
    assert timedelta(minutes=1) <= waiting.due_at - now() <= timedelta(seconds=66)
    assert fresh(second).state is LetterState.SENT
    with standing_still(waiting.due_at):
        assert carry() == "1 letters"
    sent = fresh(first)
    assert (sent.state, sent.last_error) == (LetterState.SENT, "")


def test_a_refusal_for_good_is_final_at_once(mail_app: Flask, server: MailServer) -> None:
    bad, good = make_letter(to_address="refused@example.com"), make_letter()
    server.answers = ["550 5.7.1 spam"]
    assert carry() == ""
    assert fresh(bad).state is LetterState.FAILED
    assert "no such person" in fresh(bad).last_error
    assert "spam" in fresh(good).last_error
    assert server.bodies == []


def test_a_server_that_is_away_costs_no_attempt(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = make_letter()
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    for _ in range(30):
        assert carry() == ""
    assert (fresh(letter).state, fresh(letter).attempts, fresh(letter).fence) == (LetterState.QUEUED, 0, 0)
    monkeypatch.setitem(app.config, "MAIL_URL", server.url)
    assert carry() == "1 letters"


def test_a_line_that_breaks_stops_the_round(mail_app: Flask, server: MailServer) -> None:
    server.answers = ["421 4.3.2 shutting down"]
    letters = [make_letter() for _ in range(3)]
    assert carry() == ""
    assert [fresh(letter).attempts for letter in letters] == [1, 0, 0]
    assert carry() == "2 letters"


def test_a_letter_that_may_have_arrived_comes_again_under_the_same_id(mail_app: Flask, server: MailServer) -> None:
    letter = make_letter()
    server.answers = ["250 kept", "451 later"]
    carry()
    with transaction():  # as if the worker had died before it could note that the letter left
        session.get_one(OutgoingMail, letter.id).state = LetterState.QUEUED
    carry()
    with standing_still(fresh(letter).due_at):
        carry()
    ids = {email.message_from_bytes(body)["Message-ID"] for body in server.bodies}
    assert (len(server.bodies), len(ids)) == (2, 1)


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(mail_app: Flask, server: MailServer) -> None:
    bad = make_letter(to_address="no address", due_at=now() - timedelta(hours=1))
    good = make_letter()
    assert carry() == "1 letters"
    assert fresh(bad).state is LetterState.FAILED
    assert "cannot be written" in fresh(bad).last_error
    assert fresh(good).state is LetterState.SENT


def test_who_refused_meanwhile_gets_nothing(mail_app: Flask, server: MailServer) -> None:
    refused = make_subscription(refused_at=now())
    unwanted = make_letter(to_address=refused.address, list_id=MailingList.RECOMMENDATIONS)
    asked_for = make_letter(to_address=refused.address)
    assert carry() == "1 letters"
    assert fresh(unwanted).state is LetterState.CANCELLED
    assert fresh(asked_for).state is LetterState.SENT
    assert len(server.bodies) == 1


def test_a_letter_that_comes_back_comes_to_an_address_of_its_own(
    mail_app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = make_letter()
    carry()
    monkeypatch.setitem(mail_app.config, "INBOX_URL", "maildir:somewhere")
    first, second = make_letter(), make_letter()
    carry()
    assert server.senders[0] == "eventhub@example.org"
    assert [named_by_robot_address("bounce", sender) for sender in server.senders[1:]] == [
        first.public_id,
        second.public_id,
    ]
    assert server.recipients[0] == plain.to_address


def test_one_click_is_offered_in_the_letter_itself(mail_app: Flask, server: MailServer) -> None:
    make_letter(list_id=MailingList.RECOMMENDATIONS, unsubscribe_url="https://e.example.org/u/x")
    carry()
    head = server.bodies[0].partition(b"\r\n\r\n")[0]
    assert re.search(rb"^List-Unsubscribe: <https://e\.example\.org/u/x>", head, re.MULTILINE)
    assert re.search(rb"^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$", head, re.MULTILINE)
