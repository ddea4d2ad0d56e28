"""Can a team read what people answered in its list of them, and find those who answered something, or nothing?"""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import insert, select

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.questions import queries, services
from eventhub.questions.models import Answer, ChosenOption, Kind, Option, Stage
from eventhub.questions.rules import Asked, Given
from eventhub.registrations.models import Registration, Standing
from tests.conftest import csrf, post
from tests.factories.admission import make_code, make_quota
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.questions import answer_with_file, make_question, option
from tests.factories.registrations import make_crowd, make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """An event whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex()
    event = make_event(complex_id=complex_.id)
    sign_in(client, make_coordinator(complex_))
    session.refresh(event)
    return event


def path_of(event: Event, *asked: str, page: str = "") -> str:
    """Return the address of the list, or of a page below it, with what is asked for."""
    return f"/desk/events/{event.public_id}/registrations{page}?{'&'.join(asked)}"


def answer(place: Registration, given: dict[Asked, Given]) -> None:
    """Fill in as the team."""
    public_id, by = place.public_id, make_coordinator(make_complex())
    with transaction():
        by = session.get_one(Account, by.id)
        named = {one.public_id: words for one, words in given.items()}
        services.answer_for(public_id, named, by=by, locale="en", now=now())
    session.refresh(place)


def agree(place: Registration, consent: Asked) -> None:
    """Agree as the person, beside what they answered before."""
    public_id, given = place.public_id, queries.given_by(place.id)
    with transaction():
        given[consent.public_id] = Given(agreed_to=1)
        services.answer_again(public_id, given, locale="en", now=now())
    session.refresh(place)


def rows_of(client: FlaskClient, event: Event, *asked: str, kind: str = "csv") -> list[list[str]]:
    """Take the list away with the columns that are asked for."""
    answer_ = post(client, path_of(event, *asked, page="/download"), reason="명찰 인쇄", kind=kind)
    assert answer_.status_code == 200
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(answer_.data)).active
        assert {cell.data_type for row in sheet.rows for cell in row if cell.value} == {"s"}
        return [[cell.value or "" for cell in row] for row in sheet.rows]
    return list(csv.reader(io.StringIO(answer_.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_answers_stand_in_columns_as_a_reader_would_write_them(client: FlaskClient, event: Event, kind: str) -> None:
    lunch, several = make_question(event.id, Kind.CHOICE), make_question(event.id, Kind.SEVERAL)
    day, photos = make_question(event.id, Kind.DATE), make_question(event.id, Kind.CONSENT)
    number = make_question(event.id, Kind.NUMBER, least=-5)
    badge, card = make_question(event.id, stage=Stage.DESK, label_en="Badge"), make_question(event.id, Kind.FILE)
    first, second = make_registration(event, name="가람"), make_registration(event, name="나래")
    answer_with_file(first, card)
    agree(first, photos)
    given = {
        lunch: Given(choices=frozenset({option(lunch, "Korean")})),
        several: Given(choices=frozenset({option(several, "Vegetarian"), option(several, "None")})),
        day: Given(text="2026-03-12"),
        number: Given(text="-3"),
        badge: Given(text="=1+1"),
        card: Given(file_name="card.pdf"),
    }
    answer(first, given)
    shown = [f"answers={one.public_id}" for one in (photos, badge, lunch, several, day, number, card)]
    rows = rows_of(client, event, "columns=note", *shown, kind=kind)
    heads = ["choice", "several", "date", "consent", "number", "file"]
    assert rows[0] == ["Name", "Question or help", *(f"Question {one}" for one in heads), "Badge"]
    safe = "'" if kind == "csv" else ""
    said = ["Korean", "Vegetarian, None", "Thu 12 Mar 2026", "yes", f"{safe}-3", "card.pdf", f"{safe}=1+1"]
    assert rows[1:] == [["가람", "", *said], ["나래", "", "", "", "", "no", "", "", ""]]
    page = client.get(path_of(event, *shown)).text
    assert "Vegetarian, None" in page
    assert (
        f'href="/desk/events/{event.public_id}/registrations/{first.public_id}/answers/{card.public_id}/file"' in page
    )
    assert second.public_id in page


def test_the_list_shows_who_chose_an_answer(client: FlaskClient, event: Event) -> None:
    lunch = make_question(event.id, Kind.SEVERAL)
    first, second = make_registration(event, name="가람"), make_registration(event, name="나래")
    make_registration(event, name="하늘")
    vegetarian = option(lunch, "Vegetarian")
    answer(first, {lunch: Given(choices=frozenset({vegetarian, option(lunch, "Korean")}))})
    answer(second, {lunch: Given(choices=frozenset({option(lunch, "None")}))})
    asked = f"answer={vegetarian}"
    assert [row[0] for row in rows_of(client, event, asked)] == ["Name", "가람"]
    page = client.get(path_of(event, asked)).text
    assert "1 people" in page
    assert f'<option selected value="{vegetarian}">Vegetarian</option>' in page
    other = make_question(make_event().id, Kind.CHOICE)
    for nonsense in ("nonsense", option(other, "Korean")):
        page = client.get(path_of(event, f"answer={nonsense}", f"answers={other.public_id}")).text
        assert "3 people" in page
        assert "not a valid choice" in page.lower()


def test_who_owes_required_answers_is_seen_and_found(
    client: FlaskClient, event: Event, sign_in: SignIn, at: Callable[[str], Any]
) -> None:
    lunch = make_question(event.id, Kind.CHOICE, is_required=True, label_en="Lunch")
    diet = make_question(event.id, is_required=True, label_en="Diet", only_for=frozenset({option(lunch, "Vegetarian")}))
    first, second = make_registration(event, name="가람"), make_registration(event, name="나래")
    make_registration(event, name="하늘")
    make_registration(event, name="다솜", standing=Standing.CANCELLED)
    answer(first, {lunch: Given(choices=frozenset({option(lunch, "Vegetarian")}))})
    answer(second, {lunch: Given(choices=frozenset({option(lunch, "Korean")}))})
    assert "2 people have not answered everything that is required." in client.get(path_of(event)).text
    assert "Missing answers" in client.get(path_of(event, page=f"/{first.public_id}")).text
    assert "Missing answers" not in client.get(path_of(event, page=f"/{second.public_id}")).text
    missing = ("columns=note", "answers=lacking")
    everybody = [["가람", "", "Diet"], ["나래", "", ""], ["다솜", "", ""], ["하늘", "", "Lunch"]]
    assert rows_of(client, event, *missing)[1:] == everybody
    assert [row[0] for row in rows_of(client, event, *missing, "answer=lacking")[1:]] == ["가람", "하늘"]
    answer(first, {lunch: Given(choices=frozenset({option(lunch, "Vegetarian")})), diet: Given(text="vegan")})
    assert "1 person has not answered everything that is required." in client.get(path_of(event)).text
    complex_ = session.get_one(Complex, event.complex_id)
    with at("2026-03-20 09:00"):
        sign_in(client, make_coordinator(complex_))
        page = client.get(path_of(event, "answers=lacking", "answer=lacking")).text
        assert "다솜" in page
        assert "has not answered" not in page, "nobody can answer any more"
        assert "Lunch" not in page.split("<table")[1]


def test_answers_that_were_erased_show_as_nothing(
    client: FlaskClient, event: Event, sign_in: SignIn, at: Callable[[str], Any]
) -> None:
    words, photos = make_question(event.id, kept_days=3), make_question(event.id, Kind.CONSENT, kept_days=3)
    place = make_registration(event, name="가람")
    make_registration(event, name="나래")
    agree(place, photos)
    answer(place, {words: Given(text="9동")})
    shown = ("columns=note", f"answers={words.public_id}", f"answers={photos.public_id}")
    assert [row[2:] for row in rows_of(client, event, *shown)[1:]] == [["9동", "yes"], ["", "no"]]
    with at("2026-03-16 09:00"):
        with transaction():
            assert services.forget_past(now=now()) == 2
        sign_in(client, make_coordinator(session.get_one(Complex, event.complex_id)))
        assert [row[2:] for row in rows_of(client, event, *shown)[1:]] == [["", ""], ["", ""]]


def test_another_teams_list_shows_nobodys_answers(client: FlaskClient, event: Event, sign_in: SignIn) -> None:
    asked = make_question(event.id)
    sign_in(client, make_coordinator(make_complex()))
    for page in ("", "/download"):
        assert client.get(path_of(event, f"answers={asked.public_id}", page=page)).status_code == 404


def test_a_list_of_many_with_all_there_is_asks_as_often_as_a_short_one(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    lunch, words = make_question(event.id, Kind.SEVERAL, is_required=True), make_question(event.id)
    make_quota(event.id, reserved=2, complex_id=event.complex_id)
    make_code(event.id, keeps_seats=True)
    none, names = option(lunch, "None"), (lunch.public_id, words.public_id, "lacking")
    chosen = session.scalars(select(Option.id).where(Option.public_id == none)).one()
    shown = [*(f"answers={one}" for one in names), "columns=mini_clusters", "columns=booker", f"answer={none}"]
    page, taken = path_of(event, *shown), path_of(event, *shown, page="/download")

    def fill(number: int) -> None:
        places = make_crowd(event, number)
        with transaction():
            answers = session.scalars(
                insert(Answer).returning(Answer.id),
                [
                    {"registration_id": place, "question_id": one.id, "value": "9동", "answered_at": now()}
                    for place in places
                    for one in (lunch, words)
                ],
            ).all()
            session.execute(insert(ChosenOption), [{"answer_id": one, "option_id": chosen} for one in answers[::2]])

    def costs() -> list[int]:
        token, found = csrf(client, taken), []
        for take in (
            lambda: client.get(page),
            lambda: client.post(taken, data={"csrf_token": token, "reason": "명찰 인쇄", "kind": "csv"}),
        ):
            with count_queries() as counted:
                assert take().status_code == 200
            found.append(len([one for one in counted.statements if not one.startswith("BEGIN")]))
        return found

    fill(2)
    few = costs()
    fill(1200)
    assert costs() == few
    assert max(few) <= 15
