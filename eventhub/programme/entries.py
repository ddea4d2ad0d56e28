"""How does a released programme look to other programs: calendars, timetable apps, spreadsheets?

Timetables are written in the schedule format that frab began and pretalx and others read. Pure: the same release gives
the same bytes, so the hash of a body is its ETag.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eventhub import __version__
from eventhub.core.clock import local, midnight, zone
from eventhub.core.i18n import current_locale, gettext, pick
from eventhub.core.ics import Entry, plain
from eventhub.core.links import absolute, uid_domain
from eventhub.core.moments import say_time
from eventhub.core.text import unmarked
from eventhub.events.models import Event, Status
from eventhub.programme.models import Material, Release, SpeakerRole
from eventhub.programme.rules.plans import TYPE_WORDS
from eventhub.programme.schedule import Mark, ShownProgramme, ShownRoom, ShownSpeaker, Slot

DAY = timedelta(days=1)
EVENT_LEAVES = (
    "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language", "abstract",
    "description",
)  # fmt: skip
Tree = dict[str, Any]
# The materials everybody may open, by the public id of their session.
Attachments = Mapping[str, Sequence[Material]]
RoomNames = dict[ShownRoom | None, str]


def address_of(event: Event, slot: Slot) -> str:
    """Return where a session is read about."""
    return absolute(f"/events/{event.public_id}/sessions/{slot.id}")


def place_of(room: ShownRoom | None) -> str:
    """Name the room of a session; what is for everybody has none of its own."""
    return pick(room, "name") if room else gettext("For everybody")


def names_of(slot: Slot, role: SpeakerRole) -> str:
    """Name those who appear in a session in one role."""
    return ", ".join(_name(voice.speaker) for voice in slot.voices if voice.role is role)


def calendar_entry(event: Event, slot: Slot, mark: Mark, *, papers: Iterable[str] = ()) -> Entry:
    """Show a session in a calendar; one that left the programme, or whose event is cancelled, stays as cancelled.

    `papers` are the public ids of its materials that everybody may open.
    """
    called_off = event.cancelled_at if event.status is Status.CANCELLED else None
    is_off = mark.is_gone or called_off is not None
    title = pick(slot, "title")
    track = pick(slot.track, "name") if slot.track else ""
    return Entry(
        uid=f"session-{slot.id}@{uid_domain()}",
        summary=gettext("[Cancelled] %(title)s", title=title) if is_off else title,
        description=_description(event, slot),
        location=", ".join(part for part in (pick(slot.room, "name"), pick(slot.room, "venue")) if part)
        if slot.room
        else pick(event, "venue"),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        cancelled=is_off,
        sequence=mark.number + (called_off is not None),
        changed_at=max(mark.at, called_off or mark.at),
        url=address_of(event, slot),
        categories=(str(TYPE_WORDS[slot.type]), *([track] if track else [])),
        organiser_name=pick(event.complex, "name"),
        organiser_email=event.complex.team_email,
        attachments=tuple(absolute(f"/events/{event.public_id}/materials/{paper}") for paper in papers),
    )


def schedule_json(event: Event, release: Release, programme: ShownProgramme, attachments: Attachments) -> bytes:
    """Write a programme as schedule JSON."""
    written = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "EventHub", "version": __version__},
        "schedule": _schedule(event, release, programme, attachments),
    }
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


def schedule_xml(event: Event, release: Release, programme: ShownProgramme, attachments: Attachments) -> bytes:
    """Write a programme as schedule XML."""
    tree = _schedule(event, release, programme, attachments)
    conference = tree["conference"]
    root = Element("schedule")
    SubElement(root, "generator", name="EventHub", version=__version__)
    _leaf(root, "version", tree["version"])
    head = SubElement(root, "conference")
    for name in ("title", "acronym", "start", "end"):
        _leaf(head, name, conference[name])
    _leaf(head, "days", conference["daysCount"])
    _leaf(head, "timeslot_duration", conference["timeslot_duration"])
    _leaf(head, "base_url", tree["base_url"])
    _leaf(head, "time_zone_name", conference["time_zone_name"])
    for day in conference["days"]:
        whole = {"index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"]}
        day_node = SubElement(root, "day", whole)
        for room, events in day["rooms"].items():
            room_node = SubElement(day_node, "room", name=plain(room))
            for one in events:
                _event_node(room_node, one)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def sheet_rows(event: Event, programme: ShownProgramme) -> Iterator[tuple[str, ...]]:
    """Write a programme as the rows of a sheet, its head first."""
    yield (
        gettext("Date"),
        gettext("Begins"),
        gettext("Ends"),
        gettext("Room"),
        gettext("Track"),
        gettext("Kind"),
        gettext("Title"),
        gettext("Speakers"),
        gettext("Moderation"),
        gettext("Address"),
    )
    for slot in programme.slots:
        yield (
            local(slot.starts_at).date().isoformat(),
            say_time(slot.starts_at),
            say_time(slot.ends_at),
            place_of(slot.room),
            pick(slot.track, "name") if slot.track else "",
            str(TYPE_WORDS[slot.type]),
            pick(slot, "title"),
            names_of(slot, SpeakerRole.SPEAKER),
            names_of(slot, SpeakerRole.MODERATOR),
            address_of(event, slot),
        )


def _description(event: Event, slot: Slot) -> str:
    reason = gettext("Cancelled: %(reason)s", reason=event.cancel_reason) if event.cancel_reason else ""
    speakers, moderators = (names_of(slot, role) for role in (SpeakerRole.SPEAKER, SpeakerRole.MODERATOR))
    parts = (
        reason,
        pick(event, "title"),
        gettext("Speakers: %(names)s", names=speakers) if speakers else "",
        gettext("Moderation: %(names)s", names=moderators) if moderators else "",
        unmarked(pick(slot, "text")),
        address_of(event, slot),
    )
    return "\n\n".join(part for part in parts if part)


def _schedule(event: Event, release: Release, programme: ShownProgramme, attachments: Attachments) -> Tree:
    days = programme.days(zone())
    rooms = _room_names(programme)
    first, last = (days[0], days[-1]) if days else (local(event.starts_at).date(), local(event.ends_at).date())
    return {
        "version": str(release.number),
        "base_url": absolute("/"),
        "conference": {
            "acronym": event.public_id,
            "title": pick(event, "title"),
            "start": first.isoformat(),
            "end": last.isoformat(),
            "daysCount": len(days),
            "timeslot_duration": "00:05",
            "time_zone_name": str(zone()),
            "url": absolute(f"/events/{event.public_id}/programme"),
            "tracks": [{"name": pick(track, "name")} for track in programme.tracks],
            "rooms": [
                {"name": name, "guid": _guid(f"room-{room.id if room else 'none'}"), "capacity": room and room.capacity}
                for room, name in rooms.items()
            ],
            "days": [
                {
                    "index": number,
                    "date": day.isoformat(),
                    "day_start": _written(midnight(day)),
                    "day_end": _written(midnight(day + DAY)),
                    "rooms": _by_room(event, programme.on(day, zone()), rooms, attachments),
                }
                for number, day in enumerate(days, start=1)
            ],
        },
    }


def _by_room(event: Event, slots: Iterable[Slot], rooms: RoomNames, attachments: Attachments) -> Tree:
    by_room: Tree = {}
    for slot in slots:
        by_room.setdefault(rooms[slot.room], []).append(_event(event, slot, rooms[slot.room], attachments))
    return by_room


def _event(event: Event, slot: Slot, room: str, attachments: Attachments) -> Tree:
    minutes = int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    return {
        "id": _number(slot.id),
        "guid": _guid(f"session-{slot.id}"),
        "date": _written(slot.starts_at),
        "start": say_time(slot.starts_at),
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "room": room,
        "slug": f"session-{slot.id}",
        "url": address_of(event, slot),
        "title": pick(slot, "title"),
        "subtitle": "",
        "track": pick(slot.track, "name") if slot.track else "",
        "type": str(TYPE_WORDS[slot.type]),
        "language": current_locale(),
        "abstract": "",
        "description": pick(slot, "text"),
        "persons": [_person(voice.speaker) for voice in slot.voices],
        "links": [],
        "attachments": [
            {"title": one.title, "url": absolute(f"/events/{event.public_id}/materials/{one.public_id}")}
            for one in attachments.get(slot.id, ())
        ],
    }


def _person(speaker: ShownSpeaker) -> Tree:
    return {
        "code": speaker.id.upper(),
        "guid": _guid(f"speaker-{speaker.id}"),
        "name": _name(speaker),
        "biography": pick(speaker, "text"),
    }


def _event_node(room: Element, one: Tree) -> None:
    node = SubElement(room, "event", guid=one["guid"], id=str(one["id"]))
    for name in EVENT_LEAVES:
        _leaf(node, name, one[name])
    persons = SubElement(node, "persons")
    for person in one["persons"]:
        _leaf(persons, "person", person["name"], id=str(_number(person["code"])))
    attachments = SubElement(node, "attachments")
    for attachment in one["attachments"]:
        _leaf(attachments, "attachment", attachment["title"], href=attachment["url"])


def _leaf(parent: Element, name: str, value: object, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = plain(str(value))


def _room_names(programme: ShownProgramme) -> RoomNames:
    """Name each room once: programs tell rooms apart by their names."""
    names: RoomNames = {}
    for room in (*([None] if programme.in_room(None) else []), *programme.rooms):
        name = place_of(room)
        same = sum(1 for taken in names.values() if taken == name or taken.startswith(f"{name} ("))
        names[room] = f"{name} ({same + 1})" if same else name
    return names


def _name(speaker: ShownSpeaker) -> str:
    return f"{speaker.name} ({speaker.organisation_name})" if speaker.organisation_name else speaker.name


def _written(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")


def _guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, absolute(f"/{name}")))


def _number(public_id: str) -> int:
    """Make the number programs want beside the name: below 2**48, so that every one of them can count that far."""
    return int.from_bytes(sha256(public_id.encode()).digest()[:6]) or 1
