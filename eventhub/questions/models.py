"""What is kept of an event's questions and of the answers to them?"""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import At, Line, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.registrations.models import Registration


class Kind(enum.StrEnum):
    """What sort of answer a question takes."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    CONSENT = "consent"


class Stage(enum.StrEnum):
    """When a question is asked, in this order; those of a later stage may depend on those of an earlier one."""

    REGISTRATION = "registration"
    # Once the place is confirmed, on the page of the place.
    FOLLOW_UP = "follow_up"
    # Filled in by the team; the person never sees it.
    DESK = "desk"


class Question(Base):
    """One question of an event; `least` and `most` bound a number, a text's length or a file's megabytes."""

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_event_id_stage_position", "event_id", "stage", "position"),
        CheckConstraint("least IS NULL OR most IS NULL OR least <= most", name="bounds"),
        CheckConstraint("kept_days BETWEEN 1 AND 365", name="kept_days"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[Kind] = one_of(Kind)
    stage: Mapped[Stage] = one_of(Stage)
    position: Mapped[int] = mapped_column(default=0)
    label_ko: Mapped[Line]
    label_en: Mapped[Line]
    help_ko: Mapped[Passage]
    help_en: Mapped[Passage]
    is_required: Mapped[bool] = mapped_column(default=False)
    least: Mapped[int | None]
    most: Mapped[int | None]
    # How many days after the event the answers are erased.
    kept_days: Mapped[int] = mapped_column(default=365)
    # Grows with every save: a form made from an older one is refused instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]

    options: Mapped[list["Option"]] = relationship(
        lazy="raise_on_sql", order_by="Option.position", cascade="all, delete-orphan"
    )
    texts: Mapped[list["ConsentText"]] = relationship(lazy="raise_on_sql", order_by="ConsentText.number")
    conditions: Mapped[list["Condition"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    event: Mapped[Event] = relationship(lazy="raise_on_sql")


class Option(Base):
    """One thing that can be chosen."""

    __tablename__ = "question_option"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label_ko: Mapped[Line]
    label_en: Mapped[Line]


class Condition(Base):
    """A question is asked only of who chose one of these options of one earlier question; without any, of everybody."""

    __tablename__ = "question_condition"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("question_option.id"), primary_key=True, index=True)

    option: Mapped[Option] = relationship(lazy="raise_on_sql")


class ConsentText(Base):
    """What people are asked to agree to; a row is never changed, because somebody may have agreed to its very words."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[RowId]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    written_at: Mapped[At]


class Answer(Base):
    """What one person answered to one question; texts, numbers and days as they are written."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[RowId]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    value: Mapped[Passage]
    # The words agreed to, and the language they were read in.
    consent_text_id: Mapped[int | None] = mapped_column(ForeignKey("consent_text.id"), index=True)
    locale: Mapped[Line]
    file_name: Mapped[Line]
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[At]

    question: Mapped[Question] = relationship(lazy="raise_on_sql")
    chosen: Mapped[list["ChosenOption"]] = relationship(lazy="raise_on_sql")
    consent_text: Mapped[ConsentText | None] = relationship(lazy="raise_on_sql")


class ChosenOption(Base):
    """An option somebody chose."""

    __tablename__ = "chosen_option"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("question_option.id"), primary_key=True, index=True)

    option: Mapped[Option] = relationship(lazy="raise_on_sql")


class AnswerFile(Base):
    """The bytes of an answered file, apart so that no list reads them (decision 0013)."""

    __tablename__ = "answer_file"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Asking(Base):
    """When somebody with a place was last written to because questions wait for them."""

    __tablename__ = "question_asking"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    asked_at: Mapped[At]

    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
