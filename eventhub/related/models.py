"""What is kept of two texts that come near each other?"""

import enum

from sqlalchemy import Float, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base
from eventhub.core.types import At, Data, RowId, one_of


class Kind(enum.StrEnum):
    """What comes near what, and for whom it is found out."""

    # A problem and one like it: for coordinators, who may find that they are the same.
    SIMILAR = "similar"
    # A problem and an event that fits it: for those who have the problem.
    EVENT = "event"
    # A capability and a problem it could answer.
    ANSWER = "answer"


class Related(Base):
    """One text that comes near another, as both were when they were compared: other revisions count no more.

    Rows are made anew by a job and belong to nobody, so they point at rows of several tables without holding them.
    """

    __tablename__ = "related"
    __table_args__ = (UniqueConstraint("kind", "from_id", "to_id"),)

    id: Mapped[RowId]
    kind: Mapped[Kind] = one_of(Kind)
    from_id: Mapped[int]
    from_revision: Mapped[int]
    to_id: Mapped[int]
    to_revision: Mapped[int]
    score: Mapped[float] = mapped_column(Float)
    # The words both texts say, under "words"; under "wording" those that are in a problem's wording for partners.
    words: Mapped[Data]
    lexicon_version: Mapped[int]
    computed_at: Mapped[At]
