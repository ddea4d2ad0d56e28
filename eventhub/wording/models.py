"""What is kept of a team's own words?"""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base
from eventhub.core.types import At, Line, Passage, RowId


class Wording(Base):
    """How a team's letter of one kind begins and what its subject says, by language; what is empty is the usual."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("complex_id", "letter"),)

    id: Mapped[RowId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    # The name of the letter's template.
    letter: Mapped[str] = mapped_column(String(60))
    subject_ko: Mapped[Line]
    subject_en: Mapped[Line]
    opening_ko: Mapped[Passage]
    opening_en: Mapped[Passage]
    # Grows with every save: a form made from an older one shows the difference instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[At]
