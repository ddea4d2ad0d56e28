"""Do the desk's pages for defaults, approval, later publication, copies and two people at once hold?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex, Post, TeamMember
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Kind, Status, TeamUsual, Visibility
from tests.conftest import csrf, post
from tests.events.test_manage import PLANNED
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]
USUAL = {
    "hour": "10",
    "minutes": "90",
    "days": "1",
    "capacity": "12",
    "opens_days_before": "14",
    "closes_hours_before": "24",
}


@pytest.fixture
def ours(client: FlaskClient, sign_in: SignIn) -> Complex:
    """A complex whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex(slug="changwon")
    sign_in(client, make_coordinator(complex_))
    session.refresh(complex_)
    return complex_


def become_head(ours: Complex) -> None:
    """Let the coordinator who signed in be the head of the team."""
    complex_id = ours.id
    with transaction():
        session.scalars(select(TeamMember).where(TeamMember.complex_id == complex_id)).one().post = Post.HEAD


def let_head_approve(ours: Complex) -> None:
    """Let the team's head look at events first."""
    complex_id = ours.id
    with transaction():
        session.get_one(Complex, complex_id).events_need_approval = True


def draft(ours: Complex, **changes: Any) -> str:
    """Make a draft and return the address of its page at the desk."""
    values = {"complex_id": ours.id, "status": Status.DRAFT, "published_at": None, **changes}
    return f"/desk/events/{make_event(**values).public_id}"


def only_event() -> Event:
    """Return the one event there is, fresh."""
    session.remove()
    return session.scalars(select(Event)).one()


def test_what_is_usual_in_the_team_begins_its_new_events(client: FlaskClient, ours: Complex) -> None:
    path = "/desk/events/usual/changwon/seminar"
    assert post(client, path, **USUAL).status_code == 303
    page = client.get("/desk/events/new?kind=seminar").text
    for shown in ('value="2026-03-16T10:00"', 'value="2026-03-16T11:30"', 'value="12"', 'value="2026-03-15T10:00"'):
        assert shown in page
    assert 'value="2026-03-16T14:00"' in client.get("/desk/events/new?kind=forum").text
    table = client.get("/desk/events/usual")
    assert "90 minutes" in table.text
    assert "no reminder" in table.text
    assert post(client, path, **USUAL, reminder_hours=["72", "3"]).status_code == 303
    assert "Three days before, Three hours before" in client.get("/desk/events/usual").text
    assert post(client, f"{path}/reset", page="/desk/events/usual").status_code == 303
    assert 'value="2026-03-16T14:00"' in client.get("/desk/events/new?kind=seminar").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hour": "24"}, "Write a whole number from 0 to 23."),
        ({"hour": "ten"}, "Write a whole number from 0 to 23."),
        ({"reminder_hours": "25"}, "Choose among the reminders offered."),
        ({"minutes": "0"}, "Write a whole number from 15 to 1440."),
        ({"minutes": "1440"}, "It would end after midnight."),
        ({"days": "15"}, "Write a whole number from 1 to 14."),
        ({"capacity": ""}, "Please fill this in."),
        ({"capacity": "9" * 30}, "Write a whole number from 1 to 5000."),
        ({"opens_days_before": "1"}, "Registration must open before it closes."),
        ({"closes_hours_before": "-1"}, "Write a whole number from 0 to 720."),
    ],
)
def test_what_cannot_be_usual_is_said_at_its_field(
    client: FlaskClient, ours: Complex, changes: dict[str, str], sentence: str
) -> None:
    answer = post(client, "/desk/events/usual/changwon/seminar", **{**USUAL, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalars(select(TeamUsual)).all() == []


@pytest.mark.parametrize("rest", ["changwon/party", "nowhere/seminar", "gumi/seminar"])
def test_only_kinds_there_are_and_teams_one_serves_have_defaults(client: FlaskClient, ours: Complex, rest: str) -> None:
    make_complex(slug="gumi")
    token = csrf(client, "/desk/events/usual")
    assert client.get(f"/desk/events/usual/{rest}").status_code == 404
    assert client.post(f"/desk/events/usual/{rest}/reset", data={"csrf_token": token}).status_code == 404
    assert client.post("/desk/events/usual/gumi/approval", data={"csrf_token": token}).status_code == 404


def test_the_head_switches_approval_on_and_a_coordinator_does_not(client: FlaskClient, ours: Complex) -> None:
    path, page = "/desk/events/usual/changwon/approval", "/desk/events/usual"
    assert post(client, path, page=page, needed="y").status_code == 403
    become_head(ours)
    assert client.post(path, data={"needed": "y", "csrf_token": "forged"}).status_code == 400
    assert post(client, path, page=page, needed="y").status_code == 303
    session.remove()
    assert session.scalars(select(Complex.events_need_approval)).one()


def test_a_draft_is_submitted_given_back_and_approved(client: FlaskClient, ours: Complex) -> None:
    let_head_approve(ours)
    path = draft(ours)
    page = client.get(path).text
    assert f"{path}/submit" in page
    assert f"{path}/publish" not in page
    assert post(client, f"{path}/publish", page=path).status_code == 403
    assert post(client, f"{path}/submit", page=path).status_code == 303
    assert "To be approved" in client.get("/desk/events/?view=waiting").text
    assert post(client, f"{path}/give-back", note="짧게").status_code == 403
    become_head(ours)
    assert post(client, f"{path}/give-back", note=" ").status_code == 422
    assert post(client, f"{path}/give-back", note="<b>짧게</b>").status_code == 303
    assert "&lt;b&gt;짧게&lt;/b&gt;" in client.get(path).text
    assert post(client, f"{path}/publish", page=path).status_code == 303
    assert only_event().status is Status.PUBLISHED


def test_a_draft_publishes_itself_later_or_not(client: FlaskClient, ours: Complex) -> None:
    path = draft(ours)
    for moment in ("", "2026-03-01T09:00", "2026-03-30T09:00", "9999-01-01T00:00", "soon"):
        assert post(client, f"{path}/schedule", publish_at=moment).status_code == 422
    assert post(client, f"{path}/schedule", publish_at="2026-03-03T09:00").status_code == 303
    assert "Publishes itself on Tue 3 Mar 2026 09:00." in client.get(path).text
    assert post(client, f"{path}/unschedule", page=path).status_code == 303
    assert only_event().publish_at is None


def test_a_draft_that_is_not_ready_is_reported(client: FlaskClient, ours: Complex) -> None:
    path = draft(ours, venue_ko="", venue_en="", publish_at=now(), title_en="Late draft")
    assert "Late draft" in client.get("/desk/events/").text
    page = client.get(path).text
    assert "This draft should have been published on Mon 2 Mar 2026 09:00" in page
    assert "Write where it takes place" in page


def test_a_published_event_becomes_a_draft_while_nobody_comes(client: FlaskClient, ours: Complex) -> None:
    event = make_event(complex_id=ours.id)
    path = f"/desk/events/{event.public_id}"
    assert f"{path}/withdraw" in client.get(path).text
    token = csrf(client, path)
    make_registration(event)
    assert f"{path}/withdraw" not in client.get(path).text
    assert client.post(f"{path}/withdraw", data={"csrf_token": token}).status_code == 409
    assert only_event().status is Status.PUBLISHED


def test_the_second_of_two_sees_both_texts_and_loses_no_word(client: FlaskClient, ours: Complex) -> None:
    path = draft(ours) + "/edit"
    first = {**PLANNED, "text_ko": "<i>첫 사람의 글</i>", "capacity": "21"}
    second = {**PLANNED, "text_ko": "둘째 사람의 글", "visibility": "members"}
    assert post(client, path, **first).status_code == 303
    answer = post(client, path, **second)
    assert answer.status_code == 409
    for shown in (
        "&lt;i&gt;첫 사람의 글&lt;/i&gt;",
        "둘째 사람의 글",
        "21",
        "Only people who belong to an organisation",
    ):
        assert shown in answer.text
    assert only_event().text_ko == "<i>첫 사람의 글</i>"
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert post(client, path, **{**second, "version": "2"}).status_code == 303
    event = only_event()
    assert (event.text_ko, event.visibility, event.version) == ("둘째 사람의 글", Visibility.MEMBERS, 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_meddled_version_overwrites_nothing(client: FlaskClient, ours: Complex, version: str) -> None:
    path = draft(ours) + "/edit"
    assert post(client, path, **{**PLANNED, "version": version}).status_code == 409
    assert only_event().version == 1


def test_who_saves_what_is_there_already_is_asked_nothing(client: FlaskClient, ours: Complex) -> None:
    path = draft(ours) + "/edit"
    typed = {**PLANNED, "address": "길 1", "text_ko": "글"}
    assert post(client, path, **typed).status_code == 303
    assert post(client, path, **typed).status_code == 303


def test_a_copy_takes_along_what_was_ticked(client: FlaskClient, ours: Complex) -> None:
    event = make_event(complex_id=ours.id, text_ko="설명", capacity=7)
    path, public_id = f"/desk/events/{event.public_id}/copy", event.public_id
    for day in ("", "0001-01-01", "9999-12-31", "tomorrow"):
        assert post(client, path, day=day).status_code == 422
    answer = post(client, path, day="2026-05-06", descriptions="y", places="y")
    assert answer.status_code == 303
    session.remove()
    made = session.scalars(select(Event).where(Event.public_id != public_id)).one()
    assert (made.status, made.text_ko, made.venue_ko, made.capacity) == (Status.DRAFT, "설명", "", 7)
    assert answer.location == f"/desk/events/{made.public_id}"


def test_people_are_told_of_the_next_similar_event(client: FlaskClient, ours: Complex) -> None:
    event = make_event(complex_id=ours.id)
    other = make_event(complex_id=ours.id, title_en="The other seminar", title_ko="다른 세미나").public_id
    path = f"/desk/events/{event.public_id}/cancel"
    assert "The other seminar" in client.get(path).text
    public = f"/events/{event.public_id}"
    assert f"/events/{other}" not in client.get(public).text
    post(client, path, reason="태풍")
    assert f'href="/events/{other}"' in client.get(public).text


def test_a_waiting_letter_is_announced_at_the_desk(client: FlaskClient, ours: Complex) -> None:
    path = f"/desk/events/{make_event(complex_id=ours.id).public_id}"
    post(client, f"{path}/edit", **PLANNED)
    assert "hears of it on Mon 2 Mar 2026 09:10, in one letter" in client.get(path).text


@pytest.mark.parametrize("kind", list(Kind))
def test_the_page_of_defaults_costs_the_same_for_any_number_of_them(
    client: FlaskClient, ours: Complex, count_queries: Callable[[], Any], kind: Kind
) -> None:
    def cost() -> int:
        with count_queries() as counted:
            assert client.get("/desk/events/usual").status_code == 200
        return len(counted)

    before = cost()
    for one in list(Kind)[: list(Kind).index(kind) + 1]:
        post(client, f"/desk/events/usual/changwon/{one}", **USUAL)
    assert cost() == before


@pytest.mark.parametrize("action", ["submit", "withdraw", "unschedule", "schedule", "give-back", "copy"])
def test_what_others_plan_is_not_touched(client: FlaskClient, ours: Complex, action: str) -> None:
    theirs = make_event(status=Status.DRAFT).public_id
    token = csrf(client, "/desk/events/new")
    assert client.post(f"/desk/events/{theirs}/{action}", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize("action", ["submit", "withdraw", "unschedule", "schedule", "give-back", "copy"])
def test_a_forged_token_plans_nothing(client: FlaskClient, ours: Complex, action: str) -> None:
    path = draft(ours)
    assert client.post(f"{path}/{action}", data={"csrf_token": "forged"}).status_code == 400
