"""Programmes: sessions, speakers, tracks, materials, and the rooms they are in."""

from datetime import datetime, timedelta
from typing import Any

from eventhub.core.clock import now
from eventhub.events.models import Event
from eventhub.programme.models import (
    Appearance,
    Audience,
    Material,
    ProgrammeSession,
    SessionType,
    Speaker,
    SpeakerRole,
    Track,
)
from eventhub.venues.models import Room, Venue
from tests.factories import numbers, saved
from tests.factories.clusters import make_complex
from tests.factories.events import make_event

HOUR = timedelta(hours=1)


def make_cluster_day(**changes: Any) -> Event:
    """Make a published event of two days, nine to nine, that begins in ten days."""
    starts_at = changes.get("starts_at", now() + timedelta(days=10))
    return make_event(
        **{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=36), "capacity": 500, **changes}
    )


def make_track(event_id: int, **changes: Any) -> Track:
    """Make a track of an event."""
    number = next(numbers)
    values = {"name_ko": f"공정 혁신 {number}", "name_en": f"Process innovation {number}", "position": number}
    return saved(Track(event_id=event_id, **{**values, **changes}))


def make_speaker(event_id: int, **changes: Any) -> Speaker:
    """Make a speaker who agreed to be shown and can be written to."""
    number = next(numbers)
    values = {
        "name": f"박지훈{number}",
        "organisation_name": "한빛대학교",
        "email": f"speaker{number}@example.com",
        "locale": "ko",
        "text_ko": "금형 냉각을 연구합니다.",
        "text_en": "Works on cooling moulds.",
        "consented_at": now(),
        "created_at": now(),
    }
    return saved(Speaker(event_id=event_id, **{**values, **changes}))


def make_session(
    event_id: int, *speakers: Speaker, starts_at: datetime | None = None, hours: float = 1, **changes: Any
) -> ProgrammeSession:
    """Make a talk, placed where `starts_at` is given, with its speakers in their order."""
    number = next(numbers)
    values: dict[str, Any] = {
        "type": SessionType.TALK,
        "title_ko": f"냉각 채널 설계 {number}",
        "title_en": f"Cooling channels {number}",
        "text_ko": "휨을 줄인 사례를 소개합니다.",
        "text_en": "Cases of less warpage.",
        "starts_at": starts_at,
        "ends_at": starts_at + hours * HOUR if starts_at else None,
        "created_at": now(),
        "updated_at": now(),
    }
    appearances = [
        Appearance(speaker_id=speaker.id, role=SpeakerRole.SPEAKER, position=position)
        for position, speaker in enumerate(speakers)
    ]
    return saved(ProgrammeSession(event_id=event_id, appearances=appearances, **{**values, **changes}))


def make_material(event_id: int, **changes: Any) -> Material:
    """Make a link that everybody may open."""
    values = {
        "title": "발표 자료",
        "audience": Audience.PUBLIC,
        "url": "https://example.org/slides",
        "created_at": now(),
    }
    return saved(Material(event_id=event_id, **{**values, **changes}))


def make_room(**changes: Any) -> Room:
    """Make a room in a venue of its own, open day and night, unless one is given (`venue_id`)."""
    number = next(numbers)
    values = {"name_ko": f"{number}호", "name_en": f"Room {number}", "capacity": 600}
    if "venue_id" not in changes:
        complex_id = make_complex().id
        times = {"created_at": now(), "updated_at": now()}
        names = {"name_ko": f"회관 {number}", "name_en": f"Hall {number}"}
        values["venue_id"] = saved(Venue(complex_id=complex_id, **names, **times)).id
    return saved(Room(**{**values, **changes}))
