"""Do coordinators plan the Cluster Day: edition, hall, contest, call, decisions?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.admission.queries import terms_of
from eventhub.cluster_day import queries
from eventhub.cluster_day.models import SubmissionState, Wish
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Kind, Status
from eventhub.programme.queries import list_sessions
from eventhub.questions.queries import list_questions
from tests.cluster_day.conftest import Desk
from tests.conftest import csrf, post
from tests.factories.admission import make_terms
from tests.factories.cluster_day import make_booth, make_call, make_edition, make_entry, make_submission
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.organisations import make_organisation
from tests.factories.questions import make_question

SignIn = Callable[[FlaskClient, Account], FlaskClient]
HERE = "/desk/day/2026"


def fresh() -> None:
    session.rollback()


def test_a_cluster_day_becomes_the_edition_of_its_year(desk: Desk) -> None:
    event = make_event(kind=Kind.CLUSTER_DAY, complex_id=desk.complex.id)
    public_id, title = event.public_id, event.title_en
    assert title in desk.browser.get("/desk/day/").text
    assert 'value="2026"' in desk.browser.get(f"/desk/day/new?event={public_id}").text
    size = {"event": public_id, "hall_columns": "5", "hall_rows": "4"}
    taken = post(desk.browser, "/desk/day/new", **size, year="2026")
    assert taken.status_code == 422
    assert "There is an edition of this year already." in taken.text
    assert post(desk.browser, "/desk/day/new", **size, year="2027").location == "/desk/day/2027"
    assert "First plan an event" in desk.browser.get("/desk/day/new").text


def test_the_list_of_events_leads_here_and_its_door_stays_marked(desk: Desk) -> None:
    assert 'href="/desk/day/"' in desk.browser.get("/desk/events/").text
    for path in ("/desk/day/", HERE, "/desk/series/"):
        assert '<a href="/desk/events/" aria-current="true">' in desk.browser.get(path).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("year", "soon"), ("year", "1999"), ("hall_columns", "0"), ("hall_rows", "21"), ("hall_rows", "")],
)
def test_a_senseless_edition_is_refused(desk: Desk, field: str, typed: str) -> None:
    values = {"year": "2026", "hall_columns": "5", "hall_rows": "4", field: typed}
    answer = post(desk.browser, f"{HERE}/edit", **values)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text


def test_the_enter_key_keeps_a_booth_rather_than_searching(desk: Desk) -> None:
    page = desk.browser.get(f"{HERE}/booths/new").text.partition("<main")[2]
    pressed = re.search(r"<button[^>]*>", page)
    assert pressed
    assert 'type="submit"' in pressed[0]
    assert "search" not in pressed[0]


def test_a_hall_is_not_made_smaller_than_its_booths_need(desk: Desk) -> None:
    make_booth(desk.edition, number="7", hall_column=4, hall_row=3)
    answer = post(desk.browser, f"{HERE}/edit", year="2026", hall_columns="3", hall_rows="3")
    assert answer.status_code == 422
    assert "outside the hall: 7." in answer.text
    assert post(desk.browser, f"{HERE}/edit", year="2030", hall_columns="4", hall_rows="3").location == "/desk/day/2030"


def test_a_booth_of_the_directory_is_looked_up_placed_moved_and_removed(desk: Desk) -> None:
    organisation = make_organisation(name_en="Garam Precision")
    organisation_id = organisation.public_id
    new = f"{HERE}/booths/new"
    assert 'name="number"' in desk.browser.get(new).text
    looked_up = post(
        desk.browser, new, number="", hall_row="many", organisation_name="Garam", search="1", title_ko="시제품"
    )
    assert looked_up.status_code == 200
    assert 'role="alert"' not in looked_up.text
    assert "Garam Precision" in looked_up.text
    assert "시제품" in looked_up.text
    values = {
        "number": "1",
        "organisation_name": "Garam",
        "organisation": organisation_id,
        "hall_column": "2",
        "hall_row": "1",
    }
    assert post(desk.browser, new, **values).status_code == 303
    (booth,) = queries.list_booths(desk.edition_id)
    assert (booth.organisation_name, booth.hall_column, booth.hall_row) == ("", 2, 1)
    public_id = booth.public_id
    page = desk.browser.get(f"{HERE}/booths")
    assert f"{HERE}/booths/{public_id}" in page.text
    moved = {**values, "hall_column": "4", "hall_row": "3", "number": "A-1"}
    assert post(desk.browser, f"{HERE}/booths/{public_id}", **moved).status_code == 303
    fresh()
    assert queries.get_booth(desk.edition_id, public_id).hall_column == 4
    assert post(desk.browser, f"{HERE}/booths/{public_id}/remove").status_code == 303
    fresh()
    assert queries.list_booths(desk.edition_id) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "", "Please fill this in."),
        ("number", "12 a", "at most six letters and digits"),
        ("number", "1", "a booth of this number already"),
        ("organisation_name", "", "Write whose booth it is."),
        ("organisation_name", "a\x07", "invisible control characters"),
        ("hall_row", "", "belong together"),
        ("hall_row", "4", "a number from 1 to 3"),
        ("hall_column", "99", "from 1 to 20"),
        ("hall_column", "1", "Booth 1 stands there already."),
        ("title_ko", "가" * 201, "shorten this to 200"),
        ("outcome_ko", "가" * 2001, "shorten this to 2000"),
    ],
)
def test_a_booth_that_clashes_is_refused_and_kept(desk: Desk, field: str, typed: str, said: str) -> None:
    make_booth(desk.edition, number="1", hall_column=1, hall_row=1)
    values = {"number": "2", "organisation_name": "한빛", "hall_column": "2", "hall_row": "1", "text_ko": "<script>x"}
    answer = post(desk.browser, f"{HERE}/booths/new", **{**values, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "&lt;script&gt;x" in answer.text


def test_a_booth_keeps_its_own_number_and_place(desk: Desk) -> None:
    public_id = make_booth(desk.edition, number="1", hall_column=1, hall_row=1).public_id
    values = {"number": "1", "organisation_name": "한빛", "hall_column": "1", "hall_row": "1"}
    assert post(desk.browser, f"{HERE}/booths/{public_id}", **values).status_code == 303


def test_an_entry_is_written_down_awarded_and_removed(desk: Desk) -> None:
    complex_ = make_complex()
    values = {"complex": complex_.slug, "title_ko": "공동 금형 시험", "organisation_name": "가람정밀"}
    assert post(desk.browser, f"{HERE}/contest/new", **values).status_code == 303
    again = post(desk.browser, f"{HERE}/contest/new", **values)
    assert again.status_code == 422
    assert "has an entry already" in again.text
    nameless = post(desk.browser, f"{HERE}/contest/new", **{**values, "title_ko": ""})
    assert "a title in at least one language" in nameless.text
    (entry,) = queries.list_entries(desk.edition_id)
    address = f"{HERE}/contest/{entry.public_id}"
    assert post(desk.browser, address, **values, award_ko="장관상").status_code == 303
    assert "장관상" in desk.browser.get(f"{HERE}/contest").text
    assert post(desk.browser, f"{address}/remove").status_code == 303
    assert "There is no entry yet." in desk.browser.get(f"{HERE}/contest").text


def test_a_call_is_opened_and_changed(desk: Desk) -> None:
    values = {"text_ko": "발표를 모집합니다.", "closes_at": "2026-10-01T18:00"}
    assert post(desk.browser, f"{HERE}/call/session", **values).status_code == 303
    assert "발표를 모집합니다." in desk.browser.get(f"{HERE}/call/session").text
    assert "open until" in desk.browser.get(HERE).text
    late = post(desk.browser, f"{HERE}/call/session", **{**values, "closes_at": "2026-12-01T18:00"})
    assert late.status_code == 422
    assert "before the event ends" in late.text
    assert post(desk.browser, f"{HERE}/call/session", **{**values, "text_ko": ""}).status_code == 422
    assert desk.browser.get(f"{HERE}/call/dinner").status_code == 404
    assert post(desk.browser, f"{HERE}/call/booth", **values).status_code == 303
    fresh()
    assert list(queries.list_calls(desk.edition_id)) == [Wish.SESSION, Wish.BOOTH]


def test_several_reviewers_judge_and_the_average_is_shown(app: Flask, desk: Desk, sign_in: SignIn) -> None:
    second = sign_in(app.test_client(), make_coordinator(desk.complex))
    address = f"{HERE}/submissions/{make_submission(desk.edition).public_id}"
    assert post(desk.browser, address, score="5", comment="좋습니다.").status_code == 303
    assert post(desk.browser, address, score="4").status_code == 303  # thought again
    assert post(second, address, score="1").status_code == 303
    assert "2.5 of 5" in desk.browser.get(address).text
    assert "2.5" in desk.browser.get(f"{HERE}/submissions").text
    for score in ("", "0", "6"):
        assert post(desk.browser, address, score=score, comment="kept words").status_code == 422


def test_an_accepted_session_is_planned_without_a_place(desk: Desk, outbox: Callable[..., list[Any]]) -> None:
    proposed = make_submission(desk.edition, email="seo@example.com", consented_at=now())
    address = f"{HERE}/submissions/{proposed.public_id}"
    page = desk.browser.get(f"{address}/accept").text
    assert "함께하게 되어 기쁩니다." in page  # in the language of the letter's reader
    assert post(desk.browser, f"{address}/accept", reason="").status_code == 422
    assert post(desk.browser, f"{address}/accept", reason="꼭 오십시오.").status_code == 303
    fresh()
    (planned,) = list_sessions(desk.event_id)
    (appearance,) = planned.appearances
    assert (planned.title_ko, planned.title_en, planned.starts_at) == ("냉각 채널로 불량 줄이기", "", None)
    assert (appearance.speaker.name, appearance.speaker.consented_at is None) == ("박서연", False)
    (letter,) = outbox("seo@example.com")
    assert "꼭 오십시오." in letter.text
    again = post(desk.browser, f"{address}/decline", f"{HERE}/edit", reason="아닙니다.")
    assert again.status_code == 409
    assert len(outbox("seo@example.com")) == 1


def test_somebody_with_two_accepted_sessions_is_one_speaker(desk: Desk) -> None:
    who = {"name": "박 서연", "email": "Seo@example.com"}, {"name": "박서연", "email": "seo@example.com"}
    shared_address = {"name": "이하늘", "email": "seo@example.com"}
    for title, one in zip(("하나", "둘", "셋"), (*who, shared_address), strict=True):
        proposed = make_submission(desk.edition, title=title, **one)
        assert (
            post(desk.browser, f"{HERE}/submissions/{proposed.public_id}/accept", reason="환영합니다.").status_code
            == 303
        )
    fresh()
    speakers = {one.title_ko: one.appearances[0].speaker for one in list_sessions(desk.event_id)}
    assert speakers["하나"].id == speakers["둘"].id
    assert speakers["셋"].name == "이하늘"


def test_an_accepted_booth_gets_the_next_number_and_its_organisation(desk: Desk) -> None:
    organisation_id = make_organisation(name_ko="가람정밀").id
    make_booth(desk.edition, number="9")
    proposed = make_submission(desk.edition, wish=Wish.BOOTH, locale="en", organisation_name="가람정밀")
    address = f"{HERE}/submissions/{proposed.public_id}/accept"
    assert post(desk.browser, address, reason="Welcome.").status_code == 303
    fresh()
    booth = queries.list_booths(desk.edition_id)[-1]
    assert (booth.number, booth.organisation_id, booth.title_en) == ("10", organisation_id, "냉각 채널로 불량 줄이기")
    assert booth.hall_column is None


def test_a_declined_submission_changes_nothing_but_itself(desk: Desk, outbox: Callable[..., list[Any]]) -> None:
    proposed = make_submission(desk.edition, email="seo@example.com")
    public_id = proposed.public_id
    assert post(desk.browser, f"{HERE}/submissions/{public_id}/decline", reason="자리가 없습니다.").status_code == 303
    fresh()
    assert queries.get_submission(desk.edition_id, public_id).state is SubmissionState.DECLINED
    assert list_sessions(desk.event_id) == []
    assert "자리가 없습니다." in outbox("seo@example.com")[0].html
    assert desk.browser.get(f"{HERE}/submissions/{public_id}/dither").status_code == 404


def test_the_list_of_submissions_can_be_narrowed(desk: Desk) -> None:
    make_submission(desk.edition, title="하나")
    make_submission(desk.edition, title="둘", state=SubmissionState.ACCEPTED)
    page = desk.browser.get(f"{HERE}/submissions?state=accepted").text
    assert "둘" in page
    assert "하나" not in page
    assert "하나" in desk.browser.get(f"{HERE}/submissions?state=nonsense").text


def test_submissions_can_be_listed_best_first(desk: Desk) -> None:
    for title, score in (("보통", "3"), ("모름", ""), ("훌륭", "5")):
        address = f"{HERE}/submissions/{make_submission(desk.edition, title=title).public_id}"
        assert not score or post(desk.browser, address, score=score).status_code == 303
    page = desk.browser.get(f"{HERE}/submissions?order=score&state=received").text
    assert page.index("훌륭") < page.index("보통") < page.index("모름")
    assert "order=score&amp;state=received" in page or "state=received&amp;order=score" in page
    by_date = desk.browser.get(f"{HERE}/submissions").text
    assert by_date.index("보통") < by_date.index("모름") < by_date.index("훌륭")


def test_many_submissions_and_booths_take_as_many_queries_as_one(desk: Desk, count_queries: Callable[[], Any]) -> None:
    counts = []
    for total in (1, 9):
        for _ in range(total):
            make_booth(desk.edition, organisation_id=make_organisation().id)
            address = f"{HERE}/submissions/{make_submission(desk.edition).public_id}"
            post(desk.browser, address, score="3")
        with count_queries() as counted:
            for path in ("", "/booths", "/submissions", "/contest"):
                assert desk.browser.get(f"{HERE}{path}").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_last_years_edition_is_copied_as_a_draft(desk: Desk) -> None:
    make_booth(desk.edition, number="1", hall_column=2, hall_row=3, outcome_ko="작년 성과")
    make_entry(desk.edition)
    make_call(desk.edition)
    ticked = {"day": "2027-11-24", "tracks": "y", "sessions": "y", "speakers": "y", "booths": "y", "hall": "y"}
    assert post(desk.browser, f"{HERE}/copy", **ticked).location == "/desk/day/2027"
    fresh()
    new = queries.get_as_coordinator("2027", desk.account)
    assert (new.event.status, new.event.title_ko) == (Status.DRAFT, "2027 산업단지 혁신클러스터의 날")
    assert new.event.starts_at - desk.starts_at == timedelta(days=364)
    (booth,) = queries.list_booths(new.id)
    assert (booth.hall_column, booth.hall_row, booth.outcome_ko) == (2, 3, "")
    assert queries.list_entries(new.id) == []
    assert queries.list_calls(new.id) == {}
    again = post(desk.browser, f"{HERE}/copy", **ticked)
    assert again.status_code == 422
    assert "There is an edition of this year already." in again.text
    assert post(desk.browser, f"{HERE}/copy", day="some day").status_code == 422


@pytest.mark.parametrize("comes_along", [True, False], ids=["ticked", "not ticked"])
def test_terms_and_questions_come_along_where_that_is_ticked(desk: Desk, comes_along: bool) -> None:
    event_id = desk.edition.event_id
    make_terms(event_id, changes_close_hours=48)
    make_question(event_id)
    ticked = {"terms": "y", "questions": "y"} if comes_along else {}
    assert post(desk.browser, f"{HERE}/copy", day="2027-11-24", **ticked).status_code == 303
    fresh()
    new = queries.get_as_coordinator("2027", desk.account).event_id
    assert terms_of(new).changes_close_hours == (48 if comes_along else 0)
    assert len(list_questions(new)) == comes_along


def test_a_copy_does_not_begin_on_a_day_that_is_over(desk: Desk) -> None:
    answer = post(desk.browser, f"{HERE}/copy", day="2025-11-26", booths="y")
    assert answer.status_code == 422
    assert "This day is over." in answer.text
    assert 'value="2025-11-26"' in answer.text
    assert desk.browser.get("/desk/day/2025").status_code == 404


def test_booths_come_along_without_their_places_or_not_at_all(desk: Desk) -> None:
    make_booth(desk.edition, number="1", hall_column=2, hall_row=3)
    assert post(desk.browser, f"{HERE}/copy", day="2027-11-24", booths="y").status_code == 303
    assert post(desk.browser, f"{HERE}/copy", day="2028-11-24").status_code == 303
    fresh()
    (booth,) = queries.list_booths(queries.get_as_coordinator("2027", desk.account).id)
    assert booth.hall_column is None
    assert queries.list_booths(queries.get_as_coordinator("2028", desk.account).id) == []


def test_a_draft_with_an_edition_can_be_thrown_away(desk: Desk) -> None:
    post(desk.browser, f"{HERE}/copy", day="2027-11-24", booths="y")
    fresh()
    public_id = queries.get_as_coordinator("2027", desk.account).event.public_id
    address = f"/desk/events/{public_id}"
    assert post(desk.browser, f"{address}/discard", address).status_code == 303
    assert desk.browser.get("/desk/day/2027").status_code == 404


def test_another_teams_edition_is_not_there(app: Flask, desk: Desk, sign_in: SignIn) -> None:
    entry, booth, proposed = (make(desk.edition).public_id for make in (make_entry, make_booth, make_submission))
    stranger = sign_in(app.test_client(), make_coordinator(make_complex()))
    paths = ("", "/edit", "/copy", "/booths", "/booths/new", f"/booths/{booth}", f"/booths/{booth}/remove", "/contest")
    paths += ("/contest/new", f"/contest/{entry}", f"/contest/{entry}/remove", "/call/session", "/submissions")
    paths += (f"/submissions/{proposed}", f"/submissions/{proposed}/accept")
    for path in paths:
        assert desk.browser.get(f"{HERE}{path}").status_code == 200, path
        assert stranger.get(f"{HERE}{path}").status_code == 404, path
    assert "/desk/day/2026" not in stranger.get("/desk/day/").text


def test_things_of_another_edition_are_not_there(desk: Desk) -> None:
    other = make_edition(year=2025)
    booth, proposed, entry = (make(other).public_id for make in (make_booth, make_submission, make_entry))
    for path in (f"booths/{booth}", f"submissions/{proposed}", f"contest/{entry}"):
        assert desk.browser.get(f"{HERE}/{path}").status_code == 404


def test_a_forged_token_keeps_what_was_typed(desk: Desk) -> None:
    csrf(desk.browser, f"{HERE}/booths/new")
    values = {"number": "2", "organisation_name": "한빛금형", "csrf_token": "forged"}
    answer = desk.browser.post(f"{HERE}/booths/new", data=values)
    assert answer.status_code == 400
    assert "한빛금형" in answer.text


def test_an_event_leads_to_its_edition_and_back(desk: Desk, client: FlaskClient) -> None:
    other = make_event(kind=Kind.CLUSTER_DAY, complex_id=desk.complex.id)
    public_id = other.public_id
    assert f"/desk/day/of/{desk.event}" in desk.browser.get(f"/desk/events/{desk.event}").text
    assert desk.browser.get(f"/desk/day/of/{desk.event}").location == HERE
    assert desk.browser.get(f"/desk/day/of/{public_id}").location == f"/desk/day/new?event={public_id}"
    assert desk.browser.get(f"/desk/day/of/{make_event().public_id}").status_code == 404
    assert 'href="/day/2026"' in client.get(f"/events/{desk.event}").text
    assert 'href="/day/' not in client.get(f"/events/{public_id}").text
