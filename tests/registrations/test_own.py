"""What can people do with their place: change it, hand it over, answer an offer, undo, find its link again?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.admission.models import Terms
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.questions.models import Kind
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.queries import party_path, path_of
from tests.conftest import csrf, post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.questions import make_question
from tests.factories.registrations import make_party, make_registration

Outbox = Callable[..., list[Any]]
At = Callable[[str], Any]
COLLEAGUE = {"name": "이하준", "email": "hajun@example.com", "organisation_name": "가람정밀", "phone": ""}
KAKAO = "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 KAKAOTALK 10.4.5"


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def standing_of(place: Registration) -> Standing:
    """Read what a place is worth now."""
    public_id = place.public_id
    session.remove()
    return session.scalars(select(Registration).where(Registration.public_id == public_id)).one().standing


def terms(event: Event, **changes: Any) -> Event:
    """Decide the terms of an event."""
    saved(Terms(event_id=event.id, **changes))
    session.refresh(event)
    return event


def make_place(event: Event | None = None, **changes: Any) -> Registration:
    """Give somebody a place an hour ago, so that it is no slip of the thumb any more."""
    long_ago = now() - timedelta(hours=1)
    values = {"name": "박보라", "queued_at": long_ago, "registered_at": long_ago, **changes}
    return make_registration(event or make_event(), make_account(email="bora@example.com"), **values)


def offered(**terms_of_event: Any) -> Registration:
    """Offer somebody a seat for a day."""
    event = terms(make_event(capacity=1), offer_hours=24, **terms_of_event)
    return make_place(event, standing=Standing.OFFERED, offer_until=now() + timedelta(hours=5, minutes=59))


def test_details_are_changed_and_a_letter_says_what_is_written_now(client: FlaskClient, outbox: Outbox) -> None:
    link = path_of(make_place())
    assert 'value="박보라"' in client.get(f"{link}/change").text
    answer = post(
        client, f"{link}/change", name="박보라미", organisation_name="새로", phone="０１０.1234.5678", note=""
    )
    assert (answer.status_code, answer.location) == (303, link)
    page = client.get(link).text
    assert "박보라미" in page
    assert "010-1234-5678" in page
    assert "박보라미" in outbox("bora@example.com")[-1].text


def test_a_mistake_in_the_details_keeps_what_was_typed(client: FlaskClient) -> None:
    link = path_of(make_place())
    answer = post(client, f"{link}/change", name="", organisation_name="가" * 101, phone="x", note="그대로")
    assert answer.status_code == 422
    assert "Please write your name." in answer.text
    assert "Please shorten this to 100 characters" in answer.text
    assert "그대로" in answer.text
    assert client.post(f"{link}/change", data={"csrf_token": "forged", "name": "새 이름"}).status_code == 400


def test_a_place_is_handed_over_and_its_link_ends(client: FlaskClient, outbox: Outbox) -> None:
    place = make_place()
    link = path_of(place)
    assert "Your colleague takes over what you have" in client.get(f"{link}/hand-over").text
    answer = post(client, f"{link}/hand-over", **COLLEAGUE)
    assert (answer.status_code, answer.location) == (303, link)
    assert "이하준 has the place now" in client.get(link).text
    assert standing_of(place) is Standing.CANCELLED
    letter = outbox("hajun@example.com")[-1].text
    theirs = re.search(r"(/r/\S+)", letter)
    assert theirs
    assert "You have a place" in client.get(theirs[1]).text
    assert link not in letter
    assert "이하준" in outbox("bora@example.com")[-1].text


def test_the_old_page_says_that_a_colleague_has_the_place(client: FlaskClient) -> None:
    place = make_place()
    link = path_of(place)
    post(client, f"{link}/hand-over", **COLLEAGUE)
    page = client.get(link).text
    assert "A colleague has this place now" in page
    assert "You gave this place up" not in page
    post(client, f"{link}/again", page=link)
    post(client, f"{link}/give-up")
    assert "You gave this place up" in client.get(link).text


def test_nobody_takes_over_who_has_a_place_already(client: FlaskClient) -> None:
    event = make_event()
    make_registration(event, make_account(email="hajun@example.com"))
    place = make_place(event)
    answer = post(client, f"{path_of(place)}/hand-over", **COLLEAGUE)
    assert answer.status_code == 409
    assert 'id="email-error"' in answer.text
    assert "This address already has a place at this event." in answer.text
    assert 'value="이하준"' in answer.text
    assert standing_of(place) is Standing.CONFIRMED


def test_letters_by_handing_over_are_counted(client: FlaskClient) -> None:
    for number in range(20):
        link = path_of(make_registration(make_event(), name=f"사람 {number}"))
        assert post(client, f"{link}/hand-over", **COLLEAGUE).status_code == 303
    answer = post(client, f"{path_of(make_place())}/hand-over", **COLLEAGUE)
    assert answer.status_code == 429
    assert 'value="이하준"' in answer.text


def test_an_offer_says_how_long_it_stands_and_opening_it_changes_nothing(client: FlaskClient) -> None:
    place = offered()
    page = client.get(path_of(place)).text
    assert "A place is held for you" in page
    assert "5 hours left" in page
    assert standing_of(place) is Standing.OFFERED


def test_an_offer_is_accepted_with_one_button_twice_is_once(client: FlaskClient, outbox: Outbox) -> None:
    place = offered()
    link = path_of(place)
    for _ in range(2):
        assert post(client, f"{link}/accept", page=f"{link}/give-up").location == link
    assert standing_of(place) is Standing.CONFIRMED
    assert len(outbox()) == 1
    assert client.post(f"{link}/accept", data={"csrf_token": "forged"}).status_code == 400


def test_an_offer_is_handed_over_with_the_time_that_is_left(client: FlaskClient, outbox: Outbox) -> None:
    place = offered()
    assert post(client, f"{path_of(place)}/hand-over", **COLLEAGUE).status_code == 303
    letter = outbox("hajun@example.com")[-1]
    assert "박보라 has handed their place to you." in letter.text
    assert "A place is held for you until Mon 2 Mar 2026 14:59." in letter.text
    theirs = re.search(r"(/r/\S+)", letter.text)
    assert theirs
    assert "5 hours left" in client.get(theirs[1]).text


def test_an_offer_is_refused_by_giving_up(client: FlaskClient) -> None:
    place = offered()
    link = path_of(place)
    assert f'href="{link}/give-up"' in client.get(link).text
    post(client, f"{link}/give-up")
    assert standing_of(place) is Standing.CANCELLED


def test_an_offer_whose_time_is_over_is_said_before_the_clock_ends_it(client: FlaskClient, at: At) -> None:
    place = offered()
    link = path_of(place)
    token = csrf(client, f"{link}/give-up")
    with at("2026-03-02 15:00"):
        assert "The time to answer is over" in client.get(link).text
        answer = client.post(f"{link}/accept", data={"csrf_token": token})
    assert answer.status_code == 410
    assert "This offer is over" in answer.text
    assert standing_of(place) is Standing.OFFERED


@pytest.mark.parametrize("standing", [Standing.LAPSED, Standing.CANCELLED])
def test_who_let_a_place_go_registers_again_with_one_button(client: FlaskClient, standing: Standing) -> None:
    place = make_place(standing=standing)
    link = path_of(place)
    assert "Register again" in client.get(link).text
    assert post(client, f"{link}/again", page=link).location == link
    assert standing_of(place) is Standing.CONFIRMED


def test_a_request_is_shown_as_one_and_taken_back(client: FlaskClient) -> None:
    place = make_place(terms(make_event(), needs_approval=True), standing=Standing.REQUESTED)
    link = path_of(place)
    assert "Until then no place is yours yet." in client.get(link).text
    assert "Take the request back?" in client.get(f"{link}/give-up").text
    post(client, f"{link}/give-up")
    assert standing_of(place) is Standing.CANCELLED


def test_who_is_declined_reads_what_the_team_wrote(client: FlaskClient) -> None:
    place = make_place(standing=Standing.DECLINED, decision_note="회원사만\n<b>모십니다</b>")
    page = client.get(path_of(place)).text
    assert "We cannot give you a place" in page
    assert "&lt;b&gt;모십니다" in page
    assert "Register again" not in page


def test_a_slip_is_undone_with_one_press_for_ten_minutes(client: FlaskClient, at: At) -> None:
    event = terms(make_event(), changes_close_hours=720)
    place = make_registration(event, name="박보라")
    link = path_of(place)
    page = client.get(link).text
    assert f'action="{link}/give-up"' in page
    assert "Undo the registration" in page
    with at("2026-03-02 09:10"):
        assert "Undo the registration" not in client.get(link).text
    assert post(client, f"{link}/give-up", page=link).status_code == 303
    assert standing_of(place) is Standing.CANCELLED


@pytest.mark.parametrize("action", ["change", "hand-over", "give-up"])
def test_after_the_teams_deadline_the_page_says_whom_to_call(client: FlaskClient, action: str) -> None:
    event = terms(make_event(), changes_close_hours=720)
    session.refresh(event, ["complex"])
    event.complex.team_phone = "055-111-2222"
    session.commit()
    place = make_place(event)
    link = path_of(place)
    assert "055-111-2222" in client.get(link).text
    assert f"{link}/{action}" not in client.get(link).text
    assert "055-111-2222" in client.get(f"{link}/{action}").text
    answer = post(client, f"{link}/{action}", "/sign-in", **{**COLLEAGUE, "name": "다른 이름"})
    assert answer.status_code == 409
    assert "055-111-2222" in answer.text
    assert standing_of(place) is Standing.CONFIRMED


def test_the_lost_link_page_answers_the_same_for_every_address(client: FlaskClient, outbox: Outbox) -> None:
    place = make_place()
    link = path_of(place)
    answers = [post(client, "/registrations/lost", email=email) for email in ("bora@example.com", "no@example.com")]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert "If this address has a place" in client.get(answers[0].location).text
    assert [letter.to_address for letter in outbox()] == ["bora@example.com"]
    assert link in outbox()[0].text


def test_lost_links_are_sent_so_often_and_no_more(client: FlaskClient) -> None:
    for email in ("bora@example.com", "nobody@example.com"):
        asked = [post(client, "/registrations/lost", email=email).status_code for _ in range(4)]
        assert asked == [303, 303, 303, 429]
    assert post(client, "/registrations/lost", email="no address").status_code == 422
    assert client.post("/registrations/lost", data={"csrf_token": "x", "email": "a@example.com"}).status_code == 400


@pytest.mark.parametrize("path", ["/sign-in", "/events/{event}"])
def test_the_lost_link_page_is_found(client: FlaskClient, path: str) -> None:
    assert "/registrations/lost" in client.get(path.format(event=make_event().public_id)).text


def test_letters_about_places_name_the_lost_link_page(client: FlaskClient, outbox: Outbox) -> None:
    post(client, f"{path_of(make_place())}/give-up")
    letter = outbox("bora@example.com")[-1]
    assert "/registrations/lost" in letter.text
    assert "/registrations/lost" in letter.html


def test_inside_kakaotalk_the_page_offers_google_and_another_browser(client: FlaskClient) -> None:
    link = path_of(make_place())
    assert "calendar.google.com" not in client.get(link).text
    page = client.get(link, headers={"User-Agent": KAKAO}).text
    assert "https://calendar.google.com/calendar/render?action=TEMPLATE" in page
    assert "kakaotalk://web/openExternal?url=http%3A%2F%2Flocalhost%2Fr%2F" in page
    assert link not in page.partition("calendar.google.com")[2].partition('"')[0]


def test_who_registered_others_sees_them_and_gives_a_place_up(client: FlaskClient, outbox: Outbox) -> None:
    event, booker = make_event(), make_account(name="김철수", email="cheolsu@example.com")
    party = make_party(event, booker)
    mine = make_place(event, party_id=party.id)
    own = make_registration(event, booker, party_id=party.id)
    party_page = re.search(r'href="(/g/[^"]+)"', client.get(path_of(own)).text)
    assert party_page
    assert "/g/" not in client.get(path_of(mine)).text
    link = f"{party_page[1]}/{mine.public_id}/give-up"
    assert "gets a letter that says that you gave the place up" in client.get(link).text
    assert standing_of(mine) is Standing.CONFIRMED
    assert post(client, link).location == party_page[1]
    assert standing_of(mine) is Standing.CANCELLED
    assert "김철수" in outbox("bora@example.com")[-1].text
    assert "Given up" in client.get(party_page[1]).text


def test_nobody_gives_up_a_place_of_another_party(client: FlaskClient) -> None:
    event = make_event()
    stranger, page = make_place(event), party_path(make_party(event))
    assert client.get(page).status_code == 200
    assert client.get(f"{page}/{stranger.public_id}/give-up").status_code == 404
    assert client.post(f"{page}/{stranger.public_id}/give-up").status_code == 404
    assert client.get("/g/forged.secret").status_code == 404
    assert standing_of(stranger) is Standing.CONFIRMED


def test_a_party_is_shown_with_as_many_queries_however_many_they_are(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    event = make_event(capacity=1)
    party = make_party(event)
    make_question(event.id, Kind.CHOICE, is_required=True)
    counted = []
    for _ in range(2):
        for _ in range(3):
            make_registration(event, party_id=party.id, standing=Standing.WAITING)
        with count_queries() as queries:
            assert "Waiting: number 3" in client.get(party_path(party)).text
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 9
