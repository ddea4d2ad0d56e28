"""Does a due letter go, wait or never go, as its reader and the hour want it?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.mail import queries, services
from eventhub.mail.jobs import carry
from eventhub.mail.models import LetterState, MailingList, OutgoingMail, Reason
from eventhub.mail.rules import KINDS, REASON_WORDS, Reader, Verdict, judge
from tests.factories.mail import make_letter
from tests.mailserver import MailServer

SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2026, 3, 4, 12, tzinfo=SEOUL)  # a Wednesday
DAY = timedelta(days=1)
SUGGESTION = MailingList.RECOMMENDATIONS
BULK = [name for name, kind in KINDS.items() if kind.is_bulk]


def letter(list_id: str = "", *, until: datetime | None = None, is_weekly: bool = False) -> OutgoingMail:
    """Make a letter nobody keeps."""
    return OutgoingMail(list_id=list_id, useful_until=until, is_weekly=is_weekly)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_refused_never_goes_whatever_else_holds(name: MailingList) -> None:
    everything = Reader(NOON, True, True, NOON + DAY, NOON)
    assert judge(letter(name), everything) == Verdict(Reason.REFUSED)


def test_what_cannot_be_refused_goes_at_any_hour_and_through_any_pause() -> None:
    for hour in range(24):
        asked = Reader(NOON.replace(hour=hour), True, True, NOON + DAY, NOON)
        assert judge(letter(), asked) == Verdict()


@pytest.mark.parametrize("name", ["", *KINDS])
def test_what_comes_too_late_is_dropped(name: str) -> None:
    assert judge(letter(name, until=NOON), Reader(NOON)) == Verdict(Reason.TOO_LATE)
    assert judge(letter(name, until=NOON + timedelta(seconds=1)), Reader(NOON)) == Verdict()


@pytest.mark.parametrize("name", BULK)
def test_letters_to_many_wait_for_the_morning(name: MailingList) -> None:
    morning = NOON.replace(hour=8)
    for clock, until in (
        ("20:59:59", None),
        ("21:00:00", morning + DAY),
        ("23:59:59", morning + DAY),
        ("00:00:00", morning),
        ("07:59:59", morning),
        ("08:00:00", None),
    ):
        moment = datetime.fromisoformat(f"2026-03-04T{clock}").replace(tzinfo=SEOUL)
        assert judge(letter(name), Reader(moment)) == (Verdict(Reason.NIGHT, until) if until else Verdict()), clock


def test_a_reminder_comes_when_it_is_due() -> None:
    assert judge(letter(MailingList.REMINDERS), Reader(NOON.replace(hour=6))) == Verdict()


@pytest.mark.parametrize("name", KINDS)
def test_a_pause_ends_at_its_moment(name: MailingList) -> None:
    assert judge(letter(name), Reader(NOON, paused_until=NOON + DAY)) == Verdict(Reason.PAUSED, NOON + DAY)
    assert judge(letter(name), Reader(NOON, paused_until=NOON)) == Verdict()


def test_suggestions_wait_for_the_weekly_letter_and_nothing_else_does() -> None:
    monday = datetime(2026, 3, 9, 8, 30, tzinfo=SEOUL)
    weekly = Reader(NOON, is_weekly=True)
    assert judge(letter(SUGGESTION), weekly) == Verdict(Reason.WEEKLY, monday)
    assert judge(letter(MailingList.TEAM_LETTERS), weekly) == Verdict()
    assert judge(letter(SUGGESTION, is_weekly=True), weekly) == Verdict()
    assert judge(letter(SUGGESTION), Reader(monday, is_weekly=True)).until == monday + 7 * DAY
    early = monday - timedelta(seconds=1)
    assert judge(letter(SUGGESTION), Reader(early, is_weekly=True)).until == monday


def test_one_suggestion_a_week() -> None:
    had = Reader(NOON, suggested_at=NOON - 6 * DAY)
    assert judge(letter(SUGGESTION), had) == Verdict(Reason.BUDGET, NOON + DAY)
    assert judge(letter(SUGGESTION), Reader(NOON, suggested_at=NOON - 7 * DAY)) == Verdict()
    assert judge(letter(MailingList.SURVEYS), had) == Verdict()


def test_every_reason_and_every_list_has_its_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
    assert set(KINDS) == set(MailingList)


def fresh(row: OutgoingMail) -> OutgoingMail:
    """Read a letter anew."""
    session.expire_all()
    return session.get_one(OutgoingMail, row.id)


def test_a_letter_that_waits_keeps_its_reason_and_goes_when_it_has_passed(mail_app: Flask, server: MailServer) -> None:
    row = make_letter(list_id=SUGGESTION, to_address="a@example.com", useful_until=now() + 5 * DAY)
    until = now() + 2 * DAY
    with transaction():
        services.choose("a@example.com", list(KINDS), is_weekly=False, paused_until=until, now=now())
    assert carry() == ""
    assert (fresh(row).state, fresh(row).reason, fresh(row).due_at) == (LetterState.QUEUED, Reason.PAUSED, until)
    assert server.bodies == []
    with standing_still(until):
        assert carry() == "1 letters"
    assert (fresh(row).state, fresh(row).reason) == (LetterState.SENT, None)


def test_a_letter_of_no_use_after_the_pause_is_dropped(mail_app: Flask, server: MailServer) -> None:
    row = make_letter(list_id=MailingList.REMINDERS, to_address="a@example.com", useful_until=now() + DAY)
    with transaction():
        services.choose("a@example.com", list(KINDS), is_weekly=False, paused_until=now() + 2 * DAY, now=now())
    carry()
    with standing_still(now() + 2 * DAY):
        assert carry() == ""
    assert (fresh(row).state, fresh(row).reason) == (LetterState.CANCELLED, Reason.TOO_LATE)


def test_who_ends_a_pause_gets_what_waited_at_once(mail_app: Flask, server: MailServer) -> None:
    row, other = (make_letter(list_id=SUGGESTION, to_address=f"{name}@example.com") for name in "ab")
    for address in ("a@example.com", "b@example.com"):
        with transaction():
            services.choose(address, list(KINDS), is_weekly=True, paused_until=None, now=now())
    assert carry() == ""
    assert {fresh(row).reason, fresh(other).reason} == {Reason.WEEKLY}
    with transaction():
        services.choose("a@example.com", list(KINDS), is_weekly=False, paused_until=None, now=now())
    assert carry() == "1 letters"
    assert fresh(row).state is LetterState.SENT
    assert fresh(other).state is LetterState.QUEUED


def test_what_is_chosen_is_kept_for_one_address(app: Flask) -> None:
    with transaction():
        services.choose("a@example.com", [SUGGESTION], is_weekly=True, paused_until=None, now=now())
    assert queries.list_refused("a@example.com") == set(MailingList) - {SUGGESTION}
    assert queries.list_refused("b@example.com") == set()
    with transaction():
        services.forget_settings("a@example.com")
    assert queries.find_settings("a@example.com") is None
    # A refusal outlives the person: nobody may write to them anew.
    assert queries.list_refused("a@example.com") == set(MailingList) - {SUGGESTION}
