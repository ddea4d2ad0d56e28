"""Which rows hold the words somebody typed?"""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

MOST_WORDS = 6


def search_words(typed: str) -> list[str]:
    """Split what was typed into the words to look for, the first few of them."""
    return typed.split()[:MOST_WORDS]


def holds(word: str, *columns: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Select the rows with a word in one of some columns, large letters or small."""
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def holding(typed: str, *columns: InstrumentedAttribute[Any]) -> list[ColumnElement[bool]]:
    """Select the rows that hold every word that was typed, each in any of some columns."""
    return [holds(word, *columns) for word in search_words(typed)]
