"""What the tests of incoming mail share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.inbox.jobs import read_inbox
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import Applicant

Deliver = Callable[..., None]
Invited = tuple[Registration, OutgoingMail]


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Read a maildir."""
    monkeypatch.setitem(app.config, "INBOX_URL", f"maildir:{tmp_path / 'inbox'}")
    return tmp_path / "inbox"


@pytest.fixture
def deliver(folder: Path) -> Deliver:
    """Put messages into the mailbox, and read it."""

    def put(*messages: bytes) -> None:
        (folder / "new").mkdir(parents=True, exist_ok=True)
        for number, message in enumerate(messages):
            (folder / "new" / f"{len(list(folder.glob('*/*'))):04}.{number}.host").write_bytes(message)
        read_inbox()

    return put


@pytest.fixture
def invite(folder: Path, outbox: Callable[..., list[OutgoingMail]]) -> Callable[..., Invited]:
    """Register somebody, and return their place and the letter that invites them."""

    def register(event: Event, who: str = "hana") -> Invited:
        event_id = event.id
        with transaction():
            made = services.register(event_id, Applicant(email=f"{who}@example.com", name=who), now=now())
        session.refresh(made)
        return made, outbox(f"{who}@example.com")[-1]

    return register
