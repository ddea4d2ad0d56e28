"""Can a visitor see a series, and register for all of it or for some of its dates?"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from eventhub.accounts.models import Account
from eventhub.admission.models import Terms
from eventhub.core.db import session, transaction
from eventhub.core.paging import PER_PAGE
from eventhub.events.models import Event, Visibility
from eventhub.registrations.models import Registration, Standing
from eventhub.series.models import Series, SeriesDate
from eventhub.series.rules import MOST_CHOSEN
from tests.conftest import post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.registrations import make_registration
from tests.factories.series import make_series

ME = {"name": "박서연", "organisation_name": "가람정밀", "email": "seoyeon@example.com", "which": "all"}


def events_of_all() -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).order_by(Event.starts_at)))


def places() -> list[Registration]:
    session.rollback()
    return list(session.scalars(select(Registration).order_by(Registration.event_id)))


def register(client: FlaskClient, series: Series, **fields: Any) -> Any:
    page = f"/series/{series.public_id}"
    client.get("/?lang=en")
    return post(client, f"{page}/registrations", page, **{**ME, **fields})


def test_a_series_shows_its_dates_to_come_and_links_to_those_past(client: FlaskClient, at: Any) -> None:
    series = make_series()
    with at("2026-03-20 09:00"):
        page = client.get(f"/series/{series.public_id}?lang=en").text
        assert "weekly on Tuesday, 5 times" in page
        assert "All 3 dates one can register for" in page
        assert "17 Mar 2026" not in page
        past = client.get(f"/series/{series.public_id}/past?lang=en").text
        assert "17 Mar 2026" in past
        assert "24 Mar 2026" not in past


def test_a_series_says_on_which_days_to_come_it_pauses(client: FlaskClient, at: Any) -> None:
    series = make_series(left_out=(date(2026, 3, 17), date(2026, 3, 31)))
    page = f"/series/{series.public_id}?lang=en"
    with at("2026-03-17 09:00"):
        assert "Not on Tue 17 Mar 2026, Tue 31 Mar 2026" in client.get(page).text
    with at("2026-03-20 09:00"):
        assert "Not on Tue 31 Mar 2026" in client.get(page).text
    with at("2026-04-01 09:00"):
        assert "Not on" not in client.get(page).text


def test_drafts_are_not_shown_and_a_series_of_drafts_is_not_there(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    complex_ = make_complex()
    series = make_series(complex_, published=False)
    assert client.get(f"/series/{series.public_id}").status_code == 404
    sign_in(client, make_coordinator(complex_))
    assert client.get(f"/series/{series.public_id}").status_code == 200


def test_a_members_series_is_for_members(client: FlaskClient) -> None:
    series = make_series(visibility=Visibility.MEMBERS)
    assert client.get(f"/series/{series.public_id}").status_code == 404
    answer = client.post(f"/series/{series.public_id}/registrations", data=ME)
    assert answer.status_code == 404


def test_one_registration_is_for_all_dates_and_one_letter_lists_them(client: FlaskClient, outbox: Any) -> None:
    series = make_series(capacity=1)
    make_registration(events_of_all()[1])
    make_registration(events_of_all()[2], make_account(email=ME["email"]))
    answer = register(client, series)
    assert answer.status_code == 303
    mine = [place for place in places() if place.name == ME["name"] or place.organisation_name == "가람정밀"]
    assert len(mine) == 6
    letters = outbox(ME["email"])
    assert len(letters) == 1
    text = letters[0].text
    assert text.count("Your place is confirmed.") == 3
    assert text.count("you are number 1 on the waiting list") == 1
    assert text.count("You had registered for this date already.") == 1
    assert text.count("http://localhost/r/") == 5
    done = client.get(answer.location).text
    assert all(number in done for number in ("<dd>3</dd>", "<dd>1</dd>"))


def test_the_letter_is_in_korean_for_who_reads_korean(client: FlaskClient, outbox: Any) -> None:
    series = make_series()
    page = f"/series/{series.public_id}"
    post(client, f"{page}/registrations", page, **ME)
    assert "박서연" in outbox(ME["email"])[0].text
    assert "Your place" not in outbox(ME["email"])[0].text


def test_only_the_ticked_dates_are_taken(client: FlaskClient) -> None:
    series = make_series()
    chosen = [events_of_all()[1].public_id, events_of_all()[3].public_id]
    assert register(client, series, which="some", date=chosen).status_code == 303
    assert [place.event_id for place in places()] == [events_of_all()[1].id, events_of_all()[3].id]


def test_a_date_of_another_series_is_not_taken_along(client: FlaskClient) -> None:
    other = make_series()
    stranger = events_of_all()[0].public_id
    assert other
    series = make_series()
    answer = register(client, series, which="some", date=[stranger])
    assert answer.status_code == 409
    assert "None of these dates takes registrations at this moment." in answer.text
    assert places() == []


def test_who_is_registered_for_all_gets_the_links_again_but_not_for_ever(
    client: FlaskClient, outbox: Any, at: Any
) -> None:
    series = make_series()
    for minute in range(6):
        with at(f"2026-03-02 09:0{minute}"):
            answer = register(client, series)
    assert answer.status_code == 429
    assert len(outbox(ME["email"])) == 4
    assert len(places()) == 5


def test_what_somebody_had_before_is_not_told_to_the_browser(client: FlaskClient) -> None:
    series = make_series()
    make_registration(events_of_all()[0], make_account(email=ME["email"]))
    register(client, series)
    with client.session_transaction() as held:
        assert len(held["places"]) == 4


def test_a_place_given_up_is_taken_again(client: FlaskClient) -> None:
    series = make_series()
    make_registration(events_of_all()[0], make_account(email=ME["email"]), standing=Standing.CANCELLED)
    register(client, series)
    assert [place.round for place in places()] == [2, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Please write your name."),
        ({"email": "nobody"}, "e-mail"),
        ({"which": "some"}, "Choose at least one date, or all of them."),
        ({"note": "x" * 1001}, "Please shorten this"),
        ({"name": "a\x00b"}, "invisible control characters"),
        ({"note": "<script>alert(1)</script>", "name": ""}, "&lt;script&gt;"),
    ],
)
def test_a_mistake_is_said_and_keeps_every_word(client: FlaskClient, fields: dict[str, str], said: str) -> None:
    series = make_series()
    answer = register(client, series, **{"organisation_name": "남는 회사", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert "남는 회사" in answer.text
    assert places() == []


def test_ticked_dates_stay_ticked_after_a_mistake(client: FlaskClient) -> None:
    series = make_series()
    chosen = events_of_all()[1].public_id
    answer = register(client, series, which="some", date=[chosen], name="")
    assert f'value="{chosen}" checked' in answer.text


def test_a_forged_token_registers_nobody(client: FlaskClient) -> None:
    series = make_series()
    answer = client.post(f"/series/{series.public_id}/registrations", data={**ME, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert ME["email"] in answer.text
    assert places() == []


def test_the_page_of_what_became_of_it_is_for_the_browser_that_registered(client: FlaskClient) -> None:
    series = make_series()
    assert client.get(f"/series/{series.public_id}/registered").status_code == 404


def test_an_event_links_to_its_series(client: FlaskClient) -> None:
    series = make_series()
    assert f"/series/{series.public_id}" in client.get(f"/events/{events_of_all()[0].public_id}").text


def lengthen(series: Series, number: int) -> None:
    """Give a series many dates at once, past and to come."""
    model = events_of_all()[0]
    columns = {column.name: getattr(model, column.name) for column in Event.__table__.columns}
    series_id, step = series.id, events_of_all()[1].starts_at - model.starts_at
    begins, length = columns["starts_at"] - 3 * step + timedelta(minutes=7), columns["ends_at"] - columns["starts_at"]
    events, dates = [], []
    for index in range(number):
        starts_at = begins - (number // 2 - index) * step / 7
        event_id = 100_000 + index
        public_id = f"b{index:011d}"
        moments = {"starts_at": starts_at, "ends_at": starts_at + length}
        events.append({**columns, **moments, "id": event_id, "public_id": public_id})
        dates.append({"series_id": series_id, "event_id": event_id, "planned_at": starts_at, "is_own": False})
    with transaction():
        session.execute(insert(Event), events)
        session.execute(insert(SeriesDate), dates)


def test_a_series_is_shown_in_the_same_number_of_queries_however_long_it_is(
    client: FlaskClient, count_queries: Any
) -> None:
    series = make_series()
    counts = []
    for number in (0, 200, 13_000):
        if number:
            with transaction():
                session.execute(SeriesDate.__table__.delete().where(SeriesDate.event_id >= 100_000))
                session.execute(Event.__table__.delete().where(Event.id >= 100_000))
            lengthen(series, number)
        pair = []
        for path in (f"/series/{series.public_id}", f"/series/{series.public_id}/past"):
            with count_queries() as counted:
                assert client.get(path).status_code == 200
            pair.append(len(counted))
        counts.append(pair)
    assert counts[1] == counts[2]
    # A short one has the form below its dates: which of them are open, and what they ask.
    assert counts[0][0] == counts[2][0] + 2


LONG = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH;COUNT=120"


def ticks(page: str) -> list[str]:
    """Read which dates of a page are ticked."""
    return re.findall(r'name="date" value="(\w+)" checked', page)


def kept_by(page: str) -> str:
    """Read what a page keeps of the others."""
    return re.findall(r'name="kept" value="([\w.]*)"', page)[0]


def test_dates_ticked_on_one_page_stay_when_the_page_is_turned(client: FlaskClient, outbox: Any) -> None:
    series = make_series(rule=LONG)
    path, ids = f"/series/{series.public_id}", [event.public_id for event in events_of_all()]
    client.get("/?lang=en")
    first = client.get(path).text
    assert "120 dates" in first
    assert '<button class="btn btn-quiet" type="submit" name="page" value="2">' in first
    assert 'name="email"' not in first
    second = client.get(path, query_string={"kept": kept_by(first), "date": [ids[0], ids[29]], "page": "2"}).text
    assert "2 chosen" in second
    assert set(kept_by(second).split(".")) == {ids[0], ids[29]}
    fourth = client.get(path, query_string={"kept": kept_by(second), "date": [ids[31]], "page": "4"}).text
    assert "3 chosen" in fourth
    # Back on the first page one is unticked: what is not ticked where it is shown is not chosen.
    again = client.get(path, query_string={"kept": kept_by(fourth), "date": [ids[119]], "page": "1"}).text
    assert ticks(again) == [ids[0], ids[29]]
    assert set(kept_by(again).split(".")) == {ids[31], ids[119]}
    decided = client.get(path, query_string={"kept": kept_by(again), "date": [ids[29]], "step": "some"}).text
    assert 'name="email"' in decided
    assert "3 dates" in decided
    fields = {**ME, "which": "some", "kept": kept_by(decided)}
    assert post(client, f"{path}/registrations", f"{path}?step=all", **fields).status_code == 303
    assert {session.get_one(Event, place.event_id).public_id for place in places()} == {ids[29], ids[31], ids[119]}
    assert len(outbox(ME["email"])) == 1


def test_all_dates_of_a_long_series_need_no_tick(client: FlaskClient) -> None:
    series = make_series(rule=LONG)
    path = f"/series/{series.public_id}"
    assert post(client, f"{path}/registrations", f"{path}?step=all", **ME).status_code == 303
    assert len(places()) == 120


def test_what_is_refused_keeps_the_chosen_dates_and_what_was_written(client: FlaskClient) -> None:
    series = make_series(rule=LONG)
    path, ids = f"/series/{series.public_id}", [event.public_id for event in events_of_all()]
    client.get("/?lang=en")
    fields = {**ME, "which": "some", "kept": f"{ids[3]}.{ids[77]}", "email": "no address"}
    answer = post(client, f"{path}/registrations", f"{path}?step=all", **fields)
    assert answer.status_code == 422
    assert kept_by(answer.text) == f"{ids[3]}.{ids[77]}"
    assert "no address" in answer.text
    assert places() == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"step": "some"}, "Choose at least one date, or all of them."),
        ({"step": "some", "kept": "<script>.'; --.."}, "Choose at least one date, or all of them."),
        ({"kept": ".".join(f"x{number}" for number in range(5000))}, "At most 200 dates can be chosen one by one."),
    ],
)
def test_a_senseless_choice_is_said_above_the_dates(client: FlaskClient, asked: dict[str, str], sentence: str) -> None:
    series = make_series(rule=LONG)
    answer = client.get(f"/series/{series.public_id}", query_string={**asked, "lang": "en"})
    assert sentence in answer.text
    assert 'name="step"' in answer.text
    assert "<script>." not in answer.text


def test_an_address_with_every_choice_is_short_enough_for_a_server(client: FlaskClient) -> None:
    assert len("/series/123456789012?step=some&kept=" + "." * 13 * MOST_CHOSEN + "&date=123456789012" * PER_PAGE) < 4094


def test_choosing_costs_the_same_with_one_date_and_with_many(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    series = make_series(rule=LONG)
    path, ids = f"/series/{series.public_id}", [event.public_id for event in events_of_all()]

    def cost(number: int) -> int:
        with count_queries() as counted:
            assert f"{number} chosen" in client.get(f"{path}?lang=en&kept={'.'.join(ids[:number])}").text
        return len(counted)

    assert cost(1) == cost(120)


def test_dates_that_want_approval_are_counted_apart(client: FlaskClient) -> None:
    series = make_series()
    asked = events_of_all()[0].id
    saved(Terms(event_id=asked, needs_approval=True))
    done = client.get(register(client, series).location).text
    assert "Asked to come; the promotion team answers" in done
    assert "<dd>4</dd>" in done
