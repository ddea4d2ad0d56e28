"""Does the letter of welcome say who, where and how, in both languages?"""

from collections.abc import Callable

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail.models import OutgoingMail
from eventhub.organisations import messages
from tests.factories.accounts import make_account
from tests.factories.organisations import make_organisation


@pytest.mark.parametrize(
    ("locale", "name", "words"),
    [("ko", "가람정밀", "이영희 코디네이터가"), ("en", "Garam Precision", "이영희 has added you")],
)
def test_a_person_is_welcomed_in_their_language(
    app: Flask, outbox: Callable[..., list[OutgoingMail]], locale: str, name: str, words: str
) -> None:
    organisation = make_organisation(name_ko="가람정밀", name_en="Garam Precision")
    account, by = make_account(locale=locale, name="김철수"), make_account(name="이영희")
    with transaction():
        messages.welcome(organisation, account, by=by, now=now())
    letter = outbox(account.email)[0]
    assert name in letter.subject
    for body in (letter.text, letter.html):
        assert words in body
        assert "김철수" in body
        assert account.email in body
        assert "http://localhost/sign-in" in body
        assert f"http://localhost/organisations/{organisation.public_id}" in body


def test_a_name_with_a_line_break_or_a_tag_breaks_nothing(
    app: Flask, outbox: Callable[..., list[OutgoingMail]]
) -> None:
    organisation = make_organisation(name_ko="가람\r\nBcc: all@example.com <b>")
    account, by = make_account(), make_account()
    with transaction():
        messages.welcome(organisation, account, by=by, now=now())
    letter = outbox(account.email)[0]
    assert "\n" not in letter.subject
    assert "<b>" not in letter.html
