"""What fits an organisation, and how are its kind and size called?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from eventhub.core.i18n import lazy as _
from eventhub.organisations.models import Kind, Organisation, Size

KIND_WORDS: dict[Kind, Any] = {
    Kind.FIRM: _("Firm"),
    Kind.UNIVERSITY: _("University"),
    Kind.LAB: _("Lab"),
    Kind.LOCAL_GOVERNMENT: _("Local government"),
    Kind.SUPPORT_AGENCY: _("Support agency"),
}
SIZE_WORDS: dict[Size, Any] = {
    Size.SMALL: _("Small or medium"),
    Size.MID: _("Mid-sized"),
    Size.LARGE: _("Large"),
    Size.NONE: _("No size"),
}
WEBSITE_LENGTH = 300
_HOST = re.compile(r"^(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*$")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list of organisations is narrowed to; what is left out does not narrow it."""

    words: str = ""
    kind: Kind | None = None
    size: Size | None = None
    complex_slug: str = ""
    mini_cluster_slug: str = ""


@dataclass(frozen=True)
class Belonging:
    """Which groups a person's organisation belongs to; nothing for who is known to belong to none."""

    organisation_ids: frozenset[int] = frozenset()
    mini_cluster_ids: frozenset[int] = frozenset()
    complex_id: int | None = None


def size_fits(kind: Kind, size: Size) -> bool:
    """Say whether an organisation of a kind can be of a size: every firm has one, nobody else has."""
    return (kind is Kind.FIRM) == (size is not Size.NONE)


def parent_fits(kind: Kind, parent: Kind | None) -> bool:
    """Say whether an organisation of a kind can belong to another: a lab can, to whoever runs it."""
    return parent is None or (kind is Kind.LAB and parent is not Kind.LAB)


def is_told(title: str, text: str) -> bool:
    """Say whether a capability is told in a language: title and text both."""
    return bool(title and text)


def clean_website(typed: str) -> str | None:
    """Write a typed web address in full, or return None if it is none that a page may link to."""
    if not typed:
        return ""
    address = typed if "://" in typed else f"https://{typed}"
    if len(address) > WEBSITE_LENGTH or re.search(r"[\s\"'<>\\]", address):
        return None
    try:
        parts = urlsplit(address)
        is_sound = (parts.port or 1) > 0 and _HOST.match(parts.hostname or "") is not None
    except ValueError:
        return None
    # A name before the host is how one site dresses up as another.
    return address if is_sound and parts.scheme in ("http", "https") and "@" not in parts.netloc else None


def by_kind(organisations: Iterable[Organisation]) -> Mapping[Kind, Sequence[Organisation]]:
    """Sort organisations into their kinds, in the order of the kinds; a kind nobody is of is left out."""
    heaps: dict[Kind, list[Organisation]] = {kind: [] for kind in Kind}
    for organisation in organisations:
        heaps[organisation.kind].append(organisation)
    return {kind: heap for kind, heap in heaps.items() if heap}
