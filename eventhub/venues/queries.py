"""Which venues and rooms are there, and who keeps them?"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.venues.models import Room, Venue


def list_venues(complex_id: int | None = None) -> Sequence[Venue]:
    """List the venues that are offered, of a complex or of all, with their complexes; their rooms: `list_rooms`."""
    rows = _venues().where(Venue.closed_at.is_(None))
    if complex_id is not None:
        rows = rows.where(Venue.complex_id == complex_id)
    return session.scalars(rows).all()


def list_for_desk(account: Account) -> Sequence[Venue]:
    """List what a coordinator plans with: the venues of all teams, and the closed ones of their own."""
    return session.scalars(_venues().where(or_(Venue.closed_at.is_(None), served_by(account, Venue.complex_id)))).all()


def get_venue(public_id: str) -> Venue:
    """Return a venue, closed ones too: what was planned there leads to it."""
    return get_or_refuse(_venues().where(Venue.public_id == public_id))


def get_venue_as_coordinator(public_id: str, account: Account) -> Venue:
    """Return a venue of a complex this person serves."""
    return get_or_refuse(_venues().where(Venue.public_id == public_id, served_by(account, Venue.complex_id)))


def list_named(name_ko: str, name_en: str, *, complex_id: int) -> Sequence[Venue]:
    """List the venues of a complex that have one of two names."""
    names = [column == name for column, name in ((Venue.name_ko, name_ko), (Venue.name_en, name_en)) if name]
    return session.scalars(select(Venue).where(Venue.complex_id == complex_id, or_(*names))).all()


def list_rooms(venue_ids: Collection[int] | None = None) -> Sequence[Room]:
    """List the rooms that are offered, of some venues or of all that are offered, with their venues."""
    rows = _rooms().where(Room.closed_at.is_(None))
    rows = rows.where(Venue.closed_at.is_(None)) if venue_ids is None else rows.where(Room.venue_id.in_(venue_ids))
    return session.scalars(rows).all()


def list_all_rooms(venue_id: int) -> Sequence[Room]:
    """List the rooms of a venue, closed ones last, with the venue."""
    return session.scalars(
        _rooms().where(Room.venue_id == venue_id).order_by(None).order_by(Room.closed_at.is_not(None), Room.id)
    ).all()


def get_rooms(room_ids: Iterable[int]) -> dict[int, Room]:
    """Return some rooms by their rows, with their venues."""
    rows = session.scalars(_rooms().where(Room.id.in_(list(room_ids))))
    return {room.id: room for room in rows}


def get_room_as_coordinator(public_id: str, account: Account) -> Room:
    """Return a room of a venue whose complex this person serves, with the venue."""
    return get_or_refuse(_rooms().where(Room.public_id == public_id, served_by(account, Venue.complex_id)))


def find_room(venue_id: int, name_ko: str) -> Room | None:
    """Find a room of a venue by its name."""
    return session.scalar(select(Room).where(Room.venue_id == venue_id, Room.name_ko == name_ko))


def count_rooms(venue_ids: Collection[int]) -> dict[int, int]:
    """Count the rooms some venues offer, by the venue's row; one without any is left out."""
    rows = select(Room.venue_id, func.count()).where(Room.venue_id.in_(venue_ids), Room.closed_at.is_(None))
    return dict(session.execute(rows.group_by(Room.venue_id)).all())


def _venues() -> Select[Venue]:
    order = (Venue.complex_id, Venue.name_ko, Venue.id)
    return select(Venue).options(joinedload(Venue.complex, innerjoin=True)).order_by(*order)


def _rooms() -> Select[Room]:
    order = (Venue.complex_id, Venue.name_ko, Venue.id, Room.id)
    return select(Room).join(Room.venue).options(contains_eager(Room.venue)).order_by(*order)
