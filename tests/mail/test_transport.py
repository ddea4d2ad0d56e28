"""Is what goes over the wire right to the byte, and are the server's answers understood?"""

import email
import mailbox
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventhub.mail.models import OutgoingMail
from eventhub.mail.transport import LineCut, Undelivered, Unreachable, compose, connected
from tests.mailserver import MailServer, free_port

FROM = "창원 클러스터추진단 <team@events.example.org>"
# As many of the widest letters as one encoded word holds.
SHORTEST_WORD = 11
NOW = datetime(2026, 3, 2, tzinfo=UTC)
LINES = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"),
        st.sampled_from("가나다 휨🏭 \"'\\,;:<>@()=?_"),
    ),
    max_size=120,
)


def letter(**changes: Any) -> OutgoingMail:
    """Write a letter that no database knows."""
    values = {
        "key": "registration:bcdf:confirmed:1",
        "list_id": "",
        "to_address": "haneul@example.com",
        "to_name": "김하늘",
        "locale": "ko",
        "subject": "[신청 완료] 11/25(수) 사출 금형 세미나",
        "text": "신청하신 행사를 알려 드립니다.\n",
        "html": "<p>신청하신 행사를 알려 드립니다.</p>",
        "unsubscribe_url": "",
        "reply_to": "",
        "in_reply_to": "",
        "invitation": "",
    }
    return OutgoingMail(**{**values, **changes})


def written(**changes: Any) -> bytes:
    """Compose a letter."""
    return compose(letter(**changes), mail_from=FROM, now=NOW)


def header_of(message: bytes, name: str) -> str:
    """Read a header field by the older parser of the library, which is not the one that wrote it."""
    return str(make_header(decode_header(email.message_from_bytes(message)[name])))


def test_a_letter_carries_the_headers_it_needs() -> None:
    message = email.message_from_bytes(written(), policy=default)
    assert message["From"].addresses[0].addr_spec == "team@events.example.org"
    assert message["From"].addresses[0].display_name == "창원 클러스터추진단"
    assert message["To"].addresses[0].display_name == "김하늘"
    assert message["Subject"] == "[신청 완료] 11/25(수) 사출 금형 세미나"
    assert message["Date"].datetime == NOW
    assert re.fullmatch(r"<[0-9a-f]{32}@events\.example\.org>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ko"
    assert message["List-Unsubscribe"] is None
    assert message["Precedence"] is None


def test_a_letter_that_can_be_refused_says_how() -> None:
    address = "https://events.example.org/u/bcdf." + "x" * 60
    wire = written(list_id="recommendations", unsubscribe_url=address)
    # Whole and as it is: a reader that decodes encoded words would not notice, mail programs do not decode here.
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in wire
    message = email.message_from_bytes(wire, policy=default)
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<recommendations.events.example.org>"
    assert message["Precedence"] == "bulk"


def test_a_reminder_can_be_refused_and_is_one_persons_all_the_same() -> None:
    message = email.message_from_bytes(written(list_id="reminders", unsubscribe_url="https://e.example.org/u/x"))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Precedence"] is None


def test_what_follows_names_the_first_letter_by_its_id() -> None:
    first = email.message_from_bytes(written(key="registration:a:confirmed:1"))
    later = email.message_from_bytes(written(key="registration:a:changed", in_reply_to="registration:a:confirmed:1"))
    assert later["In-Reply-To"] == later["References"] == first["Message-ID"] != later["Message-ID"]
    assert first["In-Reply-To"] is first["References"] is None


def test_answers_go_to_the_team_else_to_the_office_else_to_the_sender() -> None:
    def reply_to(own: str, office: str) -> str | None:
        message = compose(letter(reply_to=own), mail_from=FROM, reply_to=office, now=NOW)
        return email.message_from_bytes(message)["Reply-To"]

    assert reply_to("team@changwon.example.org", "office@example.org") == "team@changwon.example.org"
    assert reply_to("", "office@example.org") == "office@example.org"
    assert reply_to("", "") is None
    with pytest.raises(Undelivered):
        reply_to("a@example.org\r\nBcc: b@example.org", "")


def test_a_letter_has_a_text_and_a_page_of_the_same_words() -> None:
    message = email.message_from_bytes(written(text="줄 하나\n.\nFrom 둘\n"), policy=default)
    assert message.get_content_type() == "multipart/alternative"
    plain, page = message.iter_parts()
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == "줄 하나\n.\nFrom 둘\n"
    assert {part["Content-Transfer-Encoding"] for part in (plain, page)} == {"base64"}
    assert {part.get_content_charset() for part in (plain, page)} == {"utf-8"}


def test_an_invitation_stands_in_the_letter_and_beside_it_with_the_same_bytes() -> None:
    invitation = "BEGIN:VCALENDAR\r\nPRODID:x\r\nMETHOD:CANCEL\r\nSUMMARY:금형 세미나\r\nEND:VCALENDAR\r\n"
    wire = written(invitation=invitation)
    check_wire(wire)
    message = email.message_from_bytes(wire, policy=default)
    assert message.get_content_type() == "multipart/mixed"
    words, file = message.iter_parts()
    assert words.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    inside = list(words.iter_parts())[-1]
    assert inside["Content-Type"].params == {"charset": "utf-8", "method": "CANCEL"}
    assert not inside.is_attachment()
    assert (file.get_content_type(), file.get_filename(), file.is_attachment()) == (
        "application/ics",
        "invite.ics",
        True,
    )
    assert {part.get_payload(decode=True) for part in (inside, file)} == {invitation.encode()}
    # The head says what the whole letter is, before and after there is a second part.
    assert message["Content-Language"] == "ko"
    assert message["Message-ID"] == email.message_from_bytes(written(), policy=default)["Message-ID"]


def test_the_same_letter_has_the_same_id_whenever_it_is_sent() -> None:
    first = email.message_from_bytes(written())
    again = email.message_from_bytes(compose(letter(), mail_from=FROM, now=NOW.replace(hour=5)))
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Date"] != again["Date"]


@given(subject=LINES, name=LINES)
@example(subject="휨 " * 40, name="가" * 60)
@example(subject="", name="")
@example(subject="a" * 200, name="Christopher Alexander-Montgomery the Third of Many")
def test_whatever_is_typed_arrives(subject: str, name: str) -> None:
    subject, name = " ".join(subject.split()), " ".join(name.split())
    message = written(subject=subject, to_name=name)
    check_wire(message)
    assert header_of(message, "Subject") == subject
    found, address = parseaddr(email.message_from_bytes(message)["To"])
    read = str(make_header(decode_header(found)))
    # A name in letters other than Latin fits one encoded word, so long ones are cut.
    assert name.startswith(read)
    assert read == name or len(read) >= SHORTEST_WORD
    assert address == "haneul@example.com"


@given(text=st.text(st.characters(exclude_categories=("Cs",)), max_size=400))
def test_any_text_fits_the_wire(text: str) -> None:
    message = written(text=text, html=text)
    check_wire(message)
    parts = list(email.message_from_bytes(message, policy=default).iter_parts())
    wanted = re.sub(r"\r\n|\r|\n", "\n", text)
    for part in parts:
        assert part.get_content().replace("\r\n", "\n").removesuffix("\n") == wanted.removesuffix("\n")


def check_wire(message: bytes) -> None:
    """Check what every mail server may insist on (RFC 5322, 2.1.1; RFC 2047, 2)."""
    assert message.isascii()
    assert message.count(b"\n") == message.count(b"\r\n") == message.count(b"\r")
    assert max(map(len, message.split(b"\r\n"))) <= 998
    head = message.partition(b"\r\n\r\n")[0]
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=", head))
    assert not re.search(rb"\r\n[ \t]*\r\n.*Subject:", head)


@pytest.mark.parametrize(
    "changes",
    [
        {"to_address": "not an address"},
        {"to_address": "김하늘@example.com"},
        {"to_address": "a@example.com\r\nBcc: b@example.com"},
        {"subject": "반쪽 \ud800 글자"},
        {"subject": "제목\r\nBcc: b@example.com"},
    ],
)
def test_a_letter_that_cannot_be_written_fails_for_good(changes: dict[str, str]) -> None:
    with pytest.raises(Undelivered) as refusal:
        written(**changes)
    assert refusal.value.for_good


def test_a_server_gets_the_bytes_that_were_written(server: MailServer) -> None:
    message = written(text=".\n..\n.점으로 시작하는 줄\n")
    with connected(server.url) as carrier:
        carrier.carry("team@events.example.org", "haneul@example.com", message)
        carrier.carry("team@events.example.org", "bora@example.com", message)
    assert server.bodies == [message, message]
    assert server.recipients == ["haneul@example.com", "bora@example.com"]


@pytest.mark.parametrize(
    ("answer", "for_good"), [("451 later", False), ("452 full", False), ("550 spam", True), ("554 never", True)]
)
def test_a_refusal_is_for_now_or_for_good(server: MailServer, answer: str, *, for_good: bool) -> None:
    server.answers = [answer]
    with connected(server.url) as carrier:
        with pytest.raises(Undelivered) as refusal:
            carrier.carry("team@events.example.org", "haneul@example.com", written())
        assert refusal.value.for_good is for_good
        carrier.carry("team@events.example.org", "haneul@example.com", written())
    assert len(server.bodies) == 1


def test_a_refused_recipient_is_for_good(server: MailServer) -> None:
    with connected(server.url) as carrier, pytest.raises(Undelivered, match=r"550.*no such person") as refusal:
        carrier.carry("team@events.example.org", "refused@example.com", written())
    assert refusal.value.for_good


def test_a_server_that_goes_away_cuts_the_line(server: MailServer) -> None:
    server.answers = ["421 closing"]
    with connected(server.url) as carrier:
        for _ in range(2):
            with pytest.raises(LineCut):
                carrier.carry("team@events.example.org", "haneul@example.com", written())


def test_a_server_that_is_away_is_unreachable() -> None:
    with pytest.raises(Unreachable), connected(f"smtp://127.0.0.1:{free_port()}"):
        pass


def test_a_server_without_encryption_is_not_told_the_password(server: MailServer) -> None:
    with pytest.raises(Unreachable), connected(f"{server.url}?tls=starttls"):
        pass


def test_a_maildir_holds_a_file_for_every_letter(tmp_path: Path) -> None:
    with connected(f"maildir:{tmp_path / 'deep' / 'letters'}") as carrier:
        for _ in range(2):
            carrier.carry("team@events.example.org", "haneul@example.com", written())
    box = mailbox.Maildir(tmp_path / "deep" / "letters")
    assert len(box) == 2
    for key in box.keys():  # noqa: SIM118 - a mailbox goes through its letters, not its keys
        message = email.message_from_bytes(box.get_bytes(key))
        assert message["Message-ID"] == email.message_from_bytes(written())["Message-ID"]


def test_a_console_shows_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    with connected("console:") as carrier:
        carrier.carry("team@events.example.org", "haneul@example.com", written())
    assert "Message-ID:" in capsys.readouterr().out
