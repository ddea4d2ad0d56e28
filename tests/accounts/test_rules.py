"""May a person be sent there next, and how good is a guess at a code?"""

import pytest

from eventhub.accounts.rules import GUESSES_PER_ADDRESS, LINK_LASTS, WINDOW, safe_next
from eventhub.core.secrets import CODE_DIGITS

ELSEWHERE = (
    "https://evil.example.org",
    "http:evil.example.org",
    "//evil.example.org",
    "///evil.example.org",
    "/\\evil.example.org",
    "\\\\evil.example.org",
    "/\t/evil.example.org",
    "/\n/evil.example.org",
    "/\r/evil.example.org",
    "/\x00/evil.example.org",
    " //evil.example.org",
    "/ /evil.example.org",
    "\t//evil.example.org",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example.org",
    "@evil.example.org",
    "?next=//evil.example.org",
    ".//evil.example.org",
    "https:/evil.example.org",
    "/\u2028/evil.example.org",
    "//\u3002evil.example.org",
    "",
)
HERE = ("/", "/me/", "/events/bcdf?page=2&lang=en", "/events/?q=%EA%B8%88%ED%98%95", "/r/bcdf.x-_y", "/events/#places")


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_odd_spelling_leads_elsewhere(path: str) -> None:
    assert safe_next(path) == ""


@pytest.mark.parametrize("path", HERE)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert safe_next(path) == path


def test_six_digits_cannot_be_guessed_while_they_last() -> None:
    assert LINK_LASTS <= WINDOW
    assert GUESSES_PER_ADDRESS / 10**CODE_DIGITS <= 1 / 100_000


def test_an_endless_path_is_cut() -> None:
    assert len(safe_next("/" + "x" * 9999)) == 500
