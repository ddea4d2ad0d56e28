"""What becomes of what came in when it is looked at, told in a history, or thrown away?"""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import list_about
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import services as events
from eventhub.events.models import Event, Status
from eventhub.inbox.models import IncomingMail
from eventhub.mail.models import BouncedAddress, LetterState, OutgoingMail
from eventhub.mail.services import note_bounce, note_delay
from eventhub.registrations.rules import history_of
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.inbox import make_incoming
from tests.factories.mail import make_letter
from tests.factories.registrations import make_registration
from tests.inbox import written
from tests.inbox.conftest import Deliver, Invited


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ACCEPTED", "달력에서 참석으로 답함"),
        ("TENTATIVE", "달력에서 ‘미정’으로 답함"),
        ("DECLINED", "달력에서 불참으로 답함"),
    ],
)
def test_the_history_of_a_place_tells_what_was_answered(
    app: Flask, invite: Callable[..., Invited], deliver: Deliver, said: str, words: str
) -> None:
    place, letter = invite(make_event())
    deliver(written.answer(letter, said))
    session.rollback()
    steps = history_of(place, list_about(f"registration:{place.public_id}"), {})
    assert [(step.words, step.actor) for step in steps if step.actor] == [(words, "hana")]


def test_an_event_that_is_thrown_away_takes_along_what_came_in_about_it(app: Flask) -> None:
    event = make_event(status=Status.DRAFT, published_at=None)
    place, other = make_registration(event), make_registration(make_event())
    make_incoming(place)
    kept = make_incoming(other).id
    event_id, account_id = event.id, make_account().id
    with transaction():
        events.discard(event_id, by=session.get_one(Account, account_id), now=now())
    assert session.scalars(select(IncomingMail.id)).all() == [kept]
    assert session.get(Event, event_id) is None


def test_a_delay_after_a_bounce_hides_nothing(app: Flask) -> None:
    letter_id = make_letter(to_address="gone@example.com", state=LetterState.SENT).id
    with transaction():
        letter = session.get_one(OutgoingMail, letter_id)
        note_delay(letter, status="4.2.2", diagnostic="full", now=now())
        note_bounce(letter, status="5.1.1", diagnostic="gone", now=now())
        note_delay(letter, status="4.4.1", diagnostic="slow", now=now())
    (known,) = session.scalars(select(BouncedAddress))
    assert (known.status, known.diagnostic, known.delays, known.stopped_at) == ("5.1.1", "gone", 2, now())
