"""What does the address of a list ask for: which page, which words, which of several kinds?"""

from enum import StrEnum
from typing import TypeVar

from flask import request

Kind = TypeVar("Kind", bound=StrEnum)
LONGEST = 100


def page_number() -> int:
    """Return the page that was asked for; what is no number is the first."""
    return request.args.get("page", 1, type=int)


def words(name: str = "q") -> str:
    """Return the words to look for, in one line; no more than a person types."""
    return " ".join(request.args.get(name, "").split())[:LONGEST]


def one_of(kinds: type[Kind], name: str) -> Kind | None:
    """Return which of some kinds was asked for, or None."""
    asked = request.args.get(name, "")
    return kinds(asked) if asked in set(kinds) else None
