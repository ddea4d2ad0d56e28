"""What does a planner decide about sessions, speakers, tracks and materials, and which decisions make sense?"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.events.rules import is_web_address
from eventhub.programme.models import Audience, Material, ProgrammeSession, SessionType, Speaker, SpeakerRole

LONGEST_SESSION = timedelta(days=1)
MOST_SEATS = 5000
# How long after an event its speakers can still be written to: next year's programme begins as a copy of this one.
KEPT = timedelta(days=730)

TYPE_WORDS: dict[SessionType, Any] = {
    SessionType.OPENING: _("Opening"),
    SessionType.KEYNOTE: _("Keynote"),
    SessionType.TALK: _("Talk"),
    SessionType.PANEL: _("Panel discussion"),
    SessionType.WORKSHOP: _("Workshop session"),
    SessionType.CONTEST: _("Contest"),
    SessionType.AWARD: _("Award ceremony"),
    SessionType.BREAK: _("Break"),
    SessionType.EVENING: _("Evening event"),
}
ROLE_WORDS: dict[SpeakerRole, Any] = {
    SpeakerRole.SPEAKER: _("Speaker"),
    SpeakerRole.MODERATOR: _("Moderator"),
}
AUDIENCE_WORDS: dict[Audience, Any] = {
    Audience.PUBLIC: _("Everybody"),
    Audience.REGISTERED: _("People with a place"),
    Audience.TEAM: _("Promotion team only"),
}


@dataclass(frozen=True, kw_only=True)
class SessionPlan:
    """Everything a planner decides about a session; without a beginning it is not placed yet."""

    type: SessionType
    title_ko: str = ""
    title_en: str = ""
    text_ko: str = ""
    text_en: str = ""
    track_id: int | None = None
    room_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    # People sign up for a session with a capacity.
    capacity: int | None = None


@dataclass(frozen=True, kw_only=True)
class MinutesPlan:
    """What was said in a session, and who may read it."""

    minutes_ko: str = ""
    minutes_en: str = ""
    minutes_audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, kw_only=True)
class SpeakerPlan:
    """Everything a planner writes down about a speaker; the address is for letters only."""

    name: str
    organisation_name: str = ""
    organisation_id: int | None = None
    email: str = ""
    locale: str = "ko"
    text_ko: str = ""
    text_en: str = ""
    # They agreed to be shown by name.
    has_consented: bool = False


@dataclass(frozen=True, kw_only=True)
class AppearancePlan:
    """A speaker (public id) in a session, as what."""

    speaker_id: str
    role: SpeakerRole = SpeakerRole.SPEAKER


@dataclass(frozen=True, kw_only=True)
class MaterialPlan:
    """What a planner decides about a material: of the whole event, or of one session (public id)."""

    title: str
    audience: Audience = Audience.PUBLIC
    session_id: str | None = None
    # The address of a link; empty for a file.
    url: str = ""


SESSION_FIELDS = tuple(field.name for field in fields(SessionPlan))
SPEAKER_FIELDS = tuple(field.name for field in fields(SpeakerPlan) if field.name != "has_consented")


def plan_of_session(session: ProgrammeSession) -> SessionPlan:
    """Say what is planned for a session now."""
    return SessionPlan(**{name: getattr(session, name) for name in SESSION_FIELDS})


def minutes_of(session: ProgrammeSession) -> MinutesPlan:
    """Say what is written down of a session now."""
    return MinutesPlan(**{field.name: getattr(session, field.name) for field in fields(MinutesPlan)})


def takes_more(before: SessionPlan, after: SessionPlan) -> bool:
    """Say whether a session for which people sign up can take more of them than before, or everybody."""
    if before.capacity is None:
        return False
    return after.capacity is None or after.capacity > before.capacity


def plan_of_speaker(speaker: Speaker) -> SpeakerPlan:
    """Say what is written down about a speaker now."""
    values = {name: getattr(speaker, name) for name in SPEAKER_FIELDS}
    return SpeakerPlan(**values, has_consented=speaker.consented_at is not None)


def plan_of_material(material: Material, session_id: str | None) -> MaterialPlan:
    """Say what is decided about a material now; the caller knows the public id of its session."""
    return MaterialPlan(title=material.title, audience=material.audience, session_id=session_id, url=material.url)


def faults_of_session(plan: SessionPlan) -> dict[str, Any]:
    """Say what contradicts itself in the plan of a session: one sentence per field, none when it holds."""
    has_one_time = (plan.starts_at is None) != (plan.ends_at is None)
    length = plan.ends_at - plan.starts_at if plan.starts_at and plan.ends_at else None
    checks = (
        ("title_ko", bool(plan.title_ko or plan.title_en), _("Please write a title in at least one language.")),
        ("ends_at", not has_one_time, _("Write both the beginning and the end, or neither.")),
        ("ends_at", length is None or length > timedelta(0), _("The end must come after the beginning.")),
        ("ends_at", length is None or length <= LONGEST_SESSION, _("A session lasts one day at most.")),
        (
            "capacity",
            plan.capacity is None or 1 <= plan.capacity <= MOST_SEATS,
            _("Write a number from 1 to 5,000, or nothing when nobody needs to sign up."),
        ),
    )
    # The first fault of a field is the one to mend first.
    return {name: sentence for name, holds, sentence in reversed(checks) if not holds}


def faults_of_speaker(plan: SpeakerPlan) -> dict[str, Any]:
    """Say what is missing about a speaker."""
    return {} if plan.name else {"name": _("Please write the name.")}


def faults_of_material(plan: MaterialPlan, *, has_file: bool) -> dict[str, Any]:
    """Say what contradicts itself about a material: it is a file or a link."""
    checks = (
        ("title", bool(plan.title), _("Please write a title.")),
        ("url", is_web_address(plan.url), _("Write an address that begins with https:// or http://.")),
        ("url", has_file != bool(plan.url), _("Choose a file or write an address, one of the two.")),
    )
    return {name: sentence for name, holds, sentence in reversed(checks) if not holds}
