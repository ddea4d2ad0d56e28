"""Letters as programs write them: answers of calendars, reports of mail servers."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from icalendar import Calendar

from eventhub.core.links import robot_address
from eventhub.mail.models import OutgoingMail
from eventhub.mail.rules import BOUNCES

KOREAN_WORDS = "수신자의 메일 주소가 없어 메일을 보내지 못했습니다."


def answer(letter: OutgoingMail, said: str = "DECLINED", *, sender: str = "", to: str = "", **changes: Any) -> bytes:
    """Answer an invitation as a calendar program does; `changes` are to properties of the event, by name."""
    calendar = Calendar.from_ical(letter.invitation)
    calendar["METHOD"] = changes.pop("method", "REPLY")
    (event,) = calendar.walk("VEVENT")
    event["ATTENDEE"].params.update({"PARTSTAT": said})
    event["ATTENDEE"].params.pop("RSVP", None)
    for name in ("DESCRIPTION", "CONFERENCE"):
        event.pop(name, None)
    event.update(changes)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender or f"받는 사람 <{letter.to_address}>"
    message["To"] = to or str(event["ORGANIZER"]).removeprefix("mailto:")
    message["Subject"] = "Declined: 사출 금형 세미나"
    message["Message-ID"] = f"<answer-{letter.id}-{said}-{abs(hash(str(changes) + sender + to))}@example.com>"
    message.set_content("Gildong has declined this invitation.")
    written = calendar.to_ical().decode()
    message.add_alternative(written, subtype="calendar", params={"method": "REPLY"})
    return message.as_bytes()


def bounce(
    letter: OutgoingMail | None,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    to: str = "",
    diagnostic: str = "smtp; 550 5.1.1 no such user",
    charset: str = "ks_c_5601-1987",
) -> bytes:
    """Report as a Korean mail server does that a letter came back, or waits."""
    to = to or (robot_address(BOUNCES, letter.public_id) if letter else "")
    head = (
        f"From: MAILER-DAEMON@mail.example.kr\r\nTo: {to}\r\n"
        "Subject: =?ks_c_5601-1987?B?wPy828G+t+E=?=\r\nAuto-Submitted: auto-replied\r\n"
        f"Message-ID: <bounce-{letter.id if letter else 0}-{status}-{action}@mail.example.kr>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r\n\r\n'
    ).encode()
    words = f"--b1\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode() + KOREAN_WORDS.encode("euc-kr")
    fields = (
        "\r\n--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.kr\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.to_address if letter else 'x@example.com'}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n"
        "\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: ours\r\n\r\nBody\r\n--b1--\r\n"
    ).encode()
    return head + words + fields


def complaint(letter: OutgoingMail) -> bytes:
    """Report as a mail provider does that its user called a letter spam (RFC 5965)."""
    return (
        "From: fbl@provider.example\r\nTo: abuse@example.org\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="f"\r\n\r\n'
        "--f\r\nContent-Type: text/plain\r\n\r\nspam\r\n"
        "--f\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n"
        f"Original-Mail-From: <{robot_address(BOUNCES, letter.public_id)}>\r\n\r\n"
        "--f\r\nContent-Type: message/rfc822\r\n\r\nSubject: ours\r\n\r\nBody\r\n--f--\r\n"
    ).encode()


def plain_letter(to: str, *, sender: str = "somebody@example.com", **headers: str) -> bytes:
    """Write as a person does."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, "주차는 어디에 합니까"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("주차는 어디에 합니까?")
    return message.as_bytes()
