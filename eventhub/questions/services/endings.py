"""How do questions and answers end?"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from eventhub.core.db import rows_changed, session
from eventhub.events.facts import DraftDiscarded
from eventhub.questions import queries
from eventhub.questions.models import (
    Answer,
    AnswerFile,
    Asking,
    ChosenOption,
    Condition,
    ConsentText,
    Option,
    Question,
)
from eventhub.registrations.models import Registration


def forget_past(*, now: datetime) -> int:
    """Erase answers, and the files among them, kept as long as was promised beside their questions; say how many."""
    return erase_answers(Answer.question_id.in_(queries.list_past_questions(now=now)))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget the questions of an event that is thrown away, and what was answered to them."""
    places = select(Registration.id).where(Registration.event_id == fact.event_id)
    session.execute(delete(Asking).where(Asking.registration_id.in_(places)))
    erase([one.id for one in queries.list_questions(fact.event_id)])


def erase(question_ids: Collection[int]) -> None:
    """Erase questions and everything that hangs on them; nothing else depends on them any more."""
    erase_answers(Answer.question_id.in_(question_ids))
    for table in (Condition, Option, ConsentText):
        session.execute(delete(table).where(table.question_id.in_(question_ids)))
    session.execute(delete(Question).where(Question.id.in_(question_ids)))


def erase_answers(which: ColumnElement[bool]) -> int:
    """Erase answers with their files and what was chosen; return how many."""
    answers = select(Answer.id).where(which)
    for table in (AnswerFile, ChosenOption):
        session.execute(delete(table).where(table.answer_id.in_(answers)))
    return rows_changed(delete(Answer).where(which))
