"""Does everybody read their own language?"""

import re

import pytest
from flask.testing import FlaskClient

from eventhub.web.language import COOKIE


@pytest.mark.parametrize(
    ("query", "cookie", "header", "spoken"),
    [
        ("", "", "", "ko"),
        ("", "", "fr-FR, de;q=0.5", "ko"),
        ("", "", "en-US,en;q=0.9,ko;q=0.1", "en"),
        ("", "", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("", "ko", "en", "ko"),
        ("", "en", "ko", "en"),
        ("?lang=en", "ko", "ko", "en"),
        ("?lang=ko", "en", "en", "ko"),
        ("?lang=xx", "en", "ko", "en"),
        ("?lang=", "", "en", "en"),
        ("?lang=EN", "nonsense", "*", "ko"),
    ],
)
def test_the_language_is_the_one_asked_for(
    client: FlaskClient, query: str, cookie: str, header: str, spoken: str
) -> None:
    if cookie:
        client.set_cookie(COOKIE, cookie)
    answer = client.get(f"/help{query}", headers={"Accept-Language": header} if header else {})
    assert answer.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}">' in answer.text


def test_a_choice_is_remembered(client: FlaskClient) -> None:
    client.get("/help?lang=en")
    assert client.get("/help", headers={"Accept-Language": "ko"}).headers["Content-Language"] == "en"


def test_a_calendar_program_is_given_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/calendars/all.ics?lang=en").headers


def test_the_switch_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/calendars/?feed=all&lang=ko").text
    assert 'href="/calendars/?feed=all&amp;lang=en"' in page


@pytest.mark.parametrize("path", ["/%5cevil.example", "/%5c%5cevil.example/x", "/%2f%5cevil.example"])
def test_the_switch_leads_to_this_site_only(client: FlaskClient, path: str) -> None:
    """Browsers read a backslash as a slash, and two slashes as the beginning of another site's name."""
    links = re.findall(r'href="([^"]*lang=en)"', client.get(path).text)
    assert links
    assert not [link for link in links if not re.match(r"/[\w.%]", link) or "\\" in link], links


@pytest.mark.parametrize("path", ["/events/%3Fkind", "/%23top", "/events/%25"])
def test_the_switch_writes_an_address_as_addresses_are_written(client: FlaskClient, path: str) -> None:
    assert f'href="{path}?lang=en"' in client.get(path).text


def test_one_readers_language_is_not_the_next_ones(client: FlaskClient) -> None:
    client.get("/help", headers={"Accept-Language": "en"})
    assert client.application.test_client().get("/nothing").headers["Content-Language"] == "ko"
