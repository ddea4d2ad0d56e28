"""How does a team add, change, order and remove the questions of an event?"""

from collections.abc import Sequence
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.i18n import lazy as _
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.questions import queries, rules
from eventhub.questions.errors import (
    DependsOnEarlier,
    OthersDependOnIt,
    QuestionChangedMeanwhile,
    SenselessQuestion,
    TooManyQuestions,
)
from eventhub.questions.models import Condition, ConsentText, Option, Question
from eventhub.questions.rules import Asked, Choosable, Plan
from eventhub.questions.services.endings import erase

DESCRIBED = ("label_ko", "label_en", "help_ko", "help_en", "is_required", "least", "most", "kept_days")


def add(event_id: int, plan: Plan, *, by: Account, now: datetime) -> Question:
    """Ask one more question, after the others of its stage."""
    events.lock(event_id)
    there = queries.list_questions(event_id)
    if len(there) >= rules.MOST_QUESTIONS:
        raise TooManyQuestions
    question = make(event_id, plan, there, now=now)
    audit.record("question-added", f"question:{question.public_id}", actor=by.public_id, now=now)
    return question


def revise(event_id: int, public_id: str, plan: Plan, *, version: int, by: Account, now: datetime) -> Question:
    """Change how a question is asked; its kind stays, and once it is answered so do its stage and what was chosen.

    `version` is the one the change was made upon.
    """
    events.lock(event_id)
    question = queries.get(event_id, public_id)
    if question.version != version:
        raise QuestionChangedMeanwhile(question.version)
    there = queries.list_questions(event_id)
    _check_revision(question, plan, there)
    if plan.stage is not question.stage:
        question.stage, question.position = plan.stage, _next_position(there, plan)
    for name in DESCRIBED:
        setattr(question, name, getattr(plan, name))
    _offer(question, plan.options)
    session.flush()  # conditions name options by their rows
    _depend(question, plan, there)
    _word(question, plan, now=now)
    question.version += 1
    session.flush()  # the order is judged by what is kept
    if not rules.is_earlier_only(queries.list_questions(event_id)):
        raise OthersDependOnIt
    audit.record("question-revised", f"question:{public_id}", actor=by.public_id, now=now)
    return question


def move(event_id: int, public_id: str, *, by: Account, places: int, now: datetime) -> None:
    """Ask a question earlier or later within its stage, but never before the one it depends on."""
    events.lock(event_id)
    question = queries.get(event_id, public_id)
    stage = [one for one in queries.list_questions(event_id) if one.stage is question.stage]
    order = [one.public_id for one in rules.moved(stage, public_id, places)]
    for row in queries.list_rows(event_id, question.stage):
        row.position = order.index(row.public_id)
    session.flush()  # the order is judged by what is kept
    if not rules.is_earlier_only(queries.list_questions(event_id)):
        raise DependsOnEarlier
    audit.record("question-moved", f"question:{public_id}", actor=by.public_id, now=now)


def remove(event_id: int, public_id: str, *, by: Account, now: datetime) -> None:
    """Ask a question no more; what was answered to it goes for good."""
    events.lock(event_id)
    question = queries.get(event_id, public_id)
    options = {one.public_id for one in question.options}
    if any(options & one.only_for for one in queries.list_questions(event_id)):
        raise OthersDependOnIt
    number = queries.count_answers(question.id)
    erase([question.id])
    audit.record("question-removed", f"question:{public_id}", actor=by.public_id, now=now, answers=number)


def make(event_id: int, plan: Plan, there: Sequence[Asked], *, now: datetime) -> Question:
    """Keep a question that makes sense behind those that are there; the event is held."""
    _check(plan, rules.in_order(one for one in there if _is_before(one, plan)))
    question = Question(
        public_id=new_public_id(),
        event_id=event_id,
        kind=plan.kind,
        stage=plan.stage,
        position=_next_position(there, plan),
        created_at=now,
        **{name: getattr(plan, name) for name in DESCRIBED},
    )
    question.options, question.conditions, question.texts = [], [], []
    session.add(question)
    _offer(question, plan.options)
    session.flush()  # conditions name options by their rows
    _depend(question, plan, there)
    _word(question, plan, now=now)
    return question


def _check(plan: Plan, earlier: Sequence[Asked]) -> None:
    faults = rules.faults_of_plan(plan, earlier)
    if faults:
        raise SenselessQuestion(faults)


def _check_revision(question: Question, plan: Plan, there: Sequence[Asked]) -> None:
    is_moving = plan.stage is not question.stage
    names = [one.public_id for one in there]
    before = there[: names.index(question.public_id)]
    others = [one for one in there if one.public_id != question.public_id]
    _check(plan, [one for one in others if _is_before(one, plan)] if is_moving else before)
    if is_moving and queries.count_answers(question.id):
        raise SenselessQuestion(
            {"stage": _("Some people have answered this already. Please add a new question instead.")}
        )
    kept = {one.public_id for one in plan.options}
    needed = {option for one in others for option in one.only_for} | queries.list_chosen_options(question.id)
    if {one.public_id for one in question.options} & needed - kept:
        fault = _("An answer that somebody chose, or that another question depends on, can be renamed but not removed.")
        raise SenselessQuestion({"options": fault})


def _is_before(one: Asked, plan: Plan) -> bool:
    stages = list(type(plan.stage))
    return stages.index(one.stage) <= stages.index(plan.stage)


def _next_position(there: Sequence[Asked], plan: Plan) -> int:
    return sum(one.stage is plan.stage for one in there)


def _offer(question: Question, wanted: Sequence[Choosable]) -> None:
    """Keep the options in their new order; those that stay keep their rows, and whoever chose them."""
    rows = {one.public_id: one for one in question.options}
    offered = []
    for position, one in enumerate(wanted):
        row = rows.pop(one.public_id, None) or Option(public_id=new_public_id())
        row.label_ko, row.label_en, row.position = one.label_ko, one.label_en, position
        offered.append(row)
    question.options = offered


def _depend(question: Question, plan: Plan, there: Sequence[Asked]) -> None:
    options = queries.list_options(plan.only_for & set(rules.options_of(there)))
    question.conditions = [Condition(option_id=one.id) for one in options]


def _word(question: Question, plan: Plan, *, now: datetime) -> None:
    """Keep new words to agree to beside the old ones, which somebody may have agreed to."""
    last = question.texts[-1] if question.texts else None
    if not (plan.text_ko or plan.text_en) or (last and (last.text_ko, last.text_en) == (plan.text_ko, plan.text_en)):
        return
    number = last.number + 1 if last else 1
    question.texts.append(ConsentText(number=number, text_ko=plan.text_ko, text_en=plan.text_en, written_at=now))
