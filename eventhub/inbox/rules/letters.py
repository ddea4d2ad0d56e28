"""What does a letter from anybody say? Nothing in it is believed, and none of it can do harm.

The older policy of the library is used on purpose: it keeps headers as they came, where the newer one parses each and
stumbles over some. What is nested or split too often is not parsed at all: the parser asks for each line whether it
ends any of the parts around it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from eventhub.core.ics import plain
from eventhub.inbox.rules.reports import Report, read_report

LARGEST = 5 * 1024 * 1024
LARGEST_HEAD = 64 * 1024
MOST_LINES = 150_000
# Every part names its boundary, its type or both; a letter of a calendar program has six.
MOST_SEAMS = 60
DEEPEST, MOST_PARTS = 8, 40
SEAM = re.compile(rb"boundary|message/", re.IGNORECASE)
# What describes a part is parsed in a time that grows with the square of its length.
DESCRIPTION = re.compile(rb"^content-[a-z-]+:(?:[^\n]*\n[ \t])*[^\n]*", re.IGNORECASE | re.MULTILINE)
LONGEST_DESCRIPTION = 8000
LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_ADDRESS, MOST_ADDRESSES = 2000, 300, 254, 20
# By whom a letter was for, also where a server put the envelope's address.
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
# Where a complaint or a bounce carries the letter it is about, its return path stands.
RETURNS = ("Return-Path",)
# What Korean mail calls its characters, and what reads all of them.
KOREAN = {"ks_c_5601-1987", "ks_c_5601", "euc-kr", "euc_kr", "ksc5601", "iso-2022-kr"}
TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What stands in a letter that came in.

    `addresses` are whom it was for, and whose letters it brings back; `is_broken` says that it could not be read.
    """

    key: str
    sender: str = ""
    addresses: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    calendar: str = ""
    is_automatic: bool = False
    is_complaint: bool = False
    report: Report | None = None
    is_broken: bool = False
    is_too_large: bool = False


def read(raw: bytes) -> Mail:
    """Read a whole letter; one that is broken, nested or split beyond reason is only told by its head."""
    # The parser takes each of the three for the end of a line.
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head = read_head(raw[:LARGEST_HEAD], size=len(raw))
    if _is_bomb(raw):
        return _broken(head, raw)
    try:
        return _mail(message_from_bytes(raw), head, _key(raw))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The library stumbles in many ways over what is not a letter.
        return _broken(head, raw)


def read_head(raw: bytes, *, size: int) -> Mail:
    """Read from whom a letter is and what it is about, and nothing else of it."""
    head, _, _rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    try:
        message = message_from_bytes(head + b"\n\n")
        return Mail(
            key=_hash(_header(message, "Message-ID"), str(size), head.decode("latin-1")),
            sender=_sender(message),
            addresses=_addresses(message, RECIPIENTS),
            subject=_line(_header(message, "Subject"), LONGEST_SUBJECT),
            is_automatic=_is_automatic(message),
            is_too_large=True,
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Mail(key=_hash("", str(size), head.decode("latin-1")), is_broken=True)


def _is_bomb(raw: bytes) -> bool:
    """Say whether a letter is made so that parsing it takes minutes."""
    if raw.count(b"\n") > MOST_LINES or len(SEAM.findall(raw)) > MOST_SEAMS:
        return True
    return any(found.end() - found.start() > LONGEST_DESCRIPTION for found in DESCRIPTION.finditer(raw))


def _mail(message: Message, head: Mail, key: str) -> Mail:
    parts = list(_parts(message))
    texts = {kind: next((part for part in parts if part.get_content_type() == kind), None) for kind in TEXT_KINDS}
    report = read_report(message, parts)
    returned = [address for part in parts for address in _addresses(part, RETURNS)] if report else []
    return Mail(
        key=key,
        sender=head.sender,
        addresses=(*head.addresses, *returned, *(report.sent_by if report else ())),
        subject=head.subject,
        text=_words(texts["text/plain"]) or TAGS.sub(" ", _words(texts["text/html"])).strip(),
        calendar=_content(texts["text/calendar"] or texts["application/ics"]),
        is_automatic=head.is_automatic,
        is_complaint=report is not None and report.is_complaint,
        report=report,
    )


TEXT_KINDS = ("text/plain", "text/html", "text/calendar", "application/ics")


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Walk through the parts of a letter, the letter first; too many or too deep ones are no letter."""
    number = 0
    for number, part in enumerate(_walk(message, depth), 1):
        if number > MOST_PARTS:
            raise ValueError("too many parts")
        yield part


def _walk(message: Message, depth: int) -> Iterator[Message]:
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    yield message
    payload = message.get_payload()
    if message.is_multipart() and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _walk(part, depth + 1)


def _content(part: Message | None) -> str:
    """Read a part's text, whatever it says its characters are."""
    if part is None or part.is_multipart():
        return ""
    raw = part.get_payload(decode=True)
    name = str(part.get_content_charset() or "utf-8").lower()
    try:
        return bytes(raw if isinstance(raw, bytes) else b"").decode("cp949" if name in KOREAN else name, "replace")
    except LookupError:
        return bytes(raw if isinstance(raw, bytes) else b"").decode("utf-8", "replace")


def _words(part: Message | None) -> str:
    return plain(_content(part)[: LONGEST_TEXT * 10])[:LONGEST_TEXT]


def _header(message: Message, name: str) -> str:
    """Read a header's words; what cannot be decoded stays as it came."""
    raw = str(message.get(name, ""))[: LONGEST_SUBJECT * 10]
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError):
        return raw


def _line(text: str, most: int) -> str:
    return " ".join(plain(text).split())[:most]


def _sender(message: Message) -> str:
    """Return the one address a letter says it is from; several, or several headers, are none."""
    found = _addresses(message, ("From",))
    return found[0] if len(found) == 1 and len(message.get_all("From", [])) == 1 else ""


def _addresses(message: Message, names: tuple[str, ...]) -> tuple[str, ...]:
    written = [str(value)[: LONGEST_ADDRESS * MOST_ADDRESSES] for name in names for value in message.get_all(name, [])]
    found = [address.lower() for _name, address in getaddresses(written[:MOST_ADDRESSES])]
    return tuple(address for address in found if _is_address(address))[:MOST_ADDRESSES]


def _is_address(text: str) -> bool:
    return (
        0 < len(text) <= LONGEST_ADDRESS
        and text.count("@") == 1
        and text.isascii()
        and text.isprintable()
        and " " not in text
    )


def _is_automatic(message: Message) -> bool:
    """Say whether a program wrote a letter by itself (RFC 3834, 5; and what was used before there was a rule)."""
    said = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return said != "no" or precedence in ("bulk", "junk", "list", "auto_reply") or "X-Autoreply" in message


def _broken(head: Mail, raw: bytes) -> Mail:
    return Mail(key=_key(raw), sender=head.sender, addresses=head.addresses, subject=head.subject, is_broken=True)


def _key(raw: bytes) -> str:
    """Tell a letter from all others, also when it comes twice with other marks of its way in its head."""
    message_id = re.search(rb"^message-id:[ \t]*(\S+)", raw[:LARGEST_HEAD], re.IGNORECASE | re.MULTILINE)
    if message_id is None:
        return sha256(raw).hexdigest()
    body = raw.partition(b"\n\n")[2]
    return sha256(message_id[1] + b"\0" + body).hexdigest()


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
