"""Does a letter enter the outbox once, and is it held by one worker?"""

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.mail import queries, services
from eventhub.mail.models import LetterState, MailingList, OutgoingMail, Reason
from eventhub.mail.rules import DELAYS, LEASE, Verdict
from eventhub.mail.services import About
from tests.factories.accounts import make_account
from tests.factories.mail import make_letter, make_subscription


def queue(key: str = "sign-in:1", *, locale: str = "ko", mailing_list: MailingList | None = None) -> None:
    """Queue a letter; which one does not matter."""
    account = make_account(locale=locale)
    with transaction():
        services.queue(
            "accounts/sign_in",
            key=key,
            to="haneul@example.com",
            to_name="김하늘",
            locale=locale,
            about=About(mailing_list=mailing_list),
            now=now(),
            account=account,
            code="123456",
            link="http://localhost/sign-in/x",
        )


def claim(moment_later: timedelta = timedelta()) -> OutgoingMail | None:
    """Claim a letter as a worker does."""
    with transaction():
        return services.claim(now=now() + moment_later)


def state_of(letter: OutgoingMail) -> LetterState:
    """Read the state of a letter anew."""
    session.expire_all()
    return queries.get(letter.id).state


def test_a_letter_is_rendered_when_it_is_queued(app: Flask) -> None:
    queue()
    (letter,) = queries.list_letters().items
    assert letter.state is LetterState.QUEUED
    assert letter.due_at == letter.queued_at == now()
    assert "123456" in letter.subject
    assert "123456" in letter.text
    assert "123456" in letter.html
    assert letter.unsubscribe_url == ""


def test_a_key_is_used_once(app: Flask) -> None:
    queue()
    queue()
    assert queries.list_letters().total == 1


def test_no_letter_without_its_cause(app: Flask) -> None:
    account = make_account()

    def cause() -> None:
        with transaction():
            services.queue(
                "accounts/sign_in",
                key="a",
                to="a@example.com",
                locale="ko",
                now=now(),
                account=account,
                code="1",
                link="x",
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert queries.list_letters().total == 0


def test_a_letter_of_a_list_says_how_to_refuse_it(app: Flask) -> None:
    queue("a", mailing_list=MailingList.RECOMMENDATIONS)
    queue("b", mailing_list=MailingList.RECOMMENDATIONS)
    first, second = queries.list_letters().items
    assert first.unsubscribe_url == second.unsubscribe_url
    assert first.unsubscribe_url.startswith("http://localhost/u/")
    assert first.unsubscribe_url in first.text
    assert first.unsubscribe_url in first.html
    assert queries.get_subscription(first.unsubscribe_url.rpartition("/")[2]).address == "haneul@example.com"


def test_the_letter_that_waits_longest_is_claimed_first_and_once(app: Flask) -> None:
    late, early = make_letter(), make_letter(due_at=now() - timedelta(minutes=1))
    make_letter(due_at=now() + timedelta(minutes=1))
    make_letter(state=LetterState.FAILED)
    claimed = [claim(), claim(), claim()]
    assert [letter.id if letter else None for letter in claimed] == [early.id, late.id, None]


def test_what_a_dead_worker_left_comes_before_all_that_is_due(app: Flask) -> None:
    left = make_letter(due_at=now())
    claim()
    for _ in range(3):
        make_letter(due_at=now() - timedelta(hours=1))
    again = claim(LEASE + timedelta(seconds=1))
    assert again is not None
    assert again.id == left.id


def test_a_claim_lasts_as_long_as_its_lease(app: Flask) -> None:
    letter = make_letter()
    first = claim()
    assert first is not None
    assert claim() is None
    assert claim(LEASE) is None
    again = claim(LEASE + timedelta(seconds=1))
    assert again is not None
    assert again.id == letter.id
    assert again.fence == 2


def test_a_worker_that_was_thought_dead_cannot_finish(app: Flask) -> None:
    letter = make_letter()
    claim()
    claim(LEASE + timedelta(seconds=1))
    with transaction():
        assert not services.mark_sent(letter.id, fence=1, now=now())
        assert not services.set_aside(letter.id, Verdict(Reason.REFUSED), fence=1)
        assert not services.mark_failed(letter.id, fence=1, error="late", for_good=True, now=now())
    assert state_of(letter) is LetterState.SENDING
    with transaction():
        assert services.mark_sent(letter.id, fence=2, now=now())
    assert state_of(letter) is LetterState.SENT
    with transaction():
        assert not services.mark_sent(letter.id, fence=2, now=now())


def test_a_failed_letter_waits_longer_each_time_and_is_given_up_in_the_end(app: Flask) -> None:
    letter = make_letter()
    moment = now()
    for attempt, delay in enumerate(DELAYS, start=1):
        with transaction():
            assert services.claim(now=moment)
        with transaction():
            services.mark_failed(letter.id, fence=attempt, error="451 later", for_good=False, now=moment)
        session.refresh(letter)
        assert (letter.state, letter.attempts) == (LetterState.QUEUED, attempt)
        assert delay <= letter.due_at - moment <= delay * 1.1
        moment = letter.due_at
    with transaction():
        assert services.claim(now=moment)
    with transaction():
        services.mark_failed(letter.id, fence=len(DELAYS) + 1, error="451 later", for_good=False, now=moment)
    assert state_of(letter) is LetterState.FAILED
    assert [failed.id for failed in queries.list_failed(at_most=10)] == [letter.id]


def test_given_up_letters_can_be_tried_again(app: Flask) -> None:
    letter = make_letter(state=LetterState.FAILED, attempts=17)
    make_letter(state=LetterState.SENT)
    with transaction():
        assert services.retry_failed(now=now()) == 1
    session.refresh(letter)
    assert (letter.state, letter.attempts) == (LetterState.QUEUED, 0)


def test_the_only_worker_takes_back_what_a_dead_one_held(app: Flask) -> None:
    letter = make_letter()
    claim()
    with transaction():
        assert services.release_all() == 1
    again = claim()
    assert again is not None
    assert (again.id, again.fence) == (letter.id, 2)


def test_refusing_twice_is_refusing_once(app: Flask) -> None:
    queue(mailing_list=MailingList.RECOMMENDATIONS)
    (letter,) = queries.list_letters().items
    link = letter.unsubscribe_url.rpartition("/")[2]
    for later in (0, 1):
        with transaction():
            services.refuse(link, now=now() + timedelta(hours=later))
    assert queries.get_subscription(link).refused_at == now()
    assert services.look_at(letter, now=now()) == Verdict(Reason.REFUSED)
    with transaction():
        services.subscribe_again(link)
    assert services.look_at(letter, now=now()) == Verdict()


def test_a_refusal_is_for_one_list_and_one_address(app: Flask) -> None:
    refused = make_subscription(refused_at=now())
    same = {"to_address": refused.address}
    assert services.look_at(make_letter(**same, list_id=refused.list_id), now=now()).reason is Reason.REFUSED
    for other in (make_letter(**same), make_letter(**same, list_id=MailingList.SURVEYS), make_letter()):
        assert services.look_at(other, now=now()) == Verdict()


def test_letters_are_listed_by_state_and_address(app: Flask) -> None:
    sent = make_letter(state=LetterState.SENT)
    make_letter()
    assert [letter.id for letter in queries.list_letters(state=LetterState.SENT).items] == [sent.id]
    assert [letter.id for letter in queries.list_letters(address=sent.to_address.upper()).items] == [sent.id]
    assert queries.count_by_state() == {LetterState.SENT: 1, LetterState.QUEUED: 1}


def test_letters_nobody_carries_yet_can_be_withdrawn(app: Flask) -> None:
    keys = {state: make_letter(state=state).key for state in LetterState}
    kept = make_letter()
    with transaction():
        assert services.withdraw(keys.values()) == 1
    session.expire_all()
    states = {letter.key: letter.state for letter in queries.list_letters().items}
    assert states[keys[LetterState.QUEUED]] is LetterState.CANCELLED
    assert states[keys[LetterState.SENDING]] is LetterState.SENDING
    assert states[keys[LetterState.SENT]] is LetterState.SENT
    assert states[kept.key] is LetterState.QUEUED


def test_a_test_is_a_copy_that_says_so_and_comes_as_often_as_it_is_asked_for(app: Flask) -> None:
    letter = {"to": "a@example.com", "locale": "ko", "now": now(), "code": "1", "link": "x"}
    with services.gathering() as gathered:
        services.queue("accounts/sign_in", key="a:1", account={"name": "김하늘"}, **letter)
    shown = gathered[0][1]
    with transaction():
        for _ in range(2):
            services.queue_test(shown, to="desk@example.org", to_name="이영희", now=now())
    first, second = queries.list_letters().items
    assert first.key != second.key
    assert (first.subject, first.text, first.html) == (f"[시험] {shown.subject}", shown.text, shown.html)
    assert {first.to_address, second.to_address} == {"desk@example.org"}


def test_a_preview_of_one_letter_renders_no_other(app: Flask) -> None:
    letter = {"to": "a@example.com", "locale": "ko", "now": now()}
    with services.gathering(only="accounts/sign_in") as gathered:
        services.queue("no/such_template", key="a:1", **letter)
    assert gathered == []
