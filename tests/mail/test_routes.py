"""Can letters be refused as mail programs and people do it, and can nobody else read them?"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.core.secrets import seal
from eventhub.mail.models import Subscription
from eventhub.mail.queries import UNSUBSCRIBE
from tests.factories.mail import make_letter, make_subscription

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link_of(subscription: Subscription) -> str:
    """Return the address in the letters."""
    return f"/u/{seal(UNSUBSCRIBE, subscription.public_id)}"


def is_refused(subscription: Subscription) -> bool:
    """Look at the row anew."""
    session.expire_all()
    return session.get_one(Subscription, subscription.id).refused_at is not None


@pytest.fixture
def subscription(app: Flask) -> Subscription:
    """Somebody who gets suggestions."""
    return make_subscription()


def test_opening_the_link_changes_nothing(client: FlaskClient, subscription: Subscription) -> None:
    for _ in range(3):
        answer = client.get(link_of(subscription))
        assert answer.status_code == 200
        assert client.head(link_of(subscription)).status_code == 200
    assert subscription.address in answer.text
    assert not is_refused(subscription)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_needs_no_cookie_and_no_token(app: Flask, subscription: Subscription, content_type: str) -> None:
    for _ in range(2):
        answer = app.test_client(use_cookies=False).post(
            link_of(subscription), data=ONE_CLICK, content_type=content_type
        )
        assert answer.status_code == 200
        assert is_refused(subscription)
    assert "Set-Cookie" not in answer.headers


def test_who_refused_can_come_back(client: FlaskClient, subscription: Subscription) -> None:
    client.post(link_of(subscription))
    assert 'name="again"' in client.get(link_of(subscription)).text
    answer = client.post(link_of(subscription), data={"again": "1"})
    assert answer.status_code == 200
    assert not is_refused(subscription)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_link_is_not_found(client: FlaskClient, subscription: Subscription, method: str) -> None:
    for link in (
        "/u/x",
        f"/u/{subscription.public_id}",
        link_of(subscription)[:-2],
        f"/u/{seal('place', 'x')}",
        "/u/%00",
    ):
        assert client.open(link, method=method).status_code == 404
    assert not is_refused(subscription)


def test_letters_are_not_shown_outside_a_demonstration(client: FlaskClient) -> None:
    letter = make_letter()
    for path in (
        "/demo/mail/",
        f"/demo/mail/{letter.public_id}",
        f"/demo/mail/{letter.public_id}/html",
        f"/demo/mail/{letter.public_id}/invite.ics",
    ):
        assert client.get(path).status_code == 404


@pytest.fixture
def demonstration(app: Flask) -> Iterator[FlaskClient]:
    """The app as a demonstration."""
    app.config["DEMO"] = True
    yield app.test_client()
    app.config["DEMO"] = False


def test_a_demonstration_shows_its_letters(demonstration: FlaskClient) -> None:
    letter = make_letter(subject="<b>제목</b>")
    other = make_letter(queued_at=now())
    page = demonstration.get("/demo/mail/").text
    assert "&lt;b&gt;제목&lt;/b&gt;" in page
    assert other.to_address in page
    assert other.to_address not in demonstration.get(f"/demo/mail/?to={letter.to_address}").text
    assert demonstration.get(f"/demo/mail/{letter.public_id}").status_code == 200
    assert demonstration.get("/demo/mail/nothing").status_code == 404


def test_a_demonstration_shows_what_a_letter_does_to_a_calendar(demonstration: FlaskClient) -> None:
    invitation = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    letter, plain = make_letter(invitation=invitation), make_letter()
    assert f"/demo/mail/{letter.public_id}/invite.ics" in demonstration.get(f"/demo/mail/{letter.public_id}").text
    answer = demonstration.get(f"/demo/mail/{letter.public_id}/invite.ics")
    assert answer.data == invitation.encode()
    assert answer.content_type == "text/calendar; charset=utf-8; method=CANCEL"
    assert "invite.ics" not in demonstration.get(f"/demo/mail/{plain.public_id}").text
    assert demonstration.get(f"/demo/mail/{plain.public_id}/invite.ics").status_code == 404


@pytest.mark.parametrize(
    "query", ["page=0", "page=abc", "page=9999999999999999999999", "to=%00", "to=<script>", "to=%"]
)
def test_odd_questions_about_letters_are_no_fault(demonstration: FlaskClient, query: str) -> None:
    assert demonstration.get(f"/demo/mail/?{query}").status_code in (200, 400, 404)


def test_the_page_of_a_letter_can_do_nothing(demonstration: FlaskClient) -> None:
    letter = make_letter(html="<script>alert(1)</script>")
    answer = demonstration.get(f"/demo/mail/{letter.public_id}/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
