"""How are answers kept, and who is asked by letter?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.events import queries as events
from eventhub.programme.rules import UploadedFile, media_type_of, shown_name
from eventhub.questions import messages, queries, rules
from eventhub.questions.errors import NoMoreAnswers, SenselessAnswers
from eventhub.questions.models import Answer, AnswerFile, Asking, ChosenOption, Kind, Stage
from eventhub.questions.rules import BLANK, Asked, Given
from eventhub.questions.services.endings import erase_answers
from eventhub.registrations import queries as registrations
from eventhub.registrations.models import Registration


def answer(place: Registration, given: Mapping[str, Given], *, locale: str, now: datetime) -> None:
    """Keep what somebody answered while registering; the event is held. `given` is by question."""
    session.flush()  # answers refer to the row of the place
    questions = queries.list_questions(place.event_id)
    asked = [one for one in questions if one.stage is Stage.REGISTRATION]
    _keep(place.id, questions, asked, given, locale=locale, now=now)


def answer_at_all(places: Sequence[Registration], given: Mapping[str, Given], *, locale: str, now: datetime) -> None:
    """Keep what somebody answered once while registering for several events; they are held.

    `given` is by common name (`rules.in_common`); what is not in it is asked later.
    """
    session.flush()  # answers refer to the rows of the places
    among = queries.list_questions_among([place.event_id for place in places])
    asked_at = {event.id: questions for event, questions in among.items()}
    commons = [one for one in rules.in_common(asked_at) if one.asked.public_id in given]
    for place in places:
        questions = asked_at.get(place.event_id, [])
        there = rules.given_there(commons, given, place.event_id)
        asked = [one for one in questions if one.public_id in there]
        _keep(place.id, questions, asked, there, locale=locale, now=now)


def answer_again(public_id: str, given: Mapping[str, Given], *, locale: str, now: datetime) -> None:
    """Keep what a person answers on the page of their place, as far as they may still answer."""
    event = events.lock(registrations.get(public_id).event_id)
    place, questions = registrations.get(public_id), queries.list_questions(event.id)
    asked = queries.open_questions(place, event, questions, queries.given_by(place.id), now=now)
    if not asked:
        raise NoMoreAnswers
    _keep(place.id, questions, asked, given, locale=locale, now=now)


def answer_for(public_id: str, given: Mapping[str, Given], *, by: Account, locale: str, now: datetime) -> None:
    """Keep what the team fills in about somebody; it may leave anything open, and agrees to nothing for them."""
    event = events.lock(registrations.get(public_id).event_id)
    place, questions = registrations.get(public_id), queries.list_questions(event.id)
    asked = [one for one in questions if one.kind is not Kind.CONSENT]
    _keep(place.id, questions, asked, given, needs_all=False, locale=locale, now=now)
    audit.record("answered-at-desk", f"registration:{public_id}", actor=by.public_id, now=now)


def ask_again(public_id: str, *, now: datetime) -> bool:
    """Write to somebody with a place if questions wait for them; say whether there were any."""
    event = events.lock(registrations.get(public_id).event_id)
    place, questions = registrations.get(public_id), queries.list_questions(event.id)
    given = queries.given_by(place.id)
    waiting = rules.that_wait(questions, given, queries.open_questions(place, event, questions, given, now=now))
    if waiting:
        messages.ask(place, event, waiting, now=now)
    asking = queries.find_asking(place.id)
    if asking is None:
        session.add(Asking(registration_id=place.id, asked_at=now))
    else:
        asking.asked_at = now
    return bool(waiting)


def _keep(
    place_id: int,
    questions: Sequence[Asked],
    asked: Sequence[Asked],
    given: Mapping[str, Given],
    *,
    needs_all: bool = True,
    locale: str,
    now: datetime,
) -> None:
    """Keep the answers that apply, and let go of those that do not apply any more."""
    kept = queries.given_by(place_id)
    names = {one.public_id for one in asked}
    answers = {**kept, **{name: given.get(name, BLANK) for name in names}}
    faults = rules.faults_of(questions, answers, asked=names, needs_all=needs_all)
    if faults:
        raise SenselessAnswers(faults)
    apply = {one.public_id for one in rules.that_apply(questions, answers)}
    for one in questions:
        new = answers.get(one.public_id, BLANK) if one.public_id in apply else BLANK
        if new != kept.get(one.public_id, BLANK):
            if one.public_id in kept:
                erase_answers((Answer.registration_id == place_id) & (Answer.question_id == one.id))
            if not new.is_blank:
                _add(place_id, one, new, locale=locale, now=now)


def _add(place_id: int, asked: Asked, given: Given, *, locale: str, now: datetime) -> None:
    answer = Answer(registration_id=place_id, question_id=asked.id, value=given.text, answered_at=now)
    if given.choices:
        answer.chosen = [ChosenOption(option_id=one.id) for one in queries.list_options(given.choices)]
    if given.agreed_to:
        answer.consent_text_id = queries.get_words(asked.id, given.agreed_to).id
        answer.locale = rules.words_read(asked, locale)
    session.add(answer)
    if given.file:
        _attach(answer, given.file)


def _attach(answer: Answer, file: UploadedFile) -> None:
    answer.file_name, answer.size = shown_name(file.name), len(file.content)
    answer.media_type = media_type_of(answer.file_name)
    session.flush()  # the bytes are kept under the number the database gives
    session.add(AnswerFile(answer_id=answer.id, content=file.content))
