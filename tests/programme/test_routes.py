"""What does everybody see of a programme, and who may open what?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status, Visibility
from eventhub.programme.models import Audience, ProgrammeSession, SessionType
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import path_of
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration
from tests.programme.cluster_day import (
    HIDDEN,
    ClusterDay,
    add_material,
    add_session,
    make_cluster_day,
    release,
    remove,
    revise,
    withdraw_consent,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PAGES = (
    "/programme", "/programme/speakers", "/programme/changes", "/programme/now", "/programme/print", "/programme/doors",
    "/programme.json", "/programme.xml", "/programme.csv", "/programme.ics",
)  # fmt: skip


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def now_shown(page: Any) -> list[str]:
    """List the titles in the order of the page, from its list for phones."""
    return re.findall(r'class="agenda-title"><a [^>]*>([^<]+)<', page.text)


def test_the_programme_shows_one_day(client: FlaskClient) -> None:
    day = make_cluster_day()
    first = client.get(f"{day.path}/programme")
    assert now_shown(first) == ["Opening", "Keynote", "Lunch", "Less warpage", "Battery workshop"]
    assert 'aria-current="page">Thu 12 Mar 2026<' in first.text
    second = client.get(f"{day.path}/programme?day=2026-03-13")
    assert now_shown(second) == ["Awards"]
    for shown in ("Great hall", "김하늘", "Moulds", "Release 1 of Mon 2 Mar 2026 09:00"):
        assert shown in first.text


@pytest.mark.parametrize("asked", ["day=2026-03-14", "day=x", "track=x", "day=2026-03-12&track="])
def test_a_day_or_a_track_that_is_none_shows_what_there_is(client: FlaskClient, asked: str) -> None:
    day = make_cluster_day()
    assert len(now_shown(client.get(f"{day.path}/programme?{asked}"))) == 5


def test_tracks_are_links_that_narrow_the_day(client: FlaskClient) -> None:
    day = make_cluster_day()
    page = client.get(f"{day.path}/programme")
    found = re.search(r'href="([^"]+track=[^"]+)">Moulds<', page.text)
    assert found
    narrowed = client.get(found[1].replace("&amp;", "&"))
    assert now_shown(narrowed) == ["Less warpage"]
    other_day = client.get(found[1].replace("&amp;", "&").replace("2026-03-12", "2026-03-13"))
    assert "Nothing of this track takes place on this day." in other_day.text


def test_today_is_opened_and_carries_the_line_of_now(client: FlaskClient, at: Callable[[str], Any]) -> None:
    day = make_cluster_day()
    assert 'class="is-now"' not in client.get(f"{day.path}/programme").text
    with at("2026-03-12 13:20"):
        page = client.get(f"{day.path}/programme").text
        assert page.count('class="is-now"') == 1
        assert page.count("is-running") == 4, "two sessions, each in the table and in the list"
        assert 'class="is-now"' not in client.get(f"{day.path}/programme?day=2026-03-13").text
    with at("2026-03-13 08:00"):
        assert now_shown(client.get(f"{day.path}/programme")) == ["Awards"]


def test_planning_in_progress_is_not_seen(client: FlaskClient) -> None:
    day = make_cluster_day()
    revise(day.event_id, day.talk, title_en="Not yet decided")
    remove(day.event_id, day.workshop)
    for path in PAGES:
        page = client.get(day.path + path).text
        assert "Not yet decided" not in page
        assert "Unplaced talk" not in page
    assert "Battery workshop" in client.get(f"{day.path}/programme").text
    assert client.get(f"{day.path}/sessions/{day.workshop}").status_code == 200


def test_a_session_has_its_own_page(client: FlaskClient) -> None:
    day = make_cluster_day()
    page = client.get(f"{day.path}/sessions/{day.talk}")
    for shown in (
        "Less warpage", "About Less warpage &amp; &lt;more&gt;", "13:00–13:40", "Great hall", "Convention centre",
        "A ramp leads to the main door.", "https://map.naver.com/p/search/", "김하늘", "Moderator", "About 김하늘",
    ):  # fmt: skip
        assert shown in page.text
    assert client.get(f"{day.path}/sessions/nothing").status_code == 404


def test_both_languages_are_spoken(client: FlaskClient) -> None:
    day = make_cluster_day()
    for path in (*PAGES[:6], f"/sessions/{day.talk}"):
        korean = client.get(f"{day.path}{path}?lang=ko").text
        assert '<html lang="ko">' in korean
        assert "Less warpage" not in korean
        assert "클러스터의 날" in korean


def test_minutes_are_shown_when_the_session_has_begun(client: FlaskClient, at: Callable[[str], Any]) -> None:
    day = make_cluster_day()
    revise(day.event_id, day.talk, minutes_en="We agreed on **three** trials.")
    assert "three" not in client.get(f"{day.path}/sessions/{day.talk}").text
    with at("2026-03-12 13:30"):
        assert "<strong>three</strong>" in client.get(f"{day.path}/sessions/{day.talk}").text
        remove(day.event_id, day.talk)
        assert client.get(f"{day.path}/sessions/{day.talk}").status_code == 200


def test_minutes_are_read_by_whom_they_are_for(client: FlaskClient, sign_in: SignIn, at: Callable[[str], Any]) -> None:
    day = make_cluster_day()
    address = f"{day.path}/sessions/{day.talk}"
    team = make_coordinator(session.get_one(Complex, day.complex_id))
    guest = make_registration(session.get_one(Event, day.event_id), standing=Standing.CONFIRMED)
    for audience, readers in (("public", "vgt"), ("registered", "gt"), ("team", "t")):
        revise(day.event_id, day.talk, minutes_en="We agreed on trials.", minutes_audience=Audience(audience))
        with at("2026-03-12 13:30"):
            visitor, holder, planner = (client.application.test_client() for _ in range(3))
            holder.get(path_of(guest))
            sign_in(planner, team)
            for name, browser in (("v", visitor), ("g", holder), ("t", planner)):
                page = browser.get(f"{address}?lang=en").text
                assert ("We agreed on trials." in page) == (name in readers), (audience, name)
                assert ("The minutes are for people with a place." in page) == ((audience, name) == ("registered", "v"))


def test_who_does_not_agree_is_on_no_page(client: FlaskClient) -> None:
    day = make_cluster_day()
    sessions = [f"/sessions/{one}" for one in (day.keynote, day.talk, day.workshop)]
    for lang in ("ko", "en"):
        for path in ("", *PAGES, *sessions):
            assert HIDDEN not in client.get(f"{day.path}{path}?lang={lang}").text
    assert "박바다" in client.get(f"{day.path}/programme/speakers").text
    withdraw_consent(day.event_id, "박바다")
    for path in ("", *PAGES, *sessions):
        assert "박바다" not in client.get(day.path + path).text


def test_speakers_are_listed_by_name_with_their_sessions(client: FlaskClient) -> None:
    day = make_cluster_day()
    page = client.get(f"{day.path}/programme/speakers").text
    assert page.index("김하늘") < page.index("박바다")
    assert page.count(f"/sessions/{day.talk}") == 1
    withdraw_consent(day.event_id, "박바다")
    withdraw_consent(day.event_id, "김하늘")
    assert "The speakers will be named later." in client.get(f"{day.path}/programme/speakers").text


def test_the_changelog_tells_every_release(client: FlaskClient) -> None:
    day = make_cluster_day()
    revise(day.event_id, day.talk, title_en="Far less warpage")
    remove(day.event_id, day.workshop)
    release(day.event_id, note_en="A <b>small</b> change.")
    page = client.get(f"{day.path}/programme/changes").text
    assert page.index("Release 2") < page.index("Release 1")
    for said in ("Far less warpage", "Battery workshop", "A &lt;b&gt;small&lt;/b&gt; change.", "Here it is."):
        assert said in page


def test_the_hall_sees_now_and_next(client: FlaskClient, at: Callable[[str], Any]) -> None:
    day = make_cluster_day()
    with at("2026-03-12 13:20"):
        page = client.get(f"{day.path}/programme/now").text
        assert page.index("Great hall") < page.index("Less warpage") < page.index("until 13:40")
        assert "Fri 13 Mar 2026 10:00" in page
        assert 'hx-trigger="every 60s"' in page
        assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
        still = client.get(f"{day.path}/programme/now?still=1").text
        assert "every 60s" not in still
        assert "refresh" not in still
    with at("2026-03-13 11:00"):
        assert "The programme is over." in client.get(f"{day.path}/programme/now").text


def test_paper_has_a_sheet_for_each_day_and_each_room(client: FlaskClient) -> None:
    day = make_cluster_day()
    assert client.get(f"{day.path}/programme/print").text.count("sheet-wide") == 2
    doors = client.get(f"{day.path}/programme/doors").text
    assert doors.count("sheet-door") == 2
    great_hall, room = doors.split("sheet-door")[1:]
    assert "Less warpage" in great_hall
    assert "Less warpage" not in room
    assert "Lunch" in room, "what is for everybody is on every door"


def test_a_programme_without_rooms_still_has_its_pages(client: FlaskClient) -> None:
    event = make_event()
    add_session(event.id, SessionType.TALK, "강연", "Talk", "2026-03-12 09:00", 30, None, None, ())
    release(event.id)
    for path in PAGES:
        assert client.get(f"/events/{event.public_id}{path}").status_code == 200
    assert "No session has a room yet." in client.get(f"/events/{event.public_id}/programme/doors").text


def test_a_programme_of_which_nothing_is_left_still_has_its_pages(client: FlaskClient) -> None:
    day = make_cluster_day()
    for row in list(session.query(ProgrammeSession.public_id)):
        remove(day.event_id, row[0])
    release(day.event_id)
    for path in PAGES:
        assert client.get(day.path + path).status_code == 200
    assert "There are no sessions any more." in client.get(f"{day.path}/programme").text


def test_before_the_first_release_there_is_no_programme(client: FlaskClient) -> None:
    event = make_event()
    for path in (*PAGES, "/sessions/x", "/materials/x"):
        assert client.get(f"/events/{event.public_id}{path}").status_code == 404
    assert "/programme" not in client.get(f"/events/{event.public_id}").text


def test_the_page_of_the_event_shows_the_first_lines(client: FlaskClient) -> None:
    day = make_cluster_day()
    page = client.get(day.path).text
    assert now_shown(client.get(day.path)) == ["Opening", "Keynote", "Lunch", "Less warpage"]
    assert f'href="{day.path}/programme">The whole programme: 6 sessions<' in page


def complex_of(day: ClusterDay) -> Complex:
    """Return the complex whose team runs the day."""
    return session.get_one(Complex, day.complex_id)


def set_event(day: ClusterDay, **changes: Any) -> None:
    """Change the event as it stands."""
    with transaction():
        event = session.get_one(Event, day.event_id)
        for name, value in changes.items():
            setattr(event, name, value)


@pytest.mark.parametrize(
    "changes", [{"status": Status.DRAFT}, {"visibility": Visibility.MEMBERS}], ids=["draft", "members"]
)
def test_a_programme_is_for_those_the_event_is_for(
    client: FlaskClient, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    day = make_cluster_day()
    material = add_material(day, Audience.PUBLIC)
    set_event(day, **changes)
    paths = (*PAGES, f"/sessions/{day.talk}", f"/materials/{material}")
    for path in paths:
        assert client.get(day.path + path).status_code == 404
    sign_in(client, make_account())
    assert client.get(f"{day.path}/programme").status_code == 404
    sign_in(client, make_coordinator(complex_of(day)))
    for path in paths:
        answer = client.get(day.path + path)
        assert answer.status_code == 200
        assert "public" not in answer.headers["Cache-Control"]


def test_an_unlisted_or_cancelled_event_still_shows_its_programme(client: FlaskClient) -> None:
    day = make_cluster_day()
    set_event(day, visibility=Visibility.UNLISTED)
    assert client.get(f"{day.path}/programme").status_code == 200
    set_event(day, status=Status.CANCELLED)
    assert "This event is cancelled." in client.get(f"{day.path}/programme").text


def opened(client: FlaskClient, day: ClusterDay, materials: dict[Audience, str]) -> set[Audience]:
    """Say which materials a browser may open, and check that just those are offered."""
    page = client.get(f"{day.path}/sessions/{day.talk}").text
    may = {one for one, name in materials.items() if client.get(f"{day.path}/materials/{name}").status_code == 200}
    assert {one for one, name in materials.items() if f"/materials/{name}" in page} == may
    return may


def test_materials_are_for_those_they_are_for(client: FlaskClient, sign_in: SignIn) -> None:
    day = make_cluster_day()
    materials = {one: add_material(day, one, session_id=day.talk) for one in Audience}
    assert opened(client, day, materials) == {Audience.PUBLIC}
    assert "There are more materials for people with a place." in client.get(f"{day.path}/sessions/{day.talk}").text
    guest = make_account()
    event = session.get_one(Event, day.event_id)
    sign_in(client, guest)
    assert opened(client, day, materials) == {Audience.PUBLIC}
    registration = make_registration(event, guest, standing=Standing.WAITING)
    assert opened(client, day, materials) == {Audience.PUBLIC}
    with transaction():
        session.merge(registration).standing = Standing.CONFIRMED
    assert opened(client, day, materials) == {Audience.PUBLIC, Audience.REGISTERED}
    assert "There are more materials" not in client.get(f"{day.path}/sessions/{day.talk}").text


def test_the_private_link_of_a_place_opens_the_materials(client: FlaskClient) -> None:
    day = make_cluster_day()
    materials = {one: add_material(day, one, session_id=day.talk) for one in Audience}
    path = path_of(make_registration(session.get_one(Event, day.event_id)))
    assert client.get(path).status_code == 200
    assert opened(client, day, materials) == {Audience.PUBLIC, Audience.REGISTERED}


def test_the_team_opens_everything_and_other_teams_do_not(client: FlaskClient, sign_in: SignIn) -> None:
    day = make_cluster_day()
    materials = {one: add_material(day, one, session_id=day.talk) for one in Audience}
    stranger = make_coordinator(make_complex())
    sign_in(client, stranger)
    assert opened(client, day, materials) == {Audience.PUBLIC}
    sign_in(client, make_coordinator(complex_of(day)))
    assert opened(client, day, materials) == set(Audience)


def test_a_file_is_saved_and_never_shown_as_a_page(client: FlaskClient) -> None:
    day = make_cluster_day()
    name = add_material(day, Audience.PUBLIC, file_name='발표 자료 "1"; x.pdf')
    assert f"/materials/{name}" in client.get(f"{day.path}/programme").text
    answer = client.get(f"{day.path}/materials/{name}")
    assert answer.data == b"%PDF-1.7 example"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_link_is_followed(client: FlaskClient) -> None:
    day = make_cluster_day()
    name = add_material(day, Audience.PUBLIC, url="https://example.org/slides")
    answer = client.get(f"{day.path}/materials/{name}")
    assert (answer.status_code, answer.location) == (303, "https://example.org/slides")


def test_a_material_of_another_event_is_not_there(client: FlaskClient) -> None:
    day, other = make_cluster_day(), make_cluster_day()
    name = add_material(other, Audience.PUBLIC)
    for path in (name, "nothing", "%00"):
        assert client.get(f"{day.path}/materials/{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES[:6])
def test_pages_cost_the_same_however_much_there_is(
    client: FlaskClient, count_queries: Callable[[], Any], path: str
) -> None:
    day = make_cluster_day()
    with count_queries() as before:
        client.get(day.path + path)
    for number in range(12):
        add_session(
            day.event_id,
            SessionType.TALK,
            f"더 {number}",
            "More",
            f"2026-03-13 {11 + number % 7}:00",
            30,
            None,
            None,
            (),
        )
        add_material(day, Audience.PUBLIC)
    release(day.event_id)
    with count_queries() as after:
        client.get(day.path + path)
    assert len(after) - len(before) <= (2 if path == "/programme" else 0), "one more: materials are there now"
    assert len(after) <= 7


def test_a_session_of_an_online_event_is_read_on_other_clocks_from_page_to_page(client: FlaskClient) -> None:
    day = make_cluster_day()
    path = f"{day.path}/programme?zone=America/New_York"
    found = re.search(r'class="agenda-title"><a href="([^"]+)">Keynote<', client.get(path).text)
    assert found
    address = found[1].replace("&amp;", "&")
    assert address.endswith("?zone=America/New_York")
    assert 'id="elsewhere"' not in client.get(address).text
    with transaction():
        session.get_one(Event, day.event_id).online_url = "https://meet.example.org/hall"
    page = client.get(address).text
    assert "On clocks in New York:" in page
    assert "(UTC−4)" in page
    assert f'action="{address.partition("?")[0]}#elsewhere"' in page
