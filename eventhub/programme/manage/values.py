"""What stands in a form when it is opened?"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from eventhub.core.clock import local
from eventhub.organisations.models import Organisation
from eventhub.programme.models import Material, ProgrammeSession, Speaker, SpeakerRole
from eventhub.programme.rules import plan_of_material, plan_of_speaker


def values_of_session(session: ProgrammeSession) -> dict[str, Any]:
    """Fill the form with a session as it is."""
    names = ("type", "title_ko", "title_en", "text_ko", "text_en", "capacity", "minutes_ko", "minutes_en", "version")
    values = {name: getattr(session, name) for name in names}
    values |= {"type": session.type.value, "minutes_audience": session.minutes_audience.value}
    return {**values, "track": session.track.public_id if session.track else ""}


def values_of_place(session: ProgrammeSession) -> dict[str, Any]:
    """Fill the form with the place of a session; one that has none yet is as long as usual."""
    values: dict[str, Any] = {"version": session.version, "room": session.room.public_id if session.room else ""}
    if session.starts_at is None or session.ends_at is None:
        return values
    begins = local(session.starts_at)
    length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    return {**values, "day": begins.date().isoformat(), "begins": begins.time(), "minutes": length}


def values_of_people(session: ProgrammeSession) -> dict[str, Any]:
    """Fill the form with the people of a session."""
    return {
        "version": session.version,
        "speakers": [one.speaker.public_id for one in session.appearances if one.role is SpeakerRole.SPEAKER],
        "moderators": [one.speaker.public_id for one in session.appearances if one.role is SpeakerRole.MODERATOR],
    }


def values_of_speaker(speaker: Speaker, organisation: Organisation | None) -> dict[str, Any]:
    """Fill the form with a speaker as they are."""
    values = {**vars(plan_of_speaker(speaker)), "organisation": organisation.public_id if organisation else ""}
    return {**values, "version": speaker.version}


def values_of_material(material: Material, sessions: Iterable[ProgrammeSession]) -> dict[str, Any]:
    """Fill the form with a material as it is."""
    session_id = next((one.public_id for one in sessions if one.id == material.session_id), None)
    plan = plan_of_material(material, session_id)
    values = {"title": plan.title, "audience": plan.audience.value, "session": session_id or "", "url": plan.url}
    return {**values, "version": material.version}
