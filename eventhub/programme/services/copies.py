"""How does the programme of one event become the beginning of another one's?"""

import enum
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import insert, literal, select

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.types import public_id
from eventhub.programme import queries
from eventhub.programme.errors import SameEvent
from eventhub.programme.models import Appearance, Material, MaterialFile, ProgrammeSession, Speaker, Track
from eventhub.programme.services.sessions import hold_event


class Part(enum.StrEnum):
    """What may come along when a programme is copied."""

    TRACKS = "tracks"
    SESSIONS = "sessions"
    SPEAKERS = "speakers"
    MATERIALS = "materials"


ALL_PARTS = frozenset(Part)


def copy_programme(
    from_event_id: int, to_event_id: int, *, parts: Collection[Part], shift: timedelta, by: Account, now: datetime
) -> None:
    """Add parts of an event's programme to another event's, sessions later by `shift`.

    What belongs to one time is left behind: releases, minutes, accepted warnings, who signed up, and the speakers'
    consent to be shown, which they gave for the other event.
    """
    if from_event_id == to_event_id:
        raise SameEvent
    event = hold_event(to_event_id)
    tracks = _copy_tracks(from_event_id, to_event_id) if Part.TRACKS in parts else {}
    speakers = _copy_speakers(from_event_id, to_event_id, now) if Part.SPEAKERS in parts else {}
    sessions: dict[int, ProgrammeSession] = {}
    if Part.SESSIONS in parts:
        for planned in queries.list_sessions(from_event_id):
            copied = _copy_session(planned, to_event_id, shift, now)
            copied.track = tracks.get(planned.track_id or 0)
            copied.appearances = [
                Appearance(speaker=speakers[one.speaker_id], role=one.role, position=one.position)
                for one in planned.appearances
                if one.speaker_id in speakers
            ]
            session.add(copied)
            sessions[planned.id] = copied
    if Part.MATERIALS in parts:
        session.flush()  # materials and their files refer to what was copied by its number
        _copy_materials(from_event_id, to_event_id, sessions, now)
    detail = {"source": from_event_id, "parts": sorted(parts)}
    audit.record("programme-copied", f"event:{event.public_id}", actor=by.public_id, now=now, **detail)


def _copy_tracks(from_event_id: int, to_event_id: int) -> dict[int, Track]:
    """Copy the tracks; one whose name is there already is that one."""
    there = {one.name_ko: one for one in queries.list_tracks(to_event_id)}
    first = max((one.position for one in there.values()), default=-1) + 1
    copies = {}
    for number, track in enumerate(queries.list_tracks(from_event_id)):
        copies[track.id] = there.get(track.name_ko) or Track(
            public_id=public_id(),
            event_id=to_event_id,
            name_ko=track.name_ko,
            name_en=track.name_en,
            position=first + number,
        )
    session.add_all(copies.values())
    return copies


def _copy_speakers(from_event_id: int, to_event_id: int, now: datetime) -> dict[int, Speaker]:
    copies = {}
    for speaker in queries.list_speakers(from_event_id):
        copies[speaker.id] = Speaker(
            public_id=public_id(),
            event_id=to_event_id,
            organisation_id=speaker.organisation_id,
            name=speaker.name,
            organisation_name=speaker.organisation_name,
            email=speaker.email,
            locale=speaker.locale,
            text_ko=speaker.text_ko,
            text_en=speaker.text_en,
            created_at=now,
        )
    session.add_all(copies.values())
    return copies


def _copy_session(planned: ProgrammeSession, event_id: int, shift: timedelta, now: datetime) -> ProgrammeSession:
    return ProgrammeSession(
        public_id=public_id(),
        event_id=event_id,
        room_id=planned.room_id,
        type=planned.type,
        title_ko=planned.title_ko,
        title_en=planned.title_en,
        text_ko=planned.text_ko,
        text_en=planned.text_en,
        starts_at=planned.starts_at + shift if planned.starts_at else None,
        ends_at=planned.ends_at + shift if planned.ends_at else None,
        capacity=planned.capacity,
        created_at=now,
        updated_at=now,
    )


def _copy_materials(from_event_id: int, to_event_id: int, sessions: dict[int, ProgrammeSession], now: datetime) -> None:
    """Copy the materials of the event, and of the sessions that came along, one file after the other."""
    for material in queries.list_materials(from_event_id):
        if material.session_id is not None and material.session_id not in sessions:
            continue
        copied = Material(
            public_id=public_id(),
            event_id=to_event_id,
            session_id=sessions[material.session_id].id if material.session_id else None,
            title=material.title,
            audience=material.audience,
            url=material.url,
            file_name=material.file_name,
            media_type=material.media_type,
            size=material.size,
            created_at=now,
        )
        session.add(copied)
        session.flush()  # the file is kept under the number the database gives
        if material.file_name:
            content = select(literal(copied.id), MaterialFile.content).where(MaterialFile.material_id == material.id)
            session.execute(insert(MaterialFile).from_select(["material_id", "content"], content))
