"""What is kept of an event's programme?"""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import At, Data, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.organisations.models import Organisation
from eventhub.venues.models import Room


class SessionType(enum.StrEnum):
    """What sort of session it is."""

    OPENING = "opening"
    KEYNOTE = "keynote"
    TALK = "talk"
    PANEL = "panel"
    WORKSHOP = "workshop"
    CONTEST = "contest"
    AWARD = "award"
    BREAK = "break"
    EVENING = "evening"


class SpeakerRole(enum.StrEnum):
    """What somebody does in a session."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"


class Audience(enum.StrEnum):
    """Who may open a material, or read the minutes of a session."""

    PUBLIC = "public"
    REGISTERED = "registered"
    TEAM = "team"


class Track(Base):
    """A line of sessions on one theme."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("event_id", "name_ko"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name_ko: Mapped[Line]
    name_en: Mapped[Line]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class ProgrammeSession(Base):
    """A part of an event, as its planners have it now; what visitors see is the last release.

    Without a beginning it is not placed in the timetable yet. With a capacity people sign up for it.
    """

    __tablename__ = "programme_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="seats_taken"),
        Index("ix_programme_session_event_starts_at", "event_id", "starts_at"),
        Index("ix_programme_session_room_starts_at", "room_id", "starts_at"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    type: Mapped[SessionType] = one_of(SessionType)
    title_ko: Mapped[Line]
    title_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    starts_at: Mapped[MaybeAt]
    ends_at: Mapped[MaybeAt]
    capacity: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    # What was said, written down afterwards.
    minutes_ko: Mapped[Passage]
    minutes_en: Mapped[Passage]
    minutes_audience: Mapped[Audience] = one_of(Audience, default=Audience.PUBLIC)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]
    updated_at: Mapped[At]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    track: Mapped[Track | None] = relationship(lazy="raise_on_sql")
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql")
    appearances: Mapped[list["Appearance"]] = relationship(
        lazy="raise_on_sql", order_by="Appearance.position", back_populates="session", cascade="all, delete-orphan"
    )


class Speaker(Base):
    """A person on the programme of an event; shown to others only with consent."""

    __tablename__ = "speaker"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[Line]
    organisation_name: Mapped[Line]
    email: Mapped[str] = mapped_column(String(254), default="")
    # The language of letters to them.
    locale: Mapped[str] = mapped_column(String(200), default="ko")
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    consented_at: Mapped[MaybeAt]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    appearances: Mapped[list["Appearance"]] = relationship(
        lazy="raise_on_sql", back_populates="speaker", cascade="all, delete-orphan"
    )


class Appearance(Base):
    """A speaker in a session."""

    __tablename__ = "appearance"
    __table_args__ = (UniqueConstraint("session_id", "speaker_id"),)

    id: Mapped[RowId]
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_session.id"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), index=True)
    role: Mapped[SpeakerRole] = one_of(SpeakerRole)
    position: Mapped[int] = mapped_column(default=0)

    session: Mapped[ProgrammeSession] = relationship(lazy="raise_on_sql", back_populates="appearances")
    speaker: Mapped[Speaker] = relationship(lazy="raise_on_sql", back_populates="appearances")


class Material(Base):
    """A file or a link that belongs to an event, or to one of its sessions."""

    __tablename__ = "material"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("programme_session.id"), index=True)
    title: Mapped[Line]
    audience: Mapped[Audience] = one_of(Audience)
    url: Mapped[str] = mapped_column(String(500), default="")
    file_name: Mapped[Line]
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]


class MaterialFile(Base):
    """The bytes of a material, apart so that no list reads them; kept here so that one backup holds everything."""

    __tablename__ = "material_file"

    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Release(Base):
    """The programme as shown from a moment on: a whole copy, and what changed since the one before."""

    __tablename__ = "programme_release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    released_at: Mapped[At]
    note_ko: Mapped[Passage]
    note_en: Mapped[Passage]
    snapshot: Mapped[Data]
    changes: Mapped[Data]
    # Who appears in which session, shown by name or not: whoever a later release concerns is found by it.
    cast: Mapped[Data]


class AcceptedWarning(Base):
    """A warning about the timetable that a planner has looked at and accepted, with the reason."""

    __tablename__ = "accepted_warning"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    # Names the warning and what it is about, so that another one of the same sort is asked for anew.
    key: Mapped[str] = mapped_column(String(200))
    note: Mapped[Passage]
    accepted_at: Mapped[At]
