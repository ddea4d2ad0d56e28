"""How do made-up timetables become programmes that were released?"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import TeamMember
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.demo import timetables
from eventhub.demo.values import Programme
from eventhub.events.models import Event
from eventhub.programme import queries, rules, services
from eventhub.programme.models import Appearance, ProgrammeSession, SessionType, Speaker, SpeakerRole, Track
from eventhub.venues.models import Room

# How long before an event its programme was released, at the latest an hour ago.
AHEAD = timedelta(days=18)
HOUR = timedelta(hours=1)
NOTE = "일정을 확인하였습니다."


def perform(programme: Programme, *, progress: Callable[[str, int, int], None]) -> None:
    """Write down the timetables of a programme that was loaded, and release each once."""
    rooms = {room.key: room.public_id for room in programme.rooms}
    planned = timetables.list_timetables(programme)
    for done, timetable in enumerate(planned, start=1):
        with transaction():
            _release(timetable, rooms)
        progress("programmes", done, len(planned))


def _release(timetable: timetables.Timetable, rooms: dict[str, str]) -> None:
    event = session.scalars(select(Event).where(Event.public_id == timetable.event.public_id)).one()
    moment = min(event.starts_at - AHEAD, now() - HOUR)
    _write(timetable, event, _rooms_of(timetable, rooms), moment)
    session.flush()  # what follows asks the database
    by = _coordinator_of(event)
    for clash in rules.clashes(queries.programme_of(event)):
        # A day that is a holiday by the moon is a made-up mishap; nothing else is wrong with these timetables.
        services.accept_warning(event.id, clash.key, note=NOTE, by=by, now=moment)
    services.release(event.id, by=by, now=moment)


def _write(timetable: timetables.Timetable, event: Event, rooms: dict[str, int], moment: datetime) -> None:
    tracks = [
        Track(public_id=public_id, event_id=event.id, name_ko=name_ko, name_en=name_en, position=position)
        for position, (public_id, name_ko, name_en) in enumerate(timetable.tracks)
    ]
    session.add_all(tracks)
    for made in timetable.sessions:
        planned = ProgrammeSession(
            **{name: getattr(made, name) for name in ("public_id", "title_ko", "title_en", "text_ko", "text_en")},
            event_id=event.id,
            type=SessionType(made.type),
            track=None if made.track is None else tracks[made.track],
            room_id=rooms[made.room] if made.room else None,
            starts_at=made.starts_at,
            ends_at=made.ends_at,
            capacity=made.capacity,
            created_at=moment,
            updated_at=moment,
        )
        planned.appearances = [
            Appearance(speaker=_speaker(one, event, moment), role=SpeakerRole(one.role), position=position)
            for position, one in enumerate(made.speakers)
        ]
        session.add(planned)


def _speaker(made: timetables.Speaker, event: Event, moment: datetime) -> Speaker:
    same = ("public_id", "name", "organisation_name", "email", "locale", "text_ko", "text_en")
    return Speaker(
        **{name: getattr(made, name) for name in same},
        event_id=event.id,
        consented_at=moment if made.has_consented else None,
        created_at=moment,
    )


def _rooms_of(timetable: timetables.Timetable, rooms: dict[str, str]) -> dict[str, int]:
    used: Sequence[str] = [made.room for made in timetable.sessions if made.room]
    rows = select(Room.public_id, Room.id).where(Room.public_id.in_([rooms[key] for key in used]))
    numbers = dict(session.execute(rows).all())
    return {key: numbers[rooms[key]] for key in used}


def _coordinator_of(event: Event) -> Account:
    rows = select(Account).join(TeamMember, TeamMember.account_id == Account.id)
    rows = rows.where(TeamMember.complex_id == event.complex_id).order_by(TeamMember.id)
    return session.scalars(rows.limit(1)).one()
