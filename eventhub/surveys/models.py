"""What is kept of surveys, and of people one wants to go on with?"""

import enum
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import PUBLIC_ID_LENGTH, At, Line, MaybeAt, Passage, PublicId, RowId, one_of, public_id
from eventhub.events.models import Event
from eventhub.registrations.models import Registration


class QuestionKind(enum.StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    TEXT = "text"


class FollowUpState(enum.StrEnum):
    """What became of somebody's wish to go on with somebody they met."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


class Survey(Base):
    """What people are asked after an event; an event without a row is asked the usual questions."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("opens_after_hours BETWEEN 0 AND 72", name="opens_after_hours"),
        CheckConstraint("lasts_days BETWEEN 1 AND 60", name="lasts_days"),
    )

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    is_wanted: Mapped[bool] = mapped_column(default=True)
    is_anonymous: Mapped[bool] = mapped_column(default=True)
    opens_after_hours: Mapped[int] = mapped_column(default=3)
    lasts_days: Mapped[int] = mapped_column(default=14)
    has_reminder: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[MaybeAt]
    closes_at: Mapped[MaybeAt]
    reminded_at: Mapped[MaybeAt]
    # How many were asked; who, is forgotten in time.
    invited: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    questions: Mapped[list["SurveyQuestion"]] = relationship(
        lazy="raise_on_sql", order_by="SurveyQuestion.position", cascade="all, delete-orphan"
    )


class SurveyQuestion(Base):
    """One question of a survey."""

    __tablename__ = "survey_question"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    kind: Mapped[QuestionKind] = one_of(QuestionKind)
    words_ko: Mapped[Passage]
    words_en: Mapped[Passage]
    position: Mapped[int] = mapped_column(default=0)


class SurveyInvitation(Base):
    """Somebody who is asked, and whether they have answered: not when, and not what."""

    __tablename__ = "survey_invitation"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    has_answered: Mapped[bool] = mapped_column(default=False)

    survey: Mapped[Survey] = relationship(lazy="raise_on_sql")
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")


class SurveyResponse(Base):
    """What one person answered. In an anonymous survey nothing here leads to them.

    The key is random, and on SQLite the rows lie in its order, so that not even the order of answers is kept.
    """

    __tablename__ = "survey_response"
    __table_args__ = (Index("ix_survey_response_survey_id", "survey_id"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), primary_key=True, default=public_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    # Both stay empty in an anonymous survey: who answers alone on a day is known by the day.
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), unique=True)
    answered_on: Mapped[date | None]
    # By the question's public id.
    marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    registration: Mapped[Registration | None] = relationship(lazy="raise_on_sql")


class FollowUp(Base):
    """Somebody asks the coordinator to bring them together with a person or an organisation of an event."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_event_state", "event_id", "state"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    wanted: Mapped[Line]
    why: Mapped[Passage]
    state: Mapped[FollowUpState] = one_of(FollowUpState, default=FollowUpState.OPEN)
    # What the coordinator wrote to who asked.
    note: Mapped[Passage]
    created_at: Mapped[At]
    decided_at: Mapped[MaybeAt]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
