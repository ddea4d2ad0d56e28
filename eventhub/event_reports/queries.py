"""What does the programme know about an event that is over?"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from eventhub.checkins.models import Attendance, CheckIn
from eventhub.checkins.queries import attendance_of
from eventhub.clusters.models import MiniCluster
from eventhub.core.db import session
from eventhub.event_reports.models import EventReport
from eventhub.event_reports.rules import Figures
from eventhub.events.models import Event
from eventhub.organisations.models import Kind, Organisation
from eventhub.organisations.queries import belonging_of
from eventhub.programme.queries import find_released, list_materials
from eventhub.programme.schedule import Slot
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import count_by_standing
from eventhub.surveys import queries as surveys
from eventhub.surveys.models import QuestionKind
from eventhub.surveys.rules import Result, results


def find_of(event_id: int) -> EventReport | None:
    """Find the report of an event, with who finished it."""
    return session.scalar(_reports().where(EventReport.event_id == event_id))


def lock_of(event_id: int) -> EventReport | None:
    """Find the report of an event, fresh, and hold it until the transaction ends."""
    rows = _reports().where(EventReport.event_id == event_id).with_for_update(key_share=True, of=EventReport)
    return session.scalar(rows.execution_options(populate_existing=True))


def figures_of(event: Event) -> Figures:
    """Gather everything that is known about an event, as plain values a snapshot can keep."""
    came = attendance_of(event.id)
    return {
        "event": _event(event),
        "programme": _programme(event.id),
        "standings": {standing.value: number for standing, number in count_by_standing(event.id).items()},
        "attendance": _attendance(event.id, came),
        "organisations": _organisations(came),
        "survey": _survey(event.id),
        "follow_ups": {state.value: number for state, number in surveys.count_follow_ups_of(event.id).items()},
        "materials": [material.title for material in list_materials(event.id)],
    }


def _reports() -> Select[EventReport]:
    return select(EventReport).options(joinedload(EventReport.finished_by))


def _event(event: Event) -> dict[str, Any]:
    mini_cluster = event.mini_cluster
    return {
        "id": event.public_id,
        "kind": event.kind.value,
        "title_ko": event.title_ko,
        "title_en": event.title_en,
        "starts_at": _written(event.starts_at),
        "ends_at": _written(event.ends_at),
        "all_day": event.all_day,
        "venue_ko": event.venue_ko,
        "venue_en": event.venue_en,
        "address": event.address,
        "complex_ko": event.complex.name_ko,
        "complex_en": event.complex.name_en,
        "mini_cluster_ko": mini_cluster.name_ko if mini_cluster else "",
        "mini_cluster_en": mini_cluster.name_en if mini_cluster else "",
        "capacity": event.capacity,
    }


def _programme(event_id: int) -> dict[str, Any]:
    released = find_released(event_id)
    if released is None:
        return {"release": None, "sessions": []}
    release, programme = released
    return {"release": release.number, "sessions": [_session(slot) for slot in programme.slots]}


def _session(slot: Slot) -> dict[str, Any]:
    speakers = [{"id": voice.speaker.id, "name": voice.speaker.name} for voice in slot.voices]
    return {
        "title_ko": slot.title_ko,
        "title_en": slot.title_en,
        "starts_at": _written(slot.starts_at),
        "ends_at": _written(slot.ends_at),
        "speakers": speakers,
    }


def _attendance(event_id: int, came: dict[int, Attendance]) -> dict[str, Any]:
    counted = Counter(came.values())
    inside = [one for one, attendance in came.items() if attendance is Attendance.ATTENDED]
    days = select(CheckIn.registration_id, func.count(CheckIn.day.distinct())).where(CheckIn.event_id == event_id)
    days_of = {row[0]: row[1] for row in session.execute(days.group_by(CheckIn.registration_id))}
    return {
        **{attendance.value: counted[attendance] for attendance in Attendance},
        "is_known": any(attendance is not Attendance.UNKNOWN for attendance in came.values()),
        # Each day somebody came counts; who was only written down came once.
        "visits": sum(days_of.get(one, 1) for one in inside),
        "people": len(inside),
    }


def _organisations(came: dict[int, Attendance]) -> dict[str, Any]:
    is_known = any(attendance is not Attendance.UNKNOWN for attendance in came.values())
    counted = [one for one, attendance in came.items() if attendance is Attendance.ATTENDED or not is_known]
    columns = (Registration.organisation_id, Registration.organisation_name)
    rows = session.execute(select(*columns).where(Registration.id.in_(counted))).all()
    people = Counter(row.organisation_id for row in rows if row.organisation_id is not None)
    kinds = _kinds_of(people)
    others = [row.organisation_name for row in rows if row.organisation_id is None]
    return {
        "is_of_attended": is_known,
        "kinds": [
            {"kind": kind.value, "organisations": len(ids), "people": sum(people[one] for one in ids)}
            for kind in Kind
            if (ids := [one for one, of_kind in kinds.items() if of_kind is kind])
        ],
        "mini_clusters": _mini_clusters(people),
        "unlisted_people": len(others),
        "unlisted_names": len({name for name in others if name}),
    }


def _kinds_of(organisation_ids: Iterable[int]) -> dict[int, Kind]:
    rows = select(Organisation.id, Organisation.kind).where(Organisation.id.in_(list(organisation_ids)))
    return {row.id: row.kind for row in session.execute(rows)}


def _mini_clusters(people: Counter[int]) -> list[dict[str, Any]]:
    """Count organisations and people by mini-cluster; who belongs to two counts in both."""
    members: dict[int, list[int]] = {}
    for organisation_id, belonging in belonging_of(people).items():
        for mini_cluster_id in belonging.mini_cluster_ids:
            members.setdefault(mini_cluster_id, []).append(organisation_id)
    rows = select(MiniCluster).where(MiniCluster.id.in_(list(members))).order_by(MiniCluster.name_ko, MiniCluster.id)
    return [
        {
            "name_ko": one.name_ko,
            "name_en": one.name_en,
            "organisations": len(members[one.id]),
            "people": sum(people[organisation_id] for organisation_id in members[one.id]),
        }
        for one in session.scalars(rows)
    ]


def _survey(event_id: int) -> dict[str, Any] | None:
    survey = surveys.find_of(event_id)
    if survey is None or survey.opened_at is None:
        return None
    responses = surveys.list_responses(survey)
    return {
        "is_anonymous": survey.is_anonymous,
        "invited": survey.invited,
        "answered": len(responses),
        "questions": [_question(one) for one in results(survey, responses) if one.question.kind is QuestionKind.SCALE],
    }


def _question(result: Result) -> dict[str, Any]:
    shown = result.distribution
    return {
        "words_ko": result.question.words_ko,
        "words_en": result.question.words_en,
        "answered": result.answered,
        "counts": list(shown.counts) if shown else None,
    }


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
