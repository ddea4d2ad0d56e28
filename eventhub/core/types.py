"""Which kinds of columns do tables share?"""

import enum
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, String, Text
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

# No vowels (no words by accident), nothing that is read for something else.
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
PUBLIC_ID_LENGTH = 12


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive moment, turn any other to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware moment; SQLite forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A few whole numbers, as a tuple: what is compared and handed on cannot be changed in place."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> list[int] | None:  # noqa: ARG002
        """Write them as a list."""
        return None if value is None else list(value)

    def process_result_value(self, value: list[int] | None, dialect: Dialect) -> tuple[int, ...] | None:  # noqa: ARG002
        """Give them back as they were."""
        return None if value is None else tuple(value)


def one_of(kinds: type[enum.StrEnum], **options: Any) -> Any:  # noqa: ANN401 - mapped_column's own types
    """Make a column that holds one value of an enumeration, as text with a check."""
    values = [kind.value for kind in kinds]
    text = Enum(kinds, native_enum=False, length=20, values_callable=lambda _kinds: values, create_constraint=True)
    return mapped_column(text, **options)


def public_id() -> str:
    """Make an identifier for addresses: not a secret, but not a row number to be counted up either."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


RowId = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)]
Line = Annotated[str, mapped_column(String(200), default="")]
Passage = Annotated[str, mapped_column(Text, default="")]
At = Annotated[datetime, mapped_column(Moment)]
MaybeAt = Annotated[datetime | None, mapped_column(Moment)]
Data = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]
