"""How do attendance and answers of a made-up programme become rows?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from eventhub.checkins.models import AttendanceMark, CheckIn
from eventhub.core.db import Base
from eventhub.demo import values
from eventhub.demo.numbers import Numbers
from eventhub.surveys.models import FollowUp, Survey, SurveyInvitation, SurveyQuestion, SurveyResponse
from eventhub.surveys.rules import USUAL_QUESTIONS

Row = dict[str, Any]
LASTS = timedelta(days=14)


def tables_of_the_past(
    programme: values.Programme, number: Numbers
) -> tuple[tuple[type[Base], Iterator[Row], int], ...]:
    """List the tables of what is over, with their rows and how many those are."""
    questions = len(USUAL_QUESTIONS) * len(programme.surveys)
    hosts = _Hosts(programme, number)
    return (
        (CheckIn, _check_ins(programme, number, hosts), len(programme.check_ins)),
        (AttendanceMark, _marks(programme, number, hosts), len(programme.marks)),
        (Survey, _surveys(programme, number), len(programme.surveys)),
        (SurveyQuestion, _questions(programme, number), questions),
        (SurveyInvitation, _invitations(programme, number), len(programme.invitations)),
        (SurveyResponse, _responses(programme, number), len(programme.responses)),
        (FollowUp, _follow_ups(programme, number, hosts), len(programme.follow_ups)),
    )


class _Hosts:
    """Who of the team stands at the door of an event, by the key of the event."""

    def __init__(self, programme: values.Programme, number: Numbers) -> None:
        public_ids = {row.key: row.public_id for row in programme.people}
        coordinators = {row.complex: row.person for row in reversed(programme.team_members)}
        people = {row.key: coordinators[row.complex] for row in programme.events if row.complex in coordinators}
        self.names = {event: public_ids[person] for event, person in people.items()}
        self.rows = {event: number.people[person] for event, person in people.items()}


def _check_ins(programme: values.Programme, number: Numbers, hosts: _Hosts) -> Iterator[Row]:
    for row in programme.check_ins:
        yield {
            "event_id": number.events[row.event],
            "registration_id": number.registrations[row.place],
            "day": row.day,
            "checked_in_at": row.checked_in_at,
            "actor": hosts.names[row.event],
        }


def _marks(programme: values.Programme, number: Numbers, hosts: _Hosts) -> Iterator[Row]:
    for row in programme.marks:
        yield {
            "registration_id": number.registrations[row.place],
            "event_id": number.events[row.event],
            "attendance": row.attendance,
            "marked_by_id": hosts.rows[row.event],
            "marked_at": row.marked_at,
        }


def _surveys(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.surveys:
        yield {
            "event_id": number.events[row.event],
            "opened_at": row.opened_at,
            "closes_at": row.opened_at + LASTS,
            "invited": row.invited,
            "created_at": row.opened_at,
        }


def _questions(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.surveys:
        asked = zip(row.questions, USUAL_QUESTIONS, strict=True)
        for position, (public_id, (kind, korean, english)) in enumerate(asked):
            words = {"words_ko": korean, "words_en": english}
            survey_id = number.surveys[row.event]
            yield {"public_id": public_id, "survey_id": survey_id, "kind": kind, "position": position, **words}


def _invitations(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.invitations:
        yield {
            "public_id": row.public_id,
            "survey_id": number.surveys[row.event],
            "registration_id": number.registrations[row.place],
            "has_answered": row.has_answered,
        }


def _responses(programme: values.Programme, number: Numbers) -> Iterator[Row]:
    for row in programme.responses:
        survey_id = number.surveys[row.event]
        yield {"id": row.public_id, "survey_id": survey_id, "marks": row.marks, "texts": row.texts}


def _follow_ups(programme: values.Programme, number: Numbers, hosts: _Hosts) -> Iterator[Row]:
    same = ("public_id", "wanted", "why", "state", "note", "created_at", "decided_at")
    for row in programme.follow_ups:
        yield {
            **{name: getattr(row, name) for name in same},
            "event_id": number.events[row.event],
            "registration_id": number.registrations[row.place],
            "decided_by_id": hosts.rows[row.event] if row.decided_at else None,
        }
