"""Does who wants suggestions once a week get them in one letter, each once, and still able to answer?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.mail import services as mail
from eventhub.mail.jobs import carry
from eventhub.mail.models import LetterState, MailingList, OutgoingMail, Reason
from eventhub.mail.rules import KINDS, next_weekly
from eventhub.matching import messages, queries
from eventhub.matching.models import Enquiry, Reply
from eventhub.problems.models import Problem
from eventhub.related.jobs import write_weekly_letters
from tests.factories.clusters import make_coordinator
from tests.factories.matching import make_enquiry, make_suggestion
from tests.factories.problems import make_technical_problem

Outbox = Callable[..., list[OutgoingMail]]
DAY = timedelta(days=1)


def choose(address: str, *, is_weekly: bool = True, pause: timedelta | None = None, without: str = "") -> None:
    """Let somebody choose how they want their letters."""
    until = now() + pause if pause else None
    wanted = [name for name in KINDS if name != without]
    with transaction():
        mail.choose(address, wanted, is_weekly=is_weekly, paused_until=until, now=now())


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> list[Enquiry]:
    """Ask the person who stated a problem about two partners; both letters wait for the weekly one."""
    monkeypatch.setitem(app.config, "MAIL_URL", f"maildir:{tmp_path}/letters")
    problem = make_technical_problem()
    owner_id = problem.stated_by_id
    for _ in range(2):
        make_enquiry(make_suggestion(problem))
    choose(session.get_one(Account, owner_id).email)
    with transaction():
        for enquiry in queries.list_unanswered(session.get_one(Account, owner_id), now()):
            messages.ask(enquiry, enquiry.suggestion, enquiry.account, now=now())
    assert carry() == ""
    return list(queries.list_unanswered(session.get_one(Account, owner_id), now()))


def reader_of(asked: list[Enquiry]) -> str:
    """Say whose letters wait."""
    return session.get_one(Account, asked[0].account_id).email


def states(letters: list[OutgoingMail]) -> list[tuple[LetterState, Reason | None]]:
    """Say how letters stand."""
    return [(letter.state, letter.reason) for letter in letters]


def test_what_waited_is_one_letter_on_monday(asked: list[Enquiry], outbox: Outbox) -> None:
    waits = (LetterState.QUEUED, Reason.WEEKLY)
    assert states(outbox()) == [waits, waits]
    secrets = [enquiry.secret for enquiry in asked]
    monday = next_weekly(now())
    assert (monday.hour, monday.minute) == (8, 30)
    with standing_still(monday):
        assert write_weekly_letters() == "1 weekly letters"
        assert carry() == "1 letters"
    *gone, weekly = outbox()
    assert states(gone) == [(LetterState.CANCELLED, Reason.GATHERED)] * 2
    assert weekly.state is LetterState.SENT
    assert weekly.list_id == MailingList.RECOMMENDATIONS
    for secret in secrets:
        assert secret in weekly.text
        assert weekly.html.count(secret) == 2
    with standing_still(monday + 7 * DAY):
        assert write_weekly_letters() == ""
        assert carry() == ""


def test_what_was_answered_meanwhile_is_not_asked_again(asked: list[Enquiry], outbox: Outbox) -> None:
    first, second = asked
    answered, waits = first.secret, second.secret
    first_id = first.id
    with transaction():
        session.get_one(Enquiry, first_id).reply = Reply.DECLINED
    write_weekly_letters()
    weekly = outbox()[-1]
    assert waits in weekly.text
    assert answered not in weekly.text


@pytest.mark.parametrize("chosen", [{"pause": 3 * DAY}, {"is_weekly": False}])
def test_who_chose_otherwise_meanwhile_gets_no_weekly_letter(
    asked: list[Enquiry], outbox: Outbox, chosen: dict[str, object]
) -> None:
    choose(reader_of(asked), **chosen)  # type: ignore[arg-type]
    assert write_weekly_letters() == ""
    assert len(outbox()) == 2


def test_who_refuses_suggestions_gets_none_gathered_either(asked: list[Enquiry], outbox: Outbox) -> None:
    choose(reader_of(asked), without=MailingList.RECOMMENDATIONS)
    write_weekly_letters()
    assert carry() == ""
    assert LetterState.SENT not in [letter.state for letter in outbox()]


def test_the_desk_reads_why_a_letter_waits(
    asked: list[Enquiry], client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    suggestion = asked[0].suggestion
    complex_ = suggestion.problem.organisation.complex
    assert complex_ is not None
    make_suggestion(session.get_one(Problem, suggestion.problem_id), rank=2)
    sign_in(client, make_coordinator(complex_))
    assert "Waits for the reader" in client.get("/desk/introductions/?lang=en").text
    review = client.get("/desk/suggestions/?lang=en", follow_redirects=True).text
    assert "would leave on Mon 9 Mar 2026 08:30" in review
