"""A small Cluster Day, planned and released: what tests of the public side stand on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventhub.core.clock import now, zone
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Kind
from eventhub.programme import queries
from eventhub.programme.models import (
    Appearance,
    Audience,
    Material,
    MaterialFile,
    ProgrammeSession,
    Release,
    SessionType,
    Speaker,
    SpeakerRole,
    Track,
)
from eventhub.programme.rules import NOTHING, diff, snapshot_of
from eventhub.venues.models import Room, Venue
from tests.factories import saved
from tests.factories.events import make_event

HIDDEN = "숨은연사"


@dataclass(frozen=True)
class ClusterDay:
    """The public ids of what was made."""

    event_id: int
    public_id: str
    keynote: str
    talk: str
    workshop: str
    complex_id: int

    @property
    def path(self) -> str:
        """Where the event is shown."""
        return f"/events/{self.public_id}"


def at(written: str) -> datetime:
    """Read a moment on clocks in Seoul."""
    return datetime.fromisoformat(written).replace(tzinfo=zone())


def make_cluster_day(**changes: Any) -> ClusterDay:
    """Plan two days with two rooms, two tracks and three speakers, one of whom stays unnamed, and release them."""
    event = make_event(
        kind=Kind.CLUSTER_DAY, title_ko="클러스터의 날", title_en="Cluster Day", venue_ko="창원컨벤션센터",
        starts_at=at("2026-03-12 09:00"), ends_at=at("2026-03-13 18:00"), **changes,
    )  # fmt: skip
    made = ClusterDay(event.id, event.public_id, "", "", "", event.complex_id)
    venue = saved(Venue(complex_id=event.complex_id, name_ko="컨벤션센터", name_en="Convention centre",
                        address="경남 창원시 원이대로 362", accessibility_ko="정문에 경사로가 있습니다.",
                        accessibility_en="A ramp leads to the main door.",
                        created_at=now(), updated_at=now()))  # fmt: skip
    venue_id = venue.id
    rooms = [
        saved(Room(venue_id=venue_id, name_ko=ko, name_en=en, capacity=seats)).id
        for ko, en, seats in (("대강당", "Great hall", 300), ("회의실 1", "Room 1", 40))
    ]
    tracks = [
        saved(Track(event_id=made.event_id, name_ko=ko, name_en=en, position=number)).id
        for number, (ko, en) in enumerate((("금형", "Moulds"), ("전지", "Batteries")))
    ]
    people = [
        saved(
            Speaker(event_id=made.event_id, name=name, organisation_name=organisation, email=f"{number}@example.com",
                    text_ko=f"{name} 소개", text_en=f"About {name}", consented_at=agreed, created_at=now())
        ).id
        for number, (name, organisation, agreed) in enumerate(
            (("김하늘", "가람정밀", now()), (HIDDEN, f"{HIDDEN} 회사", None), ("박바다", "", now()))
        )
    ]  # fmt: skip
    plans = (
        (SessionType.OPENING, "개회식", "Opening", "2026-03-12 09:00", 30, None, None, ()),
        (SessionType.KEYNOTE, "기조 강연", "Keynote", "2026-03-12 09:30", 60, rooms[0], None, (people[0],)),
        (SessionType.BREAK, "점심", "Lunch", "2026-03-12 12:00", 60, None, None, ()),
        (SessionType.TALK, "휨 줄이기", "Less warpage", "2026-03-12 13:00", 40, rooms[0], tracks[0],
         (people[1], people[0])),
        (SessionType.WORKSHOP, "전지 실습", "Battery workshop", "2026-03-12 13:00", 120, rooms[1], tracks[1],
         (people[2],)),
        (SessionType.AWARD, "시상식", "Awards", "2026-03-13 10:00", 60, rooms[0], None, ()),
    )  # fmt: skip
    ids = [add_session(made.event_id, *plan) for plan in plans]
    add_session(made.event_id, SessionType.TALK, "미정 강연", "Unplaced talk", "", 0, None, None, ())
    release(made.event_id, note_ko="첫 공개입니다.", note_en="Here it is.")
    return ClusterDay(made.event_id, made.public_id, ids[1], ids[3], ids[4], made.complex_id)


def add_session(  # noqa: PLR0917 - the columns of a plan, in their order
    event_id: int, kind: SessionType, ko: str, en: str, begins: str, minutes: int,
    room_id: int | None, track_id: int | None, people: tuple[int, ...],
) -> str:  # fmt: skip
    """Plan a session; without a beginning it is not placed."""
    starts_at = at(begins) if begins else None
    row = ProgrammeSession(
        event_id=event_id, type=kind, title_ko=ko, title_en=en, text_ko=f"{ko}에 대하여 & <그 밖>",
        text_en=f"About {en} & <more>", starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes) if starts_at else None, room_id=room_id, track_id=track_id,
        created_at=now(), updated_at=now(),
    )  # fmt: skip
    for position, speaker_id in enumerate(people):
        role = SpeakerRole.MODERATOR if position else SpeakerRole.SPEAKER
        row.appearances.append(Appearance(speaker_id=speaker_id, role=role, position=position))
    return saved(row).public_id


def revise(event_id: int, public_id: str, **changes: Any) -> None:
    """Change a planned session."""
    with transaction():
        row = queries.get_session(event_id, public_id)
        for name, value in changes.items():
            setattr(row, name, value)


def remove(event_id: int, public_id: str) -> None:
    """Take a planned session out."""
    with transaction():
        session.delete(queries.get_session(event_id, public_id))


def withdraw_consent(event_id: int, name: str) -> None:
    """Let a speaker no longer be shown."""
    with transaction():
        found = select(Speaker).where(Speaker.event_id == event_id, Speaker.name == name)
        session.scalars(found).one().consented_at = None


def release(event_id: int, *, note_ko: str = "", note_en: str = "") -> None:
    """Show what is planned to everybody."""
    with transaction():
        event = session.get_one(Event, event_id)
        before = queries.latest_release(event_id)
        sessions, speakers = queries.list_sessions(event_id), queries.list_speakers(event_id)
        snapshot = snapshot_of(event, queries.list_tracks(event_id), sessions, speakers, zone=zone())
        session.add(
            Release(
                event_id=event_id, number=before.number + 1 if before else 1, released_at=now(), note_ko=note_ko,
                note_en=note_en, snapshot=snapshot, cast={},
                changes=diff(before.snapshot if before else NOTHING, snapshot).as_data(),
            )
        )  # fmt: skip


def add_material(
    day: ClusterDay,
    audience: Audience,
    *,
    session_id: str | None = None,
    file_name: str = '자료 "1".pdf',
    url: str = "",
) -> str:
    """Put a file, or a link, beside a session or the whole event."""
    owner = queries.get_session(day.event_id, session_id).id if session_id else None
    content = b"" if url else b"%PDF-1.7 example"
    row = saved(
        Material(
            event_id=day.event_id, session_id=owner, title=f"{audience.value} 자료", audience=audience, url=url,
            file_name="" if url else file_name, media_type="" if url else "application/pdf", size=len(content),
            created_at=now(),
        )
    )  # fmt: skip
    public_id = row.public_id
    if content:
        saved(MaterialFile(material_id=row.id, content=content))
    return public_id
