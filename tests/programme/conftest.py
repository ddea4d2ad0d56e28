"""What the tests of programmes share: a coordinator and an event of two days."""

import pytest
from flask import Flask

from eventhub.accounts.models import Account
from eventhub.events.models import Event
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.programme import make_cluster_day


@pytest.fixture
def by(app: Flask) -> Account:
    """A coordinator."""
    return make_coordinator(make_complex())


@pytest.fixture
def event(app: Flask) -> Event:
    """A published event of two days."""
    return make_cluster_day()
