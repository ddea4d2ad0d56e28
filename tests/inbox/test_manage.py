"""Does each team see what came in for it, and nothing of others?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.inbox.models import IncomingMail, Matter
from eventhub.mail.models import BouncedAddress
from eventhub.registrations.models import Registration
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.inbox import make_bounced, make_incoming
from tests.factories.organisations import make_member, make_organisation
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Any], FlaskClient]
LIST, ADDRESSES = "/desk/inbox/", "/desk/inbox/addresses/"
LIST_QUERIES, ADDRESSES_QUERIES = 7, 6


@pytest.fixture
def place(app: Flask) -> Registration:
    """Give somebody a place."""
    return make_registration(make_event(title_ko="금형 세미나"), make_account(email="hana@example.com"), name="하나")


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn, place: Registration) -> FlaskClient:
    """Sit down at the desk of the place's complex."""
    return sign_in(client, make_coordinator(team_of(place)))


def team_of(place: Registration) -> Complex:
    """Return whose event it is."""
    return session.get_one(Complex, session.get_one(Event, place.event_id).complex_id)


def asked_about(place: Registration, **changes: Any) -> IncomingMail:
    """Make what somebody of the place's team has to look at."""
    return make_incoming(place, complex_id=team_of(place).id, **changes)


def test_a_team_sees_what_needs_it_and_ticks_it_off(desk: FlaskClient, place: Registration) -> None:
    incoming = asked_about(place, text="<b>차가 막힙니다</b>", answer="DECLINED")
    path = f"/desk/events/{session.get_one(Event, place.event_id).public_id}/registrations/{place.public_id}"
    asked_about(place, matter=Matter.SETTLED, text="아무도 보지 않습니다")
    page = desk.get(LIST).text
    for shown in (
        "취소 기한이 지났습니다",
        "답: 참석하지 않습니다.",
        "&lt;b&gt;차가 막힙니다",
        "금형 세미나",
        "하나",
        "hana@example.com",
        path,
    ):
        assert shown in page
    assert "아무도 보지 않습니다" not in page
    for _ in range(2):
        assert post(desk, f"{LIST}{incoming.public_id}/done", LIST).status_code in (303, 404)
    session.expire_all()
    assert session.get_one(IncomingMail, incoming.id).done_at == now()
    assert "차가 막힙니다" not in desk.get(LIST).text
    assert "차가 막힙니다" in desk.get(f"{LIST}?view=done").text
    assert list(session.scalars(select(AuditEntry.action))).count("incoming-mail-done") == 1


def test_a_proposal_says_which_time(desk: FlaskClient, place: Registration) -> None:
    begin = now() + timedelta(days=10)
    times = {"proposed_starts_at": begin, "proposed_ends_at": begin + timedelta(hours=2)}
    asked_about(place, matter=Matter.PROPOSAL, **times)
    assert "2026. 3. 12.(목) 09:00–11:00" in desk.get(LIST).text
    asked_about(place, matter=Matter.PROPOSAL, **{**times, "proposed_ends_at": begin - timedelta(hours=2)})
    assert desk.get(LIST).status_code == 200


def test_teams_see_nothing_of_each_other_and_the_rest_is_the_administrators(
    app: Flask, client: FlaskClient, sign_in: SignIn, place: Registration
) -> None:
    theirs, nobodys = asked_about(place, text="남의 것"), make_incoming(text="누구 것도 아닌 것")
    stranger = sign_in(app.test_client(), make_coordinator(make_complex()))
    for one in (theirs, nobodys):
        assert one.text not in stranger.get(LIST).text
        assert post(stranger, f"{LIST}{one.public_id}/done", "/desk/venues/new").status_code == 404
    own = sign_in(app.test_client(), make_coordinator(team_of(place)))
    assert "남의 것" in own.get(LIST).text
    assert "누구 것도 아닌 것" not in own.get(LIST).text
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    page = client.get(LIST).text
    assert "남의 것" in page
    assert "누구 것도 아닌 것" in page
    assert post(client, f"{LIST}{nobodys.public_id}/done", LIST).status_code == 303


def test_addresses_are_shown_to_who_serves_their_people(
    app: Flask, client: FlaskClient, sign_in: SignIn, place: Registration
) -> None:
    team = team_of(place)
    member = make_member(make_organisation(complex_id=team.id), email="member@example.com")
    shown = [make_bounced(address=address) for address in ("hana@example.com", member.email)]
    unknown = make_bounced(address="unknown@example.com", diagnostic="smtp; 550 <b>unknown</b>")
    make_bounced(address="patient@example.com", stopped_at=None, delays=3)
    own = sign_in(app.test_client(), make_coordinator(team))
    page = own.get(ADDRESSES).text
    assert all(one.address in page for one in shown)
    assert "unknown@example.com" not in page
    assert "patient@example.com" not in page
    assert post(own, f"{ADDRESSES}{unknown.public_id}/try-again", ADDRESSES).status_code == 404
    stranger = sign_in(app.test_client(), make_coordinator(make_complex()))
    assert "hana@example.com" not in stranger.get(ADDRESSES).text
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    page = client.get(ADDRESSES).text
    assert "unknown@example.com" in page
    assert "550 &lt;b&gt;unknown" in page


def test_letters_go_again_to_an_address_somebody_lets_through(desk: FlaskClient, place: Registration) -> None:
    address = make_bounced(address="hana@example.com")
    assert post(desk, f"{ADDRESSES}{address.public_id}/try-again", ADDRESSES).status_code == 303
    session.expire_all()
    assert session.get_one(BouncedAddress, address.id).stopped_at is None
    assert "hana@example.com" not in desk.get(ADDRESSES).text
    assert "address-tried-again" in list(session.scalars(select(AuditEntry.action)))


def test_without_a_mailbox_the_page_says_so(desk: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "EVENTHUB_INBOX_URL" in desk.get(LIST).text
    monkeypatch.setitem(app.config, "INBOX_URL", "maildir:somewhere")
    assert "EVENTHUB_INBOX_URL" not in desk.get(LIST).text


@pytest.mark.parametrize("number", [1, 6])
def test_pages_cost_the_same_however_much_came_in(
    desk: FlaskClient, place: Registration, count_queries: Callable[[], Any], number: int
) -> None:
    asked_about(place)
    make_bounced(address="hana@example.com")
    for _ in range(number):
        guest = make_account()
        email = guest.email
        asked_about(make_registration(session.get_one(Event, place.event_id), guest))
        make_bounced(address=email)
    with count_queries() as counted:
        desk.get(LIST)
    assert len(counted) <= LIST_QUERIES, counted.statements
    with count_queries() as counted:
        desk.get(ADDRESSES)
    assert len(counted) <= ADDRESSES_QUERIES, counted.statements
