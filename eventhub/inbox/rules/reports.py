"""What does a mail server report of a letter: that it came back, that it waits, that its reader complained?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
REPLY_CODE = re.compile(r"\b([45])\d\d\b")
LONGEST_FIELD = 500


@dataclass(frozen=True)
class Report:
    """What a server says of one letter; `sent_by` are the return paths it names."""

    is_complaint: bool = False
    is_permanent: bool = False
    is_delay: bool = False
    status: str = ""
    diagnostic: str = ""
    sent_by: tuple[str, ...] = ()


def read_report(message: Message, parts: Sequence[Message]) -> Report | None:
    """Read a report of delivery (RFC 3464) or of a complaint (RFC 5965); None where a letter is neither."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return Report(is_complaint=True, sent_by=_senders(part))
        if kind == "message/delivery-status":
            return _worst([_fields(block) for block in _blocks(part)])
    return None


def _worst(blocks: Sequence[dict[str, str]]) -> Report | None:
    """Read what became of the letter: a letter of ours has one reader, so the first that failed is it."""
    about = [block for block in blocks if "action" in block]
    for block in sorted(about, key=lambda block: block["action"] != "failed"):
        status = _status(block)
        is_failed = block["action"] == "failed"
        return Report(
            is_permanent=is_failed and status.startswith("5"),
            is_delay=block["action"] == "delayed" or (is_failed and status.startswith("4")),
            status=status,
            diagnostic=block.get("diagnostic-code", ""),
        )
    return None


def _status(block: dict[str, str]) -> str:
    """Read the code of RFC 3463, or make one of the older three digits in what the server said."""
    for words in (block.get("status", ""), block.get("diagnostic-code", "")):
        found = STATUS.search(words)
        if found:
            return found[0]
    code = REPLY_CODE.search(block.get("diagnostic-code", ""))
    return f"{code[1]}.0.0" if code else ""


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _fields(block: Message) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in block.items():
        words = " ".join(str(value).split())[:LONGEST_FIELD]
        fields.setdefault(name.lower(), words.lower() if name.lower() == "action" else words)
    return fields


def _senders(part: Message) -> tuple[str, ...]:
    """Read from which return path the letter came that somebody complained about."""
    named = [value for block in _blocks(part) for value in block.get_all("Original-Mail-From", [])]
    return tuple(address for address in (parseaddr(str(value))[1].lower() for value in named) if address)
