"""How do visitors take a place, look at it and give it up?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.registrations.models import ACTIVE, Registration, Standing
from eventhub.registrations.queries import path_of
from eventhub.registrations.rules import PLACES_REMEMBERED
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.admission import make_code, make_quota
from tests.factories.events import make_event
from tests.factories.organisations import make_member, make_organisation
from tests.factories.registrations import make_registration

WHO = {"name": "박보라", "organisation_name": "가람정밀", "email": "bora@example.com", "phone": "", "note": ""}
SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def other(client: FlaskClient) -> FlaskClient:
    """Somebody else's browser."""
    browser = client.application.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def register(client: FlaskClient, event: Event, **changes: str) -> Any:
    """Fill in the form on an event's page and send it."""
    path = f"/events/{event.public_id}"
    return post(client, f"{path}/registrations", page=path, **{**WHO, **changes})


def places() -> int:
    """Count the registrations there are."""
    session.remove()
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def test_a_visitor_gets_a_place_without_an_account(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    answer = register(client, make_event())
    assert answer.status_code == 303
    assert answer.location.startswith("/r/")
    page = client.get(answer.location)
    assert "You have a place" in page.text
    assert answer.location in outbox("bora@example.com")[0].text


def test_a_place_is_kept_out_of_caches_and_search_engines(client: FlaskClient) -> None:
    page = client.get(register(client, make_event()).location)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_full_event_gives_a_place_in_line_that_moves(client: FlaskClient, other: FlaskClient) -> None:
    event = make_event(capacity=1)
    first = register(other, event, email="first@example.com").location
    second = register(other, event, email="second@example.com").location
    mine = register(client, event).location
    assert "You are number 2 on the waiting list" in client.get(mine).text
    post(other, f"{first}/give-up")
    assert "You are number 1 on the waiting list" in client.get(mine).text
    post(other, f"{second}/give-up")
    assert "You have a place" in client.get(mine).text


def test_an_event_that_fills_up_while_the_form_is_open_gives_a_place_in_line(
    client: FlaskClient, other: FlaskClient
) -> None:
    event = make_event(capacity=1)
    path = f"/events/{event.public_id}"
    token = client.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    register(other, event, email="faster@example.com")
    answer = client.post(f"{path}/registrations", data={"csrf_token": token, **WHO})
    assert answer.status_code == 303
    assert "You are number 1 on the waiting list" in client.get(answer.location).text


BAD = [
    ({"name": ""}, "Please write your name."),
    ({"name": "가" * 61}, "Please shorten this to 60 characters; it has 61."),
    ({"name": "보\x1b라"}, "Please remove the invisible control characters."),
    ({"name": "보라\nBcc: x@example.com"}, "Please remove the invisible control characters."),
    ({"name": "당첨 https://evil.example"}, "Please write a name, not a web address."),
    ({"organisation_name": "WWW.evil.example"}, "Please write a name, not a web address."),
    ({"organisation_name": " "}, "Please write where you work."),
    ({"email": ""}, "Please write a telephone number or an e-mail address."),
    ({"email": "bora"}, "This is not an e-mail address."),
    ({"email": "보라@example.com"}, "Please use an address written in Latin letters."),
    ({"email": f"{'x' * 250}@example.com"}, "Please shorten this to 254 characters"),
    ({"phone": "call me"}, "Write the number like 010-1234-5678."),
    ({"note": "가" * 1001}, "Please shorten this to 1000 characters; it has 1001."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=[f"{next(iter(bad))} {n}" for n, (bad, _) in enumerate(BAD)])
def test_each_mistake_is_said_at_its_field_and_what_was_typed_is_kept(
    client: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    note = "<script>alert(1)</script> 휠체어 자리"
    answer = register(client, make_event(), **{"note": note, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    if "note" not in changes:
        assert "&lt;script&gt;alert(1)&lt;/script&gt; 휠체어 자리" in answer.text
    assert places() == 0


def test_a_stale_page_keeps_what_was_typed(client: FlaskClient) -> None:
    event = make_event()
    answer = client.post(f"/events/{event.public_id}/registrations", data={"csrf_token": "forged", **WHO})
    assert answer.status_code == 400
    assert "박보라" in answer.text
    assert places() == 0


def test_forged_fields_change_nothing_that_is_not_asked(client: FlaskClient) -> None:
    event = make_event(capacity=1, seats_taken=1)
    register(client, event, standing="confirmed", event_id="1", account_id="1", round="9")
    session.remove()
    place = session.scalars(select(Registration)).one()
    assert (place.standing, place.round) == (Standing.WAITING, 1)


def test_a_page_counts_the_seats_its_reader_could_take(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_event(capacity=3)
    event_id, path = event.id, f"/events/{event.public_id}"
    firm = make_organisation()
    member = make_member(firm)
    make_quota(event_id, organisation_id=firm.id, reserved=2)
    assert "1 of 3 left" in client.get(path).text
    make_registration(session.get_one(Event, event_id))
    page = client.get(path).text
    assert "All that are open to everybody are taken; waiting: 0" in page
    assert "Join the waiting list" in page
    assert "of 3 left" not in page
    sign_in(client, member)
    page = client.get(path).text
    assert "2 of 3 left" in page
    assert "Join the waiting list" not in page


def test_who_comes_with_a_code_is_not_told_to_wait_for_the_seat_it_keeps(client: FlaskClient) -> None:
    event = make_event(capacity=1)
    path, code = f"/events/{event.public_id}", make_code(event.id, keeps_seats=True).code
    assert "Join the waiting list" in client.get(path).text
    page = client.get(f"{path}?code={code}").text
    assert "Join the waiting list" not in page
    assert "1 of 1 left" in page


def test_a_closed_door_is_said_on_the_page(client: FlaskClient) -> None:
    event = make_event()
    path = f"/events/{event.public_id}"
    token = client.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    event.registration_closes_at = now() - timedelta(minutes=1)
    session.commit()
    answer = client.post(f"{path}/registrations", data={"csrf_token": token, **WHO})
    assert answer.status_code == 409
    assert "Registration is closed." in answer.text


@pytest.mark.parametrize("name", ["nothing", "%07"])
def test_an_unknown_event_takes_nobody(client: FlaskClient, name: str) -> None:
    assert client.post(f"/events/{name}/registrations", data=WHO).status_code == 404


def test_a_draft_takes_nobody(client: FlaskClient) -> None:
    draft = make_event(status=Status.DRAFT)
    assert client.post(f"/events/{draft.public_id}/registrations", data=WHO).status_code == 404


def test_the_same_browser_pressing_twice_sees_its_place(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    event = make_event()
    first, second = register(client, event), register(client, event)
    assert (second.status_code, second.location) == (303, first.location)
    assert len(outbox()) == 1
    assert places() == 1


def test_a_browser_remembers_its_newest_places_and_no_more(client: FlaskClient) -> None:
    events = [make_event() for _ in range(PLACES_REMEMBERED + 1)]
    paths = {f"/events/{event.public_id}": register(client, event).location for event in events}
    shown = [place in client.get(path).text for path, place in paths.items()]
    assert shown == [False] + [True] * PLACES_REMEMBERED
    assert PLACES_REMEMBERED >= 3  # one's own and some colleagues'


def test_another_browser_learns_no_more_than_that_the_link_was_sent(
    client: FlaskClient, other: FlaskClient, outbox: Callable[..., list[Any]]
) -> None:
    event = make_event()
    link = register(client, event).location
    answer = register(other, event, name="다른 이름")
    assert answer.status_code == 409
    assert "This address already has a place at this event" in answer.text
    assert "/r/" not in answer.text
    assert "박보라" not in answer.text
    assert link in outbox("bora@example.com")[-1].text
    for _ in range(5):
        assert register(other, event).status_code == 409
    # Within one second the key is the same, so it is one letter; the limit on attempts holds beyond it.
    assert len(outbox("bora@example.com")) == 2
    assert places() == 1


def test_who_signed_in_sees_their_place_from_any_browser(
    client: FlaskClient, other: FlaskClient, sign_in: SignIn
) -> None:
    account = make_account(email="bora@example.com")
    event = make_event()
    first = register(client, event)
    sign_in(other, account)
    assert register(other, event).location == first.location


def test_a_colleague_is_registered_under_their_own_address(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(email="bora@example.com"))
    answer = register(client, make_event(), email="colleague@example.com", name="동료")
    assert answer.status_code == 303
    session.remove()
    place = session.execute(select(Registration, Account).join(Registration.account)).one()
    assert place[1].email == "colleague@example.com"


def test_too_many_tries_are_refused_with_everything_kept(client: FlaskClient) -> None:
    event = make_event()
    for _ in range(20):
        register(client, event)
    answer = register(client, event)
    assert answer.status_code == 429
    assert "박보라" in answer.text


@pytest.mark.parametrize("secret", ["x", "bbbbbbbbbbbb.AAAA", "%07.x", "a" * 2000])
@pytest.mark.parametrize("action", ["", "/give-up"])
def test_an_unknown_link_is_not_found(client: FlaskClient, secret: str, action: str) -> None:
    assert client.get(f"/r/{secret}{action}").status_code == 404


def test_opening_the_link_to_give_up_changes_nothing(client: FlaskClient) -> None:
    link = register(client, make_event()).location
    assert "Give this place up?" in client.get(f"{link}/give-up").text
    assert "You have a place" in client.get(link).text


def test_a_place_is_given_up_and_taken_again(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    link = register(client, make_event()).location
    assert post(client, f"{link}/give-up").location == link
    assert "You gave this place up" in client.get(link).text
    assert "given up already" in client.get(f"{link}/give-up").text
    again = post(client, f"{link}/again", page=link)
    assert (again.status_code, again.location) == (303, link)
    assert "You have a place" in client.get(link).text
    assert len(outbox()) == 3
    token = {"csrf_token": "forged"}
    assert client.post(f"{link}/again", data=token).status_code == 400


def test_registering_again_is_refused_when_the_door_is_closed(client: FlaskClient) -> None:
    event = make_event()
    link = register(client, event).location
    post(client, f"{link}/give-up")
    token = client.get(link).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    session.get_one(Event, event.id).registration_closes_at = now() - timedelta(minutes=1)
    session.commit()
    answer = client.post(f"{link}/again", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "Registration is closed." in answer.text


def test_a_forged_token_gives_nothing_up(client: FlaskClient) -> None:
    link = register(client, make_event()).location
    assert client.post(f"{link}/give-up", data={"csrf_token": "forged"}).status_code == 400
    assert "You have a place" in client.get(link).text


@pytest.mark.parametrize(
    ("standing", "changes", "shown", "hidden"),
    [
        (Standing.CONFIRMED, {}, "meet.example.org", "You gave"),
        (Standing.WAITING, {}, "You are number 1", "meet.example.org"),
        (Standing.CANCELLED, {}, "You gave this place up", "meet.example.org"),
        (Standing.CONFIRMED, {"status": Status.CANCELLED, "cancel_reason": "Typhoon"}, "Typhoon", "give-up"),
        (Standing.WAITING, {"status": Status.CANCELLED}, "This event is cancelled", "number 1"),
    ],
)
def test_a_place_shows_what_it_is_worth(
    client: FlaskClient, standing: Standing, changes: dict[str, Any], shown: str, hidden: str
) -> None:
    event = make_event(online_url="https://meet.example.org/a", **changes)
    page = client.get(path_of(make_registration(event, standing=standing)))
    assert page.status_code == 200
    assert shown in page.text
    assert hidden not in page.text


@pytest.mark.parametrize("standing", list(Standing))
def test_a_place_at_an_event_that_is_over_can_still_be_read(client: FlaskClient, standing: Standing) -> None:
    event = make_event(starts_at=now() - timedelta(days=2))
    link = path_of(make_registration(event, standing=standing))
    page = client.get(link)
    assert "This event is over." in page.text
    assert "give-up" not in page.text
    if standing in ACTIVE:
        assert post(client, f"{link}/give-up", page="/sign-in").status_code == 409


def test_what_people_type_is_shown_as_text(client: FlaskClient) -> None:
    name = "<script>alert(1)</script>"
    page = client.get(register(client, make_event(title_en=name, title_ko=name), name=name).location)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


# -- Without an e-mail address ----------------------------------------------------------------------------------------

BY_PHONE = {"email": "", "phone": "010.1234.5678"}


def test_a_telephone_number_is_enough(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    event = make_event()
    answer = register(client, event, **BY_PHONE)
    assert (answer.status_code, len(outbox())) == (303, 0)
    page = client.get(answer.location).text
    assert "Please keep this page" in page
    assert re.search(rf'value="http[^"]+{re.escape(answer.location)}"', page)
    assert "010-1234-5678" in page
    assert ".invalid" not in page
    assert "in the letter we sent you" not in page
    changed = client.get(f"{answer.location}/change").text
    assert ".invalid" not in changed


def test_one_of_both_is_needed(client: FlaskClient) -> None:
    answer = register(client, make_event(), email="", phone="")
    assert (answer.status_code, places()) == (422, 0)
    assert "Please write a telephone number or an e-mail address." in answer.text
    assert 'value="박보라"' in answer.text


def test_who_is_there_by_name_and_telephone_gets_no_second_place_and_shows_nobody_the_first(
    client: FlaskClient, other: FlaskClient
) -> None:
    event = make_event()
    link = register(client, event, **BY_PHONE).location
    assert register(client, event, email="", phone="+82 10-1234-5678").location == link
    answer = register(other, event, **BY_PHONE)
    assert answer.status_code == 409
    assert "There is a place with this name and telephone number already" in answer.text
    assert link not in answer.text
    assert register(other, event, **{**BY_PHONE, "name": "오세훈"}).status_code == 303
    assert register(other, make_event(), **BY_PHONE).status_code == 303
    assert places() == 3


def test_a_place_taken_back_by_telephone_stays_its_owners(client: FlaskClient, other: FlaskClient) -> None:
    event = make_event()
    first = register(client, event, **BY_PHONE).location
    post(client, f"{first}/give-up")
    assert register(other, event, **BY_PHONE).location != first
    assert post(client, f"{first}/again", page=first).status_code == 303


def test_who_left_a_telephone_number_is_remembered_with_it(client: FlaskClient) -> None:
    register(client, make_event(), **BY_PHONE, remember="y")
    page = client.get(f"/events/{make_event().public_id}").text
    assert "Register as 박보라" in page
    assert ".invalid" not in page


def test_tries_with_one_telephone_number_are_counted(client: FlaskClient) -> None:
    answers = [register(client, make_event(), **BY_PHONE).status_code for _ in range(21)]
    assert answers == [*[303] * 20, 429]
