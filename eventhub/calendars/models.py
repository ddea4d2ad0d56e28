"""What is kept of a private calendar link?"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, PublicId, RowId


class FeedLink(Base):
    """A private address under which a person's calendar program reads their places, until it is revoked."""

    __tablename__ = "feed_link"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[Line]
    created_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]

    account: Mapped[Account] = relationship(lazy="raise_on_sql")
