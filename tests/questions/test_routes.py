"""Can people answer an event's questions when they register and afterwards, and nobody else's?"""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.programme.rules import UploadedFile
from eventhub.questions import queries, services
from eventhub.questions.models import Answer, Kind, Stage
from eventhub.questions.rules import Asked, Given
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.queries import path_of
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.organisations import make_member, make_organisation
from tests.factories.questions import make_question, option, plan_of
from tests.factories.registrations import make_registration

WHO = {"name": "박보라", "organisation_name": "가람정밀", "email": "bora@example.com", "phone": "", "note": ""}
PDF = b"%PDF-1.7\n%%EOF\n"
SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def register(client: FlaskClient, event: Event, **changes: Any) -> Any:
    """Fill in the form on an event's page and send it."""
    path = f"/events/{event.public_id}"
    return post_files(client, f"{path}/registrations", page=path, **{**WHO, **changes})


def post_files(client: FlaskClient, path: str, *, page: str, **fields: Any) -> Any:
    """Send a form in parts, as browsers send those that take files; a file is a stream and its name."""
    files = {key: FileStorage(*value) for key, value in fields.items() if isinstance(value, tuple)}
    # Written here, because the client of the tests leaves large bodies in files it does not close.
    boundary, body = encode_multipart({"csrf_token": csrf(client, page), **fields, **files})
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def name(asked: Asked) -> str:
    """Name the field of a question."""
    return f"q-{asked.public_id}"


def places() -> int:
    """Count the registrations there are."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def answers() -> dict[str, Given]:
    """Read what the only person with a place answered."""
    session.rollback()
    return queries.given_by(session.scalars(select(Registration.id)).one())


def test_the_form_asks_what_the_team_asks_and_keeps_the_answers(client: FlaskClient) -> None:
    event = make_event()
    kinds = {kind: make_question(event.id, kind, is_required=True) for kind in Kind}
    page = client.get(f"/events/{event.public_id}").text
    assert all(f"Question {kind}" in page for kind in Kind)
    assert 'enctype="multipart/form-data"' in page
    sent: dict[str, Any] = {
        name(kinds[Kind.SHORT]): "짧은 <b>글</b>",
        name(kinds[Kind.LONG]): "한 줄\r\n두 줄",
        name(kinds[Kind.CHOICE]): option(kinds[Kind.CHOICE], "Korean"),
        name(kinds[Kind.SEVERAL]): [one.public_id for one in kinds[Kind.SEVERAL].options],
        name(kinds[Kind.NUMBER]): "１２",
        name(kinds[Kind.DATE]): "2026-11-25",
        name(kinds[Kind.FILE]): (io.BytesIO(PDF), "명함.pdf"),
        name(kinds[Kind.CONSENT]): "1",
    }
    assert register(client, event, **sent).status_code == 303
    kept = {kind: answers()[one.public_id] for kind, one in kinds.items()}
    assert kept[Kind.SHORT].text == "짧은 <b>글</b>"
    assert kept[Kind.LONG].text == "한 줄\n두 줄"
    assert kept[Kind.NUMBER].text == "12"
    assert kept[Kind.FILE].file_name == "명함.pdf"
    assert len(kept[Kind.SEVERAL].choices) == 3
    assert kept[Kind.CONSENT].agreed_to == 1


BAD: list[tuple[Kind, Any, str]] = [
    (Kind.SHORT, "", "Please answer this question."),
    (Kind.SHORT, "가" * 10_000, "Please shorten this to 200 characters; it has 10000."),
    (Kind.LONG, "a\x00b", "control characters"),
    (Kind.CHOICE, "no-such-option", "from what is offered"),
    (Kind.SEVERAL, ["x", "y"], "from what is offered"),
    (Kind.NUMBER, "1,5", "Write a whole number like 12, without commas."),
    (Kind.DATE, "2026-99-99", "Write a day like 2026-11-25."),
    (Kind.CONSENT, "", "Please agree to this"),
    (Kind.CONSENT, "99", "The text you agree to has changed meanwhile."),
    (Kind.CONSENT, "٣", "The text you agree to has changed meanwhile."),
]


@pytest.mark.parametrize(("kind", "sent", "sentence"), BAD, ids=[f"{kind} {n}" for n, (kind, *_) in enumerate(BAD)])
def test_each_mistake_is_said_at_its_question_and_what_was_typed_is_kept(
    client: FlaskClient, kind: Kind, sent: Any, sentence: str
) -> None:
    event = make_event()
    asked, other = make_question(event.id, kind, is_required=True), make_question(event.id)
    answer = register(client, event, **{name(asked): sent, name(other): "<script>alert(1)</script>"})
    assert (answer.status_code, places()) == (422, 0)
    assert sentence in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert 'value="박보라"' in answer.text
    assert f'id="{name(asked)}-error"' in answer.text


def test_mistakes_in_the_form_and_in_the_answers_are_said_at_once(client: FlaskClient) -> None:
    event = make_event()
    make_question(event.id, is_required=True)
    answer = register(client, event, name="")
    assert "Please write your name." in answer.text
    assert "Please answer this question." in answer.text


def test_an_old_token_keeps_the_answers(client: FlaskClient) -> None:
    event = make_event()
    asked = make_question(event.id)
    sent = {**WHO, name(asked): "kept words", "csrf_token": "old"}
    answer = client.post(f"/events/{event.public_id}/registrations", data=sent)
    assert (answer.status_code, places()) == (400, 0)
    assert "kept words" in answer.text


@pytest.mark.parametrize(
    ("file_name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "Only PDF"),
        ("page.pdf", b"<html><script>alert(1)</script>", "does not fit its name"),
        ("large.pdf", PDF + b"0" * (12 * 2**20), "This file is larger than 10 MB."),
    ],
    ids=["kind", "content", "size"],
)
def test_a_file_that_cannot_be_kept_loses_nothing_else(
    client: FlaskClient, file_name: str, content: bytes, sentence: str
) -> None:
    event = make_event()
    asked, other = make_question(event.id, Kind.FILE), make_question(event.id)
    answer = register(client, event, **{name(asked): (io.BytesIO(content), file_name), name(other): "kept words"})
    assert (answer.status_code, places()) == (422, 0)
    assert sentence in answer.text
    assert "kept words" in answer.text


def test_a_good_file_has_to_be_chosen_again_after_another_mistake(client: FlaskClient) -> None:
    event = make_event()
    asked = make_question(event.id, Kind.FILE)
    answer = register(client, event, **{name(asked): (io.BytesIO(PDF), "card.pdf"), "name": ""})
    assert "You chose card.pdf. Please choose it once more." in answer.text


def test_files_and_texts_in_each_others_place_break_nothing(client: FlaskClient) -> None:
    event = make_event()
    text, file = make_question(event.id), make_question(event.id, Kind.FILE)
    answer = register(client, event, **{name(text): (io.BytesIO(PDF), "card.pdf"), name(file): "words"})
    assert answer.status_code == 303
    assert answers() == {}


def test_without_a_question_for_files_large_uploads_are_refused_unread(client: FlaskClient) -> None:
    event = make_event()
    answer = register(client, event, other=(io.BytesIO(b"0" * 2**21), "large.pdf"))
    assert answer.status_code == 413


def test_questions_of_another_event_are_not_answered_here(client: FlaskClient) -> None:
    event, forged = make_event(), make_question(make_event().id)
    assert register(client, event, **{name(forged): "forged"}).status_code == 303
    assert answers() == {}


def test_hidden_answers_are_neither_required_nor_kept(client: FlaskClient) -> None:
    event = make_event()
    first = make_question(event.id, Kind.CHOICE)
    second = make_question(event.id, is_required=True, only_for=frozenset({option(first, "Vegetarian")}))
    page = client.get(f"/events/{event.public_id}").text
    assert "Only if “Question choice” is “Vegetarian”." in page
    shown = register(client, event, **{name(first): option(first, "Vegetarian")})
    assert shown.status_code == 422
    sent = {name(first): option(first, "Korean"), name(second): "a" * 10_000}
    assert register(client, event, **sent).status_code == 303
    assert list(answers()) == [first.public_id]


def test_words_that_change_between_reading_and_agreeing_are_read_again(client: FlaskClient) -> None:
    event = make_event()
    asked, by = make_question(event.id, Kind.CONSENT, is_required=True), make_account()
    with transaction():
        plan = plan_of(Kind.CONSENT, is_required=True, text_ko="새 글", text_en="New words")
        services.revise(event.id, asked.public_id, plan, version=asked.version, by=by, now=now())
    answer = register(client, event, **{name(asked): "1"})
    assert (answer.status_code, places()) == (422, 0)
    assert "New words" in answer.text
    assert not re.search(rf'id="{name(asked)}"[^>]*checked', answer.text)
    assert register(client, event, **{name(asked): "2"}).status_code == 303


def test_what_the_team_keeps_for_itself_or_asks_later_is_not_on_the_form(client: FlaskClient) -> None:
    event = make_event()
    asked = [
        make_question(event.id, stage=stage, label_en=f"Canary {stage}") for stage in (Stage.DESK, Stage.FOLLOW_UP)
    ]
    assert "Canary" not in client.get(f"/events/{event.public_id}").text
    register(client, event, **{name(one): "forged" for one in asked})
    assert answers() == {}


def test_one_tap_is_offered_while_nothing_has_to_be_answered(client: FlaskClient, sign_in: SignIn) -> None:
    event, firm = make_event(), make_organisation()
    sign_in(client, make_member(firm, name="김하늘"))
    make_question(event.id)
    assert "Register as 김하늘" in client.get(f"/events/{event.public_id}").text
    make_question(event.id, is_required=True)
    assert "Register as 김하늘" not in client.get(f"/events/{event.public_id}").text


def test_an_event_without_questions_costs_one_look_more(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    event = make_event()
    path = f"/events/{event.public_id}"
    client.get(path)
    with count_queries() as without:
        client.get(path)
    make_question(event.id, Kind.CHOICE)
    with count_queries() as few:
        client.get(path)
    for kind in Kind:
        make_question(event.id, kind)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few) <= len(without) + 4


# -- On the page of a place ------------------------------------------------------------------------------------------


@pytest.fixture
def place(client: FlaskClient) -> Registration:
    """Somebody with a confirmed place."""
    return make_registration(make_event())


def test_a_person_sees_what_waits_answers_it_and_changes_it(client: FlaskClient, place: Registration) -> None:
    path = path_of(place)
    asked = make_question(place.event_id, stage=Stage.FOLLOW_UP, is_required=True)
    assert "1 question waits for your answer" in client.get(path).text
    answer = post(client, f"{path}/questions", **{name(asked): "the first words"})
    assert (answer.status_code, answer.location) == (303, path)
    page = client.get(path).text
    assert "waits for your answer" not in page
    assert "Your answers are kept." in page
    assert 'value="the first words"' in client.get(f"{path}/questions").text
    assert post(client, f"{path}/questions", **{name(asked): ""}).status_code == 422
    post(client, f"{path}/questions", **{name(asked): "other words"})
    assert answers()[asked.public_id].text == "other words"


@pytest.mark.parametrize(
    ("size", "status", "sentence"), [(5 * 2**20, 303, ""), (12 * 2**20, 422, "This file is larger than 10 MB.")]
)
def test_a_file_may_be_as_large_with_a_place_as_with_the_registration(
    client: FlaskClient, place: Registration, size: int, status: int, sentence: str
) -> None:
    asked, other = make_question(place.event_id, Kind.FILE), make_question(place.event_id)
    sent = {name(asked): (io.BytesIO(PDF + b"0" * size), "plan.pdf"), name(other): "kept words"}
    path = f"{path_of(place)}/questions"
    answer = post_files(client, path, page=path, **sent)
    assert answer.status_code == status
    assert sentence in answer.text
    assert (answer.status_code == 303) == ("kept words" not in answer.text)


def test_the_page_of_the_questions_is_kept_out_of_caches(client: FlaskClient, place: Registration) -> None:
    page = client.get(f"{path_of(place)}/questions")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_who_waits_is_asked_later_what_is_asked_of_those_who_come(client: FlaskClient) -> None:
    place = make_registration(make_event(), standing=Standing.WAITING)
    asked = make_question(place.event_id, stage=Stage.FOLLOW_UP, label_en="Number plate")
    path = f"{path_of(place)}/questions"
    assert "Number plate" not in client.get(path).text
    token = csrf(client, f"/events/{session.get_one(Event, place.event_id).public_id}")
    client.post(path, data={"csrf_token": token, name(asked): "forged"})
    assert answers() == {}


def test_a_follow_up_may_hang_on_what_was_chosen_before(client: FlaskClient, place: Registration) -> None:
    first = make_question(place.event_id, Kind.CHOICE)
    for words in ("Korean", "Vegetarian"):
        only_for = frozenset({option(first, words)})
        make_question(place.event_id, stage=Stage.FOLLOW_UP, label_en=f"Of {words}", only_for=only_for)
    path = path_of(place)
    post(client, f"{path}/questions", **{name(first): option(first, "Korean")})
    assert "1 question waits for your answer" in client.get(path).text


def test_after_the_deadline_answers_are_shown_and_stay(
    client: FlaskClient, place: Registration, at: Callable[[str], Any]
) -> None:
    asked, path = make_question(place.event_id), path_of(place)
    post(client, f"{path}/questions", **{name(asked): "the first words"})
    with at("2026-03-13 09:00"):
        page = client.get(f"{path}/questions").text
        assert "the first words" in page
        assert name(asked) not in page
        token = csrf(client, "/sign-in")
        answer = client.post(f"{path}/questions", data={"csrf_token": token, name(asked): "too late"})
    assert answer.status_code == 409
    assert answers()[asked.public_id].text == "the first words"


def test_a_file_is_handed_back_to_its_owner_as_a_download(client: FlaskClient, place: Registration) -> None:
    asked, path = make_question(place.event_id, Kind.FILE), path_of(place)
    post(client, f"{path}/questions", **{name(asked): (io.BytesIO(PDF), "card.pdf")})
    file = client.get(f"{path}/questions/{asked.public_id}/file")
    assert (file.status_code, file.data) == (200, PDF)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Cache-Control"] == "no-store"
    other = make_registration(session.get_one(Event, place.event_id))
    assert client.get(f"{path_of(other)}/questions/{asked.public_id}/file").status_code == 404
    assert client.get(f"/r/forged.link/questions/{asked.public_id}/file").status_code == 404
    post(client, f"{path}/questions", **{f"{name(asked)}-drop": "1"})
    assert client.get(f"{path}/questions/{asked.public_id}/file").status_code == 404


def test_a_file_of_the_team_is_not_handed_to_the_person(client: FlaskClient, place: Registration) -> None:
    asked, by, public_id = make_question(place.event_id, Kind.FILE, stage=Stage.DESK), make_account(), place.public_id
    with transaction():
        sent = {asked.public_id: Given(file=UploadedFile(name="secret.pdf", content=PDF))}
        services.answer_for(public_id, sent, by=by, locale="en", now=now())
    assert client.get(f"{path_of(place)}/questions/{asked.public_id}/file").status_code == 404
    assert "secret.pdf" not in client.get(f"{path_of(place)}/questions").text


def test_the_person_is_told_how_long_an_answer_is_kept(client: FlaskClient, place: Registration) -> None:
    make_question(place.event_id, kept_days=30)
    assert "The answer is erased 30 days after the event." in client.get(f"{path_of(place)}/questions").text


def test_reading_the_questions_changes_nothing(client: FlaskClient, place: Registration) -> None:
    make_question(place.event_id, is_required=True)
    client.get(f"{path_of(place)}/questions", query_string={"q-x": "1"})
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert now() - timedelta(days=1) < place.registered_at
