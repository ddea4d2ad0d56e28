"""How does a letter leave the process? The only file that speaks SMTP."""

import mailbox
import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from eventhub.core.itip import method_of
from eventhub.mail.models import MailingList, OutgoingMail
from eventhub.mail.rules import KINDS, message_id

CONNECT_SECONDS = 10
# Four answers are waited for, and together they end before a letter's lease does.
ANSWER_SECONDS = 60
PERMANENT = 500
GOING_AWAY = 421
# The longest an encoded word may be (RFC 2047, 2).
WORD_LENGTH = 75


class _Wire(EmailPolicy):
    """Fold what is not ASCII by the older `Header`: this Python's own folding loses blanks between encoded words."""

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - as the library declares it
        """Fold one header field; every word of a subject or a person's name that is not ASCII is encoded."""
        if name.lower() == "subject":
            return f"{name}: {self._encoded(name, str(value))}{self.linesep}"
        if name.lower() in ("from", "to") and not _is_plain(value.addresses[0].display_name):
            address = value.addresses[0]
            words = self._encoded(name, address.display_name)
            return f"{name}: {words}{self.linesep} <{address.addr_spec}>{self.linesep}"
        if name.lower().startswith("list-"):
            # An address longer than a line must stay whole: encoded, no mail program finds it (RFC 2369, 2).
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - as the library declares it
        """Fold one header field, as bytes."""
        return self.fold(name, value).encode("ascii")

    def _encoded(self, name: str, text: str) -> str:
        return Header(text, "utf-8", WORD_LENGTH, name).encode(linesep=self.linesep)


def _one_word(name: str) -> str:
    """Shorten a name to one encoded word: between two, some readers lose the blank or show a line end."""
    if _is_plain(name):
        return name
    # An encoded word holds three bytes in every four letters, beside "=?utf-8?b?" and "?=".
    most = (WORD_LENGTH - len("=?utf-8?b??=")) // 4 * 3
    return name.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore").rstrip()


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


WIRE = _Wire(linesep="\r\n", max_line_length=76, cte_type="7bit", raise_on_defect=True)


class Unreachable(Exception):  # noqa: N818 - a state of the world
    """The mail server cannot be reached or does not let us in; no letter was tried."""


class Undelivered(Exception):  # noqa: N818 - what became of a letter
    """A letter was tried and not taken; `for_good` tells whether trying again makes sense."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        """Keep the server's words."""
        super().__init__(reason)
        self.for_good = for_good


class LineCut(Undelivered):
    """The line broke while a letter was under way: it may have arrived, and the letters behind it were not tried."""

    def __init__(self, reason: str) -> None:
        """Keep what is known; the letter is tried again under the same id."""
        super().__init__(reason, for_good=False)


class Carrier(Protocol):
    """Whatever takes a letter away."""

    def carry(self, sender: str, recipient: str, message: bytes) -> None:
        """Hand over one letter, or raise `Undelivered`."""


def compose(letter: OutgoingMail, *, mail_from: str, reply_to: str = "", now: datetime) -> bytes:
    """Write the message that goes over the wire (RFC 5322), as bytes; the same letter always has the same id.

    `reply_to` is where answers go to letters that name no mailbox of their own.
    """
    try:
        return _written(letter, mail_from, letter.reply_to or reply_to, now).as_bytes(policy=WIRE)
    except (ValueError, LookupError, MessageError) as fault:
        # Such a letter fails alone; it must not stop those behind it.
        raise Undelivered(f"cannot be written as a message: {fault!r}", for_good=True) from fault


def _written(letter: OutgoingMail, mail_from: str, reply_to: str, now: datetime) -> EmailMessage:
    name, address = parseaddr(mail_from)
    domain = address.rpartition("@")[2]
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(_one_word(name), addr_spec=address)
    message["To"] = Address(_one_word(" ".join(letter.to_name.split())), addr_spec=letter.to_address)
    if reply_to:
        message["Reply-To"] = Address(addr_spec=reply_to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(letter.key, domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    if letter.in_reply_to:
        first = message_id(letter.in_reply_to, domain=domain)
        message["In-Reply-To"], message["References"] = first, first
    if letter.list_id:
        message["List-Id"] = f"<{letter.list_id}.{domain}>"
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if KINDS[MailingList(letter.list_id)].is_bulk:
            message["Precedence"] = "bulk"
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    if letter.invitation:
        _invite(message, letter.invitation)
    # The library throws away what describes the content when it sets it.
    message["Content-Language"] = letter.locale
    return message


def _invite(message: EmailMessage, invitation: str) -> None:
    """Add an invitation twice, the same bytes: for programs that know what it is, and as a file (RFC 6047, 2.4)."""
    written, method = invitation.encode(), method_of(invitation)
    said = {"charset": "utf-8", "method": method}
    message.add_alternative(written, maintype="text", subtype="calendar", params=said, cte="base64")
    message.add_attachment(written, maintype="application", subtype="ics", filename="invite.ics", cte="base64")


@contextmanager
def connected(url: str) -> Iterator[Carrier]:
    """Open the way letters leave by, as `EVENTHUB_MAIL_URL` says; `Unreachable` when there is none."""
    scheme, _, rest = url.partition(":")
    if scheme == "maildir":
        yield Maildir(Path(rest))
    elif scheme == "console":
        yield Console()
    else:
        yield from _smtp(url)


class Maildir:
    """A folder in which every letter is a file; mail programs read it."""

    def __init__(self, folder: Path) -> None:
        """Make the folder when it is missing."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._box = mailbox.Maildir(folder, create=True)

    def carry(self, _sender: str, _recipient: str, message: bytes) -> None:
        """Put the letter into the folder, with the line ends that mail folders use."""
        self._box.add(message)


class Console:
    """The terminal: for a first look without a mail server."""

    def carry(self, _sender: str, _recipient: str, message: bytes) -> None:
        """Print the letter."""
        sys.stdout.write(message.decode("ascii", "replace") + "\n")
        sys.stdout.flush()


class Smtp:
    """An open conversation with a mail server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        """Keep the open connection."""
        self._server = server

    def carry(self, sender: str, recipient: str, message: bytes) -> None:
        """Send one letter; a refusal of the 500s is for good (RFC 5321, 4.2.1)."""
        try:
            self._server.sendmail(sender, [recipient], message)
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _refused(*refusal.recipients[recipient]) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _refused(refusal.smtp_code, refusal.smtp_error) from refusal
        except (smtplib.SMTPException, OSError) as fault:
            raise LineCut(str(fault) or type(fault).__name__) from fault


def _refused(code: int, words: bytes | str) -> Undelivered:
    reason = f"{code} {words!r}"
    return LineCut(reason) if code == GOING_AWAY else Undelivered(reason, for_good=code >= PERMANENT)


def _smtp(url: str) -> Iterator[Carrier]:
    try:
        server = _open(url)
    except (OSError, smtplib.SMTPException) as fault:
        raise Unreachable(str(fault)) from fault
    try:
        yield Smtp(server)
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _open(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, secure = str(parts.hostname), ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=CONNECT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=CONNECT_SECONDS)
    try:
        if parse_qs(parts.query).get("tls") == ["starttls"]:
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    if server.sock:
        server.sock.settimeout(ANSWER_SECONDS)
    return server
