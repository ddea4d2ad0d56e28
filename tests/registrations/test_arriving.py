"""How do visitors arrive: with a code, by request, as a group, with one press, remembered by their device?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.admission.models import InvitationCode, SeatPool, Terms
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.registrations.models import Party, Registration, Standing
from tests.conftest import csrf, post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.organisations import make_member, make_organisation
from tests.factories.registrations import make_registration

Outbox = Callable[..., list[Any]]
At = Callable[[str], Any]
SignIn = Callable[[FlaskClient, Account], FlaskClient]
WHO = {"name": "박보라", "organisation_name": "가람정밀", "email": "bora@example.com", "phone": "", "note": ""}
# What belongs to holding and beginning, and reads or writes no row.
NO_QUERY = ("BEGIN", "SAVEPOINT", "RELEASE", "SELECT pg_advisory")
MOST_QUERIES = 12


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def other(app: Flask) -> FlaskClient:
    """Another browser, that reads English too."""
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def register(client: FlaskClient, event: Event, **changes: str) -> Any:
    """Fill in the form on an event's page and send it."""
    path = f"/events/{event.public_id}"
    return post(client, f"{path}/registrations", page=path, **{**WHO, **changes})


def terms(event: Event, **changes: Any) -> Event:
    """Decide the terms of an event."""
    saved(Terms(event_id=event.id, **changes))
    session.refresh(event)
    return event


def make_code(event: Event, **changes: Any) -> str:
    """Make an invitation code."""
    values = {"code": "abcd-efgh-jkmn", "most_uses": 1, "uses": 0, "note": "", "created_at": now()}
    return str(saved(InvitationCode(event_id=event.id, **{**values, **changes})).code)


def places() -> list[Registration]:
    """Read all registrations, in the order of their making."""
    session.remove()
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def test_from_the_form_to_the_confirmation_are_at_most_twelve_queries(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    make_organisation(name_ko="가람정밀")
    known = make_account(email="known@example.com")
    for email in ("new@example.com", known.email):
        path = f"/events/{make_event().public_id}"
        token = csrf(client, path)
        with count_queries() as counted:
            answer = client.post(f"{path}/registrations", data={**WHO, "csrf_token": token, "email": email})
        assert answer.status_code == 303
        asked = [one for one in counted.statements if not one.startswith(NO_QUERY)]
        assert len(asked) <= MOST_QUERIES, "\n".join(asked)
        with count_queries() as shown:
            client.get(answer.location)
        assert len(shown) <= 4


def test_a_request_is_said_to_be_one_before_and_after(client: FlaskClient, outbox: Outbox) -> None:
    event = terms(make_event(capacity=1, seats_taken=1), needs_approval=True)
    page = client.get(f"/events/{event.public_id}").text
    assert "looks at every request" in page
    assert "Ask for a place" in page
    assert "waiting list you would be" not in page
    place = register(client, event).location
    assert "You have asked for a place" in client.get(place).text
    assert "looks at your request" in client.get(f"/events/{event.public_id}").text
    assert places()[0].standing is Standing.REQUESTED
    assert len(outbox()) == 1


def test_a_code_lets_in_without_a_request_and_is_filled_in_by_the_link(client: FlaskClient) -> None:
    event = terms(make_event(), needs_approval=True)
    code = make_code(event, skips_approval=True)
    page = client.get(f"/events/{event.public_id}?code={code}").text
    assert f'value="{code}"' in page
    assert "<details" in page.partition('name="code"')[0]
    assert register(client, event, code="ABCD efgh JKMN").status_code == 303
    assert places()[0].standing is Standing.CONFIRMED


@pytest.mark.parametrize(
    ("changes", "typed", "status", "sentence"),
    [
        ({}, "nonsense", 422, "This invitation code is not valid for this event."),
        ({"revoked_at": True}, "abcd-efgh-jkmn", 422, "This invitation code is not valid for this event."),
        ({"uses": 1}, "abcd-efgh-jkmn", 409, "has been used as often as it can be"),
        ({"expires_at": True}, "abcd-efgh-jkmn", 410, "This invitation code has expired."),
        ({}, "가" * 41, 422, "Please shorten this to 40 characters"),
    ],
)
def test_a_code_that_does_not_let_in_is_said_at_its_field_with_everything_kept(
    client: FlaskClient, changes: dict[str, Any], typed: str, status: int, sentence: str
) -> None:
    event = make_event()
    make_code(event, **{name: now() if value is True else value for name, value in changes.items()})
    answer = register(client, event, code=typed, note="휠체어 자리")
    assert answer.status_code == status
    assert sentence in answer.text.partition('id="code-error"')[2][:400]
    assert "휠체어 자리" in answer.text
    assert f'value="{typed}"' in answer.text
    assert re.search(r'<details class="flow" open>\s*<summary>I have an invitation code', answer.text)
    assert places() == []


def test_the_code_of_another_event_lets_nobody_in(client: FlaskClient) -> None:
    code = make_code(make_event())
    assert register(client, make_event(), code=code).status_code == 422


def test_an_event_whose_shared_seats_are_gone_is_shown_as_full(client: FlaskClient) -> None:
    event = make_event(capacity=10)
    pool = saved(SeatPool(complex_id=event.complex_id, name="강당", capacity=1, seats_taken=1))
    terms(event, pool_id=pool.id)
    assert "you would be number 1" in client.get(f"/events/{event.public_id}").text
    assert "You are number 1 on the waiting list" in client.get(register(client, event).location).text


def test_a_device_remembers_only_who_wished_it_and_forgets_on_a_press(client: FlaskClient, other: FlaskClient) -> None:
    register(other, make_event())
    assert "Register as" not in other.get(f"/events/{make_event().public_id}").text
    answer = register(client, make_event(), remember="y", email="known@example.com", phone="+82 10-1234-5678")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "eventhub_device" in one)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "박보라" not in cookie
    event = make_event()
    page = client.get(f"/events/{event.public_id}").text
    assert "Register as 박보라" in page
    assert 'name="phone" value="010-1234-5678"' in page
    assert "Forget me on this device" in page
    assert "known@example.com" in client.get("/registrations/device").text
    assert client.post("/registrations/device", data={"csrf_token": "forged"}).status_code == 400
    assert post(client, "/registrations/device").status_code == 303
    assert "remembers nobody" in client.get("/registrations/device").text
    assert "Register as" not in client.get(f"/events/{event.public_id}").text


@pytest.mark.parametrize("kept", ["forged", "bbbbbbbbbbbb.AAAA", "%00", ""])
def test_a_forged_memory_is_none(client: FlaskClient, kept: str) -> None:
    client.set_cookie("eventhub_device", kept)
    assert "Register as" not in client.get(f"/events/{make_event().public_id}").text


def test_one_press_registers_who_is_remembered_and_another_takes_it_back(client: FlaskClient) -> None:
    register(client, make_event(), remember="y")
    event = make_event()
    page = client.get(f"/events/{event.public_id}").text
    tap = page[page.index('type="hidden" name="name"') - 400 : page.index("Register as 박보라")]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', tap))
    answer = client.post(
        f"/events/{event.public_id}/registrations",
        data={**fields, "csrf_token": csrf(client, f"/events/{event.public_id}")},
    )
    assert answer.status_code == 303
    assert "Undo the registration" in client.get(answer.location).text
    assert post(client, f"{answer.location}/give-up", page=answer.location).status_code == 303
    assert [place.standing for place in places()] == [Standing.CONFIRMED, Standing.CANCELLED]


def test_what_is_written_after_the_directory_links_the_organisation(client: FlaskClient) -> None:
    organisation = make_organisation(name_ko="한빛정공")
    make_member(organisation, email="member@example.com")
    organisation_id = organisation.id
    register(client, make_event(), organisation_name=" 한빛정공 ")
    register(client, make_event(), organisation_name="한빛", email="member@example.com")
    counted = [(place.organisation_id, place.is_member) for place in places()]
    assert counted == [(organisation_id, False), (organisation_id, True)]


BOOKER = {"name": "김철수", "organisation_name": "가람정밀", "email": "cheolsu@example.com", "phone": ""}
TWO = {
    "people-0-name": "박보라",
    "people-0-email": "bora@example.com",
    "people-1-name": "이하준",
    "people-1-email": "hajun@example.com",
    "people-1-organisation_name": "한빛정공",
}


def register_group(client: FlaskClient, event: Event, **changes: str) -> Any:
    """Fill in the form for several people and send it."""
    return post(client, f"/events/{event.public_id}/group", **{**BOOKER, **TWO, **changes})


def test_a_group_is_registered_and_each_has_a_letter_and_a_link(client: FlaskClient, outbox: Outbox) -> None:
    event = make_event(capacity=2)
    assert f"/events/{event.public_id}/group" in client.get(f"/events/{event.public_id}").text
    answer = register_group(client, event, comes="y")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert [name for name in ("김철수", "박보라", "이하준") if name in page.text] == ["김철수", "박보라", "이하준"]
    assert page.text.count("Confirmed") == 2
    assert "Waiting: number 1" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert [place.organisation_name for place in places()] == ["가람정밀", "가람정밀", "한빛정공"]
    links = {re.search(r"(/r/\S+)", outbox(f"{who}@example.com")[0].text)[1] for who in ("cheolsu", "bora", "hajun")}  # type: ignore[index]
    assert len(links) == 3
    overview = outbox("cheolsu@example.com")[-1]
    assert answer.location in overview.text
    assert "이하준: number 1 on the waiting list" in overview.text


def test_who_registers_others_need_not_come(client: FlaskClient) -> None:
    register_group(client, make_event())
    assert [place.name for place in places()] == ["박보라", "이하준"]


def test_a_row_is_added_without_script_and_nothing_is_lost(client: FlaskClient) -> None:
    event = make_event()
    page = register_group(client, event, more="1", **{"people-2-name": "<b>셋째</b>"})
    assert page.status_code == 200
    assert "people-3-name" in page.text
    assert 'value="이하준"' in page.text
    assert "&lt;b&gt;셋째" in page.text
    assert 'class="error"' not in page.text
    assert places() == []


def test_no_row_is_added_beyond_the_largest_group(client: FlaskClient) -> None:
    event = terms(make_event(), largest_group=3)
    full = register_group(client, event, more="1", **{"people-2-name": ""})
    assert "people-2-name" in full.text
    assert "people-3-name" not in full.text
    assert 'name="more"' not in full.text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"people-1-name": ""}, "people-1-name", "Please write the person&#39;s name."),
        ({"people-1-email": ""}, "people-1-email", "Please write the person&#39;s e-mail address."),
        ({"people-1-email": "no address"}, "people-1-email", "This is not an e-mail address."),
        ({"people-1-email": "Bora@Example.com"}, "people-1-email", "This address stands here twice."),
        ({"people-0-email": "cheolsu@example.com", "comes": "y"}, "people-0-email", "This address stands here twice."),
        ({"people-0-name": "가" * 10_000}, "people-0-name", "Please shorten this to 60 characters; it has 10000."),
        ({"name": ""}, "name", "Please write your name."),
        ({"phone": "call me"}, "phone", "Write the number like 010-1234-5678."),
        ({"code": "nonsense"}, "code", "This invitation code is not valid for this event."),
        (dict.fromkeys(TWO, ""), "people-0-name", "Please write at least one person."),
    ],
)
def test_each_mistake_in_a_group_stands_in_its_row(
    client: FlaskClient, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = register_group(client, make_event(), **changes)
    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2][:500]
    assert f'href="#{field}">{"Person " + str(int(field[7]) + 1) + ": " if "-" in field else ""}' in answer.text
    assert places() == []


def test_a_group_is_as_large_as_the_terms_allow(client: FlaskClient) -> None:
    event = terms(make_event(), largest_group=2)
    answer = register_group(client, event, comes="y")
    assert answer.status_code == 422
    assert "Please register at most 2 people together." in answer.text
    assert 'value="이하준"' in answer.text
    many = {f"people-{n}-{part}": f"p{n}@example.com" for n in range(60) for part in ("name", "email")}
    assert register_group(client, event, **many).status_code == 422
    assert register_group(client, event, **{"people--1-name": "x", "people-99999999-name": "x"}).status_code < 500


def test_an_event_for_single_registrations_has_no_form_for_groups(client: FlaskClient) -> None:
    event = terms(make_event(), largest_group=1)
    assert "/group" not in client.get(f"/events/{event.public_id}").text
    assert client.get(f"/events/{event.public_id}/group").status_code == 404


def test_who_had_a_place_keeps_it_and_no_more_is_told(client: FlaskClient, outbox: Outbox) -> None:
    event = make_event()
    before = make_registration(event, make_account(email="hajun@example.com", name="실명"), name="실명")
    answer = register_group(client, event)
    page = client.get(answer.location).text
    assert "Had a place already and keep it: 이하준" in page
    assert "실명" not in page
    assert "실명" not in outbox("cheolsu@example.com")[-1].text
    assert outbox("hajun@example.com") == []
    session.refresh(before)
    assert before.party_id is None


def test_a_group_is_all_registered_or_nobody(client: FlaskClient, outbox: Outbox) -> None:
    event = make_event()
    code = make_code(event, most_uses=1)
    assert register_group(client, event, code=code).status_code == 409
    assert (places(), outbox()) == ([], [])
    assert session.scalar(select(func.count()).select_from(Party)) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"status": Status.CANCELLED}, "This event is cancelled."), ({"starts_at": None}, "This event is over.")],
)
def test_a_group_does_not_pass_a_closed_door(client: FlaskClient, changes: dict[str, Any], sentence: str) -> None:
    given = {name: now().replace(year=2025) if value is None else value for name, value in changes.items()}
    event = make_event(**given)
    assert sentence in client.get(f"/events/{event.public_id}/group").text
    answer = post(client, f"/events/{event.public_id}/group", "/sign-in", **BOOKER, **TWO)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert client.post(f"/events/{event.public_id}/group", data={**BOOKER, "csrf_token": "x"}).status_code == 400


def test_letters_to_groups_are_counted_person_by_person(client: FlaskClient) -> None:
    event = terms(make_event(capacity=500), largest_group=50)
    for number in range(2):
        rows = {f"people-{n}-{part}": f"p{number}x{n}@example.com" for n in range(50) for part in ("name", "email")}
        assert register_group(client, event, **rows).status_code == 303
    rows = {f"people-{n}-{part}": f"q{n}@example.com" for n in range(50) for part in ("name", "email")}
    answer = register_group(client, event, **rows)
    assert answer.status_code == 429
    assert "q49@example.com" in answer.text


@pytest.mark.parametrize(
    ("email", "status", "kept"),
    [
        ("bora@한글.kr", 303, "bora@xn--bj0bj06e.kr"),
        ("보라@example.com", 422, ""),
        ("bora@exam ple.com", 422, ""),
        ("bora@example..com", 422, ""),
        ("bora@[127.0.0.1]", 422, ""),
        ("“bora”@example.com", 422, ""),
    ],
)
def test_an_address_that_letters_reach_is_taken_and_any_other_refused(
    client: FlaskClient, outbox: Outbox, email: str, status: int, kept: str
) -> None:
    answer = register(client, make_event(), email=email)
    assert answer.status_code == status
    assert [letter.to_address for letter in outbox()] == ([kept] if kept else [])


@pytest.mark.parametrize("typed", ["010.1234.5678", "+82 10-1234-5678", "０１０-１２３４-５６７８", "01012345678"])
def test_a_phone_number_is_kept_in_one_spelling(client: FlaskClient, typed: str) -> None:
    place = register(client, make_event(), phone=typed).location
    assert places()[0].phone == "010-1234-5678"
    assert "010-1234-5678" in client.get(place).text


def test_names_complete_from_the_directory_and_are_few(client: FlaskClient) -> None:
    for number in range(12):
        make_organisation(name_ko=f"가람 정밀 {number:02}", name_en=f'Garam "{number:02}"')
    answer = client.get("/organisations/names?organisation_name=가람", headers={"Accept-Language": "ko"})
    assert answer.text.count("<option") == 8
    assert 'value="가람 정밀 00"' in answer.text
    assert "max-age" in answer.headers["Cache-Control"]
    assert "Garam &#34;00&#34;" in client.get("/organisations/names?organisation_name=garam").text
    for typed in ("", "가", "%", "없는 이름", "x" * 5000):
        assert "<option" not in client.get("/organisations/names", query_string={"organisation_name": typed}).text


def test_names_are_completed_so_often_and_no_more(client: FlaskClient, at: At) -> None:
    with at("2026-03-02 11:00"):
        answers = [client.get("/organisations/names?organisation_name=ga").status_code for _ in range(301)]
    assert (answers[299], answers[300]) == (200, 429)
    with at("2026-03-02 11:01"):
        assert client.get("/organisations/names?organisation_name=ga").status_code == 200


def test_an_event_shows_a_picture_and_words_where_its_link_is_shared(client: FlaskClient) -> None:
    page = client.get(f"/events/{make_event(title_en='Less warpage').public_id}").text
    picture = re.search(r'property="og:image" content="http://localhost(/static/pictures/share.png[^"]*)"', page)
    assert picture
    with client.get(picture[1]) as answer:
        assert answer.content_type == "image/png"
    assert 'property="og:title" content="Less warpage"' in page
    assert 'data-share="http://localhost/events/' in page
