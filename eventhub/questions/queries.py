"""What is asked at an event, and who answered what?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from eventhub.accounts.models import Account
from eventhub.admission import queries as admission
from eventhub.admission.rules import changes_until
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.events.models import Event, Status
from eventhub.events.queries import may_open
from eventhub.questions import rules
from eventhub.questions.models import (
    Answer,
    AnswerFile,
    Asking,
    ChosenOption,
    Condition,
    ConsentText,
    Option,
    Question,
    Stage,
)
from eventhub.questions.rules import Asked, Choosable, Given
from eventhub.registrations.models import ACTIVE, Registration, Standing


def list_questions_at(public_id: str, account: Account | None) -> tuple[int, list[Asked]]:
    """Return the row of an event this reader may open, with its questions as `list_questions` has them."""
    rows = select(Event.id, Question).outerjoin(Question, Question.event_id == Event.id).options(*_parts())
    rows = rows.where(Event.public_id == public_id, may_open(account)).order_by(Question.position, Question.id)
    found = session.execute(rows.execution_options(populate_existing=True)).unique().all()
    if not found:
        raise NotFound
    return found[0].id, rules.in_order(_asked(row.Question) for row in found if row.Question is not None)


def list_questions(event_id: int) -> list[Asked]:
    """List the questions of an event, as plain values, in the order in which they are asked."""
    rows = _whole().where(Question.event_id == event_id).order_by(Question.position, Question.id)
    found = session.scalars(rows.execution_options(populate_existing=True)).unique()
    return rules.in_order(_asked(one) for one in found)


def list_questions_among(event_ids: Collection[int]) -> dict[Event, list[Asked]]:
    """List the questions of those of some events that ask any, nearest event first, as `list_questions` has them."""
    rows = _whole().join(Question.event).options(contains_eager(Question.event))
    rows = rows.where(Question.event_id.in_(event_ids)).order_by(Event.starts_at, Event.id)
    found: dict[Event, list[Question]] = {}
    for one in session.scalars(rows.order_by(Question.position, Question.id)).unique():
        found.setdefault(one.event, []).append(one)
    return {event: rules.in_order(_asked(one) for one in questions) for event, questions in found.items()}


def get(event_id: int, public_id: str) -> Question:
    """Return a question of an event with its options, words and conditions, fresh."""
    rows = _whole().where(Question.event_id == event_id, Question.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def get_asked(event_id: int, public_id: str) -> Asked:
    """Return a question of an event as a plain value."""
    return _asked(get(event_id, public_id))


def list_rows(event_id: int, stage: Stage) -> Sequence[Question]:
    """List the rows of one stage in their order, to be put into another."""
    rows = select(Question).where(Question.event_id == event_id, Question.stage == stage)
    return session.scalars(rows.order_by(Question.position, Question.id)).all()


def list_options(public_ids: Collection[str]) -> Sequence[Option]:
    """List the rows of options."""
    return session.scalars(select(Option).where(Option.public_id.in_(public_ids)).order_by(Option.id)).all()


def get_words(question_id: int, number: int) -> ConsentText:
    """Return one version of the words to agree to."""
    rows = select(ConsentText).where(ConsentText.question_id == question_id, ConsentText.number == number)
    return get_or_refuse(rows)


def list_answers(registration_id: int) -> Sequence[Answer]:
    """List what one person answered, with the words they agreed to."""
    loaded = (joinedload(Answer.question, innerjoin=True), joinedload(Answer.consent_text))
    return session.scalars(select(Answer).options(*loaded).where(Answer.registration_id == registration_id)).all()


def given_by(registration_id: int) -> dict[str, Given]:
    """Return what one person answered, by question."""
    return _given_where(Answer.registration_id == registration_id).get(registration_id, {})


def given_at(event_id: int, places: Collection[int] | None = None) -> dict[int, dict[str, Given]]:
    """Return what people answered at an event, by their places (rows), then by question: of some places, or of all."""
    of_event = Question.event_id == event_id
    return _given_where(of_event if places is None else of_event & Answer.registration_id.in_(places))


def open_questions(
    place: Registration, event: Event, questions: Sequence[Asked], given: Mapping[str, Given], *, now: datetime
) -> list[Asked]:
    """List what a person with a place may answer now."""
    if place.standing not in ACTIVE or event.status is not Status.PUBLISHED:
        return []
    return rules.open_to_person(
        questions,
        given,
        is_confirmed=place.standing is Standing.CONFIRMED,
        until=changes_until(event, admission.terms_of(event.id)),
        ends_at=event.ends_at,
        now=now,
    )


def lacking_at(event: Event, places: Sequence[Registration], *, now: datetime) -> dict[int, list[Asked]]:
    """List by place (row) the required questions its owner has not answered and still can."""
    active = [place for place in places if place.standing in ACTIVE]
    questions = list_questions(event.id) if now < event.ends_at else []
    given = given_at(event.id, [place.id for place in active]) if questions else {}
    lacking = {
        place.id: rules.that_lack(questions, given.get(place.id, {}), is_confirmed=place.standing is Standing.CONFIRMED)
        for place in active
    }
    return {place_id: found for place_id, found in lacking.items() if found}


def who_chose(option: str) -> Select[int]:
    """Select the places whose owners chose an option of a question, for use inside another question."""
    chosen = select(Answer.registration_id).join(Answer.chosen).join(ChosenOption.option)
    return chosen.where(Option.public_id == option)


def who_lacks(event_id: int) -> Select[int]:
    """Select the places whose owners owe an answer that is required, for use inside another question.

    What `rules.that_lack` says of one person, of everybody at once.
    """
    is_asked = or_(Question.stage == Stage.REGISTRATION, Registration.standing == Standing.CONFIRMED)
    # Each looks at the question and the place of the row it stands in, however deep it stands.
    conditions = select(Condition.option_id).where(Condition.question_id == Question.id).correlate(Question)
    chosen = select(ChosenOption.answer_id).join(Answer, Answer.id == ChosenOption.answer_id)
    chosen = chosen.where(Answer.registration_id == Registration.id, ChosenOption.option_id.in_(conditions))
    words = select(func.max(ConsentText.id)).where(ConsentText.question_id == Question.id).correlate(Question)
    answered = select(Answer.id).where(Answer.registration_id == Registration.id, Answer.question_id == Question.id)
    is_of_now = Answer.consent_text_id == words.scalar_subquery()
    answered = answered.where(or_(Answer.consent_text_id.is_(None), is_of_now)).correlate(Question, Registration)
    return (
        select(Registration.id)
        .join(Question, Question.event_id == Registration.event_id)
        .where(
            Registration.event_id == event_id,
            Registration.standing.in_(ACTIVE),
            Question.is_required,
            Question.stage != Stage.DESK,
            is_asked,
            or_(~conditions.exists(), chosen.correlate(Question, Registration).exists()),
            ~answered.exists(),
        )
    )


def get_file(registration_id: int, question_id: str, *, is_desk: bool) -> tuple[Answer, bytes]:
    """Return a file somebody answered with; what the team keeps for itself is not there for the person."""
    rows = select(Answer).join(Answer.question).where(Answer.registration_id == registration_id)
    rows = rows.where(Question.public_id == question_id, Answer.file_name != "")
    answer = get_or_refuse(rows if is_desk else rows.where(Question.stage != Stage.DESK))
    return answer, get_or_refuse(select(AnswerFile.content).where(AnswerFile.answer_id == answer.id))


def count_answers(question_id: int) -> int:
    """Count who answered a question."""
    return session.scalar(select(func.count()).where(Answer.question_id == question_id)) or 0


def count_answers_by_question(event_id: int) -> dict[int, int]:
    """Count who answered each question of an event."""
    rows = select(Answer.question_id, func.count()).join(Answer.question).where(Question.event_id == event_id)
    return dict(session.execute(rows.group_by(Answer.question_id)).all())


def count_choices(event_id: int) -> dict[str, dict[Standing, int]]:
    """Count who chose each option, by what their place is worth."""
    rows = (
        select(Option.public_id, Registration.standing, func.count())
        .select_from(ChosenOption)
        .join(Option, Option.id == ChosenOption.option_id)
        .join(Answer, Answer.id == ChosenOption.answer_id)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.event_id == event_id)
        .group_by(Option.public_id, Registration.standing)
    )
    found: dict[str, dict[Standing, int]] = {}
    for option, standing, number in session.execute(rows):
        found.setdefault(option, {})[standing] = number
    return found


def list_chosen_options(question_id: int) -> set[str]:
    """List the options of a question that somebody chose."""
    rows = select(Option.public_id).join(ChosenOption, ChosenOption.option_id == Option.id)
    return set(session.scalars(rows.where(Option.question_id == question_id).distinct()))


def list_places_with_news(*, now: datetime, at_most: int = 500) -> Sequence[str]:
    """List confirmed places at events to come with questions newer than the last letter about them.

    Who adds questions is left alone while doing so: the newest one has to be some minutes old.
    """
    newest = (
        select(Question.event_id, func.max(Question.created_at).label("at"))
        .where(Question.stage != Stage.DESK)
        .group_by(Question.event_id)
        .subquery()
    )
    rows = (
        select(Registration.public_id)
        .join(newest, newest.c.event_id == Registration.event_id)
        .join(Event, Event.id == Registration.event_id)
        .outerjoin(Asking, Asking.registration_id == Registration.id)
        .where(
            Registration.standing == Standing.CONFIRMED,
            Event.status == Status.PUBLISHED,
            Event.starts_at > now,
            newest.c.at <= now - rules.QUIET,
            or_(Asking.asked_at.is_(None), Asking.asked_at < newest.c.at),
        )
    )
    return session.scalars(rows.order_by(Registration.id).limit(at_most)).all()


def list_past_questions(*, now: datetime) -> list[int]:
    """List the questions whose answers have been kept as long as was promised."""
    rows = select(Question).join(Question.event).options(joinedload(Question.event))
    rows = rows.where(Event.ends_at < now, Question.id.in_(select(Answer.question_id)))
    return [one.id for one in session.scalars(rows) if rules.kept_until(one.event.ends_at, one.kept_days) <= now]


def find_asking(registration_id: int) -> Asking | None:
    """Find when somebody was last asked."""
    return session.get(Asking, registration_id)


def _whole() -> Select[Question]:
    return select(Question).options(*_parts())


def _parts() -> tuple[ORMOption, ...]:
    return (
        selectinload(Question.options),
        # Few to a question, and asked for with every form.
        joinedload(Question.texts),
        joinedload(Question.conditions).joinedload(Condition.option),
    )


def _asked(row: Question) -> Asked:
    words = row.texts[-1] if row.texts else None
    return Asked(
        id=row.id,
        public_id=row.public_id,
        kind=row.kind,
        stage=row.stage,
        label_ko=row.label_ko,
        label_en=row.label_en,
        help_ko=row.help_ko,
        help_en=row.help_en,
        is_required=row.is_required,
        least=row.least,
        most=row.most,
        kept_days=row.kept_days,
        version=row.version,
        options=tuple(
            Choosable(public_id=one.public_id, label_ko=one.label_ko, label_en=one.label_en) for one in row.options
        ),
        only_for=frozenset(one.option.public_id for one in row.conditions),
        text_ko=words.text_ko if words else "",
        text_en=words.text_en if words else "",
        text_number=words.number if words else 0,
    )


def _given_where(which: ColumnElement[bool]) -> dict[int, dict[str, Given]]:
    """Read some answers as plain values, by place (row), then by question; each option that was chosen is a row."""
    columns = (Answer.value, ConsentText.number, Answer.file_name, Option.public_id)
    rows = select(Answer.registration_id, Question.public_id, *columns).join(Answer.question)
    rows = rows.outerjoin(Answer.consent_text).outerjoin(Answer.chosen).outerjoin(ChosenOption.option).where(which)
    found: dict[int, dict[str, Given]] = {}
    for place_id, name, value, number, file_name, option in session.execute(rows):
        given, before = found.setdefault(place_id, {}), found[place_id].get(name, rules.BLANK)
        choices = before.choices | {option} if option else before.choices
        given[name] = Given(text=value, choices=choices, agreed_to=number or 0, file_name=file_name)
    return found
