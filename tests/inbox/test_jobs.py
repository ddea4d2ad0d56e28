"""Is each answer and each report believed as far as it deserves, once, and is the rest shown to who can judge it?"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from icalendar import vDatetime
from sqlalchemy import select

from eventhub.core.clock import now, standing_still
from eventhub.core.db import session
from eventhub.core.links import robot_address
from eventhub.events.models import Event
from eventhub.inbox import services
from eventhub.inbox.jobs import forget_old_inbox, read_inbox
from eventhub.inbox.models import IncomingMail, Matter
from eventhub.inbox.rules import LARGEST
from eventhub.mail.jobs import carry
from eventhub.mail.models import BouncedAddress, LetterState, MailingList, OutgoingMail, Subscription
from eventhub.mail.queries import refuses
from eventhub.mail.rules import BOUNCES
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import ANSWERS
from tests.factories.admission import make_terms
from tests.factories.events import make_event
from tests.factories.mail import make_letter
from tests.inbox import written
from tests.inbox.conftest import Deliver, Invited
from tests.inbox.imapserver import PASSWORD, USER, running

Invite = Callable[..., Invited]
Outbox = Callable[..., list[OutgoingMail]]


def incoming() -> list[IncomingMail]:
    """Read what is kept of what came in."""
    session.rollback()
    return list(session.scalars(select(IncomingMail).order_by(IncomingMail.id)))


def matters() -> list[Matter]:
    """Say why somebody has to look at what came in."""
    return [one.matter for one in incoming()]


def standing_of(place: Registration) -> Standing:
    """Read what a place is worth, fresh."""
    session.rollback()
    session.expire_all()
    return place.standing


def stopped() -> list[tuple[str, str]]:
    """List the addresses nothing is sent to, and why."""
    session.rollback()
    rows = select(BouncedAddress).where(BouncedAddress.stopped_at.is_not(None)).order_by(BouncedAddress.id)
    return [(one.address, one.status) for one in session.scalars(rows)]


def test_who_declines_gives_the_place_up_and_the_next_one_moves_up(
    app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox
) -> None:
    event = make_event(capacity=1)
    place, letter = invite(event)
    waiting, _letter = invite(event, "duri")
    deliver(written.answer(letter, "DECLINED"))
    assert standing_of(place) is Standing.CANCELLED
    assert standing_of(waiting) is Standing.CONFIRMED
    given_up = outbox("hana@example.com")[-1]
    assert given_up.subject.startswith("[신청 취소]")
    assert "METHOD:CANCEL" in given_up.invitation
    (kept,) = incoming()
    assert (kept.matter, kept.sender, kept.text) == (Matter.SETTLED, "", "")


@pytest.mark.parametrize("said", ["ACCEPTED", "TENTATIVE"])
def test_who_accepts_keeps_the_place(app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox, said: str) -> None:
    place, letter = invite(make_event())
    deliver(written.answer(letter, said))
    assert standing_of(place) is Standing.CONFIRMED
    assert matters() == [Matter.SETTLED]
    assert len(outbox()) == 1


def test_the_same_answer_counts_once_by_however_many_ways_it_comes(
    app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox
) -> None:
    event = make_event()
    _place, letter = invite(event)
    raw = written.answer(letter, "DECLINED")
    deliver(raw, b"Received: from elsewhere\r\n" + raw)
    again, _letter = invite(event)
    deliver(b"Delivered-To: x@example.org\r\n" + raw)
    assert standing_of(again) is Standing.CONFIRMED
    assert len(incoming()) == 1


def test_after_the_deadline_a_coordinator_decides(app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox) -> None:
    event = make_event()
    make_terms(event.id, needs_approval=False, changes_close_hours=24)
    place, letter = invite(event)
    with standing_still(event.starts_at - timedelta(minutes=5)):
        deliver(written.answer(letter, "DECLINED", comment="차가 막힙니다"))
    assert standing_of(place) is Standing.CONFIRMED
    (kept,) = incoming()
    assert (kept.matter, kept.complex_id, kept.registration_id) == (Matter.TOO_LATE, event.complex_id, place.id)
    assert (kept.text, kept.answer) == ("차가 막힙니다", "DECLINED")
    assert len(outbox()) == 1


def test_an_answer_after_the_event_asks_nobody(app: Flask, invite: Invite, deliver: Deliver) -> None:
    event = make_event()
    _place, letter = invite(event)
    with standing_still(event.ends_at + timedelta(hours=1)):
        deliver(written.answer(letter, "DECLINED"))
    assert matters() == [Matter.SETTLED]


FORGED: dict[str, tuple[dict[str, Any], Matter]] = {
    "another sender": ({"sender": "mallory@example.com"}, Matter.OTHER_SENDER),
    "two senders": ({"sender": "hana@example.com, mallory@example.com"}, Matter.OTHER_SENDER),
    "another event": ({"uid": "event-bcdfghjkmnpq@localhost"}, Matter.OTHER_EVENT),
    "an older state": ({"sequence": 2}, Matter.OUTDATED),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_does_not_fit_changes_nothing_and_is_shown(
    app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox, name: str
) -> None:
    changes, matter = FORGED[name]
    event = make_event(revision=3)
    place, letter = invite(event)
    deliver(written.answer(letter, "DECLINED", **changes))
    assert standing_of(place) is Standing.CONFIRMED
    (kept,) = incoming()
    assert (kept.matter, kept.complex_id, kept.event_id) == (matter, event.complex_id, event.id)
    assert len(outbox()) == 1


def test_an_address_with_one_sign_changed_is_nobodys(app: Flask, invite: Invite, deliver: Deliver) -> None:
    place, letter = invite(make_event())
    organiser = robot_address(ANSWERS, place.public_id)
    forged = organiser.replace(place.public_id, "b" + place.public_id[1:] if place.public_id[0] != "b" else "c" * 12)
    deliver(written.answer(letter, "DECLINED", to=forged, organizer=f"mailto:{forged}"))
    assert standing_of(place) is Standing.CONFIRMED
    (kept,) = incoming()
    assert (kept.matter, kept.complex_id) == (Matter.NO_SUCH_ADDRESS, None)


def test_a_server_that_rewrites_the_reader_leaves_the_organiser_in_the_calendar(
    app: Flask, invite: Invite, deliver: Deliver
) -> None:
    place, letter = invite(make_event())
    deliver(written.answer(letter, "DECLINED", to="shared-mailbox@example.org"))
    assert standing_of(place) is Standing.CANCELLED


def test_a_proposal_is_a_question_to_the_coordinator(
    app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox
) -> None:
    event = make_event()
    place, letter = invite(event)
    later = event.starts_at + timedelta(days=1)
    times = {"dtstart": vDatetime(later), "dtend": vDatetime(later + timedelta(hours=2))}
    deliver(written.answer(letter, "TENTATIVE", method="COUNTER", comment="다음 날은 어떻습니까", **times))
    (kept,) = incoming()
    assert (kept.matter, kept.text) == (Matter.PROPOSAL, "다음 날은 어떻습니까")
    assert (kept.proposed_starts_at, kept.proposed_ends_at) == (later, later + timedelta(hours=2))
    assert standing_of(place) is Standing.CONFIRMED
    assert len(outbox()) == 1


def test_who_gave_up_and_accepts_wants_to_come_back(app: Flask, invite: Invite, deliver: Deliver) -> None:
    place, letter = invite(make_event())
    deliver(written.answer(letter, "DECLINED"))
    deliver(written.answer(letter, "DECLINED", comment="한 번 더"), written.answer(letter, "ACCEPTED"))
    assert standing_of(place) is Standing.CANCELLED
    assert matters() == [Matter.SETTLED, Matter.SETTLED, Matter.WANTS_BACK]


def test_people_who_write_to_the_robot_reach_the_coordinator_and_programs_nobody(
    app: Flask, invite: Invite, deliver: Deliver, outbox: Outbox
) -> None:
    event = make_event()
    place, _letter = invite(event)
    to = robot_address(ANSWERS, place.public_id)
    deliver(
        written.plain_letter(to, sender="hana@example.com"),
        written.plain_letter(to, Auto_Submitted="auto-replied"),
        written.plain_letter(to, Precedence="bulk", Message_ID="<1@example.com>"),
        written.plain_letter("events@example.org", Message_ID="<2@example.com>"),
    )
    found = [(one.matter, one.complex_id, one.text) for one in incoming()]
    assert found == [
        (Matter.LETTER, event.complex_id, "주차는 어디에 합니까?"),
        (Matter.SETTLED, event.complex_id, ""),
        (Matter.SETTLED, event.complex_id, ""),
        (Matter.LETTER, None, "주차는 어디에 합니까?"),
    ]
    assert len(outbox()) == 1


def test_a_letter_that_came_back_for_good_stops_further_ones(
    app: Flask, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", f"maildir:{tmp_path / 'sent'}")
    letter = make_letter(to_address="gone@example.com", state=LetterState.SENT)
    deliver(written.bounce(letter))
    assert stopped() == [("gone@example.com", "5.1.1")]
    session.refresh(letter)
    assert letter.state is LetterState.FAILED
    assert "no such user" in letter.last_error
    further, other = make_letter(to_address="gone@example.com"), make_letter()
    assert carry() == "1 letters"
    session.refresh(further)
    session.refresh(other)
    assert (further.state, other.state) == (LetterState.FAILED, LetterState.SENT)
    assert "come back since 2026-03-02 (5.1.1" in further.last_error
    assert matters() == [Matter.SETTLED]


@pytest.mark.parametrize(
    ("report", "is_stopped", "delays"),
    [
        ({"status": "4.2.2"}, False, 1),
        ({"action": "delayed", "status": "4.4.1"}, False, 1),
        ({"action": "delivered", "status": "2.0.0"}, False, None),
        ({"action": "relayed", "status": "2.0.0"}, False, None),
        ({"status": "", "diagnostic": "smtp; 550 user unknown"}, True, 0),
        ({"status": "", "diagnostic": "smtp; 452 mailbox full"}, False, 1),
        ({"status": "5.1.1", "charset": "no-such-characters"}, True, 0),
    ],
)
def test_only_what_came_back_for_good_stops_letters(
    app: Flask, deliver: Deliver, report: dict[str, str], is_stopped: bool, delays: int | None
) -> None:
    letter = make_letter(state=LetterState.SENT)
    deliver(written.bounce(letter, **report))
    assert bool(stopped()) is is_stopped
    found = session.scalar(select(BouncedAddress.delays))
    assert found == delays


def test_a_bounce_with_a_forged_return_path_changes_nothing(app: Flask, deliver: Deliver) -> None:
    letter = make_letter(state=LetterState.SENT)
    right = robot_address(BOUNCES, letter.public_id)
    forged = (
        right[:-1] + "x", right.replace("bounce+", "events+"), f"bounce+{letter.public_id}@example.org",
        right.replace("example.org", "evil.example"), letter.to_address,
    )  # fmt: skip
    for to in forged:
        deliver(written.bounce(letter, to=to, diagnostic=f"smtp; 550 {to}"))
    assert stopped() == []
    assert set(matters()) == {Matter.NO_SUCH_ADDRESS}
    session.refresh(letter)
    assert letter.state is LetterState.SENT


def test_who_calls_a_letter_spam_gets_no_more_that_can_be_refused(app: Flask, deliver: Deliver) -> None:
    letter = make_letter(to_address="angry@example.com", state=LetterState.SENT)
    deliver(written.complaint(letter))
    assert all(refuses("angry@example.com", mailing_list) for mailing_list in MailingList)
    assert matters() == [Matter.COMPLAINT]
    assert stopped() == []
    assert session.scalar(select(Subscription.refused_at)) == now()


def test_a_vacation_notice_to_the_return_path_is_nobodys_business(app: Flask, deliver: Deliver) -> None:
    to = robot_address(BOUNCES, make_letter(state=LetterState.SENT).public_id)
    deliver(written.plain_letter(to, Auto_Submitted="auto-replied (vacation)"))
    assert matters() == [Matter.SETTLED]


def nested(depth: int, *, lines: int = 0) -> bytes:
    """Nest parts in parts."""
    inside = b"a\r\n" * lines
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(depth)
    )
    return b"From: x@example.com\r\nSubject: bomb\r\n" + heads + b"\r\n" + inside


BAD: dict[str, bytes] = {
    "nested too deep": nested(20),
    "a bomb of parts": nested(50_000),
    "many lines in many parts": nested(25, lines=500_000),
    "lines that end in another way": nested(25).replace(b"\r\n", b"\r") + b"a\r" * 500_000,
    "a part described at length": b"Content-Type: multipart/mixed; "
    + b"".join(b"a*%d=b;\r\n " % i for i in range(50_000)),
    "letters in letters": b"From: x@example.com\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "parts without end": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 2000,
}
ODD: dict[str, bytes] = {
    "nothing": b"",
    "zeros": b"\0" * 5000,
    "no head": b"\r\n\r\nwords",
    "a boundary that never comes": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\nwords',
    "no boundary": b"Content-Type: multipart/report\r\n\r\nwords",
    "broken encodings": (
        b"From: =?utf-8?B?!!!?= <x@example.com>\r\nSubject: =?nonsense?Q?=FF?=\r\n"
        b"Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!"
    ),
    "line ends in addresses": b'From: "a\r\n b" <x@example.com\r\n >\r\nTo: events+x@example.org\r\n\r\nwords',
    "unicode in addresses": "From: 하나 <하나@예.kr>\r\nTo: 둘@예.kr\r\n\r\n말".encode(),
    "a calendar of nonsense": b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n",
    "a report of nothing": b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n--b--\r\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bomb_is_put_aside_and_shown(app: Flask, deliver: Deliver, folder: Path, name: str) -> None:
    deliver(BAD[name], written.plain_letter("events@example.org"))
    assert matters() == [Matter.UNREADABLE, Matter.LETTER]
    flags = sorted(path.name.rpartition(":2,")[2] for path in (folder / "cur").iterdir())
    assert flags == ["FS", "S"]


@pytest.mark.parametrize("name", ODD)
def test_what_is_hardly_a_letter_harms_nothing(app: Flask, deliver: Deliver, folder: Path, name: str) -> None:
    deliver(ODD[name], written.plain_letter("events@example.org"))
    assert len(incoming()) == 2
    assert not list((folder / "new").iterdir())
    assert all(re.fullmatch(r"[ -~가-힣]*", one.sender) for one in incoming())


def test_what_is_too_large_is_not_read(app: Flask, invite: Invite, deliver: Deliver, folder: Path) -> None:
    place, letter = invite(make_event())
    deliver(written.answer(letter, "DECLINED") + b"x" * LARGEST)
    (kept,) = incoming()
    assert (kept.matter, kept.sender, kept.registration_id) == (Matter.TOO_LARGE, "hana@example.com", place.id)
    assert standing_of(place) is Standing.CONFIRMED
    assert [path.name.rpartition(":2,")[2] for path in (folder / "cur").iterdir()] == ["FS"]


def test_what_should_not_happen_puts_one_message_aside(
    app: Flask, invite: Invite, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, letter = invite(make_event())
    monkeypatch.setattr(services, "matter_of", lambda *_args, **_kwargs: 1 / 0)
    deliver(written.answer(letter, "DECLINED"), written.plain_letter("events@example.org"))
    assert matters() == [Matter.UNREADABLE, Matter.LETTER]
    assert standing_of(place) is Standing.CONFIRMED


def test_a_mail_server_is_read_over_imap(
    app: Flask, invite: Invite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place, letter = invite(make_event())
    sent = make_letter(state=LetterState.SENT)
    with running() as server:
        password = "".join(f"%{ord(sign):02X}" for sign in PASSWORD)
        url = f"imap://{USER}:{password}@127.0.0.1:{server.port}/INBOX"
        monkeypatch.setitem(app.config, "INBOX_URL", url)
        uids = [server.put(raw) for raw in (written.answer(letter), written.bounce(sent), b"x" * (LARGEST + 1))]
        assert read_inbox() == "3 messages"
        assert [server.flags[uid] for uid in uids] == [{r"\Seen"}, {r"\Seen"}, {r"\Seen", r"\Flagged"}]
        assert read_inbox() == ""
        assert standing_of(place) is Standing.CANCELLED
        assert [address for address, _status in stopped()] == [sent.to_address]
        assert matters() == [Matter.SETTLED, Matter.SETTLED, Matter.TOO_LARGE]
        for wrong in (url.replace(password, "wrong"), url.replace("INBOX", "Nowhere")):
            monkeypatch.setitem(app.config, "INBOX_URL", wrong)
            assert read_inbox() == ""
    monkeypatch.setitem(app.config, "INBOX_URL", url)
    assert read_inbox() == ""
    assert caplog.text.count("mailbox unreachable") == 3


def test_without_a_mailbox_nothing_is_read(app: Flask) -> None:
    assert read_inbox() == ""


def test_reading_costs_the_same_for_each_message(
    app: Flask, invite: Invite, deliver: Deliver, count_queries: Callable[[], Any]
) -> None:
    event = make_event()
    letters = [invite(event, f"guest{number}")[1] for number in range(6)]
    with count_queries() as one:
        deliver(written.answer(letters[0], "ACCEPTED"))
    with count_queries() as five:
        deliver(*(written.answer(letter, "ACCEPTED") for letter in letters[1:]))
    assert len(one) <= 8, one.statements
    assert len(five) <= 5 * (len(one) + 1)


def test_what_came_in_is_forgotten_in_time(app: Flask, deliver: Deliver) -> None:
    deliver(written.plain_letter("events@example.org"), written.bounce(make_letter(state=LetterState.SENT)))
    with standing_still(now() + timedelta(days=179)):
        assert forget_old_inbox() == ""
    with standing_still(now() + timedelta(days=181)):
        assert forget_old_inbox() == "2 rows"
    assert len(stopped()) == 1
    with standing_still(now() + timedelta(days=366)):
        assert forget_old_inbox() == "1 rows"
    assert stopped() == []
    assert session.scalar(select(Event)) is None
