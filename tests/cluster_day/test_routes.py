"""Does everybody see the Cluster Day, and can anybody propose something for it?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.cluster_day import queries
from eventhub.cluster_day.models import Submission, SubmissionState, Wish
from eventhub.cluster_day.rules import TRIES_PER_ADDRESS
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Status, Visibility
from eventhub.programme.models import SessionType
from tests.conftest import csrf, post
from tests.factories.cluster_day import make_booth, make_call, make_edition, make_entry, make_submission
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_organisation
from tests.programme.cluster_day import add_session, release

Outbox = Callable[..., list[Any]]
PROPOSED = {
    "wish": "session",
    "title": "냉각 채널로 불량 줄이기",
    "text": "결과를 나눕니다.",
    "name": "박서연",
    "organisation_name": "가람정밀",
    "email": "seoyeon@example.com",
}


@pytest.fixture(autouse=True)
def _english(client: FlaskClient) -> None:
    client.set_cookie("eventhub_language", "en")


def test_the_newest_edition_everybody_finds_is_the_one_shown(client: FlaskClient) -> None:
    assert client.get("/day/").status_code == 404
    make_edition(year=2025)
    make_edition(year=2026)
    make_edition(year=2027, status=Status.DRAFT, published_at=None)
    make_edition(year=2028, visibility=Visibility.UNLISTED)
    answer = client.get("/day/")
    assert (answer.status_code, answer.location) == (303, "/day/2026")


def test_a_draft_is_seen_by_its_team_only(
    app: Flask, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    complex_ = make_complex()
    make_edition(year=2027, status=Status.DRAFT, published_at=None, complex_id=complex_.id)
    for path in ("/day/2027", "/day/2027/booths", "/day/2027/call"):
        assert client.get(path).status_code == 404
    team = sign_in(app.test_client(), make_coordinator(complex_))
    assert team.get("/day/2027").status_code == 200
    stranger = sign_in(app.test_client(), make_coordinator(make_complex()))
    assert stranger.get("/day/2027").status_code == 404


@pytest.mark.parametrize("year", ["2031", "nothing", "20260", "२०२६", "-026"])
def test_a_year_without_an_edition_is_not_there(client: FlaskClient, year: str) -> None:
    make_edition()
    assert client.get(f"/day/{year}").status_code == 404


def test_the_page_leads_to_each_day_the_booths_and_the_contest(client: FlaskClient) -> None:
    edition = make_edition()
    event_id, public_id = edition.event_id, edition.event.public_id
    make_booth(edition, number="1", hall_column=1, hall_row=1, organisation_name="한빛금형")
    make_entry(edition, title_en="Shared trials", award_en="Minister's award")
    assert "The programme follows." in client.get("/day/2026").text
    add_session(event_id, SessionType.OPENING, "개회", "Opening", "2026-11-25 09:00", 30, None, None, ())
    add_session(event_id, SessionType.TALK, "발표", "Talk", "2026-11-25 11:00", 30, None, None, ())
    add_session(event_id, SessionType.AWARD, "시상", "Awards", "2026-11-26 10:00", 30, None, None, ())
    release(event_id)
    page = client.get("/day/2026").text
    for day in ("2026-11-25", "2026-11-26"):
        assert f"/events/{public_id}/programme?day={day}" in page
    assert "09:00–11:30" in page  # from the first session of the day to the last
    assert f"/events/{public_id}/programme/now" in page
    for shown in ("한빛금형", "Shared trials", "Minister&#39;s award"):
        assert shown in page


def test_every_booth_of_the_plan_is_a_link_and_stands_in_the_list(client: FlaskClient) -> None:
    edition = make_edition()
    organisation = make_organisation(name_en="Garam & Co")
    booth = make_booth(
        edition, number="10", hall_column=2, hall_row=1, organisation_id=organisation.id, outcome_en="Half the scrap"
    )
    booth_id = booth.public_id
    make_booth(edition, number="2", organisation_name="<script>")
    page = client.get("/day/2026/booths").text
    assert page.count('<svg class="hall-plan') == 1
    assert f'href="/day/2026/booths/{booth_id}" aria-label="Booth 10: Garam &amp; Co"' in page
    assert page.index("&lt;script&gt;") < page.rindex("Garam &amp; Co")  # 2 before 10
    assert "<script>" not in page.partition("<main")[2]
    one = client.get(f"/day/2026/booths/{booth_id}").text
    assert "Half the scrap" in one
    assert client.get("/day/2026/booths/nothing").status_code == 404


def test_sixty_booths_take_as_many_queries_as_one(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    edition = make_edition(hall_columns=10, hall_rows=6)
    numbers = {}
    for total in (1, 40):
        for number in range(len(numbers) * 40, total):
            make_booth(edition, hall_column=number % 10 + 1, hall_row=number // 10 + 1,
                       organisation_id=make_organisation().id)  # fmt: skip
        make_entry(edition)
        with count_queries() as counted:
            client.get("/day/2026")
            client.get("/day/2026/booths")
        numbers[total] = len(counted)
    assert numbers[1] == numbers[40] <= 14


def test_a_proposal_is_confirmed_changed_and_withdrawn(client: FlaskClient, outbox: Outbox) -> None:
    edition = make_edition()
    make_call(edition)
    answer = post(client, "/day/2026/call", **PROPOSED)
    assert answer.status_code == 303
    assert answer.location.startswith("/s/")
    (letter,) = outbox("seoyeon@example.com")
    assert answer.location in letter.text
    place = client.get(answer.location)
    assert "We have your proposal." in place.text
    assert place.headers["Cache-Control"] == "no-store"
    assert place.headers["Referrer-Policy"] == "no-referrer"
    changed = {**PROPOSED, "title": "더 나은 제목", "email": "other@example.com", "wish": "booth"}
    assert post(client, answer.location, **changed).status_code == 303
    session.rollback()
    row = queries.get_by_link(answer.location.removeprefix("/s/"))
    assert (row.title, row.email, row.wish, row.locale) == ("더 나은 제목", "seoyeon@example.com", Wish.SESSION, "en")
    for _twice in range(2):
        page = client.get(f"{answer.location}/withdraw")
        if "Yes, withdraw it" in page.text:
            assert post(client, f"{answer.location}/withdraw").status_code == 303
    assert "Withdrawn" in client.get(answer.location).text
    assert client.get(f"{answer.location}x").status_code == 404


def test_after_the_deadline_nothing_is_taken_or_changed(client: FlaskClient, at: Callable[[str], Any]) -> None:
    edition = make_edition()
    make_call(edition, closes_at=now() + timedelta(hours=1))
    link = post(client, "/day/2026/call", **PROPOSED).location
    token, own = csrf(client, "/day/2026/call"), csrf(client, link)
    with at("2026-03-02 10:00"):
        assert "Propose something" not in client.get("/day/2026/call").text
        late = client.post("/day/2026/call", data={"csrf_token": token, **PROPOSED})
        assert late.status_code == 422
        answer = client.post(link, data={"csrf_token": own, **PROPOSED})
        assert answer.status_code == 409
        assert "The call is closed." in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "Please write a title."),
        ("title", "see www.example.com", "not a web address"),
        ("title", "x" * 201, "shorten this to 200"),
        ("text", "", "a few sentences"),
        ("text", "a\x07b", "invisible control characters"),
        ("name", "", "Please write your name."),
        ("name", "https://example.com", "not a web address"),
        ("organisation_name", "", "where you work"),
        ("email", "nobody", "not an e-mail address"),
        ("wish", "booth", "Not a valid choice"),
        ("wish", "dinner", "Not a valid choice"),
    ],
)
def test_a_bad_proposal_is_told_at_the_field_and_kept(client: FlaskClient, field: str, typed: str, said: str) -> None:
    make_call(make_edition())
    answer = post(client, "/day/2026/call", **{**PROPOSED, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "냉각 채널로" in answer.text or field == "title"
    assert "결과를 나눕니다." in answer.text or field == "text"


def test_mistakes_are_listed_in_the_order_of_the_page(client: FlaskClient) -> None:
    edition = make_edition()
    for wish in Wish:
        make_call(edition, wish)
    page = post(client, "/day/2026/call").text
    listed = re.findall(r'<li><a href="#([a-z_]+?)(?:-0)?">', page)
    assert listed == ["wish", "title", "text", "name", "organisation_name", "email"]


def test_a_forged_token_keeps_what_was_typed(client: FlaskClient) -> None:
    make_call(make_edition())
    answer = client.post("/day/2026/call", data={**PROPOSED, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert "결과를 나눕니다." in answer.text


def test_too_many_proposals_from_one_address_are_refused(client: FlaskClient) -> None:
    make_call(make_edition())
    answers = [post(client, "/day/2026/call", **PROPOSED).status_code for _ in range(TRIES_PER_ADDRESS + 1)]
    assert answers == [303] * TRIES_PER_ADDRESS + [429]


def test_what_was_decided_on_can_only_be_read(client: FlaskClient) -> None:
    edition = make_edition()
    make_call(edition)
    decided = make_submission(edition, state=SubmissionState.DECLINED, reason="Too many.\nSorry.")
    link = queries.path_of(decided)
    page = client.get(link)
    assert "Too many." in page.text
    assert "Withdraw the proposal" not in page.text
    token = csrf(client, "/day/2026/call")
    assert client.post(f"{link}/withdraw", data={"csrf_token": token}).status_code == 303
    assert client.post(link, data={"csrf_token": token, **PROPOSED}).status_code == 409
    with transaction():
        assert session.get_one(Submission, decided.id).state is SubmissionState.DECLINED
