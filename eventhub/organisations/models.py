"""What is kept of organisations, the people who speak for them and what they can do?"""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId, one_of


class Kind(enum.StrEnum):
    """What sort of organisation it is."""

    FIRM = "firm"
    UNIVERSITY = "university"
    LAB = "lab"
    LOCAL_GOVERNMENT = "local_government"
    SUPPORT_AGENCY = "support_agency"


class Size(enum.StrEnum):
    """How large a firm is; other organisations have no size."""

    SMALL = "small"
    MID = "mid"
    LARGE = "large"
    NONE = ""


class Organisation(Base):
    """A firm, university, lab, local government or support agency."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("open_requests BETWEEN 0 AND 99", name="open_requests"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    kind: Mapped[Kind] = one_of(Kind)
    size: Mapped[Size] = one_of(Size)
    name_ko: Mapped[str] = mapped_column(String(200), index=True, default="")
    name_en: Mapped[Line]
    complex_id: Mapped[int | None] = mapped_column(ForeignKey("complex.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    main_product_ko: Mapped[Line]
    main_product_en: Mapped[Line]
    industry_code: Mapped[str] = mapped_column(String(6), default="")
    about_ko: Mapped[Passage]
    about_en: Mapped[Passage]
    address: Mapped[Line]
    website: Mapped[str] = mapped_column(String(300), default="")
    wants_suggestions: Mapped[bool] = mapped_column(default=True)
    # How many requests it takes at once; None where it has declared nothing.
    open_requests: Mapped[int | None]
    created_at: Mapped[At]
    updated_at: Mapped[At]

    complex: Mapped[Complex | None] = relationship(lazy="raise_on_sql")
    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id", lazy="raise_on_sql")


class Membership(Base):
    """A person who belongs to an organisation and may speak for it."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organisation_id", "account_id"),)

    id: Mapped[RowId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    post: Mapped[Line]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class MiniClusterMembership(Base):
    """An organisation that belongs to a mini-cluster."""

    __tablename__ = "mini_cluster_membership"
    __table_args__ = (UniqueConstraint("mini_cluster_id", "organisation_id"),)

    id: Mapped[RowId]
    mini_cluster_id: Mapped[int] = mapped_column(ForeignKey("mini_cluster.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)

    mini_cluster: Mapped[MiniCluster] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Capability(Base):
    """Something an organisation says it can do for others, and how many requests a quarter it can take."""

    __tablename__ = "capability"
    __table_args__ = (
        CheckConstraint("trl BETWEEN 1 AND 9", name="trl"),
        CheckConstraint("requests_per_quarter BETWEEN 0 AND 99", name="requests_per_quarter"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title_ko: Mapped[Line]
    title_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    equipment: Mapped[Passage]
    trl: Mapped[int | None]
    requests_per_quarter: Mapped[int] = mapped_column(default=2)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[At]
    withdrawn_at: Mapped[MaybeAt]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Competitor(Base):
    """An organisation that another one must never be suggested to, or have suggested to it; only the namer knows."""

    __tablename__ = "competitor"
    __table_args__ = (UniqueConstraint("organisation_id", "rival_id"),)

    id: Mapped[RowId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    rival_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    named_at: Mapped[At]

    rival: Mapped[Organisation] = relationship(foreign_keys=[rival_id], lazy="raise_on_sql")
