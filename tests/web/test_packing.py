"""Which answers are packed on their way, for whom, and which never?"""

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.registrations.queries import path_of
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
SHEET = "/static/base.css"


def is_packed(client: FlaskClient, path: str) -> bool:
    """Say whether a page comes packed for who asks so, and that it is a page."""
    answer = client.get(path, headers=GZIP, buffered=True)
    assert answer.status_code == 200
    return answer.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("path", ["/", "/events/", "/sign-in", SHEET, "/calendars/all.ics"])
def test_what_everybody_sees_is_packed_and_says_so_to_caches(client: FlaskClient, path: str) -> None:
    make_event(text_ko="냉각과 수축. " * 100)
    client.get("/sign-in")  # the token of its form is in the cookie now, and does no harm
    packed, plain = client.get(path, headers=GZIP, buffered=True), client.get(path, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) == packed.content_length
    assert packed.content_length < len(plain.data)
    assert gzip.decompress(packed.data)[:100] == plain.data[:100]
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("path", [SHEET, "/calendars/all.ics"])
def test_each_way_has_a_tag_of_its_own_and_is_not_sent_again(client: FlaskClient, path: str) -> None:
    make_event(text_ko="냉각과 수축. " * 100)
    packed, plain = client.get(path, headers=GZIP, buffered=True), client.get(path, buffered=True)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for headers, tag in ((GZIP, packed.headers["ETag"]), ({}, plain.headers["ETag"])):
        again = client.get(path, headers={**headers, "If-None-Match": tag}, buffered=True)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert "Accept-Encoding" in again.headers["Vary"]
        assert "Content-Encoding" not in again.headers
    # Who has the packed one and reads it packed no more gets the plain one.
    asked = {"If-None-Match": packed.headers["ETag"]}
    assert client.get(path, headers=asked, buffered=True).status_code == 200


@pytest.mark.parametrize("path", ["/events/", SHEET, "/calendars/all.ics"])
def test_head_tells_what_get_would_packed(client: FlaskClient, path: str) -> None:
    make_event(text_ko="냉각과 수축. " * 100)
    got, told = client.get(path, headers=GZIP, buffered=True), client.head(path, headers=GZIP, buffered=True)
    assert told.data == b""
    for name in ("ETag", "Content-Encoding", "Content-Type", "Vary"):
        assert told.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("asked", ["", "identity", "gzip;q=0", "br", "*"])
def test_who_does_not_ask_gets_it_plain(client: FlaskClient, asked: str) -> None:
    answer = client.get("/events/", headers={"Accept-Encoding": asked})
    assert "Content-Encoding" not in answer.headers


def test_what_is_somebodys_own_is_never_packed(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_event()
    place = make_registration(event)
    page, private = f"/events/{event.public_id}", path_of(place)
    assert is_packed(client, page)
    assert not is_packed(client, private)
    with client.session_transaction() as browser:
        browser["places"] = [place.public_id]
    assert not is_packed(client, page)
    assert is_packed(client, SHEET)
    sign_in(client, make_account())
    assert not is_packed(client, "/events/")


def test_small_answers_refusals_parts_and_pictures_are_left_alone(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/events/none", headers=GZIP).headers
    part = client.get(SHEET, headers={**GZIP, "Range": "bytes=0-2000"}, buffered=True)
    assert part.status_code in (200, 206)
    assert (part.status_code == 200) is ("Content-Encoding" in part.headers)
    robots = client.get("/robots.txt", headers=GZIP)
    assert "Content-Encoding" not in robots.headers
