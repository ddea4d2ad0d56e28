"""How is a long list cut into pages?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select

from eventhub.core.db import session

Row = TypeVar("Row")
PER_PAGE = 30


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; pages count from one."""

    items: Sequence[Row]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.per_page))

    @property
    def has_previous(self) -> bool:
        """Is there a page before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Is there a page after this one."""
        return self.number < self.pages


def paginate(rows: Select[Row], number: int, *, per_page: int = PER_PAGE) -> Page[Row]:
    """Fetch one page in two queries; a number beyond the end gives the last page."""
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    last = max(1, -(-total // per_page))
    number = min(max(1, number), last)
    items = session.scalars(rows.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(items, number, total, per_page)


def cut(items: Sequence[Row], number: int, *, per_page: int = PER_PAGE) -> Page[Row]:
    """Return one page of what is there already; a number beyond the end gives the last page."""
    page = Page(items, number, len(items), per_page)
    number = min(max(1, number), page.pages)
    return Page(items[(number - 1) * per_page : number * per_page], number, len(items), per_page)
