"""How is a track added, renamed and removed?"""

from collections.abc import Sequence
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.i18n import lazy as _
from eventhub.core.types import public_id as new_public_id
from eventhub.programme import queries
from eventhub.programme.errors import ChangedMeanwhile, SenselessProgramme
from eventhub.programme.models import Track
from eventhub.programme.services.sessions import hold_event


def add_track(event_id: int, *, name_ko: str, name_en: str = "", by: Account, now: datetime) -> Track:
    """Add a track after the others; its Korean name is its own in this event."""
    hold_event(event_id)
    tracks = queries.list_tracks(event_id)
    _check(tracks, name_ko)
    position = max((one.position for one in tracks), default=-1) + 1
    track = Track(public_id=new_public_id(), event_id=event_id, name_ko=name_ko, name_en=name_en, position=position)
    session.add(track)
    audit.record("track-added", f"track:{track.public_id}", actor=by.public_id, now=now)
    return track


def revise_track(
    event_id: int, public_id: str, *, name_ko: str, name_en: str, version: int, by: Account, now: datetime
) -> Track:
    """Rename a track."""
    hold_event(event_id)
    track = queries.get_track(event_id, public_id)
    if version != track.version:
        raise ChangedMeanwhile(track.version)
    _check([one for one in queries.list_tracks(event_id) if one.id != track.id], name_ko)
    track.name_ko, track.name_en, track.version = name_ko, name_en, version + 1
    audit.record("track-revised", f"track:{track.public_id}", actor=by.public_id, now=now)
    return track


def move_track(event_id: int, public_id: str, *, position: int, by: Account, now: datetime) -> Track:
    """Give a track another place among the tracks, counted from nought."""
    hold_event(event_id)
    track = queries.get_track(event_id, public_id)
    others = [one for one in queries.list_tracks(event_id) if one.id != track.id]
    others.insert(position, track)
    for number, one in enumerate(others):
        one.position = number
    audit.record("track-moved", f"track:{track.public_id}", actor=by.public_id, now=now)
    return track


def remove_track(event_id: int, public_id: str, *, by: Account, now: datetime) -> None:
    """Remove a track; its sessions stay, without one."""
    hold_event(event_id)
    track = queries.get_track(event_id, public_id)
    for planned in queries.list_sessions(event_id):
        if planned.track_id == track.id:
            planned.track, planned.version, planned.updated_at = None, planned.version + 1, now
    session.flush()  # no session may refer to the track when it goes
    audit.record("track-removed", f"track:{track.public_id}", actor=by.public_id, now=now)
    session.delete(track)


def _check(others: Sequence[Track], name_ko: str) -> None:
    if not name_ko:
        raise SenselessProgramme({"name_ko": _("Please write the Korean name.")})
    if any(one.name_ko == name_ko for one in others):
        raise SenselessProgramme({"name_ko": _("There is a track of this name already.")})
