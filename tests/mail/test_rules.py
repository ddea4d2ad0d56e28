"""Is a letter tried again at the right time, and known when it arrives twice?"""

from datetime import timedelta
from itertools import pairwise

from eventhub.mail.models import LetterState
from eventhub.mail.rules import DELAYS, STATE_WORDS, delay_after, is_reachable, message_id


def test_waits_grow_and_end_after_about_three_days() -> None:
    waits = [delay_after(attempts, key="a") for attempts in range(1, len(DELAYS) + 1)]
    given = [wait for wait in waits if wait is not None]
    assert len(given) == len(DELAYS)
    assert all(before <= after for before, after in pairwise(given))
    assert timedelta(hours=70) < sum(given, timedelta()) < timedelta(hours=85)
    assert delay_after(len(DELAYS) + 1, key="a") is None


def test_letters_that_failed_together_do_not_come_back_together() -> None:
    waits = {delay_after(1, key=f"letter:{number}") for number in range(100)}
    assert len(waits) > 90
    assert all(wait and timedelta(minutes=1) <= wait <= timedelta(seconds=66) for wait in waits)
    assert delay_after(1, key="letter:1") == delay_after(1, key="letter:1")


def test_a_message_id_belongs_to_a_key_for_ever() -> None:
    assert message_id("a:1", domain="example.org") == message_id("a:1", domain="example.org")
    assert message_id("a:1", domain="example.org") != message_id("a:2", domain="example.org")
    assert message_id("대기:1\r\n", domain="example.org").isascii()


def test_every_state_has_a_word() -> None:
    assert set(STATE_WORDS) == set(LetterState)


def test_nothing_is_sent_to_an_address_that_stands_for_none() -> None:
    assert not is_reachable("bcdf@no-address.invalid")
    assert is_reachable("somebody@example.com")
