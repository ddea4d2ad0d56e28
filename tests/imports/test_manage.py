"""Does a coordinator bring a file in: looked at first, whole or not at all?"""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventhub.accounts.models import Account
from eventhub.core.db import session, transaction
from eventhub.core.tables import MOST_ROWS
from eventhub.events.models import Event
from eventhub.imports import services
from eventhub.imports.models import ImportDraft
from eventhub.programme.models import ProgrammeSession, Speaker, SpeakerRole, Track
from eventhub.programme.queries import list_sessions
from tests.conftest import csrf, post
from tests.core.test_tables import workbook
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event

SPEAKERS = workbook(
    ["이름", "소속", "이메일", "공개 동의"], ["김철수", "한빛대학교", "kim@example.com", "예"], ["이영희"]
)
SESSIONS = workbook(
    ["제목", "종류", "분과", "시작", "끝", "발표자", "좌장"],
    ["사출 휨 줄이기", "talk", "소재", "09:00", "09:40", "김철수", "이영희"],
    ["냉각 채널", "", "소재", "", "", "", ""],
)


@pytest.fixture
def event(app: Flask, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Event:
    starts_at = datetime(2026, 3, 17, 0, 0, tzinfo=UTC)
    complex_ = make_complex()
    event = make_event(complex_id=complex_.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8))
    sign_in(client, make_coordinator(complex_))
    client.set_cookie("eventhub_language", "en")
    return event


def desk(event: Event) -> str:
    return f"/desk/events/{event.public_id}/programme/import"


def send(client: FlaskClient, event: Event, content: bytes, subject: str = "speakers", name: str = "a.xlsx") -> Any:
    """Send a file; written here, because the test client keeps large ones in files it does not close."""
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"csrf_token": csrf(client, desk(event)), "subject": subject, "file": file})
    return client.post(desk(event), data=body, content_type=f"multipart/form-data; boundary={boundary}")


def count(table: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def take_over(client: FlaskClient, address: str) -> Any:
    return post(client, address)


def test_speakers_then_sessions_are_taken_over(client: FlaskClient, event: Event) -> None:
    address = send(client, event, SPEAKERS).location
    page = client.get(address)
    assert "김철수" in page.text
    assert count(Speaker) == 0
    assert take_over(client, address).status_code == 303
    assert count(Speaker) == 2
    assert count(ImportDraft) == 0
    assert take_over(client, send(client, event, SESSIONS, "sessions").location).status_code == 303
    placed, waiting = sorted(list_sessions(event.id), key=lambda one: one.starts_at is None)
    assert (placed.title_ko, placed.starts_at) == ("사출 휨 줄이기", event.starts_at)
    assert [(one.speaker.name, one.role) for one in placed.appearances] == [
        ("이영희", SpeakerRole.MODERATOR),
        ("김철수", SpeakerRole.SPEAKER),
    ]
    assert placed.track_id == waiting.track_id
    assert count(Track) == 1


def test_the_same_file_again_adds_nothing(client: FlaskClient, event: Event) -> None:
    take_over(client, send(client, event, SPEAKERS).location)
    address = send(client, event, SPEAKERS).location
    assert "Stays as it is" in client.get(address).text
    assert "Take" not in client.get(address).text.partition("<main")[2].partition("</main")[0]
    assert count(Speaker) == 2


def test_one_row_at_fault_and_nothing_is_taken_over(client: FlaskClient, event: Event) -> None:
    address = send(client, event, workbook(["이름", "이메일"], ["김철수", ""], ["이영희", "none"])).location
    assert "“none” is not an e-mail address." in client.get(address).text
    token = csrf(client, address)
    answer = client.post(address, data={"csrf_token": token})
    assert answer.status_code == 422
    assert "Nothing was taken over" in answer.text
    assert count(Speaker) == 0


def test_what_changed_since_the_preview_is_seen(client: FlaskClient, event: Event) -> None:
    address = send(client, event, SESSIONS, "sessions").location
    answer = client.post(address, data={"csrf_token": csrf(client, address)})
    assert answer.status_code == 422
    assert count(ProgrammeSession) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no rows"),
        (b"%PDF-1.7 \x00", "neither an Excel workbook"),
        (b"x" * (11 * 1024 * 1024), "larger than 10 MB"),
        (workbook(["소속"], ["한빛대학교"]), "must name the column “Name”"),
        (workbook(["이름"], ["=A1"]), "holds a formula"),
        (workbook(["이름"], *([f"사람 {number}"] for number in range(MOST_ROWS + 1))), "more than 2,000 rows"),
    ],
)
def test_a_bad_file_is_answered_at_the_field(client: FlaskClient, event: Event, content: bytes, said: str) -> None:
    answer = send(client, event, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(ImportDraft) == 0


def test_columns_are_named_in_the_language_of_the_reader(client: FlaskClient, event: Event) -> None:
    address = send(client, event, SPEAKERS).location
    for locale, title, empty in (
        ("en", "Organisation", "Name,Organisation,E-mail"),
        ("ko", "소속", "이름,소속,이메일"),
    ):
        client.set_cookie("eventhub_language", locale)
        assert f">{title}</th>" in client.get(address).text
        assert client.get(f"{desk(event)}/speakers.csv").text.lstrip("\ufeff").startswith(empty)


def test_the_preview_counts_what_will_be_added_apart_from_what_is_at_fault(client: FlaskClient, event: Event) -> None:
    take_over(client, send(client, event, workbook(["이름"], ["김철수"])).location)
    rows = ["김철수", ""], ["이영희", ""], ["박서연", "none"], ["", "x@example.com"]
    page = client.get(send(client, event, workbook(["이름", "이메일"], *rows)).location).text
    assert re.findall(r'<span class="stat-number">(\d+)', page) == ["4", "1", "1", "2"]
    assert page.count("Will be added") == 1
    client.set_cookie("eventhub_language", "ko")
    assert "새 문제" not in client.get(send(client, event, SPEAKERS).location).text


def test_a_file_of_some_megabytes_is_read(client: FlaskClient, event: Event) -> None:
    long = "가" * 1000
    lines = "\r\n".join(["이름,소개", *(f"사람 {number},{long}" for number in range(1000))])
    assert len(lines.encode()) > 2 * 1024 * 1024
    address = send(client, event, lines.encode(), name="people.csv").location
    assert take_over(client, address).status_code == 303
    assert count(Speaker) == 1000


def test_no_file_and_a_text_in_its_place_are_asked_for(client: FlaskClient, event: Event) -> None:
    for file in ({}, {"file": "just a text"}):
        answer = post(client, desk(event), subject="speakers", **file)
        assert answer.status_code == 422
        assert "choose a file" in answer.text


def test_a_file_can_be_thrown_away(client: FlaskClient, event: Event) -> None:
    address = send(client, event, SPEAKERS).location
    assert client.post(f"{address}/discard", data={"csrf_token": csrf(client, address)}).status_code == 303
    assert (count(ImportDraft), count(Speaker)) == (0, 0)
    assert client.get(address).status_code == 404


def test_the_empty_file_can_be_filled_and_sent(client: FlaskClient, event: Event) -> None:
    empty = client.get(f"{desk(event)}/speakers.csv").data
    assert send(client, event, empty + "홍길동\r\n".encode(), name="speakers.csv").status_code == 303
    assert client.get(f"{desk(event)}/nothing.csv").status_code == 404


def test_another_teams_event_is_not_there(client: FlaskClient, event: Event) -> None:
    other = make_event()
    assert client.get(desk(other)).status_code == 404
    address = send(client, event, SPEAKERS).location
    assert client.get(address.replace(event.public_id, other.public_id)).status_code == 404


def test_files_nobody_took_over_are_forgotten(client: FlaskClient, event: Event, at: Callable[[str], Any]) -> None:
    address = send(client, event, SPEAKERS).location
    assert services.forget_old(now=datetime(2026, 3, 2, 23, 0, tzinfo=UTC)) == 0
    session.rollback()
    with transaction():
        assert services.forget_old(now=datetime(2026, 3, 3, 0, 0, tzinfo=UTC)) == 1
    assert client.get(address).status_code == 404
