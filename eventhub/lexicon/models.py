"""What is kept of the lexicon?"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Data, Line, RowId


class LexiconVersion(Base):
    """The whole lexicon as it was from one change to the next; rows are added, never changed.

    Before the first one, the lexicon that comes with the program holds: version nought.
    """

    __tablename__ = "lexicon_version"

    id: Mapped[RowId]
    number: Mapped[int] = mapped_column(unique=True)
    made_at: Mapped[At]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    why: Mapped[Line]
    # The change this one takes back, if it does.
    undoes: Mapped[int | None]
    content: Mapped[Data]

    made_by: Mapped[Account] = relationship(lazy="raise_on_sql")
