"""Can a team ask questions and read the answers, and nobody else's?"""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.questions import queries, services
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules import Asked, Given
from eventhub.registrations.models import Registration
from tests.conftest import csrf, post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.questions import make_question, option
from tests.factories.registrations import make_registration

PDF = b"%PDF-1.7\n%%EOF\n"
SignIn = Callable[[FlaskClient, Account], FlaskClient]
SHORT = {
    "label_ko": "차량 번호",
    "label_en": "Number plate",
    "stage": "registration",
    "kept_days": "30",
    "version": "0",
}


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """An event whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_: Complex = make_complex()
    event = make_event(complex_id=complex_.id)
    sign_in(client, make_coordinator(complex_))
    session.refresh(event)
    return event


def desk(event: Event, *parts: str) -> str:
    """Address a page about an event's questions."""
    return "/".join((f"/desk/events/{event.public_id}", *parts))


def asked_at(event: Event) -> list[Asked]:
    """List the questions of an event."""
    session.rollback()
    return queries.list_questions(event.id)


def answer(place: Registration, given: dict[str, Given]) -> None:
    """Answer as a person."""
    public_id = place.public_id
    with transaction():
        services.answer_again(public_id, given, locale="en", now=now())


def test_a_question_is_added_changed_and_removed(client: FlaskClient, event: Event) -> None:
    answer_ = post(client, desk(event, "questions", "new", "short"), **SHORT)
    assert (answer_.status_code, answer_.location) == (303, desk(event, "questions"))
    added = asked_at(event)[0]
    assert (added.label_en, added.kept_days, added.is_required) == ("Number plate", 30, False)
    path = desk(event, "questions", added.public_id)
    changed = {**SHORT, "label_en": "Licence plate", "is_required": "y", "version": str(added.version)}
    assert post(client, path, **changed).status_code == 303
    assert asked_at(event)[0].is_required
    stale = post(client, path, **{**changed, "label_en": "Older words"})
    assert stale.status_code == 409
    assert "Somebody else changed this question meanwhile." in stale.text
    assert "Older words" in stale.text
    assert '<p class="pre">Licence plate</p>' in stale.text
    assert post(client, path, **{**changed, "label_en": "Older words", "version": "2"}).status_code == 303
    assert asked_at(event)[0].label_en == "Older words"
    assert post(client, f"{path}/remove").status_code == 303
    assert asked_at(event) == []


def test_options_are_written_line_by_line(client: FlaskClient, event: Event) -> None:
    lines = {"options-0-label_ko": "예", "options-2-label_ko": "아니요", "options-2-label_en": "No"}
    assert post(client, desk(event, "questions", "new", "choice"), **SHORT, **lines).status_code == 303
    added = asked_at(event)[0]
    assert [(one.label_ko, one.label_en) for one in added.options] == [("예", ""), ("아니요", "No")]
    page = client.get(desk(event, "questions", added.public_id)).text
    assert 'name="options-5-label_ko"' in page
    lines = {"options-0-public_id": added.options[1].public_id, "options-0-label_ko": "아니요!"}
    lines |= {"options-1-label_ko": "글쎄요"}
    again = {**SHORT, "version": str(added.version), **lines}
    post(client, desk(event, "questions", added.public_id), **again)
    revised = asked_at(event)[0]
    assert revised.options[0].public_id == added.options[1].public_id
    assert [one.label_ko for one in revised.options] == ["아니요!", "글쎄요"]


def test_who_changes_the_options_second_is_shown_both(client: FlaskClient, event: Event) -> None:
    asked = make_question(event.id, Kind.CHOICE, offered=(("예", "Yes"), ("아니요", "No")))
    path = desk(event, "questions", asked.public_id)
    names = {f"options-{at}-public_id": one.public_id for at, one in enumerate(asked.options)}
    lines = {**SHORT, **names, "options-0-label_en": "Yes, please", "options-1-label_en": "No"}
    assert post(client, path, **{**lines, "version": str(asked.version)}).status_code == 303
    second = post(client, path, **{**lines, "options-1-label_en": "Not at all", "version": str(asked.version)})
    assert second.status_code == 409
    assert '<p class="pre">예 / Yes, please\n아니요 / No</p>' in second.text
    assert '<p class="pre">예 / Yes, please\n아니요 / Not at all</p>' in second.text


BAD = [
    ("short", {"label_ko": "", "label_en": ""}, "Please write the question in at least one language."),
    ("short", {"label_ko": "가" * 201}, "Please shorten this to 200 characters; it has 201."),
    ("short", {"help_en": "a\x07b"}, "Please remove the invisible control characters."),
    ("short", {"kept_days": "366"}, "Number must be between 1 and 365."),
    ("short", {"kept_days": "soon"}, "Not a valid integer value."),
    ("short", {"stage": "never"}, "Not a valid choice."),
    ("short", {"only_for": "forged"}, "is not a valid choice"),
    ("choice", {"options-0-label_en": "One"}, "Please offer at least two answers."),
    ("consent", {}, "Please write what people agree to, in at least one language."),
    ("consent", {"stage": "desk", "text_ko": "글"}, "Nobody can agree for somebody else."),
    ("number", {"least": "3", "most": "2"}, "The smallest number is larger than the largest one."),
    ("file", {"most": "200"}, "Write a number from 1 to 10."),
]


@pytest.mark.parametrize(("kind", "changes", "sentence"), BAD, ids=[f"{kind} {n}" for n, (kind, *_) in enumerate(BAD)])
def test_each_mistake_is_said_and_what_was_typed_is_kept(
    client: FlaskClient, event: Event, kind: str, changes: dict[str, str], sentence: str
) -> None:
    note = {"help_ko": "<script>alert(1)</script>"}
    answer_ = post(client, desk(event, "questions", "new", kind), **{**SHORT, **note, **changes})
    assert answer_.status_code == 422
    assert sentence in answer_.text.replace("&#39;", "'")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer_.text
    assert asked_at(event) == []


def test_a_kind_nobody_knows_is_not_there(client: FlaskClient, event: Event) -> None:
    assert client.get(desk(event, "questions", "new", "riddle")).status_code == 404


def test_questions_are_put_in_order_by_buttons(client: FlaskClient, event: Event) -> None:
    first = make_question(event.id, Kind.CHOICE)
    second = make_question(event.id)
    third = make_question(event.id, only_for=frozenset({option(first, "None")}))
    here = desk(event, "questions")
    moved = post(client, f"{here}/{second.public_id}/move", page=here, by="-1")
    assert moved.location == f"{here}#question-{second.public_id}"
    assert [one.id for one in asked_at(event)] == [second.id, first.id, third.id]
    refused = post(client, f"{here}/{third.public_id}/move", page=here, by="-1")
    assert "A question stays behind the one it depends on." in refused.text
    assert [one.id for one in asked_at(event)] == [second.id, first.id, third.id]
    refused = post(client, f"{here}/{first.public_id}/remove")
    assert "Other questions are asked depending on this one." in refused.text


def test_removing_says_what_goes(client: FlaskClient, event: Event) -> None:
    asked, place = make_question(event.id), make_registration(event)
    answer(place, {asked.public_id: Given(text="a")})
    page = client.get(desk(event, "questions", asked.public_id, "remove")).text
    assert "1 person has answered this. The answer goes for good." in page


def test_the_preview_shows_every_question_and_sends_nothing(client: FlaskClient, event: Event) -> None:
    for kind in Kind:
        make_question(event.id, kind)
    make_question(event.id, stage=Stage.DESK, label_en="Badge colour")
    page = client.get(desk(event, "questions", "preview")).text
    assert all(f"Question {kind}" in page for kind in Kind)
    assert "Badge colour" in page
    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]


def test_answers_are_listed_and_choices_counted(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    asked, place = make_question(event.id, Kind.CHOICE), make_registration(event)
    text = make_question(event.id)
    chosen = Given(choices=frozenset({option(asked, "Vegetarian")}))
    answer(place, {asked.public_id: chosen, text.public_id: Given(text="<b>굵게</b>")})
    path = desk(event, "answers")
    page = client.get(path).text
    with count_queries() as few:
        client.get(path)
    assert "&lt;b&gt;굵게&lt;/b&gt;" in page
    assert re.search(r'Vegetarian</th>.*?<span class="bar-value">1</span>', page, re.DOTALL)
    for _ in range(3):
        make_registration(event)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few)


def test_the_team_fills_in_what_the_person_never_sees(client: FlaskClient, event: Event) -> None:
    badge, file = make_question(event.id, stage=Stage.DESK), make_question(event.id, Kind.FILE)
    consent, needed = make_question(event.id, Kind.CONSENT), make_question(event.id, is_required=True)
    place = make_registration(event)
    answer(place, {consent.public_id: Given(agreed_to=1), needed.public_id: Given(text="a")})
    path = desk(event, "registrations", place.public_id, "answers")
    sent = {f"q-{badge.public_id}": "gold", f"q-{needed.public_id}": ""}
    sent_file: Any = (io.BytesIO(PDF), "card.pdf")
    assert post(client, path, **sent, **{f"q-{file.public_id}": sent_file}).status_code == 303
    page = client.get(path).text
    assert 'value="gold"' in page
    assert "I agree that photographs are published." in page
    assert f"q-{consent.public_id}" not in page
    handed = client.get(f"{path}/{file.public_id}/file")
    assert (handed.data, handed.headers["Cache-Control"]) == (PDF, "no-store")
    assert "sandbox" in handed.headers["Content-Security-Policy"]
    wrong = post(client, path, **{**sent, f"q-{badge.public_id}": "a\x07"})
    assert wrong.status_code == 422


def test_questions_and_answers_of_other_complexes_are_not_there(
    client: FlaskClient, event: Event, sign_in: SignIn
) -> None:
    asked, place = make_question(event.id, Kind.FILE), make_registration(event)
    sign_in(client, make_coordinator(make_complex()))
    here = desk(event, "registrations", place.public_id, "answers")
    pages = [desk(event, "questions"), desk(event, "answers"), here, f"{here}/{asked.public_id}/file"]
    pages += [desk(event, "questions", *parts) for parts in (("new", "short"), ("preview",), (asked.public_id,))]
    assert {client.get(page).status_code for page in pages} == {404}
    token = csrf(client, "/desk/events/new")
    for page in (here, desk(event, "questions", asked.public_id), desk(event, "questions", asked.public_id, "remove")):
        assert client.post(page, data={"csrf_token": token, **SHORT}).status_code == 404
    assert client.post(desk(event, "questions", asked.public_id, "move"), data={"csrf_token": token}).status_code == 404


def test_a_question_of_another_event_is_not_changed_here(client: FlaskClient, event: Event) -> None:
    make_question(event.id)
    other = make_question(make_event().id)
    token = csrf(client, desk(event, "questions"))
    for parts in ((other.public_id,), (other.public_id, "move"), (other.public_id, "remove")):
        answer_ = client.post(desk(event, "questions", *parts), data={"csrf_token": token, **SHORT})
        assert answer_.status_code == 404
    place = make_registration(make_event())
    assert client.get(desk(event, "registrations", place.public_id, "answers")).status_code == 404


@pytest.mark.parametrize("wanted", [True, False])
def test_copying_an_event_asks_whether_the_questions_come_along(
    client: FlaskClient, event: Event, *, wanted: bool
) -> None:
    path = desk(event, "copy")
    assert "Questions of the registration form" not in client.get(path).text
    make_question(event.id)
    assert "Questions of the registration form" in client.get(path).text
    made = post(client, path, day="2026-05-04", **({"questions": "y"} if wanted else {})).location
    questions = client.get(f"{made}/questions").text
    assert ("Question short" in questions) is wanted
