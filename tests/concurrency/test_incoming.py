"""Does a message count once when several workers find it at the same moment?"""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.inbox import rules, services
from eventhub.inbox.models import IncomingMail
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services as registrations
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant
from tests.concurrency.test_answers import TOGETHER, at_once
from tests.factories.events import make_event
from tests.inbox import written

pytestmark = pytest.mark.timeout(30)


@pytest.fixture
def raw(app: Flask, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Decline an invitation."""
    monkeypatch.setitem(app.config, "INBOX_URL", "maildir:nowhere")
    event_id = make_event().id
    with transaction():
        registrations.register(event_id, Applicant(email="hana@example.com", name="하나"), now=now())
    (letter,) = session.scalars(select(OutgoingMail))
    return written.answer(letter, "DECLINED")


def test_a_message_found_by_many_counts_once(app: Flask, raw: bytes) -> None:
    went = at_once(app, [lambda: services.take_in(rules.read(raw), now=now())] * TOGETHER)
    assert went == Counter({"done": TOGETHER})
    assert len(session.scalars(select(IncomingMail)).all()) == 1
    (place,) = session.scalars(select(Registration))
    assert place.standing is Standing.CANCELLED
    assert len(session.scalars(select(OutgoingMail)).all()) == 2


def test_without_looking_the_database_itself_refuses_the_second(
    app: Flask, raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.queries, "is_known", lambda _key: False)
    with pytest.raises(IntegrityError):
        at_once(app, [lambda: services.take_in(rules.read(raw), now=now())] * TOGETHER)
    session.remove()
    assert len(session.scalars(select(IncomingMail)).all()) == 1
