"""Does everybody find what they may open, and nothing else, whether by meaning or by the words as typed?"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status
from eventhub.events.models import Visibility as EventVisibility
from eventhub.problems.models import Visibility
from eventhub.search import routes
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_problem, make_technical_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
Search = Callable[[], None]
NOTHING = "와 맞는 결과가 없습니다. 다른 낱말로 찾아 보십시오."
AS_TYPED = "지금은 쓰신 낱말이 그대로 들어 있는 것만 찾습니다."
CANARY = "콸라룽"


@pytest.fixture(autouse=True)
def fresh_pace() -> Iterator[None]:
    """Let each test ask as if nobody had asked before."""
    routes.PACE._asked.clear()
    yield
    routes.PACE._asked.clear()


@pytest.fixture(params=["by meaning", "as typed"])
def ready(request: pytest.FixtureRequest) -> Search:
    """Let the search process answer, or not be there."""
    return request.getfixturevalue("searching") if request.param == "by meaning" else lambda: None


def look(client: FlaskClient, words: str, **more: str) -> str:
    """Search, and return the page."""
    answer = client.get("/search", query_string={"q": words, **more})
    assert answer.status_code == 200, answer.text
    return answer.text


def results(page: str) -> list[str]:
    """List where the results lead."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.findall(r'card-title[^>]*><a href="([^"]+)"', main)


def test_factory_speech_finds_all_three_kinds(client: FlaskClient, searching: Search) -> None:
    complex_id = make_complex().id
    organisation = make_organisation(complex_id=complex_id)
    make_capability(organisation, title_ko="칩 배출 개선", title_en="", text_ko="깊은 구멍에서.", text_en="")
    event = make_event(title_ko="절삭칩 처리 강습", text_ko="", title_en="", text_en="", complex_id=complex_id)
    problem = make_technical_problem(
        organisation, text="드릴이 자꾸 섭니다.", wording="절삭칩이 감겨 드릴이 섭니다.", visibility=Visibility.PUBLIC
    )
    make_event(title_ko="노무 설명회", text_ko="", title_en="", text_en="", complex_id=complex_id)
    wanted = [
        f"/problems/{problem.public_id}", f"/organisations/{organisation.public_id}", f"/events/{event.public_id}",
    ]  # fmt: skip
    searching()
    page = look(client, "기리코")
    assert results(page) == wanted
    assert AS_TYPED not in page
    assert '<mark class="shared">절삭칩</mark>' in page
    assert '<mark class="shared">칩 배출</mark>' in page
    assert results(look(client, "chip evacuation"))
    assert "deburring" not in page


def test_without_the_process_the_words_are_looked_for_as_typed_and_it_is_said(client: FlaskClient) -> None:
    event = make_event(title_ko="절삭칩 처리 강습").public_id
    page = look(client, "절삭칩")
    assert results(page) == [f"/events/{event}"]
    assert AS_TYPED in page
    assert NOTHING in look(client, "기리코")


def test_a_confidential_problem_sings_to_its_own_only(client: FlaskClient, sign_in: SignIn, ready: Search) -> None:
    team = make_complex()
    complex_id = team.id
    coordinator = make_coordinator(team)
    firm = make_organisation(complex_id=complex_id)
    insider = make_member(firm)
    problem = make_problem(firm, insider, text=f"{CANARY} 공정이 자주 섭니다.").public_id
    make_problem(text="다른 기업의 공정이 섭니다.")
    neighbour = make_member(make_organisation(complex_id=complex_id))
    insiders = [sign_in(client.application.test_client(), account) for account in (insider, coordinator)]
    others = [None, make_account(), make_member(make_organisation()), neighbour, make_coordinator(make_complex())]
    strangers = [sign_in(client.application.test_client(), account) if account else client for account in others]
    ready()
    for browser in strangers:
        for words in (CANARY, f"{CANARY} 공정"):
            page = look(browser, words)
            assert results(page) == []
            assert NOTHING in page
            assert page.count(CANARY) == look(browser, words.replace(CANARY, "쿠알라")).count("쿠알라")
    for browser in insiders:
        page = look(browser, CANARY)
        assert results(page) == [f"/problems/{problem}"]
        assert "(1)" in page


def test_others_find_a_problem_by_the_coordinators_wording_and_not_by_the_firms_words(
    client: FlaskClient, sign_in: SignIn, ready: Search
) -> None:
    firm = make_organisation()
    insider = make_member(firm)
    own = sign_in(client.application.test_client(), insider)
    problem = make_technical_problem(
        firm, text=f"{CANARY} 공정이 섭니다.", wording="부품 연마 순서를 바꾸려 합니다.", visibility=Visibility.MEMBERS
    ).public_id
    member = sign_in(client.application.test_client(), make_member(make_organisation()))
    ready()
    assert results(look(member, CANARY)) == []
    page = look(member, "연마 순서")
    assert results(page) == [f"/problems/{problem}"]
    assert CANARY not in page
    assert results(look(client, "연마 순서")) == []  # a visitor is no member
    assert results(look(own, CANARY)) == [f"/problems/{problem}"]
    assert results(look(own, "연마 순서")) == []  # what they read is their own words


def test_events_are_found_by_whom_they_are_listed_for(client: FlaskClient, sign_in: SignIn, ready: Search) -> None:
    complex_id = make_complex().id
    title = {"title_ko": f"{CANARY} 강습", "title_en": "", "complex_id": complex_id}
    make_event(**title, status=Status.DRAFT, published_at=None)
    make_event(**title, visibility=EventVisibility.UNLISTED)
    closed = make_event(**title, visibility=EventVisibility.MEMBERS).public_id
    member = sign_in(client.application.test_client(), make_member(make_organisation(complex_id=complex_id)))
    ready()
    assert results(look(client, CANARY)) == []
    assert results(look(member, CANARY)) == [f"/events/{closed}"]


def test_what_was_hidden_since_the_process_looked_is_not_shown(client: FlaskClient, searching: Search) -> None:
    row = make_event(title_ko=f"{CANARY} 강습").id
    searching()
    assert results(look(client, CANARY))
    with transaction():
        session.get_one(Event, row).visibility = EventVisibility.MEMBERS
    assert results(look(client, CANARY)) == []


def test_words_as_typed_are_found_where_the_analyser_reads_them_otherwise(
    client: FlaskClient, searching: Search
) -> None:
    event = make_event(title_ko="드릴이 부러질 때", text_ko="", title_en="", text_en="").public_id
    searching()
    late = make_event(title_ko="드릴 강습", text_ko="", title_en="", text_en="").public_id
    page = look(client, "드릴")
    assert set(results(page)) == {f"/events/{event}", f"/events/{late}"}
    assert AS_TYPED not in page


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("", 200, "무엇을 찾으십니까?"),
        ("   ", 200, "무엇을 찾으십니까?"),
        ("a", 422, "두 글자 이상 쓰십시오"),
        ("😀🎉", 422, "두 글자 이상 쓰십시오"),
        ("?!", 422, "두 글자 이상 쓰십시오"),
        ("가" * 10_000, 422, "10000"),
        ("휨\x00", 404, ""),  # refused at the door, as everywhere
        ("휨\x07", 422, "제어"),
        ("휨\u202e", 422, "제어"),
        ("휨", 200, NOTHING),
        ("%_\\", 422, "두 글자 이상 쓰십시오"),
        ("%%한%%", 200, NOTHING),
        ("' OR 1=1 --", 200, NOTHING),
    ],
)
def test_every_input_has_a_clear_answer(client: FlaskClient, ready: Search, words: str, status: int, says: str) -> None:
    make_event(title_ko="도금 강습", text_ko="", title_en="", text_en="")
    ready()
    answer = client.get("/search", query_string={"q": words})
    assert answer.status_code == status
    assert says in answer.text
    assert results(answer.text) == []


def test_html_is_looked_for_and_shown_as_text(client: FlaskClient, ready: Search) -> None:
    make_event(title_ko="<b>도금</b> <script>alert(1)</script> 강습", text_ko="", title_en="", text_en="")
    ready()
    page = look(client, "<script>alert(1)</script>")
    assert len(results(page)) == 1
    assert "<script>alert" not in page
    assert '&lt;<mark class="shared">script</mark>&gt;' in page or "&lt;script" in page


@pytest.mark.parametrize("kind", ["events", "nonsense", ""])
def test_one_heap_has_pages(client: FlaskClient, ready: Search, kind: str) -> None:
    complex_id = make_complex().id
    for number in range(32):
        make_event(title_ko=f"도금 강습 {number}", complex_id=complex_id)
    ready()
    page = look(client, "도금 강습", kind=kind)
    assert "(32)" in page
    assert len(results(page)) == (30 if kind == "events" else routes.OF_EACH)
    if kind == "events":
        assert len(results(look(client, "도금 강습", kind=kind, page="2"))) == 2
        assert len(results(look(client, "도금 강습", kind=kind, page="99"))) == 2
    else:
        assert "행사 32건 모두 보기" in page


def test_the_number_of_questions_to_the_database_does_not_grow(
    client: FlaskClient, sign_in: SignIn, ready: Search, count_queries: Callable[[], Any]
) -> None:
    complex_id = make_complex().id
    member = sign_in(client, make_member(make_organisation(complex_id=complex_id)))

    def add(number: int) -> None:
        for _ in range(number):
            organisation = make_organisation(complex_id=complex_id, about_ko="도금 박리를 봅니다.")
            make_capability(organisation, title_ko="도금 박리")
            make_event(title_ko="도금 박리", complex_id=complex_id)
            make_technical_problem(organisation, wording="도금 박리", visibility=Visibility.PUBLIC)

    add(1)
    ready()
    look(member, "도금 박리")
    with count_queries() as few:
        assert len(results(look(member, "도금 박리"))) == 3
    add(5)
    ready()
    with count_queries() as many:
        assert len(results(look(member, "도금 박리"))) == 3 * routes.OF_EACH
    assert len(many) == len(few)


def test_results_stay_out_of_search_engines_and_shared_caches(client: FlaskClient) -> None:
    answer = client.get("/search?q=도금")
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "public" not in answer.headers["Cache-Control"]


def test_who_asks_too_often_waits(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes.PACE, "at_most", 2)
    assert [client.get("/search?q=도금").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/search").status_code == 200


def test_every_page_has_the_way_to_the_search(client: FlaskClient, sign_in: SignIn, app: Flask) -> None:
    assert 'action="/search"' in client.get("/events/").text
    assert client.get("/search").text.count('action="/search"') == 1
    coordinator = sign_in(client, make_coordinator(make_complex()))
    assert 'href="/search"' in coordinator.get("/desk/").text


def test_what_is_said_in_the_other_language_only_is_marked_as_such(client: FlaskClient, searching: Search) -> None:
    make_organisation(name_ko="가나", name_en="Ganada", about_ko="", about_en="We polish quartz.", main_product_en="")
    searching()
    page = look(client, "quartz")
    assert '<span lang="en">' in page
    assert '<mark class="shared">quartz</mark>' in page
