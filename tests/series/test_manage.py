"""Can coordinators plan a series and change it, and does a mistake keep every word?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex, Post, TeamMember
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status
from eventhub.programme.queries import list_sessions
from eventhub.questions.queries import list_questions
from eventhub.series.models import Series, SeriesDate
from tests.conftest import post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.programme import make_session
from tests.factories.questions import make_question
from tests.factories.registrations import make_registration
from tests.factories.series import make_series

SignIn = Callable[[FlaskClient, Account], FlaskClient]
NEW = "/desk/series/new?lang=en"


@pytest.fixture
def complex_(app: Any) -> Complex:
    return make_complex()


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn, complex_: Complex) -> FlaskClient:
    sign_in(client, make_coordinator(complex_))
    client.get("/?lang=en")
    return client


def filled(complex_: Complex, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "meeting",
        "complex": complex_.slug,
        "mini_cluster": "",
        "title_ko": "금형 정기 모임",
        "starts_at": "2026-03-10T16:00",
        "ends_at": "2026-03-10T18:00",
        "venue_ko": "회의실",
        "room": "",
        "visibility": "public",
        "capacity": "10",
        "registration_opens_at": "2026-03-02T09:00",
        "registration_closes_at": "2026-03-10T13:00",
        "frequency": "weekly",
        "interval": "1",
        "weekdays": ["1"],
        "ordinal": "1",
        "month_day": "",
        "until": "",
        "count": "5",
        "left_out": "",
        **changes,
    }


def events_of_all() -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).order_by(Event.starts_at)))


def test_a_series_is_planned_published_and_listed(desk: FlaskClient, complex_: Complex) -> None:
    answer = post(desk, NEW, **filled(complex_, left_out="2026-03-17"))
    assert answer.status_code == 303
    page = desk.get(answer.location)
    assert "weekly on Tuesday, 5 times" in page.text
    assert [event.status for event in events_of_all()] == [Status.DRAFT] * 4
    answer = post(desk, f"{answer.location}/publish", answer.location)
    assert {event.status for event in events_of_all()} == {Status.PUBLISHED}
    assert "4 dates are published." in desk.get(answer.location).text
    assert "금형 정기 모임" in desk.get("/desk/series/").text


def test_the_dates_are_shown_before_anything_is_kept(desk: FlaskClient, complex_: Complex) -> None:
    answer = post(desk, NEW, **filled(complex_, title_ko="", count="45", weekdays=["4"], look="1"))
    assert answer.status_code == 200
    assert "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=FR;COUNT=45" in answer.text
    assert "Christmas" in answer.text
    assert events_of_all() == []


def test_a_date_is_left_out_with_one_click_and_put_back(desk: FlaskClient, complex_: Complex) -> None:
    answer = post(desk, NEW, **filled(complex_, leave_out="2026-03-17"))
    assert "2026-03-17</textarea>" in answer.text
    assert "<s>Tue 17 Mar 2026</s>" in answer.text
    answer = post(desk, NEW, **filled(complex_, left_out="2026-03-17, 2026-03-24", put_back="2026-03-17"))
    assert "2026-03-24</textarea>" in answer.text


def test_all_holidays_are_left_out_with_one_click(desk: FlaskClient, complex_: Complex) -> None:
    answer = post(desk, NEW, **filled(complex_, leave_out="2026-05-05 2026-07-17", count="40"))
    assert "2026-05-05, 2026-07-17</textarea>" in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"count": ""}, "A series needs an end"),
        ({"count": "", "until": "2026-03-01"}, "The last day lies before the first date."),
        ({"until": "2026-05-01"}, "not both"),
        ({"count": "10000"}, "This rule would make 10,000 dates."),
        ({"count": "12345678901"}, "Write a whole number from 1 to 1000000."),
        ({"count": "ten"}, "Write a whole number from 1 to 1000000."),
        ({"interval": "0"}, "Write a whole number from 1 to 52."),
        ({"interval": ""}, "Please fill this in."),
        ({"weekdays": []}, "Choose at least one weekday."),
        ({"weekdays": ["9"]}, "is not a valid choice for this field."),
        ({"frequency": "hourly"}, "Not a valid choice."),
        ({"until": "soon"}, "Write a day like 2026-11-25."),
        ({"left_out": "2026-03-11"}, "These days are no dates of the rule: Wed 11 Mar 2026"),
        ({"left_out": "<script>alert(1)</script>"}, "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ({"left_out": "2026-03-10\x00"}, "invisible control characters"),
        ({"left_out": "2" * 7000}, "Please shorten this"),
        ({"month_day": "32", "frequency": "by_day"}, "Write a whole number from 1 to 31."),
        ({"title_ko": ""}, "Please write a title"),
        ({"ends_at": "2026-03-10T15:00"}, "The end must come after the beginning."),
        ({"count": "", "frequency": "by_day", "month_day": "31", "until": "2026-03-15"}, "no date at all"),
    ],
)
def test_a_mistake_is_said_and_keeps_every_word(
    desk: FlaskClient, complex_: Complex, changes: dict[str, Any], said: str
) -> None:
    answer = post(desk, NEW, **filled(complex_, text_ko="그대로 남는 말", **changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert "그대로 남는 말" in answer.text
    assert events_of_all() == []


def test_a_look_at_a_rule_that_makes_no_sense_says_why(desk: FlaskClient, complex_: Complex) -> None:
    answer = post(desk, NEW, **filled(complex_, count="", look="1"))
    assert answer.status_code == 422
    assert "A series needs an end" in answer.text


def test_a_forged_token_keeps_what_was_written(desk: FlaskClient, complex_: Complex) -> None:
    for more in ({}, {"look": "1"}):
        answer = desk.post(NEW, data={**filled(complex_, title_ko="남는 제목"), **more, "csrf_token": "forged"})
        assert answer.status_code == 400
        assert "남는 제목" in answer.text


def test_the_rule_is_changed_and_what_became_of_the_dates_is_said(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    make_registration(events_of_all()[4])
    path = f"/desk/series/{series.public_id}/rule"
    rule = {"frequency": "weekly", "interval": "1", "weekdays": ["1"], "ordinal": "1", "count": "3", "left_out": ""}
    answer = post(desk, path, **rule, version="1")
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "one is removed" in page
    assert "people have registered: Tue 7 Apr 2026" in page
    answer = post(desk, path, **rule, version="1")
    assert answer.status_code == 409
    assert "Somebody else has changed this series meanwhile" in answer.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version
    assert post(desk, path, **rule, version=version[1]).status_code == 303


def test_a_new_rule_is_looked_at_first(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    path = f"/desk/series/{series.public_id}/rule"
    answer = post(desk, path, frequency="by_weekday", interval="1", weekdays=["1"], ordinal="2", count="3", look="1")
    assert "on the second Tuesday of each month, 3 times" in answer.text


def edit(desk: FlaskClient, series: Series, number: int, **changes: Any) -> Any:
    event = events_of_all()[number]
    values = {
        **filled(session.get_one(Complex, event.complex_id)),
        "title_ko": event.title_ko,
        "starts_at": f"2026-03-{10 + 7 * number}T16:00",
        "ends_at": f"2026-03-{10 + 7 * number}T18:00",
        "registration_closes_at": f"2026-03-{10 + 7 * number}T13:00",
        "version": str(event.version),
        "title_en": event.title_en,
        "text_ko": event.text_ko,
    }
    path = f"/desk/series/{series.public_id}/dates/{event.public_id}/edit"
    return post(desk, path, **{**values, **changes})


def test_dates_are_changed_together_and_those_left_are_counted(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    assert edit(desk, series, 2, venue_ko="강당", scope="this").status_code == 303
    answer = edit(desk, series, 0, venue_ko="식당", scope="all")
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "4 dates are changed." in page
    assert "One date had been changed by itself and stays as it is." in page
    assert [event.venue_ko for event in events_of_all()] == ["식당", "식당", "강당", "식당", "식당"]


def test_who_saves_a_date_upon_an_older_state_is_shown_both(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    with transaction():
        session.scalars(select(Event).order_by(Event.id)).first().version = 5  # type: ignore[union-attr]
    answer = edit(desk, series, 0, venue_ko="식당", scope="all", version="1")
    assert answer.status_code == 409
    saved, mine = answer.text.index("<h4>Saved meanwhile"), answer.text.index("<h4>Yours, in the form")
    assert saved < answer.text.index('<p class="pre">회의실') < mine < answer.text.index('<p class="pre">식당')
    assert answer.text.count("Somebody else has saved this event meanwhile.") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scope": "none"}, "Not a valid choice."),
        ({"capacity": "0"}, "Write a whole number from 1 to 5000."),
        ({"venue_ko": "", "scope": "all"}, "Write where"),
    ],
)
def test_a_mistake_in_a_date_changes_none(
    desk: FlaskClient, complex_: Complex, changes: dict[str, Any], said: str
) -> None:
    series = make_series(complex_)
    answer = edit(desk, series, 0, **{"scope": "this", **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert {event.venue_ko for event in events_of_all()} == {"회의실"}


def test_dates_are_cancelled_together_with_a_reason(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    path = f"/desk/series/{series.public_id}/dates/{events_of_all()[3].public_id}/cancel"
    assert post(desk, path, scope="later", reason="").status_code == 422
    assert post(desk, path, scope="later", reason="장소 공사").status_code == 303
    assert [event.status.value for event in events_of_all()].count("cancelled") == 2


def test_a_draft_by_itself_cannot_be_cancelled_and_the_reason_stays(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_, published=False)
    path = f"/desk/series/{series.public_id}/dates/{events_of_all()[0].public_id}/cancel"
    answer = post(desk, path, scope="this", reason="남는 이유")
    assert answer.status_code == 409
    assert "남는 이유" in answer.text


def test_a_series_is_copied(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    path = f"/desk/series/{series.public_id}/copy"
    assert post(desk, path, day="").status_code == 422
    assert post(desk, path, day="2027-03-02", place="y").status_code == 303
    assert session.scalars(select(Series)).all()[1].starts_at.year == 2027


def test_each_date_of_a_copy_has_the_questions_and_the_programme_that_were_ticked(
    desk: FlaskClient, complex_: Complex
) -> None:
    series = make_series(complex_)
    path, dates = f"/desk/series/{series.public_id}/copy", events_of_all()
    model = dates[-1].id
    make_session(model, starts_at=dates[-1].starts_at, title_ko="첫 발표")
    make_question(model)
    page = desk.get(path).text
    assert "Questions of the registration form" in page
    assert "Each date gets the programme" in page
    assert post(desk, path, day="2027-03-02", place="y", questions="y", sessions="y").status_code == 303
    made = [event for event in events_of_all() if event.starts_at.year == 2027]
    assert len(made) == len(dates)
    for event in made:
        (session_,) = list_sessions(event.id)
        assert (session_.title_ko, session_.starts_at) == ("첫 발표", event.starts_at)
        assert len(list_questions(event.id)) == 1
    assert post(desk, path, day="2028-03-07", place="y").status_code == 303
    bare = [event for event in events_of_all() if event.starts_at.year == 2028]
    assert not any(list_sessions(event.id) or list_questions(event.id) for event in bare)


def test_what_keeps_a_series_from_being_published_is_said(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_, published=False, venue_ko="")
    page = f"/desk/series/{series.public_id}"
    answer = post(desk, f"{page}/publish", page)
    assert answer.status_code == 422
    assert "Tue 10 Mar 2026: Write where it takes place" in answer.text
    assert desk.post(f"{page}/publish", data={"csrf_token": "forged"}).status_code == 400


def test_a_stranger_finds_no_series_at_the_desk(client: FlaskClient, sign_in: SignIn, complex_: Complex) -> None:
    series = make_series(complex_)
    event = events_of_all()[0].public_id
    sign_in(client, make_coordinator(make_complex()))
    base = f"/desk/series/{series.public_id}"
    for path in ("", "/rule", "/copy", f"/dates/{event}/edit", f"/dates/{event}/cancel"):
        assert client.get(base + path).status_code == 404
    assert series.title_ko not in client.get("/desk/series/").text


def test_who_serves_no_complex_has_nothing_to_plan_for(client: FlaskClient, sign_in: SignIn, app: Any) -> None:
    sign_in(client, make_account(role="coordinator"))
    assert client.get("/desk/series/new").status_code == 403


def test_an_event_of_a_series_says_so_at_the_desk(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_)
    page = desk.get(f"/desk/events/{events_of_all()[0].public_id}").text
    assert f"/desk/series/{series.public_id}" in page


@pytest.mark.parametrize("lengths", [(5, 40, 120)])
def test_the_desk_lists_dates_in_the_same_number_of_queries(
    desk: FlaskClient, complex_: Complex, count_queries: Any, lengths: tuple[int, ...]
) -> None:
    counts = []
    for length in lengths:
        series = make_series(complex_, rule=f"FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT={length}", published=False)
        with count_queries() as counted:
            assert desk.get(f"/desk/series/{series.public_id}").status_code == 200
        with count_queries() as listed:
            desk.get("/desk/series/")
        counts.append((len(counted), len(listed)))
    assert len(set(counts)) == 1, counts
    assert session.scalar(select(SeriesDate.id).limit(1))


def test_a_series_goes_to_the_head_and_back_in_one_letter_each(
    desk: FlaskClient, complex_: Complex, sign_in: SignIn, outbox: Any
) -> None:
    with transaction():
        session.get_one(Complex, complex_.id).events_need_approval = True
    head = make_account(role=Role.COORDINATOR, locale="en")
    saved(TeamMember(complex_id=complex_.id, account_id=head.id, post=Post.HEAD))
    series = make_series(session.get_one(Complex, complex_.id), published=False)
    page = f"/desk/series/{series.public_id}"
    shown = desk.get(page).text
    assert f"{page}/submit" in shown
    assert f"{page}/publish" not in shown
    assert post(desk, f"{page}/submit", page).status_code == 303
    assert "5 dates are submitted." in desk.get(page).text
    assert post(desk, f"{page}/submit", page).status_code == 303
    (asked,) = outbox(head.email)
    assert "the first of 5 dates of a series" in asked.text
    assert f"http://localhost{page}" in asked.text
    sign_in(desk, head)
    assert post(desk, f"{page}/publish", page).status_code == 303
    assert {event.status for event in events_of_all()} == {Status.PUBLISHED}
    (told,) = [letter for letter in outbox() if ":approved:" in letter.key]
    assert "5개 가운데 첫 번째" in told.text
    assert desk.post(f"{page}/submit", data={"csrf_token": "forged"}).status_code == 400


def test_a_series_that_is_not_ready_is_not_submitted(desk: FlaskClient, complex_: Complex) -> None:
    series = make_series(complex_, published=False, venue_ko="")
    page = f"/desk/series/{series.public_id}"
    answer = post(desk, f"{page}/submit", page)
    assert answer.status_code == 422
    assert "Tue 10 Mar 2026: Write where it takes place" in answer.text
    assert {event.submitted_at for event in events_of_all()} == {None}
