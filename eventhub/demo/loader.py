"""How does a made-up programme get into an empty database?"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, func, insert, select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import ClosedDay, Complex, MiniCluster, TeamMember
from eventhub.core.clock import local, midnight
from eventhub.core.db import Base, session
from eventhub.demo import values
from eventhub.demo.numbers import Numbers
from eventhub.demo.past import tables_of_the_past
from eventhub.events.models import Event, Kind
from eventhub.events.rules import USUAL
from eventhub.organisations.models import Capability, Membership, MiniClusterMembership, Organisation
from eventhub.problems.models import Problem
from eventhub.registrations.models import Registration
from eventhub.series.models import Series, SeriesDate
from eventhub.venues.models import Room, Venue

CHUNK = 5_000
ADMINISTRATOR = "admin@example.org"
TRIAGE_TAKES = timedelta(hours=20)
ANSWER_TAKES = timedelta(days=2)
SUBMITTED_AGO = timedelta(hours=18)

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]


def is_empty() -> bool:
    """Say whether there is nothing in the database that a load could mix with."""
    return session.scalar(select(Complex.id).limit(1)) is None


def load(programme: values.Programme, *, now: datetime, progress: Progress) -> None:
    """Write a programme, table by table, in the caller's transaction."""
    # Rows are numbered here, in the order in which they were made up, so that no number has to be read back.
    number = Numbers(programme)
    tables: tuple[tuple[type[Base], Iterator[Row], int], ...] = (
        (Complex, _complexes(programme), len(programme.complexes)),
        (MiniCluster, _mini_clusters(programme, number), len(programme.mini_clusters)),
        (Account, _people(programme, now), len(programme.people)),
        (TeamMember, _team_members(programme, number), len(programme.team_members)),
        (Organisation, _organisations(programme, number, now), len(programme.organisations)),
        (Membership, _memberships(programme, number), len(programme.memberships)),
        (MiniClusterMembership, _mini_cluster_memberships(programme, number), len(programme.mini_cluster_memberships)),
        (Capability, _capabilities(programme, number, now), len(programme.capabilities)),
        (Problem, _problems(programme, number, now), len(programme.problems)),
        (ClosedDay, _closed_days(programme, number), len(programme.closed_days)),
        (Venue, _venues(programme, number, now), len(programme.venues)),
        (Room, _rooms(programme, number), len(programme.rooms)),
        (Event, _events(programme, number, now), len(programme.events)),
        (Series, _series(programme, number), len(programme.series)),
        (SeriesDate, _series_dates(programme, number), sum(len(row.events) for row in programme.series)),
        (Registration, _registrations(programme, number), len(programme.registrations)),
        *tables_of_the_past(programme, number),
    )
    for model, rows, total in tables:
        _insert(model, rows, total, progress)


def _insert(model: type[Base], rows: Iterator[Row], total: int, progress: Progress) -> None:
    is_numbered = cast("Table", model.__table__).autoincrement_column is not None
    done = 0
    chunk: list[Row] = []
    for row_id, row in enumerate(rows, start=1):
        chunk.append({"id": row_id, **row} if is_numbered else row)
        if len(chunk) == CHUNK or row_id == total:
            session.execute(insert(model), chunk)
            done += len(chunk)
            chunk = []
            progress(model.__tablename__.replace("_", " "), done, total)
    if is_numbered and session.connection().dialect.name == "postgresql":
        # PostgreSQL counts rows it numbers itself; these were numbered here.
        session.execute(select(func.setval(func.pg_get_serial_sequence(model.__tablename__, "id"), max(total, 1))))


def _complexes(programme: values.Programme) -> Iterator[Row]:
    for row in programme.complexes:
        yield {
            **{name: getattr(row, name) for name in ("slug", "name_ko", "name_en", "industry_ko", "industry_en")},
            **{name: getattr(row, name) for name in ("vision_ko", "vision_en", "region_ko", "region_en")},
            "team_phone": row.phone,
            "team_email": row.email,
            "events_need_approval": row.events_need_approval,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }


def _mini_clusters(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.mini_clusters:
        yield {
            "complex_id": number.complexes[row.complex],
            **{name: getattr(row, name) for name in ("slug", "name_ko", "name_en", "field_ko", "field_en")},
        }


def _people(programme: values.Programme, now: datetime) -> Iterator[Row]:
    coordinators = {member.person for member in programme.team_members}
    for row in programme.people:
        role = Role.COORDINATOR if row.key in coordinators else Role.MEMBER
        yield {
            **{name: getattr(row, name) for name in ("public_id", "email", "name", "phone", "locale")},
            "job_title": row.job_title_ko,
            "role": Role.ADMINISTRATOR if row.email == ADMINISTRATOR else role,
            "created_at": now,
        }


def _team_members(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.team_members:
        yield {
            "complex_id": number.complexes[row.complex],
            "account_id": number.people[row.person],
            "post": row.post,
        }


def _organisations(programme: values.Programme, number: Numbers, now: datetime) -> Iterator[Row]:
    same = ("public_id", "kind", "size", "name_ko", "name_en", "main_product_ko", "main_product_en", "industry_code")
    for row in programme.organisations:
        yield {
            **{name: getattr(row, name) for name in same},
            "complex_id": number.complexes[row.complex] if row.complex else None,
            "parent_id": number.organisations[row.parent] if row.parent else None,
            "about_ko": row.about_ko,
            "about_en": row.about_en,
            "address": row.address_ko,
            "created_at": now,
            "updated_at": now,
        }


def _memberships(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    # Whoever is the contact person comes first: the first contact is the one who is asked.
    for row in sorted(programme.memberships, key=lambda membership: not membership.is_contact):
        yield {
            "organisation_id": number.organisations[row.organisation],
            "account_id": number.people[row.person],
            "post": row.post_ko,
        }


def _mini_cluster_memberships(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.mini_cluster_memberships:
        yield {
            "organisation_id": number.organisations[row.organisation],
            "mini_cluster_id": number.mini_clusters[row.mini_cluster],
        }


def _capabilities(programme: values.Programme, number: Numbers, now: datetime) -> Iterator[Row]:
    same = ("public_id", "title_ko", "title_en", "text_ko", "text_en", "trl", "requests_per_quarter")
    for row in programme.capabilities:
        yield {
            **{name: getattr(row, name) for name in same},
            "organisation_id": number.organisations[row.organisation],
            "equipment": row.equipment_ko,
            "updated_at": now,
        }


def _problems(programme: values.Programme, number: Numbers, now: datetime) -> Iterator[Row]:
    same = ("public_id", "text", "locale", "urgency", "visibility", "state", "routed_to", "stated_at")
    for row in programme.problems:
        is_new = row.state == "stated"
        yield {
            **{name: getattr(row, name) for name in same},
            "organisation_id": number.organisations[row.organisation],
            "stated_by_id": number.people[row.person],
            "wording": row.text if row.state == "technical" else "",
            "category": None if is_new else row.category,
            "updated_at": row.stated_at,
            "triaged_at": None if is_new else min(row.stated_at + TRIAGE_TAKES, now),
            "answer_by": row.stated_at + ANSWER_TAKES,
        }


def _closed_days(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.closed_days:
        names = {"name_ko": row.name_ko, "name_en": row.name_en}
        yield {"complex_id": number.complexes[row.complex], "day": row.day, **names}


def _venues(programme: values.Programme, number: Numbers, now: datetime) -> Iterator[Row]:
    kept = [field.name for field in fields(values.Venue) if field.name not in ("key", "complex")]
    for row in programme.venues:
        told = {name: getattr(row, name) for name in kept}
        yield {**told, "complex_id": number.complexes[row.complex], "created_at": now, "updated_at": now}


def _rooms(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    kept = [field.name for field in fields(values.Room) if field.name not in ("key", "venue")]
    for row in programme.rooms:
        yield {**{name: getattr(row, name) for name in kept}, "venue_id": number.venues[row.venue]}


def _events(programme: values.Programme, number: Numbers, now: datetime) -> Iterator[Row]:
    same = ("public_id", "kind", "status", "title_ko", "title_en", "text_ko", "text_en")
    confirmed = Counter(row.event for row in programme.registrations if row.standing == "confirmed")
    venues = {row.key: number.venues[row.venue] for row in programme.rooms}
    for row in programme.events:
        opens_at = row.registration_opens_at
        is_cancelled = row.status == "cancelled"
        yield {
            **{name: getattr(row, name) for name in same},
            "complex_id": number.complexes[row.complex],
            "mini_cluster_id": number.mini_clusters[row.mini_cluster] if row.mini_cluster else None,
            **_span_of(row),
            "venue_id": venues[row.room] if row.room else None,
            "room_id": number.rooms[row.room] if row.room else None,
            "venue_ko": row.venue_ko,
            "venue_en": row.venue_en,
            "address": row.address_ko,
            "online_url": row.online_url,
            "capacity": row.capacity,
            "seats_taken": 0 if is_cancelled else confirmed[row.key],
            "registration_opens_at": opens_at,
            "registration_closes_at": row.registration_closes_at,
            "created_at": opens_at,
            "updated_at": opens_at,
            "published_at": None if row.status == "draft" else opens_at,
            "cancelled_at": row.registration_closes_at if is_cancelled else None,
            "cancel_reason": row.cancel_reason_ko,
            "revision": 1 if is_cancelled else 0,
            "visibility": row.visibility,
            "publish_at": row.publish_at,
            "submitted_at": now - SUBMITTED_AGO if row.submitted_by else None,
            "submitted_by_id": number.people[row.submitted_by] if row.submitted_by else None,
            **_reminders(row, now),
        }


def _span_of(row: values.Event) -> Row:
    """Say when an event takes place; what lasts whole days begins and ends at midnight, as the form keeps it."""
    if row.kind != Kind.CLUSTER_DAY:
        return {"starts_at": row.starts_at, "ends_at": row.ends_at, "all_day": False}
    first, last = local(row.starts_at).date(), local(row.ends_at).date()
    return {"starts_at": midnight(first), "ends_at": midnight(last + timedelta(days=1)), "all_day": True}


def _reminders(row: values.Event, now: datetime) -> Row:
    hours = USUAL[Kind(row.kind)].reminder_hours
    moments = [_span_of(row)["starts_at"] - timedelta(hours=number) for number in hours]
    to_come = [moment for moment in moments if moment > now and row.status == "published"]
    return {"reminder_hours": hours, "remind_at": min(to_come, default=None)}


def _series(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    same = ("public_id", "title_ko", "title_en", "rule", "starts_at", "created_at")
    for row in programme.series:
        yield {
            **{name: getattr(row, name) for name in same},
            "kind": Kind.MEETING,
            "complex_id": number.complexes[row.complex],
            "mini_cluster_id": number.mini_clusters[row.mini_cluster],
            "left_out": list(row.left_out),
            "updated_at": row.created_at,
        }


def _series_dates(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    begins = {row.key: row.starts_at for row in programme.events}
    for series_id, row in enumerate(programme.series, start=1):
        for key in row.events:
            yield {"series_id": series_id, "event_id": number.events[key], "planned_at": begins[key]}


def _registrations(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    people = {row.key: row for row in programme.people}
    names = {row.key: row.name_ko for row in programme.organisations}
    employers = {row.person: row.organisation for row in programme.memberships}
    for row in programme.registrations:
        person, employer = people[row.person], employers.get(row.person)
        yield {
            "public_id": row.public_id,
            "event_id": number.events[row.event],
            "account_id": number.people[row.person],
            "standing": row.standing,
            "name": person.name,
            "organisation_id": number.organisations[employer] if employer else None,
            "organisation_name": names[employer] if employer else "",
            "phone": person.phone,
            "locale": person.locale,
            "registered_at": row.registered_at,
            "queued_at": row.registered_at,
            "cancelled_at": row.registered_at if row.standing == "cancelled" else None,
        }
