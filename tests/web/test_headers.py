"""Does every answer carry what protects its reader?"""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.app import create_app
from tests.conftest import settings_for
from tests.factories.accounts import make_account

ANSWERS = (
    ("GET", "/sign-in", 200),
    ("GET", "/help", 200),
    ("GET", "/calendars/all.ics", 200),
    ("GET", "/healthz", 200),
    ("GET", "/robots.txt", 200),
    ("GET", "/static/base.css", 200),
    ("GET", "/favicon.ico", 301),
    ("GET", "/me/settings", 303),
    ("POST", "/sign-in", 400),
    ("GET", "/nothing", 404),
    ("GET", "/u/nothing", 404),
    ("DELETE", "/help", 405),
    ("GET", "/help?lang=%00", 404),
)


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_protected(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    answer.close()
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    for rule in (
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "Cache-Control" in answer.headers
    assert "Strict-Transport-Security" not in answer.headers


def test_encryption_is_remembered_where_there_is_one(client: FlaskClient) -> None:
    answer = client.get("/help", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_no_cache_keeps_what_is_one_persons(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    assert client.get("/help").headers["Cache-Control"] == "private, no-cache"
    sign_in(client, make_account())
    answer = client.get("/help")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.vary


def test_files_of_the_house_are_kept_for_a_year(client: FlaskClient) -> None:
    with client.get("/static/base.css") as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example.org", "localhost.evil.example.org", "evil.example.org:80", "[::1]"])
def test_another_host_is_not_answered(client: FlaskClient, host: str) -> None:
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["a..b", "x" * 64, f"{'x' * 64}.example.org:80", "\xff", "[::1", ""])
def test_a_name_that_can_be_nobodys_is_no_fault_of_a_demonstration(migrated_app: Flask, host: str) -> None:
    app = create_app(settings_for(str(migrated_app.config["SQLALCHEMY_DATABASE_URI"]), demo="true"))
    for path in ("/help", "/nothing", "/me/", "/desk"):
        assert app.test_client().get(path, headers={"Host": host}).status_code < 500


def test_cookies_are_for_the_server_alone(app: Flask, client: FlaskClient) -> None:
    for cookie in client.get("/sign-in?lang=en").headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
