"""What is kept of industrial complexes, promotion teams and mini-clusters?"""

import enum
from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import Line, Passage, RowId, one_of


class Complex(Base):
    """An industrial complex that became an innovation cluster, with the office of its promotion team."""

    __tablename__ = "complex"

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_ko: Mapped[Line]
    name_en: Mapped[Line]
    industry_ko: Mapped[Line]
    industry_en: Mapped[Line]
    vision_ko: Mapped[Passage]
    vision_en: Mapped[Passage]
    region_ko: Mapped[Line]
    region_en: Mapped[Line]
    team_phone: Mapped[str] = mapped_column(String(20), default="")
    team_email: Mapped[str] = mapped_column(String(254), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # Whether the team head looks at an event before it is published.
    events_need_approval: Mapped[bool] = mapped_column(default=False)


class MiniCluster(Base):
    """A small council of firms, universities and labs around one field of a complex."""

    __tablename__ = "mini_cluster"

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), index=True)
    name_ko: Mapped[Line]
    name_en: Mapped[Line]
    field_ko: Mapped[Passage]
    field_en: Mapped[Passage]

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")


class Post(enum.StrEnum):
    """What somebody does in a promotion team."""

    HEAD = "head"
    COORDINATOR = "coordinator"


class TeamMember(Base):
    """A person in the promotion team of a complex."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("complex_id", "account_id"),)

    id: Mapped[RowId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    post: Mapped[Post] = one_of(Post)

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class ClosedDay(Base):
    """A day on which a promotion team holds nothing, beside the public holidays."""

    __tablename__ = "closed_day"
    __table_args__ = (UniqueConstraint("complex_id", "day"),)

    id: Mapped[RowId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    day: Mapped[date]
    name_ko: Mapped[Line]
    name_en: Mapped[Line]

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")
