"""Can coordinators write to many of their own, and nobody else's, and see everything before anything is sent?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance
from eventhub.checkins.services import mark
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.mailings import jobs, services
from eventhub.mailings.models import Mailing, MailingState
from eventhub.questions import services as questions
from eventhub.questions.models import Kind
from eventhub.questions.rules import Given
from eventhub.registrations.models import Registration, Standing
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.mailings import make_mailing
from tests.factories.questions import make_question, option
from tests.factories.registrations import make_registration
from tests.factories.series import make_series

SignIn = Callable[[FlaskClient, Account], FlaskClient]
TEXTS = {"subject_ko": "[안내] 주차", "text_ko": "{name} 님, 대중교통을 이용해 주십시오.", "standings": "confirmed"}


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """Make an event with two confirmed places and one that waits, and sign its coordinator in."""
    team = make_complex()
    event = make_event(complex_id=team.id, title_ko="금형 세미나")
    make_registration(event, name="박보라")
    make_registration(event, name="김하늘")
    make_registration(event, standing=Standing.WAITING)
    sign_in(client, make_coordinator(team, email="desk@example.org"))
    session.refresh(event)
    return event


def only_mailing() -> Mailing:
    """Return the one mailing there is."""
    session.rollback()
    return session.scalars(select(Mailing)).one()


def test_a_letter_is_written_counted_confirmed_and_sent(
    client: FlaskClient, event: Event, outbox: Callable[..., list[Any]]
) -> None:
    made = post(client, f"/desk/mailings/new?event={event.public_id}", **TEXTS)
    assert made.status_code == 303
    shown = client.get(made.location).text
    assert "이 메일은 2명에게 갑니다." in shown
    assert "김하늘 님, 대중교통" in shown
    assert outbox() == []
    asked = client.get(f"{made.location}/send").text
    assert "이 메일은 2명에게 갑니다." in asked
    assert 'name="people" type="hidden" value="2"' in asked
    sent = post(client, f"{made.location}/send", people="2")
    assert sent.status_code == 303
    assert only_mailing().state is MailingState.SENDING
    jobs.send_mailings()
    shown = client.get(made.location).text
    assert "박보라" in shown
    assert "2통 가운데 0통 보냄" in shown
    assert "2통 남음" in shown
    for letter in outbox():
        with transaction():
            session.get_one(OutgoingMail, letter.id).state = LetterState.SENT
    assert "2통 가운데 2통 보냄" in client.get(made.location).text


def test_the_form_counts_and_shows_before_anything_is_kept(client: FlaskClient, event: Event) -> None:
    path = f"/desk/mailings/new?event={event.public_id}"
    shown = post(client, path, **{**TEXTS, "standings": "waiting"}, look="1")
    assert shown.status_code == 200
    assert "이 메일은 1명에게 갑니다." in shown.text
    assert "srcdoc=" in shown.text
    assert "'unsafe-inline'" in shown.headers["Content-Security-Policy"]
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]
    assert session.scalars(select(Mailing)).all() == []


def test_one_writes_to_those_who_came_and_answered_something(client: FlaskClient, event: Event) -> None:
    lunch = make_question(event.id, Kind.CHOICE)
    place, author = session.scalars(select(Registration).where(Registration.name == "김하늘")).one(), make_account()
    public_id, given = place.public_id, Given(choices=frozenset({option(lunch, "Vegetarian")}))
    with transaction():
        questions.answer_again(public_id, {lunch.public_id: given}, locale="ko", now=now())
    with transaction():
        by, at_event = session.get_one(Account, author.id), session.get_one(Event, event.id)
        mark(at_event, public_id, Attendance.EXCUSED, by=by, now=now())
    path = f"/desk/mailings/new?event={event.public_id}"
    counted = {
        "이 메일은 1명에게": ["excused"],
        "이 메일은 0명에게": ["attended"],
        "이 메일은 2명에게": ["excused", "unknown"],
    }
    for sentence, attendances in counted.items():
        assert sentence in post(client, path, **TEXTS, attendances=attendances, look="1").text
    vegetarian = {"answer": option(lunch, "Vegetarian"), "attendances": ["absent", "excused"]}
    made = post(client, path, **TEXTS, **vegetarian)
    shown = client.get(made.location).text
    assert "이 메일은 1명에게" in shown
    assert "질문 choice: 채식" in shown
    assert "불참, 사전 불참" in shown
    edited = client.get(f"{made.location}/edit").text
    assert f'<option selected value="{vegetarian["answer"]}">채식</option>' in edited
    assert re.search(r'value="excused"\s+checked', edited)
    assert 'name="people" type="hidden" value="1"' in client.get(f"{made.location}/send").text
    with transaction():
        questions.remove(event.id, lunch.public_id, by=session.get_one(Account, author.id), now=now())
    assert "이 메일은 0명에게" in client.get(made.location).text
    assert "지금은 없는 답" in client.get(made.location).text


@pytest.mark.parametrize("fields", [{"answer": "bcdfghjkmnpq"}, {"attendances": ["nobody"]}])
def test_a_group_nobody_offered_is_refused(client: FlaskClient, event: Event, fields: dict[str, Any]) -> None:
    other = make_question(make_event().id, Kind.CHOICE)
    path = f"/desk/mailings/new?event={event.public_id}"
    assert post(client, path, **TEXTS, **fields).status_code == 422
    assert post(client, path, **TEXTS, answer=option(other, "Korean")).status_code == 422
    assert session.scalars(select(Mailing)).all() == []


def test_the_form_says_that_it_is_not_for_advertising(client: FlaskClient, event: Event) -> None:
    assert "광고는 보낼 수 없습니다" in client.get(f"/desk/mailings/new?event={event.public_id}").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"subject_ko": "", "text_ko": ""}, "한국어나 영어로"),
        ({"subject_ko": ""}, "제목과 본문을 함께"),
        ({"text_ko": ""}, "제목과 본문을 함께"),
        ({"text_en": "Only a text"}, "제목과 본문을 함께"),
        ({"text_ko": "{nmae} 님"}, "{nmae}: 이런 자리표시는 없습니다. 쓸 수 있는 자리표시는 {name}, {event}"),
        ({"subject_ko": "가" * 101}, "100자"),
        ({"text_ko": "가" * 5001}, "자"),
        ({"text_ko": "a\u0000b"}, "제어 문자"),
        ({"standings": []}, "하나 이상"),
        ({"standings": "nobody"}, "nobody"),
        ({"organisation": "nobody"}, ""),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, event: Event, fields: dict[str, Any], sentence: str
) -> None:
    path = f"/desk/mailings/new?event={event.public_id}"
    answer = post(client, path, **{**TEXTS, "subject_en": "", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    typed = {**TEXTS, **fields}
    assert str(typed["subject_ko"]) in answer.text
    assert session.scalars(select(Mailing)).all() == []


def test_a_forged_token_keeps_what_was_typed(client: FlaskClient, event: Event) -> None:
    path = f"/desk/mailings/new?event={event.public_id}"
    answer = client.post(path, data={"csrf_token": "forged", **TEXTS})
    assert answer.status_code == 400
    assert "대중교통을 이용해 주십시오." in answer.text


def test_what_is_typed_is_shown_escaped(client: FlaskClient, event: Event) -> None:
    path = f"/desk/mailings/new?event={event.public_id}"
    shown = post(client, path, **{**TEXTS, "text_ko": "<script>alert(1)</script>"}, look="1").text
    assert "<script>alert(1)" not in shown
    assert "&amp;lt;script&amp;gt;alert(1)" in shown


def test_who_saves_upon_an_older_state_is_shown_both(client: FlaskClient, event: Event) -> None:
    mailing = make_mailing(event)
    path, mailing_id, author = f"/desk/mailings/{mailing.public_id}/edit", mailing.id, mailing.author_id
    with transaction():
        by = session.get_one(Account, author)
        services.revise(mailing_id, {"text_ko": "그사이 고친 글"}, version=1, by=by, now=now())
    answer = post(client, path, **TEXTS, version="1")
    assert answer.status_code == 409
    assert "그사이 고친 글" in answer.text
    assert "대중교통을 이용해 주십시오." in answer.text
    assert post(client, path, **TEXTS, version="2").status_code == 303
    assert only_mailing().text_ko == TEXTS["text_ko"]


def test_who_chose_another_group_meanwhile_is_seen_too(client: FlaskClient, event: Event) -> None:
    mailing = make_mailing(event, subject_en="", text_en="", version=2)
    group = {**TEXTS, "standings": "waiting"}
    answer = post(client, f"/desk/mailings/{mailing.public_id}/edit", **group, version="1")
    assert answer.status_code == 409
    assert "그사이 다른 사람이 이 문구를 저장했습니다" in answer.text
    assert '<p class="pre">신청 확정</p>' in answer.text
    assert '<p class="pre">대기</p>' in answer.text


def test_a_draft_that_is_on_its_way_is_not_changed_any_more(client: FlaskClient, event: Event) -> None:
    mailing = make_mailing(event, state=MailingState.SENDING, started_at=now())
    assert client.get(f"/desk/mailings/{mailing.public_id}/edit").status_code == 409
    assert client.get(f"/desk/mailings/{mailing.public_id}/send").status_code == 303


def test_when_the_group_changed_meanwhile_one_is_asked_again(client: FlaskClient, event: Event) -> None:
    mailing = make_mailing(event)
    answer = post(client, f"/desk/mailings/{mailing.public_id}/send", people="1")
    assert answer.status_code == 409
    assert "지금은 2명입니다" in answer.text
    assert 'value="2"' in answer.text
    assert only_mailing().state is MailingState.DRAFT


def test_a_test_goes_to_who_asks_for_it_and_only_so_often(
    client: FlaskClient, event: Event, outbox: Callable[..., list[Any]]
) -> None:
    path = f"/desk/mailings/{make_mailing(event).public_id}"
    assert post(client, f"{path}/test", page=path).status_code == 303
    korean, english = outbox()
    assert {korean.to_address, english.to_address} == {"desk@example.org"}
    assert korean.key.startswith("test:")
    assert korean.subject.startswith("[시험] [안내] 금형 세미나")
    assert "Dear 김하늘" in english.text
    for _ in range(9):
        post(client, f"{path}/test", page=path)
    assert post(client, f"{path}/test", page=path).status_code == 429
    assert len(outbox()) == 20


def test_a_mailing_is_stopped_and_a_draft_thrown_away(client: FlaskClient, event: Event) -> None:
    mailing = make_mailing(event)
    path = f"/desk/mailings/{mailing.public_id}"
    post(client, f"{path}/send", people="2")
    assert post(client, f"{path}/stop", page=path).status_code == 303
    assert only_mailing().state is MailingState.STOPPED
    assert "2통 보내지 않음" in client.get(path).text
    assert post(client, f"{path}/discard", page="/desk/mailings/new?event=" + event.public_id).status_code == 409
    other = f"/desk/mailings/{make_mailing(event).public_id}"
    assert post(client, f"{other}/discard", page=other).status_code == 303
    assert client.get(other).status_code == 404


@pytest.mark.parametrize("action", ["test", "stop", "discard", "send", "edit"])
def test_nothing_happens_without_the_token_of_the_page(
    client: FlaskClient, event: Event, outbox: Callable[..., list[Any]], action: str
) -> None:
    mailing = make_mailing(event)
    answer = client.post(f"/desk/mailings/{mailing.public_id}/{action}", data={"csrf_token": "forged", "people": "2"})
    assert answer.status_code == 400
    assert only_mailing().state is MailingState.DRAFT
    assert outbox() == []


@pytest.mark.parametrize("action", ["", "/edit", "/send", "/test", "/stop", "/discard"])
def test_another_team_finds_nothing(client: FlaskClient, event: Event, sign_in: SignIn, action: str) -> None:
    mailing = make_mailing(event)
    sign_in(client, make_coordinator(make_complex()))
    path = f"/desk/mailings/{mailing.public_id}{action}"
    method = client.post if action in ("/test", "/stop", "/discard") else client.get
    assert method(path).status_code == 404
    assert client.get(f"/desk/mailings/new?event={event.public_id}").status_code == 404
    assert "[안내]" not in client.get("/desk/mailings/").text


def test_one_writes_to_the_people_of_a_series_or_of_a_mini_cluster_too(client: FlaskClient, sign_in: SignIn) -> None:
    team = make_complex()
    by = make_coordinator(team)
    mini_cluster, several = make_mini_cluster(complex_id=team.id), make_series(team, by=by)
    make_registration(make_event(complex_id=team.id, mini_cluster_id=mini_cluster.id))
    slug, series_id = mini_cluster.slug, several.public_id
    sign_in(client, by)
    chosen = client.get("/desk/mailings/new").text
    assert f"mini-cluster={slug}" in chosen
    assert f"series={series_id}" in chosen
    made = post(client, f"/desk/mailings/new?mini-cluster={slug}", **TEXTS)
    assert "이 메일은 1명에게 갑니다." in client.get(made.location).text
    made = post(client, f"/desk/mailings/new?series={series_id}", **TEXTS)
    assert "이 메일은 0명에게 갑니다." in client.get(made.location).text
    assert "보낼 메일이 없습니다" in post(client, f"{made.location}/send", people="0").text


def heading_of(page: str) -> str:
    """Return the heading of a page of the desk."""
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_a_letter_is_called_what_its_readers_read(client: FlaskClient, event: Event) -> None:
    path = f"/desk/mailings/{make_mailing(event, subject_ko='[{event}] {name} 주차 <b>').public_id}"
    shown = client.get(path).text
    assert heading_of(shown) == "[금형 세미나] 주차 &lt;b&gt;"
    for page in (shown, client.get(f"{path}/send").text, client.get("/desk/mailings/").text):
        assert "[금형 세미나] 주차 &lt;b&gt;" in page
        assert "{event}" not in page


@pytest.mark.parametrize(
    ("subject", "called"),
    [
        ("[{event}] {when} 주차 안내", "주차 안내"),
        ("안내: {event}", "안내"),
        ("{event}", "정밀 금형"),
        ("{phone} 안내", "055-000-0000 안내"),
    ],
)
def test_what_differs_between_several_events_is_left_out_of_the_name(
    client: FlaskClient, sign_in: SignIn, subject: str, called: str
) -> None:
    team = make_complex(team_phone="055-000-0000")
    mini_cluster = make_mini_cluster(complex_id=team.id, name_ko="정밀 금형")
    event = make_event(complex_id=team.id, mini_cluster_id=mini_cluster.id)
    mailing = make_mailing(event, event_id=None, mini_cluster_id=mini_cluster.id, subject_ko=subject)
    path = f"/desk/mailings/{mailing.public_id}"
    sign_in(client, make_coordinator(team))
    assert heading_of(client.get(path).text) == called
    assert f">{called}</a>" in client.get("/desk/mailings/").text


def test_the_list_costs_the_same_however_long_it_is(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    def cost() -> int:
        with count_queries() as counted:
            assert client.get("/desk/mailings/").status_code == 200
        return len(counted)

    make_mailing(event)
    first = cost()
    for _ in range(5):
        make_mailing(event)
    assert cost() == first


def test_in_english_the_desk_speaks_english(client: FlaskClient, event: Event) -> None:
    mailing = make_mailing(event)
    shown = client.get(f"/desk/mailings/{mailing.public_id}?lang=en").text
    assert "This letter goes to 2 people." in shown
    assert "How it arrives" in shown
