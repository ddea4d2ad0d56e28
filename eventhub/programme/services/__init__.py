"""The verbs of programmes: every change of sessions, speakers, tracks, materials and releases."""

from eventhub.programme.services.copies import ALL_PARTS, Part, copy_programme
from eventhub.programme.services.endings import forget_discarded, forget_past
from eventhub.programme.services.events import keep_rooms_of_sessions, move_along
from eventhub.programme.services.materials import add_material, remove_material, revise_material
from eventhub.programme.services.releases import accept_warning, release, take_back_acceptance
from eventhub.programme.services.seats import free_seat, take_seat
from eventhub.programme.services.sessions import (
    add_session,
    place_session,
    put_back,
    remove_session,
    revise_session,
    set_appearances,
    unplace_session,
    write_minutes,
)
from eventhub.programme.services.speakers import add_speaker, remove_speaker, revise_speaker
from eventhub.programme.services.tracks import add_track, move_track, remove_track, revise_track

__all__ = [
    "ALL_PARTS",
    "Part",
    "accept_warning",
    "add_material",
    "add_session",
    "add_speaker",
    "add_track",
    "copy_programme",
    "forget_discarded",
    "forget_past",
    "free_seat",
    "keep_rooms_of_sessions",
    "move_along",
    "move_track",
    "place_session",
    "put_back",
    "release",
    "remove_material",
    "remove_session",
    "remove_speaker",
    "remove_track",
    "revise_material",
    "revise_session",
    "revise_speaker",
    "revise_track",
    "set_appearances",
    "take_back_acceptance",
    "take_seat",
    "unplace_session",
    "write_minutes",
]
