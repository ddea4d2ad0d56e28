"""What is kept of a stated problem?"""

import enum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.organisations.models import Organisation


class Urgency(enum.StrEnum):
    """How soon an answer is needed."""

    NOW = "now"
    THIS_QUARTER = "this_quarter"
    THIS_YEAR = "this_year"


class Visibility(enum.StrEnum):
    """Who may read a problem besides its owners and the coordinators of its complex."""

    PRIVATE = "private"
    MINI_CLUSTER = "mini_cluster"
    COMPLEX = "complex"
    MEMBERS = "members"
    PUBLIC = "public"


class Category(enum.StrEnum):
    """What a problem is about: the eight kinds that analyses of firms' difficulties count, and three more."""

    MANAGEMENT = "management"
    FINANCE = "finance"
    TECHNOLOGY = "technology"
    LOCATION = "location"
    PRODUCTION_QUALITY = "production_quality"
    INFRASTRUCTURE = "infrastructure"
    EXPORT = "export"
    MARKETING = "marketing"
    WORKFORCE = "workforce"
    CERTIFICATION = "certification"
    OTHER = "other"


class State(enum.StrEnum):
    """How far a problem has come."""

    STATED = "stated"
    TECHNICAL = "technical"
    ROUTED = "routed"
    CLOSED = "closed"


class Problem(Base):
    """What a firm wants solved, in its own words.

    `wording` is what partners read when it is recommended to them: the coordinator writes it, so that nothing the
    firm told in confidence leaves the office. `same_as_id` names the problem a coordinator found to be the same; only
    where one firm stated both is this one set aside, and the other one alone matched.
    """

    __tablename__ = "problem"
    __table_args__ = (Index("ix_problem_state_stated_at", "state", "stated_at"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    wording: Mapped[Passage]
    urgency: Mapped[Urgency] = one_of(Urgency)
    visibility: Mapped[Visibility] = one_of(Visibility)
    state: Mapped[State] = one_of(State)
    category: Mapped[Category | None] = one_of(Category)
    routed_to: Mapped[Line]
    answer: Mapped[Passage]
    closed_because: Mapped[Passage]
    revision: Mapped[int] = mapped_column(default=1)
    stated_at: Mapped[At]
    updated_at: Mapped[At]
    triaged_at: Mapped[MaybeAt]
    answer_by: Mapped[MaybeAt]
    locale: Mapped[str] = mapped_column(String(2), default="ko")
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)
    is_set_aside: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    stated_by: Mapped[Account] = relationship(lazy="raise_on_sql")
