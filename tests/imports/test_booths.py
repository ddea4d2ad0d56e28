"""Do sixty booths come in from a spreadsheet, looked at first, whole or not at all?"""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.cluster_day.models import Booth
from eventhub.cluster_day.queries import list_booths
from eventhub.core.db import session
from tests.conftest import csrf, post
from tests.core.test_tables import workbook
from tests.factories.cluster_day import make_booth, make_edition
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.organisations import make_organisation

HEADING = ["부스 번호", "참가 기관", "제목", "열", "줄", "성과"]


@pytest.fixture
def edition(app: Flask, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Any:
    complex_ = make_complex()
    edition = make_edition(complex_id=complex_.id, hall_columns=10, hall_rows=6)
    made = SimpleNamespace(row=edition, id=edition.id, event=edition.event.public_id, complex_id=complex_.id)
    sign_in(client, make_coordinator(complex_))
    client.set_cookie("eventhub_language", "en")
    return made


def send(client: FlaskClient, public_id: str, content: bytes) -> Any:
    address = f"/desk/events/{public_id}/programme/import"
    fields = {"csrf_token": csrf(client, address), "subject": "booths", "file": (io.BytesIO(content), "booths.xlsx")}
    return client.post(address, data=fields, content_type="multipart/form-data")


def count() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Booth)) or 0


def test_sixty_booths_are_looked_at_and_taken_over(client: FlaskClient, edition: Any) -> None:
    known_id, public_id, edition_id = make_organisation(name_ko="한빛금형").id, edition.event, edition.id
    rows = [[str(n), f"기업 {n}", f"전시 {n}", str((n - 1) % 10 + 1), str((n - 1) // 10 + 1), ""] for n in range(1, 60)]
    last = ["60", "한빛금형", "금형", "10", "6", "불량 절반"]
    address = send(client, public_id, workbook(HEADING, *rows, last)).location
    page = client.get(address)
    assert "한빛금형" in page.text
    assert count() == 0
    taken = post(client, address)
    assert (taken.status_code, taken.location) == (303, "/desk/day/2026/booths")
    session.rollback()
    booths = list_booths(edition_id)
    assert len(booths) == 60
    first, last = booths[0], booths[-1]
    assert (last.organisation_id, last.organisation_name, last.outcome_ko) == (known_id, "", "불량 절반")
    assert (first.organisation_id, first.organisation_name, first.hall_row) == (None, "기업 1", 1)
    again = send(client, public_id, workbook(HEADING, *rows)).location
    assert "Stays as it is" in client.get(again).text
    assert count() == 60


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1 2", "한빛", "", "", "", ""], "at most six letters and digits"),
        (["9", "", "", "", "", ""], "Write whose booth it is."),
        (["9", "한빛", "", "11", "1", ""], "a number from 1 to 10"),
        (["9", "한빛", "", "two", "1", ""], "is not a whole number"),
        (["9", "한빛", "", "2", "", ""], "belong together"),
        (["9", "한빛", "", "1", "1", ""], "Booth 5 stands there already."),
        (["9", "한빛", "", "3", "3", ""], "Booth 8 stands there already."),
        (["8", "다른 곳", "", "", "", ""], "This is already in row 2."),
        (["9", "한빛", "가" * 201, "", "", ""], "is longer than 200 characters"),
    ],
)
def test_one_row_at_fault_and_no_booth_is_taken_over(
    client: FlaskClient, edition: Any, row: list[str], said: str
) -> None:
    public_id = edition.event
    make_booth(edition.row, number="5", hall_column=1, hall_row=1)
    address = send(client, public_id, workbook(HEADING, ["8", "가람정밀", "", "3", "3", ""], row)).location
    assert said in client.get(address).text
    answer = client.post(address, data={"csrf_token": csrf(client, address)})
    assert answer.status_code == 422
    assert count() == 1


def test_only_a_cluster_day_takes_booths(client: FlaskClient, edition: Any) -> None:
    other = make_event(complex_id=edition.complex_id)
    public_id = other.public_id
    assert 'value="booths"' not in client.get(f"/desk/events/{public_id}/programme/import").text
    assert send(client, public_id, workbook(HEADING, ["8", "가람정밀", "", "", "", ""])).status_code == 422
    assert count() == 0
