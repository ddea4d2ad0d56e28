"""What do the three letters of matching say, in both languages, and how are they refused?"""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.links import absolute
from eventhub.core.secrets import seal
from eventhub.mail import queries as mail
from eventhub.mail.models import MailingList, OutgoingMail
from eventhub.mail.transport import compose
from eventhub.matching import messages, queries
from eventhub.matching.models import Enquiry, Reply, Side, Suggestion
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_technical_problem

Outbox = Callable[..., list[OutgoingMail]]
FIRM, SECRET_TEXT, WORDING = "비밀정밀카나리아", "카나리아777 사출 커버가 휩니다.", "사출 커버가 휘는 문제입니다."


def sent(locale: str) -> Suggestion:
    """Send a suggestion between people who read one language."""
    complex_ = make_complex(name_ko="창원", name_en="Changwon")
    coordinator_id = make_coordinator(complex_).id
    firm = make_organisation(complex_id=session.merge(complex_).id, name_ko=FIRM, name_en="Secret Canary")
    owner = make_member(firm, name="김철수", job_title="공장장", locale=locale)
    problem = make_technical_problem(session.merge(firm), stated_by=owner, text=SECRET_TEXT, wording=WORDING)
    suggestion = make_suggestion(
        problem, make_partner(), introduction="꼭 만나 보십시오.", reviewed_by_id=coordinator_id
    )
    suggestion_id = suggestion.id
    make_enquiry(suggestion, expires_at=now() + timedelta(days=14))
    partner = make_enquiry(
        session.get_one(Suggestion, suggestion_id), Side.PARTNER, expires_at=now() + timedelta(days=14)
    )
    account_id = partner.account_id
    with transaction():
        session.get_one(Account, account_id).locale = locale
    return session.scalars(queries._with_sides().where(Suggestion.id == suggestion_id)).one()


def ask(locale: str, side: Side, outbox: Outbox) -> tuple[OutgoingMail, str]:
    """Queue the letter to one side; give it with the link it must hold."""
    suggestion = sent(locale)
    enquiry = suggestion.asked(side)
    assert enquiry is not None
    public_id, email, suggestion_id = enquiry.public_id, enquiry.account.email, suggestion.id
    with transaction():
        suggestion = session.scalars(queries._with_sides().where(Suggestion.id == suggestion_id)).one()
        enquiry = suggestion.asked(side)
        assert enquiry is not None
        messages.ask(enquiry, suggestion, enquiry.account, now=now())
    return outbox(email)[0], absolute(f"/a/{seal('answer', public_id)}")


@pytest.mark.parametrize(
    ("locale", "greeting", "day"),
    [("ko", "김철수 공장장님, 안녕하십니까.", "2026. 3. 16.(월)"), ("en", "Dear 김철수 공장장,", "Mon 16 Mar 2026")],
)
def test_the_recommendation_greets_quotes_names_and_asks(
    app: Flask, outbox: Outbox, locale: str, greeting: str, day: str
) -> None:
    letter, link = ask(locale, Side.OWNER, outbox)
    partner = {"ko": "가상대 정밀성형연구실", "en": "Precision Moulding Lab"}[locale]
    for part in (letter.text, letter.html):
        for words in (greeting, SECRET_TEXT, partner, "사출", "이영희", day, "꼭 만나 보십시오.", "055-000-0000"):
            assert words in part
        assert f"{link}?reply=accepted" in part
        assert f"{link}?reply=declined" in part
    assert partner[:10] in letter.subject
    assert len(letter.subject) <= 45


@pytest.mark.parametrize(("locale", "opening"), [("ko", "박교수 교수님, 안녕하십니까."), ("en", "Dear 박교수 교수,")])
def test_the_request_names_neither_the_firm_nor_its_words(
    app: Flask, outbox: Outbox, locale: str, opening: str
) -> None:
    letter, link = ask(locale, Side.PARTNER, outbox)
    for part in (letter.text, letter.html):
        for words in (opening, WORDING, f"{link}?reply=accepted", f"{link}?reply=declined"):
            assert words in part
    for part in (letter.subject, letter.text, letter.html):
        for secret in (FIRM, "Secret Canary", "카나리아777", "김철수", "공장장"):
            assert secret not in part


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("side", list(Side))
def test_letters_that_ask_can_be_refused_with_one_click(
    app: Flask, client: FlaskClient, outbox: Outbox, locale: str, side: Side
) -> None:
    letter, _link = ask(locale, side, outbox)
    message = message_from_bytes(compose(letter, mail_from="EventHub <events@localhost>", now=now()), policy=default)
    assert message["List-Unsubscribe"] == f"<{letter.unsubscribe_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.unsubscribe_url in letter.text
    address = letter.to_address
    path = letter.unsubscribe_url.removeprefix("http://localhost")
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mail.refuses(address, MailingList.RECOMMENDATIONS)


@pytest.mark.parametrize(("locale", "words"), [("ko", "양쪽 모두 수락했습니다"), ("en", "Both sides said yes")])
def test_coordinators_read_the_contacts_of_both_sides(app: Flask, outbox: Outbox, locale: str, words: str) -> None:
    suggestion_id = sent(locale).id
    reader = make_coordinator(make_complex(), locale=locale, email="reader@example.org")
    reader_id = reader.id
    with transaction():
        for enquiry in session.query(Enquiry):
            enquiry.reply = Reply.ACCEPTED
    with transaction():
        suggestion = session.scalars(queries._with_sides().where(Suggestion.id == suggestion_id)).one()
        messages.tell_both_accepted(suggestion, [session.get_one(Account, reader_id)], now=now())
    letter = outbox("reader@example.org")[0]
    assert words in letter.subject
    for part in (letter.text, letter.html):
        for contact in ("김철수", "박교수", "010-0000-7777", WORDING, "/desk/introductions/?stage=introduced"):
            assert contact in part
    assert letter.unsubscribe_url == ""


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_sentence_that_introduces_is_proposed_in_the_readers_language(app: Flask, locale: str) -> None:
    proposed = messages.introduce(sent(locale))
    assert {"ko": "정밀성형연구실", "en": "Precision Moulding Lab"}[locale] in proposed
