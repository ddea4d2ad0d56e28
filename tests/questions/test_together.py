"""Are questions asked of groups and for whole series once where once is enough, and is nothing required lost?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.questions import queries, rules, services
from eventhub.questions.jobs import ask_those_who_owe_answers
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules import Asked, Given
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.queries import path_of
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.questions import make_question, option
from tests.factories.registrations import make_registration
from tests.factories.series import make_series

Outbox = Callable[..., list[Any]]
BOOKER = {"name": "김철수", "organisation_name": "가람정밀", "email": "cheolsu@example.com", "phone": ""}
COLLEAGUE = {"people-0-name": "박보라", "people-0-email": "bora@example.com"}
ME = {"name": "박서연", "organisation_name": "가람정밀", "email": "seoyeon@example.com", "which": "all"}


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def places() -> list[Registration]:
    """List the places, by their events, with all that is kept now."""
    session.rollback()
    return list(session.scalars(select(Registration).order_by(Registration.event_id, Registration.id)))


def said(place: Registration) -> dict[str, str]:
    """Write what somebody answered, by question."""
    given = queries.given_by(place.id)
    return {
        one.label_en: rules.say(one, given[one.public_id])
        for one in queries.list_questions(place.event_id)
        if one.public_id in given
    }


def waits(client: FlaskClient, place: Registration) -> bool:
    """Say whether the page of a place says that questions wait."""
    return "for your answer" in client.get(path_of(place)).text


# -- Groups ----------------------------------------------------------------------------------------------------------


def test_everybody_of_a_group_answers_for_themselves_and_who_registered_them_sees_who_has_not(
    client: FlaskClient, outbox: Outbox, at: Callable[[str], Any]
) -> None:
    event = make_event()
    lunch, event_id = make_question(event.id, Kind.CHOICE, is_required=True, label_en="Lunch"), event.id
    make_question(event_id, label_en="Number plate")
    page = f"/events/{event.public_id}/group"
    asked = client.get(page).text
    assert "This event also asks: Lunch · Number plate." in asked
    assert "you too" in asked
    made = post(client, page, **BOOKER, **COLLEAGUE, comes="y")
    booker, colleague = places()
    overview = client.get(made.location).text
    assert overview.count("Required answers are missing") == 2
    assert f'href="{path_of(booker)}/questions"' in overview
    assert path_of(colleague) not in overview, "a colleague's link is their own"
    assert waits(client, booker)
    with at("2026-03-02 09:20"):
        ask_those_who_owe_answers()
        for who in ("cheolsu", "bora"):
            assert "/questions" in outbox(f"{who}@example.com")[-1].text
        korean = {f"q-{lunch.public_id}": option(lunch, "Korean")}
        assert post(client, f"{path_of(booker)}/questions", **korean).status_code == 303
        overview = client.get(made.location).text
        assert overview.count("Required answers are missing") == 1
        assert "for your answer" not in overview
        assert post(client, f"{path_of(colleague)}/questions", **korean).status_code == 303
        assert "missing" not in client.get(made.location).text
    with at("2026-03-20 09:00"):
        assert "missing" not in client.get(made.location).text, "nobody can answer any more"


def test_who_registers_others_and_stays_away_has_nothing_to_answer(client: FlaskClient) -> None:
    event = make_event()
    make_question(event.id, is_required=True)
    overview = client.get(post(client, f"/events/{event.public_id}/group", **BOOKER, **COLLEAGUE).location).text
    assert overview.count("Required answers are missing") == 1
    assert "for your answer" not in overview


def test_a_group_at_an_event_without_questions_reads_of_none(client: FlaskClient) -> None:
    event = make_event()
    make_question(event.id, stage=Stage.FOLLOW_UP, label_en="Later")
    assert "also asks" not in client.get(f"/events/{event.public_id}/group").text


# -- Series ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def dates(client: FlaskClient) -> list[Event]:
    """Five Tuesdays of a series."""
    make_series()
    return list(session.scalars(select(Event).order_by(Event.starts_at)))


def series_page(dates: list[Event], client: FlaskClient) -> str:
    """Return the address of the series."""
    found = client.get(f"/events/{dates[0].public_id}").text
    return "/series/" + found.split('href="/series/')[1].split('"')[0]


def field_of(asked: Asked, *others: Asked) -> tuple[str, Asked]:
    """Return the field of a question several dates ask, and the question as it is asked there."""
    earlier = dict(enumerate([[*others, asked]]))
    common = rules.in_common(earlier)[-1].asked
    return f"q-{common.public_id}", common


def test_what_all_dates_ask_is_answered_once_and_kept_for_each(client: FlaskClient, dates: list[Event]) -> None:
    ids, page = [event.id for event in dates], series_page(dates, client)
    for event_id in ids:
        lunch = make_question(event_id, Kind.SEVERAL, is_required=True, label_en="Lunch")
        make_question(event_id, label_en="Diet", is_required=True, only_for=frozenset({option(lunch, "Vegetarian")}))
        photos = make_question(event_id, Kind.CONSENT, is_required=True)
        make_question(event_id, Kind.NUMBER, label_en="Only for the team", stage=Stage.DESK)
    first = queries.list_questions(ids[0])
    lunch_field, lunch = field_of(first[0])
    diet_field, _diet = field_of(first[1], first[0])
    photo_field, _photos = field_of(first[2])
    shown = client.get(page).text
    assert shown.count(f'name="{diet_field}"') == 1
    assert shown.count(photos.text_en) == 1
    assert "Only for the team" not in shown
    assert "Asked for" not in shown
    eaten = [option(lunch, "Vegetarian"), option(lunch, "Korean")]
    sent = {**ME, lunch_field: eaten, diet_field: "no eggs", photo_field: "1"}
    for left_out in (lunch_field, diet_field, photo_field):
        incomplete = {name: value for name, value in sent.items() if name != left_out}
        refused = post(client, f"{page}/registrations", page, **incomplete)
        assert refused.status_code == 422
        assert f'href="#{left_out}' in refused.text
        assert places() == []
    assert post(client, f"{page}/registrations", page, **sent).status_code == 303
    assert [place.event_id for place in places()] == sorted(ids)
    for place in places():
        assert said(place) == {"Lunch": "한식, 채식", "Diet": "no eggs", "Question consent": "예"}
        assert queries.list_answers(place.id)[-1].consent_text.text_en == photos.text_en  # type: ignore[union-attr]
        assert not waits(client, place)


def test_what_some_dates_ask_says_so_and_is_asked_of_who_comes_to_them(client: FlaskClient, dates: list[Event]) -> None:
    ids, page, names = [event.id for event in dates], series_page(dates, client), [one.public_id for one in dates]
    tour = make_question(ids[1], is_required=True, label_en="Shoe size for the tour")
    for event_id in ids[:4]:
        plate = make_question(event_id, label_en="Number plate")
    (tour_field, _), (plate_field, _) = field_of(tour), field_of(plate)
    shown = client.get(page).text
    assert "Asked for Tue 17 Mar 2026 only." in shown
    assert "Asked for 4 of these dates only." in shown
    some = {**ME, "which": "some", plate_field: "12가3456"}
    assert post(client, f"{page}/registrations", page, **some, date=[names[0], names[1]]).status_code == 422
    assert post(client, f"{page}/registrations", page, **some, date=[names[0], names[4]]).status_code == 303
    assert [said(place) for place in places()] == [{"Number plate": "12가3456"}, {}]
    rest = {**some, tour_field: "265", plate_field: "other"}
    assert post(client, f"{page}/registrations", page, **rest, date=names).status_code == 303
    assert {place.event_id: said(place) for place in places()} == {
        ids[0]: {"Number plate": "12가3456"},
        ids[1]: {"Shoe size for the tour": "265", "Number plate": "other"},
        ids[2]: {"Number plate": "other"},
        ids[3]: {"Number plate": "other"},
        ids[4]: {},
    }, "who had a place keeps it with the answers it has"


def test_a_file_is_asked_for_later_and_the_place_says_that_it_is_missing(
    client: FlaskClient, dates: list[Event], outbox: Outbox, at: Callable[[str], Any]
) -> None:
    page, event_id = series_page(dates, client), dates[2].id
    file = make_question(event_id, Kind.FILE, is_required=True, label_en="Business licence")
    shown = client.get(page).text
    assert "The team asks for something more" in shown
    assert f"q-{file.public_id}" not in shown
    assert post(client, f"{page}/registrations", page, **ME).status_code == 303
    assert [waits(client, place) for place in places()] == [False, False, True, False, False]
    with at("2026-03-02 09:20"):
        ask_those_who_owe_answers()
        assert len([one for one in outbox("seoyeon@example.com") if ":questions:" in one.key]) == 1


def test_forged_answers_are_refused_and_answers_that_do_not_apply_are_dropped(
    client: FlaskClient, dates: list[Event]
) -> None:
    page, event_id = series_page(dates, client), dates[0].id
    lunch = make_question(event_id, Kind.CHOICE)
    diet = make_question(event_id, Kind.SEVERAL, only_for=frozenset({option(lunch, "Vegetarian")}))
    (lunch_field, named), (diet_field, _) = field_of(lunch), field_of(diet, lunch)
    forged = post(client, f"{page}/registrations", page, **ME, **{lunch_field: "forged"})
    assert (forged.status_code, places()) == (422, [])
    hidden = {lunch_field: option(named, "Korean"), diet_field: ["forged", lunch_field]}
    assert post(client, f"{page}/registrations", page, **ME, **hidden).status_code == 303
    assert said(places()[0]) == {"Question choice": "한식"}


def test_many_dates_ask_no_more_than_one_event_may_and_the_rest_later(
    client: FlaskClient, dates: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_QUESTIONS", 2)
    ids, page = [event.id for event in dates], series_page(dates, client)
    asked = [make_question(event_id, is_required=True, label_en=f"Number {event_id}") for event_id in ids[:3]]
    shown = client.get(page).text
    assert [f"Number {event_id}" in shown for event_id in ids[:3]] == [True, True, False]
    assert "The team asks for something more" in shown
    answered = {field_of(one)[0]: "x" for one in asked[:2]}
    assert post(client, f"{page}/registrations", page, **ME, **answered).status_code == 303
    assert [waits(client, place) for place in places()] == [False, False, True, False, False]


def test_somebody_who_comes_again_answers_anew(client: FlaskClient, dates: list[Event]) -> None:
    event = dates[0]
    asked, page = make_question(event.id), series_page(dates, client)
    place = make_registration(event, make_account(email=ME["email"]))
    public_id = place.public_id
    with transaction():
        services.answer_again(public_id, {asked.public_id: Given(text="old")}, locale="en", now=now())
    with transaction():
        session.get_one(Registration, place.id).standing = Standing.CANCELLED
        session.get_one(Event, event.id).seats_taken -= 1
    assert post(client, f"{page}/registrations", page, **ME, **{field_of(asked)[0]: "new"}).status_code == 303
    assert said(places()[0]) == {"Question short": "new"}


def test_one_letter_of_the_series_costs_little_more_with_questions(
    client: FlaskClient, dates: list[Event], count_queries: Callable[[], Any]
) -> None:
    ids, page = [event.id for event in dates], series_page(dates, client)
    with count_queries() as without:
        post(client, f"{page}/registrations", page, **ME)
    fields = {}
    for event_id in ids:
        for number in range(3):
            fields[field_of(make_question(event_id, label_en=f"Question {number}"))[0]] = "x"
    with count_queries() as counted:
        post(client, f"{page}/registrations", page, **{**ME, "email": "other@example.com"}, **fields)
    # The answers of a place are read, and each is written; at five dates with three questions.
    assert len(counted) - len(without) <= 4 + 5 * (1 + 3)
