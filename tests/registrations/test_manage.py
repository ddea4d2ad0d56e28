"""What do coordinators see of those who come, and what is kept from everybody else?"""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.db import session
from eventhub.core.sheets import XLSX
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, Standing
from tests.conftest import csrf, post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

ACTS = ("promote", "cancel", "edit", "hand-over", "link", "tickets")
SHOWN = ("promote", "cancel", "edit", "hand-over")
SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """An event of the complex whose coordinator has signed in, reading English, with three who registered."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex()
    complex_id = complex_.id
    sign_in(client, make_coordinator(complex_))
    event = make_event(complex_id=complex_id, capacity=2)
    make_registration(event, name="하늘", phone="010-0000-0003", note="=HYPERLINK(1)")
    make_registration(event, name="가람", organisation_name="+가람정밀")
    make_registration(event, name="나래", standing=Standing.WAITING)
    session.refresh(event)
    return event


def path_of(event: Event) -> str:
    """Return the address of the list."""
    return f"/desk/events/{event.public_id}/registrations"


def test_people_are_listed_by_name_with_what_their_place_is_worth(client: FlaskClient, event: Event) -> None:
    page = client.get(path_of(event))
    assert page.status_code == 200
    assert page.text.index("가람") < page.text.index("나래") < page.text.index("하늘")
    assert "3 people" in page.text
    assert "Waiting" in page.text


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("standing=waiting", "나래", "하늘"),
        ("q=하늘", "하늘", "나래"),
        ("q=010-0000-0003", "하늘", "나래"),
        ("q=가람정밀", "가람", "Nobody fits"),
        ("organisation=가람정밀", "가람", "Nobody fits"),
        ("complex=nowhere&mini_cluster=nowhere&sort=sideways&columns=nonsense", "하늘", "Nobody fits"),
        ("standing=nonsense&page=99", "하늘", "Nobody fits"),
        ("q=없음", "Nobody fits", "하늘"),
    ],
)
def test_the_list_can_be_searched(client: FlaskClient, event: Event, asked: str, shown: str, hidden: str) -> None:
    page = client.get(f"{path_of(event)}?{asked}")
    assert shown in page.text
    assert hidden not in page.text


def test_a_long_list_costs_as_much_as_a_short_one(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    path = path_of(event)
    with count_queries() as few:
        client.get(path)
    for _ in range(10):
        make_registration(make_event(), standing=Standing.WAITING)
        make_registration(event, standing=Standing.WAITING)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few) <= 15


def read_csv(answer: Any) -> list[list[str]]:
    """Read a file as a spreadsheet program does."""
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_file_is_safe_to_open_and_its_download_written_down(client: FlaskClient, event: Event) -> None:
    path = f"{path_of(event)}/download"
    assert "3 people, as the list shows them now" in client.get(path).text
    answer = post(client, path, reason="명찰 인쇄", kind="csv")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="attendees-{event.public_id}.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = read_csv(answer)
    assert [row[0] for row in rows] == ["Name", "가람", "나래", "하늘"]
    assert rows[1][2] == "'+가람정밀"
    assert rows[3][6] == "'=HYPERLINK(1)"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "attendees-downloaded")).one()
    assert (entry.subject, entry.detail) == (f"event:{event.public_id}", {"reason": "명찰 인쇄", "rows": 3})


def test_a_workbook_holds_texts_and_nothing_that_is_calculated(client: FlaskClient, event: Event) -> None:
    answer = post(client, f"{path_of(event)}/download?columns=note&columns=phone", reason="명찰 인쇄", kind="xlsx")
    assert answer.mimetype == XLSX
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert [[cell.value for cell in row] for row in sheet.rows][3] == ["하늘", "010-0000-0003", "=HYPERLINK(1)"]
    assert {cell.data_type for row in sheet.rows for cell in row if cell.value} == {"s"}


def test_a_file_has_the_people_and_columns_of_the_list(client: FlaskClient, event: Event) -> None:
    path = f"{path_of(event)}/download?standing=waiting&columns=email&columns=member"
    rows = read_csv(post(client, path, reason="명찰 인쇄", kind="csv"))
    email = session.scalars(select(Account.email).join(Registration).where(Registration.name == "나래")).one()
    assert rows == [["Name", "Known to belong there", "E-mail address"], ["나래", "no", email]]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Please write what you need the file for."),
        ({"reason": "가" * 10_000}, "Please shorten this to 200 characters"),
        ({"kind": "exe"}, "Not a valid choice."),
    ],
)
def test_nothing_is_handed_over_without_a_reason(
    client: FlaskClient, event: Event, fields: dict[str, str], sentence: str
) -> None:
    answer = post(client, f"{path_of(event)}/download", **{"reason": "명찰", "kind": "csv", **fields})
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert sentence in answer.text
    assert session.scalar(select(AuditEntry).where(AuditEntry.action == "attendees-downloaded")) is None


def test_a_forged_token_hands_nothing_over(client: FlaskClient, event: Event) -> None:
    answer = client.post(f"{path_of(event)}/download", data={"csrf_token": "forged", "reason": "명찰", "kind": "csv"})
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"


def test_a_cancelled_place_goes_to_who_waits(client: FlaskClient, event: Event) -> None:
    place = session.scalars(select(Registration).where(Registration.name == "하늘")).one()
    path = f"{path_of(event)}/{place.public_id}/cancel"
    assert "Cancel the place of 하늘?" in client.get(path).text
    assert client.post(path, data={"csrf_token": "forged"}).status_code == 400
    answer = post(client, path)
    assert (answer.status_code, answer.location) == (303, path_of(event))
    session.remove()
    found = {one.name: one.standing for one in session.scalars(select(Registration))}
    assert found == {"하늘": Standing.CANCELLED, "가람": Standing.CONFIRMED, "나래": Standing.CONFIRMED}


def test_a_place_at_another_event_is_not_reached_through_ones_own(client: FlaskClient, event: Event) -> None:
    elsewhere, token = make_registration(make_event()).public_id, csrf(client, path_of(event))
    for act in ACTS:
        assert client.post(f"{path_of(event)}/{elsewhere}/{act}", data={"csrf_token": token}).status_code == 404
    for page in ("", *(f"/{act}" for act in SHOWN)):
        assert client.get(f"{path_of(event)}/{elsewhere}{page}").status_code == 404


def test_the_lists_of_others_do_not_exist(client: FlaskClient, event: Event) -> None:
    theirs = make_event()
    place = make_registration(theirs).public_id
    token = csrf(client, path_of(event))
    assert client.get(path_of(theirs)).status_code == 404
    for page in ("capacity", "download", "decide", *(f"{place}/{act}" for act in ACTS)):
        assert client.post(f"{path_of(theirs)}/{page}", data={"csrf_token": token}).status_code == 404
    for page in ("numbers", "download", "decide", place, *(f"{place}/{act}" for act in ACTS if act in SHOWN)):
        assert client.get(f"{path_of(theirs)}/{page}").status_code == 404
    session.remove()
    assert session.scalars(select(Registration.standing).where(Registration.public_id == place)).one() == "confirmed"


def test_an_event_nobody_registered_for_says_so(client: FlaskClient, event: Event) -> None:
    empty = make_event(complex_id=event.complex_id)
    assert "Nobody has registered yet." in client.get(path_of(empty)).text
