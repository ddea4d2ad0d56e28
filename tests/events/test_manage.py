"""What can coordinators do with the events of their complexes, and what with those of others?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.db import session
from eventhub.events import queries
from eventhub.events.forms import values_of
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import KIND_WORDS, USUAL
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

SEOUL = ZoneInfo("Asia/Seoul")
SignIn = Callable[[FlaskClient, Account], FlaskClient]
PLANNED = {
    "version": "1",
    "kind": "seminar",
    "complex": "changwon",
    "mini_cluster": "",
    "title_ko": "사출 금형 세미나",
    "starts_at": "2026-03-20T14:00",
    "ends_at": "2026-03-20T17:00",
    "venue_ko": "대회의실",
    "capacity": "20",
    "registration_opens_at": "2026-03-02T09:00",
    "registration_closes_at": "2026-03-20T12:00",
    "visibility": "public",
}


@pytest.fixture
def ours(client: FlaskClient, sign_in: SignIn) -> Complex:
    """A complex whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex(slug="changwon")
    sign_in(client, make_coordinator(complex_))
    session.refresh(complex_)
    return complex_


def only_event() -> Event:
    """Return the one event there is, fresh."""
    session.remove()
    return session.scalars(select(Event)).one()


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_event_begins_with_what_is_usual_for_its_kind(client: FlaskClient, ours: Complex, kind: Kind) -> None:
    page = client.get(f"/desk/events/new?kind={kind}")
    assert page.status_code == 200
    assert f'<option selected value="{kind}">' in page.text
    assert str(KIND_WORDS[kind])
    assert bool(re.search(r'<input checked[^>]*name="all_day"', page.text)) == (kind is Kind.CLUSTER_DAY)
    ticked = re.findall(r'name="reminder_hours" value="(\d+)" checked', page.text)
    assert tuple(map(int, ticked)) == USUAL[kind].reminder_hours


def test_a_kind_nobody_knows_begins_with_a_seminar(client: FlaskClient, ours: Complex) -> None:
    assert '<option selected value="seminar">' in client.get("/desk/events/new?kind=party").text


def test_the_usual_values_can_be_kept_as_they_are(client: FlaskClient, ours: Complex) -> None:
    page = client.get("/desk/events/new?kind=cluster_day").text
    found = {
        name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("starts_at", "ends_at")
    }
    assert found == {"starts_at": "2026-03-16T09:00", "ends_at": "2026-03-17T18:00"}


def test_a_plan_becomes_a_draft(client: FlaskClient, ours: Complex) -> None:
    mini_cluster = make_mini_cluster(complex_id=ours.id)
    slug, mini_cluster_id = mini_cluster.slug, mini_cluster.id
    answer = post(client, "/desk/events/new", **{**PLANNED, "mini_cluster": slug})
    event = only_event()
    assert answer.status_code == 303
    assert answer.location == f"/desk/events/{event.public_id}"
    assert (event.status, event.mini_cluster_id) == (Status.DRAFT, mini_cluster_id)
    assert event.starts_at == datetime(2026, 3, 20, 14, tzinfo=SEOUL)
    assert client.get(answer.location).status_code == 200


def test_whole_days_count_from_midnight_to_midnight(client: FlaskClient, ours: Complex) -> None:
    changes = {"kind": "cluster_day", "all_day": "y", "ends_at": "2026-03-21T18:00", "capacity": "500"}
    post(client, "/desk/events/new", **{**PLANNED, **changes})
    event = only_event()
    assert event.all_day
    assert (event.starts_at, event.ends_at) == (
        datetime(2026, 3, 20, tzinfo=SEOUL),
        datetime(2026, 3, 22, tzinfo=SEOUL),
    )
    page = client.get(f"/desk/events/{event.public_id}/edit").text
    assert 'value="2026-03-21T23:59"' in page


BAD = [
    ({"title_ko": ""}, "Please write a title in at least one language."),
    ({"title_ko": "가" * 201}, "Please shorten this to 200 characters; it has 201."),
    ({"title_ko": "가\x07나"}, "Please remove the invisible control characters."),
    ({"kind": "party"}, "Not a valid choice."),
    ({"kind": ""}, "Please fill this in."),
    ({"complex": "nowhere"}, "Not a valid choice."),
    ({"mini_cluster": "nowhere"}, "Not a valid choice."),
    ({"starts_at": ""}, "Please fill this in."),
    ({"starts_at": "tomorrow"}, "Not a valid datetime value."),
    ({"starts_at": "0001-01-01T00:00"}, "Write a day like 2026-11-25."),
    ({"ends_at": "9999-12-31T23:59"}, "Write a day like 2026-11-25."),
    ({"ends_at": "2026-03-20T14:00"}, "The end must come after the beginning."),
    ({"capacity": "many"}, "Write a whole number from 1 to 5000."),
    ({"capacity": "0"}, "Write a whole number from 1 to 5000."),
    ({"capacity": "9" * 40}, "Write a whole number from 1 to 5000."),
    ({"capacity": ""}, "Please fill this in."),
    ({"online_url": "javascript:alert(1)"}, "Write an address that begins with https:// or http://."),
    ({"registration_closes_at": "2026-03-20T18:00"}, "Registration must close before the event ends."),
    ({"registration_opens_at": "2026-03-20T13:00"}, "Registration must open before it closes."),
    ({"text_ko": "가" * 20_001}, "Please shorten this to 20000 characters; it has 20001."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=[f"{next(iter(bad))} {n}" for n, (bad, _) in enumerate(BAD)])
def test_each_mistake_is_said_at_its_field_and_what_was_typed_is_kept(
    client: FlaskClient, ours: Complex, changes: dict[str, Any], sentence: str
) -> None:
    answer = post(client, "/desk/events/new", **{**PLANNED, "venue_ko": "<b>온실</b>", **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "&lt;b&gt;온실&lt;/b&gt;" in answer.text
    assert session.scalars(select(Event)).all() == []


def test_a_place_of_ones_own_is_written_in_one_language_or_in_both(client: FlaskClient, ours: Complex) -> None:
    page = client.get("/desk/events/new").text
    assert "Building and room; one of the two languages is enough." in page
    assert post(client, "/desk/events/new", **{**PLANNED, "venue_ko": "", "venue_en": "Plant 2"}).status_code == 303
    event = only_event()
    assert (event.venue_ko, event.venue_en) == ("", "Plant 2")
    assert (
        post(client, f"/desk/events/{event.public_id}/publish", page=f"/desk/events/{event.public_id}").status_code
        == 303
    )
    for locale in ("ko", "en"):
        assert "Plant 2" in client.get(f"/events/{event.public_id}?lang={locale}").text
    page = client.get(f"/desk/events/{event.public_id}/edit").text
    assert 'name="venue_en" type="text" value="Plant 2"' in page


def test_a_mini_cluster_of_another_complex_does_not_fit(client: FlaskClient, ours: Complex, sign_in: SignIn) -> None:
    other = make_complex(slug="gumi")
    slug = make_mini_cluster(complex_id=other.id).slug
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    answer = post(client, "/desk/events/new", **{**PLANNED, "mini_cluster": slug})
    assert answer.status_code == 422
    assert "This mini-cluster belongs to another complex." in answer.text


def test_a_stale_page_keeps_what_was_typed(client: FlaskClient, ours: Complex) -> None:
    answer = client.post("/desk/events/new", data={**PLANNED, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert PLANNED["title_ko"] in answer.text


def test_a_draft_is_published_and_seen_by_everybody(client: FlaskClient, ours: Complex) -> None:
    path = f"/desk/events/{make_event(complex_id=ours.id, status=Status.DRAFT).public_id}"
    assert post(client, f"{path}/publish", page=path).status_code == 303
    assert only_event().status is Status.PUBLISHED
    assert "The event is published." in client.get(path).text


def test_what_is_missing_to_publish_is_said(client: FlaskClient, ours: Complex) -> None:
    path = f"/desk/events/{make_event(complex_id=ours.id, status=Status.DRAFT, venue_ko='', venue_en='').public_id}"
    answer = post(client, f"{path}/publish", page=path)
    assert answer.status_code == 422
    assert "Write where it takes place" in answer.text


def test_a_change_is_saved(client: FlaskClient, ours: Complex) -> None:
    path = f"/desk/events/{make_event(complex_id=ours.id).public_id}"
    answer = post(client, f"{path}/edit", **PLANNED)
    assert (answer.status_code, answer.location) == (303, path)
    event = only_event()
    assert (event.title_ko, event.revision) == (PLANNED["title_ko"], 1)


@pytest.mark.parametrize("all_day", [False, True])
def test_a_form_saved_as_it_was_shown_changes_nothing(client: FlaskClient, ours: Complex, *, all_day: bool) -> None:
    starts_at = datetime(2026, 3, 20, 0 if all_day else 14, tzinfo=SEOUL)
    ends_at = starts_at + timedelta(days=2) if all_day else starts_at + timedelta(hours=3)
    event = make_event(complex_id=ours.id, all_day=all_day, starts_at=starts_at, ends_at=ends_at, reminder_hours=(72,))
    shown = values_of(queries.get(event.id))
    typed = {name: f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value for name, value in shown.items()}
    typed = {name: list(value) if isinstance(value, tuple) else value for name, value in typed.items()}
    typed = {name: value for name, value in typed.items() if value is not False}
    assert post(client, f"/desk/events/{event.public_id}/edit", **typed).status_code == 303
    after = only_event()
    assert (after.revision, after.updated_at) == (0, after.created_at)
    assert (after.starts_at, after.ends_at) == (starts_at, ends_at)


def test_fewer_places_than_people_are_refused_with_the_number(client: FlaskClient, ours: Complex) -> None:
    event = make_event(complex_id=ours.id, capacity=3)
    for _ in range(2):
        make_registration(event)
    answer = post(client, f"/desk/events/{event.public_id}/edit", **{**PLANNED, "capacity": "1"})
    assert answer.status_code == 422
    assert "2 people already have a confirmed place" in answer.text
    assert 'value="1"' in answer.text


def test_a_cancelled_event_is_not_changed(client: FlaskClient, ours: Complex) -> None:
    path = f"/desk/events/{make_event(complex_id=ours.id, status=Status.CANCELLED).public_id}/edit"
    answer = post(client, path, **PLANNED)
    assert answer.status_code == 409
    assert "This event is cancelled. It cannot be changed any more." in answer.text


def test_cancelling_asks_for_a_reason(client: FlaskClient, ours: Complex) -> None:
    event = make_event(complex_id=ours.id)
    make_registration(event)
    path = f"/desk/events/{event.public_id}/cancel"
    assert "Letters go to 1 people." in client.get(path).text
    assert post(client, path, reason="  ").status_code == 422
    assert post(client, path, reason="x" * 1001).status_code == 422
    assert post(client, path, reason="발표자가 아픕니다.").status_code == 303
    session.remove()
    assert session.scalars(select(Event)).one().cancel_reason == "발표자가 아픕니다."


def test_a_draft_can_be_thrown_away(client: FlaskClient, ours: Complex) -> None:
    path = f"/desk/events/{make_event(complex_id=ours.id, status=Status.DRAFT).public_id}"
    assert post(client, f"{path}/discard", page=path).status_code == 303
    assert session.scalars(select(Event)).all() == []


def test_the_list_has_three_heaps_and_a_search(client: FlaskClient, ours: Complex) -> None:
    make_event(complex_id=ours.id, title_en="Our draft", status=Status.DRAFT)
    make_event(complex_id=ours.id, title_en="Our seminar")
    make_event(title_en="Their seminar")
    assert "Our seminar" in client.get("/desk/events/").text
    assert "Our draft" in client.get("/desk/events/?view=drafts").text
    assert "Our seminar" in client.get("/desk/events/?view=nonsense&page=x").text
    assert "Nothing fits" in client.get("/desk/events/?q=welding%07").text
    assert "Their seminar" not in client.get("/desk/events/").text


@pytest.mark.parametrize("action", ["", "/edit", "/cancel", "/registrations"])
def test_the_events_of_others_do_not_exist(client: FlaskClient, ours: Complex, action: str) -> None:
    assert client.get(f"/desk/events/{make_event().public_id}{action}").status_code == 404


@pytest.mark.parametrize("action", ["edit", "publish", "cancel", "discard", "registrations.csv"])
def test_the_events_of_others_cannot_be_changed(client: FlaskClient, ours: Complex, action: str) -> None:
    theirs = make_event(status=Status.DRAFT).public_id
    token = csrf(client, "/desk/events/new")
    answer = client.post(f"/desk/events/{theirs}/{action}", data={**PLANNED, "csrf_token": token, "reason": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("action", ["publish", "discard"])
def test_a_forged_token_changes_nothing(client: FlaskClient, ours: Complex, action: str) -> None:
    event = make_event(complex_id=ours.id, status=Status.DRAFT).public_id
    assert client.post(f"/desk/events/{event}/{action}", data={"csrf_token": "forged"}).status_code == 400
    assert only_event().status is Status.DRAFT


def test_who_serves_no_complex_plans_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(role=Role.COORDINATOR))
    assert client.get("/desk/events/new").status_code == 403
    assert client.get("/desk/events/").status_code == 200


def test_reminders_are_chosen_kept_and_said(client: FlaskClient, ours: Complex) -> None:
    chosen = {**PLANNED, "reminder_hours": ["3", "168"]}
    assert post(client, "/desk/events/new", **chosen).status_code == 303
    event = only_event()
    assert event.reminder_hours == (168, 3)
    assert "One week before, Three hours before" in client.get(f"/desk/events/{event.public_id}").text
    path = f"/desk/events/{event.public_id}/edit"
    assert post(client, path, **PLANNED).status_code == 303
    assert only_event().reminder_hours == ()


@pytest.mark.parametrize("number", ["5", "-24", "week", ""])
def test_a_reminder_that_is_not_offered_is_refused_at_its_field(
    client: FlaskClient, ours: Complex, number: str
) -> None:
    answer = post(client, "/desk/events/new", **{**PLANNED, "title_ko": "적은 제목", "reminder_hours": number})
    assert answer.status_code == 422
    assert "Choose among the reminders offered." in answer.text
    assert "적은 제목" in answer.text


def test_a_list_in_which_something_is_always_chosen_is_not_called_optional(client: FlaskClient, ours: Complex) -> None:
    page = client.get("/desk/events/new?lang=en").text
    assert re.search(r"Who finds it</label>", page)
    assert re.search(r'Room <span class="optional">\(optional\)</span></label>', page)
