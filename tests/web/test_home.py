"""What does the first page show?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Status
from tests.factories.clusters import make_complex
from tests.factories.events import make_event

DAY = timedelta(days=1)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_empty_house_still_opens(client: FlaskClient, language: str) -> None:
    page = client.get(f"/?lang={language}")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1


def test_the_next_event_is_big_and_four_more_follow(client: FlaskClient) -> None:
    complex_id = make_complex(name_en="Changwon", slug="changwon").id
    for number in range(1, 8):
        make_event(title_en=f"Seminar no. {number}", starts_at=now() + number * DAY, complex_id=complex_id)
    make_event(title_en="Cancelled seminar", status=Status.CANCELLED, starts_at=now() + DAY)
    make_event(title_en="Draft seminar", status=Status.DRAFT, starts_at=now() + DAY)
    page = client.get("/?lang=en").text
    assert "Seminar no. 1</a></h1>" in page
    assert [number for number in range(1, 8) if f"Seminar no. {number}<" in page] == [1, 2, 3, 4, 5]
    assert "Cancelled seminar" not in page
    assert "Draft seminar" not in page
    assert "This month: 7 events" in page
    for door in ("/problems/new", "/calendars/", "/complexes/changwon"):
        assert f'href="{door}"' in page


def test_the_first_page_costs_few_questions(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    for number in range(1, 6):
        make_event(starts_at=now() + number * DAY)
    session.remove()
    with count_queries() as counted:
        client.get("/")
    assert len(counted) <= 4  # the events, their number this month, the complexes, and BEGIN on SQLite
