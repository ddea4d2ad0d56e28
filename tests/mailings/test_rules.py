"""Who is written to about which of their places, and how far is a mailing?"""

from datetime import UTC, datetime, timedelta

import pytest

from eventhub.mail.models import LetterState
from eventhub.mailings.models import MailingState, ReaderState
from eventhub.mailings.rules import Progress, Visit, key_of, one_each, progress_of, say_letter

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def visit(number: int, days: int, account: int = 1) -> Visit:
    """Make a place at an event that begins in some days."""
    begins = NOW + timedelta(days=days)
    return Visit(number, account, f"account{account}", begins, begins + HOUR)


@pytest.mark.parametrize(
    ("visits", "chosen"),
    [
        ([visit(1, 9), visit(2, 3), visit(3, 5)], 2),
        ([visit(1, -9), visit(2, -3), visit(3, 5)], 3),
        ([visit(1, -9), visit(2, -3), visit(3, -5)], 2),
        ([visit(1, -1)], 1),
    ],
)
def test_somebody_with_several_places_is_written_to_about_the_next_one_else_the_last(
    visits: list[Visit], chosen: int
) -> None:
    assert [one.registration_id for one in one_each(visits, now=NOW)] == [chosen]
    assert [one.registration_id for one in one_each(reversed(visits), now=NOW)] == [chosen]


def test_each_person_is_written_to_once() -> None:
    visits = [visit(1, 1, account=1), visit(2, 2, account=2), visit(3, 3, account=1)]
    assert [one.account_id for one in one_each(visits, now=NOW)] == [1, 2]


def test_the_progress_adds_up() -> None:
    counts = {
        (ReaderState.WAITING, None): 4,
        (ReaderState.LEFT_OUT, None): 1,
        (ReaderState.WRITTEN, LetterState.QUEUED): 2,
        (ReaderState.WRITTEN, LetterState.SENDING): 1,
        (ReaderState.WRITTEN, LetterState.SENT): 7,
        (ReaderState.WRITTEN, LetterState.FAILED): 3,
        (ReaderState.WRITTEN, LetterState.CANCELLED): 2,
    }
    assert progress_of(20, counts) == Progress(people=20, sent=7, failed=3, left=7, stopped=3)
    assert progress_of(0, {}) == Progress()


def test_what_became_of_a_letter_is_said_in_plain_words() -> None:
    written, sending = ReaderState.WRITTEN, MailingState.SENDING
    assert str(say_letter(sending, ReaderState.WAITING, None)) == "아직 쓰지 않음"
    assert str(say_letter(MailingState.STOPPED, ReaderState.WAITING, None)) == "보내지 않음"
    assert str(say_letter(MailingState.STOPPED, written, LetterState.CANCELLED)) == "보내지 않음"
    assert str(say_letter(sending, ReaderState.LEFT_OUT, None)) == "제외: 계정이 삭제됨"
    assert say_letter(sending, written, LetterState.SENT) != say_letter(sending, written, LetterState.FAILED)


def test_the_key_of_a_letter_fits_the_outbox() -> None:
    assert key_of("m" * 12, "a" * 12) == f"mailing:{'m' * 12}:{'a' * 12}"
