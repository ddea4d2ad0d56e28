"""An edition, and the people around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.cluster_day.models import Edition
from eventhub.clusters.models import Complex
from tests.factories.cluster_day import make_edition
from tests.factories.clusters import make_complex, make_coordinator

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@dataclass(frozen=True)
class Desk:
    """A coordinator at the desk of an edition."""

    edition: Edition
    edition_id: int
    event_id: int
    event: str
    browser: FlaskClient
    account: Account
    complex: Complex
    starts_at: datetime
    ends_at: datetime


@pytest.fixture
def desk(app: Flask, sign_in: SignIn) -> Desk:
    """Make the edition of 2026, and sign a coordinator of its complex in, who reads English."""
    complex_ = make_complex()
    edition = make_edition(complex_id=complex_.id)
    edition_id, event_id, event = edition.id, edition.event_id, edition.event.public_id
    starts_at, ends_at = edition.event.starts_at, edition.event.ends_at
    account = make_coordinator(complex_)
    browser = sign_in(app.test_client(), account)
    browser.set_cookie("eventhub_language", "en")
    return Desk(edition, edition_id, event_id, event, browser, account, complex_, starts_at, ends_at)
