"""Do the pages of no feature and the answers for machines hold?"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.app import create_app
from tests.conftest import settings_for


@pytest.mark.parametrize("path", ["/help", "/privacy", "/accessibility", "/styleguide"])
@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_page_opens_in_both_languages(client: FlaskClient, path: str, locale: str) -> None:
    answer = client.get(f"{path}?lang={locale}")
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_machines_are_told_that_all_is_well(client: FlaskClient) -> None:
    assert (client.get("/healthz").text, client.get("/readyz").text) == ("ok\n", "ready\n")


def test_a_database_that_was_not_migrated_is_not_ready() -> None:
    client = create_app(settings_for("sqlite:///:memory:")).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, "db upgrade" in answer.text) == (503, True)


def test_a_database_that_is_away_is_not_ready() -> None:
    client = create_app(settings_for("postgresql+psycopg://nobody@127.0.0.1:9/nothing")).test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/help").status_code == 200


def test_search_engines_and_calendar_services_may_read_what_is_public(client: FlaskClient) -> None:
    closed = [line.removeprefix("Disallow: ") for line in client.get("/robots.txt").text.splitlines()[1:]]
    for path in ("/calendars/all.ics", "/calendars/complexes/x.ics", "/events/x.ics", "/events/"):
        assert not any(path.startswith(prefix) for prefix in closed), path
    for path in ("/r/x", "/a/x", "/u/x", "/calendars/p/x.ics"):
        assert any(path.startswith(prefix) for prefix in closed), path


def test_the_style_guide_is_for_builders(app: Flask) -> None:
    app.testing = False
    try:
        assert app.test_client().get("/styleguide").status_code == 404
    finally:
        app.testing = True
