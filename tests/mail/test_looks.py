"""Do all letters hold in mail programs that drop styles, fetch nothing and cut what is long, whatever is in them?"""

import email
import re
from collections.abc import Iterator
from email.policy import default
from html.parser import HTMLParser
from unittest.mock import patch

import pytest
from flask import Flask
from icalendar import Calendar

from eventhub.core.clock import now
from eventhub.core.ics import plain
from eventhub.events import examples as events
from eventhub.mail import services
from eventhub.mail.models import OutgoingMail
from eventhub.mail.transport import compose
from eventhub.registrations import examples as registrations
from tests.mail.test_transport import FROM, check_wire

KILOBYTE = 1000
READABLE = ["multipart/alternative", "text/plain", "text/html"]
# What a team or a visitor may write that means something to a mail program, a template, a page or a calendar.
ODD = (
    "쉼표, 반점; 거꾸로\\ 빗금",
    "이모지 🏭👩‍🔬 와 합친 글자 각",
    "가" * 200,
    "END:VEVENT\\nEND:VCALENDAR",
    "<script>alert(1)</script><img src=//evil.example>",
    "{{ 7*191 }} {% raw %} %(name)s {name}",
    "</td></table></style><style>*{display:none}",
    "<!--[if mso]> --> .",
    "=?utf-8?b?7Zyo?= Bcc: evil@example.com",
    "\u202eright to left\u202c \u200b zero",
)


@pytest.fixture
def letters(app: Flask) -> list[tuple[str, OutgoingMail]]:
    """Write every letter, in both languages."""
    return list(services.write_examples(app.extensions["eventhub.letter_examples"], now=now()))


class Tags(HTMLParser):
    """Collects what tags a page has, with their attributes."""

    def __init__(self, html: str) -> None:
        """Read it all at once."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, dict(attrs)))


def styled(html: str) -> Iterator[dict[str, str | None]]:
    """Yield the attributes of everything that belongs to a class."""
    return (attrs for _, attrs in Tags(html).found if "class" in attrs)


def test_every_letter_is_small_and_fetches_and_runs_nothing(letters: list[tuple[str, OutgoingMail]]) -> None:
    for name, letter in letters:
        assert len(letter.html.encode()) < 60 * KILOBYTE, name
        tags = {tag for tag, _ in Tags(letter.html).found}
        assert not tags & {"script", "img", "form", "link", "iframe", "object", "input", "svg"}, name
        assert not re.search(r"url\(|@import|javascript:|data:", letter.html), name


def test_every_style_stands_in_the_element_it_is_for_and_the_dark_one_in_the_head(
    letters: list[tuple[str, OutgoingMail]],
) -> None:
    for name, letter in letters:
        assert all(attrs.get("style") for attrs in styled(letter.html)), name
        head = letter.html.partition("</head>")[0]
        assert head.count("<style") == 1, name
        assert "prefers-color-scheme: dark" in head, name
        assert 'name="color-scheme"' in head, name


def test_what_is_dark_reaches_every_colour_there_is(letters: list[tuple[str, OutgoingMail]]) -> None:
    dark = letters[0][1].html.partition("</head>")[0]
    classes = {one for _, letter in letters for attrs in styled(letter.html) for one in str(attrs["class"]).split()}
    # These have no colour of their own.
    assert [
        one for one in sorted(classes - {"around", "width", "foot", "facts", "pressed"}) if f".{one}" not in dark
    ] == []


def test_a_letter_that_can_be_refused_says_so_in_text_and_page(letters: list[tuple[str, OutgoingMail]]) -> None:
    refusable = {name for name, letter in letters if letter.list_id}
    assert refusable == {
        *("matching/recommendation", "matching/request", "matching/weekly", "mailings/notice"),
        *("surveys/thanks", "surveys/reminder", "registrations/reminder"),
    }
    for name, letter in letters:
        for part in (letter.text, letter.html):
            assert part.count(f"{letter.unsubscribe_url}/settings") == (
                1 if letter.list_id else part.count("/settings")
            ), name
            assert ("/u/" in part) is bool(letter.list_id), name


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("locale", ["ko", "en"])
def test_whatever_a_title_says_a_letter_stays_a_letter(app: Flask, odd: str, locale: str) -> None:
    made = events.event

    def named(**changes: object) -> object:
        return made(**{**changes, "title_ko": odd, "title_en": odd, "venue_ko": odd, "venue_en": odd})

    with services.gathering() as letters, patch.object(events, "event", named):
        registrations.write_letters(locale, now=now())
    for name, letter in letters:
        assert not {"script", "img"} & {tag for tag, _ in Tags(letter.html).found}, name
        assert "1337" not in letter.text + letter.html + letter.subject, name
        assert len(letter.html.encode()) < 60 * KILOBYTE, name
        message = compose(letter, mail_from=FROM, now=now())
        check_wire(message)
        parsed = email.message_from_bytes(message, policy=default)
        assert len(parsed.get_all("To", [])) == 1, name
        assert parsed["Bcc"] is None, name
        kinds = [part.get_content_type() for part in parsed.walk()]
        if letter.invitation:
            assert kinds == ["multipart/mixed", *READABLE, "text/calendar", "application/ics"], name
            assert Calendar.from_ical(letter.invitation).events[0]["summary"].endswith(plain(odd)), name
        else:
            assert kinds == READABLE, name
        if odd != ODD[-1]:
            assert odd in parsed.get_body(("plain",)).get_content().replace("\r\n", "\n"), name  # type: ignore[union-attr]
