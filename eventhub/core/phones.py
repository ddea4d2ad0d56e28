"""Which telephone number did somebody mean, however it was typed?

A number is kept in one spelling, the one people read: 010-1234-5678, 02-123-4567, 1588-1234, and +14155552671 for
numbers of other countries. Without its hyphens and leading nought it is the number in E.164.
"""

import re
import unicodedata

HOME = "82"
# What people write between digits; full-width signs have become plain ones before.
BETWEEN = re.compile("[\\s().,/~\u00b7\u2010-\u2015\u2212\u30fc\u1173-]+")
NUMBER_FOR_ALL = re.compile(r"1[5-9]\d{6}")
# Seoul alone has a prefix of two digits, personal numbers (050x) have one of four; eight digits follow 010.
SPELT = tuple(
    re.compile(pattern)
    for pattern in (
        r"(02)(\d{3,4})(\d{4})",
        r"(050\d)(\d{3,4})(\d{4})",
        r"(010)(\d{4})(\d{4})",
        r"(0(?:1[1-9]|[3-8]\d))(\d{3,4})(\d{4})",
    )
)
ABROAD = re.compile(r"\+[1-9]\d{6,14}")


def read_phone(typed: str) -> str | None:
    """Return the one spelling of a number, or None if it is none that can be called."""
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if plain.startswith("00" + HOME):
        plain = "+" + plain.removeprefix("00")
    elif re.fullmatch(HOME + r"0?\d{8,10}", plain):
        plain = "+" + plain
    if plain.startswith("+" + HOME):
        plain = "0" + plain.removeprefix("+" + HOME).removeprefix("0")
        # Numbers for all are dialled without a nought: +82 1588 1234.
        plain = plain.removeprefix("0") if NUMBER_FOR_ALL.fullmatch(plain.removeprefix("0")) else plain
    return _spelt(plain)


def _spelt(plain: str) -> str | None:
    if NUMBER_FOR_ALL.fullmatch(plain):
        return f"{plain[:4]}-{plain[4:]}"
    for pattern in SPELT:
        found = pattern.fullmatch(plain)
        if found:
            return "-".join(found.groups())
    return plain if ABROAD.fullmatch(plain) else None
