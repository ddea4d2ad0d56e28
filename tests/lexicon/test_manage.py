"""Can a coordinator read, try, change and take back what the lexicon says?"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.lexicon import queries
from eventhub.lexicon.rules import shipped
from tests.conftest import post
from tests.factories.clusters import make_complex, make_coordinator

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PAGE, EDIT, VERSIONS = "/desk/lexicon/", "/desk/lexicon/edit", "/desk/lexicon/versions/"
TEXTS = shipped().texts()


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """Sit down at the desk."""
    return sign_in(client, make_coordinator(make_complex(), name="이영희"))


def change(desk: FlaskClient, **changes: str) -> object:
    """Send the form as it stands, but for what is named."""
    values = {**TEXTS, "version": "0", "why": "현장 말", "example": "", **changes}
    return post(desk, EDIT, **values)


def test_the_page_shows_the_lexicon_and_finds_a_word(desk: FlaskClient) -> None:
    page = desk.get(f"{PAGE}?lang=en").text
    assert "As it comes with EventHub" in page
    assert "warpage" in page
    found = desk.get(f"{PAGE}?q=BUFF").text
    assert "빠우" in found
    assert "warpage" not in found
    assert "No concept has this word" in desk.get(f"{PAGE}?q=없는말").text


def test_a_change_is_tried_before_it_is_kept(desk: FlaskClient) -> None:
    answer = change(desk, generic="물건", example="물건에서 빠우 자국이 남습니다.", why="", look="1")
    assert answer.status_code == 200  # type: ignore[attr-defined]
    text = answer.text  # type: ignore[attr-defined]
    assert '<mark class="generic">물건</mark>' in text
    assert text.count('<mark class="shared">빠우</mark>') == 2
    assert queries.current() == shipped()


def test_a_change_is_kept_shown_compared_and_taken_back(desk: FlaskClient) -> None:
    answer = change(desk, generic="물건")
    assert answer.location.endswith(f"{VERSIONS}1")  # type: ignore[attr-defined]
    page = desk.get(f"{VERSIONS}1").text
    for words in ("물건", "이영희", "현장 말"):
        assert words in page
    assert "현장 말" in desk.get(VERSIONS).text
    assert post(desk, f"{VERSIONS}1", why="").status_code == 422
    assert post(desk, f"{VERSIONS}1", why="아닙니다").status_code == 303
    assert queries.current().generic == ()
    assert post(desk, f"{VERSIONS}1", why="또").status_code == 422
    assert desk.get(f"{VERSIONS}3").status_code == 404


def test_faults_are_told_with_their_line_and_nothing_is_lost(desk: FlaskClient) -> None:
    answer = change(desk, concepts="휨, 변형\n하나뿐", generic="물건")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    for words in ("2번째 줄", "하나뿐", "물건"):
        assert words in answer.text  # type: ignore[attr-defined]
    assert change(desk).status_code == 422  # type: ignore[attr-defined]
    assert queries.current() == shipped()


def test_two_who_change_at_once_see_the_difference(desk: FlaskClient) -> None:
    change(desk, generic="물건")
    answer = change(desk, generic="비품")
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "물건" in answer.text  # type: ignore[attr-defined]
    assert change(desk, generic="비품", version="1").status_code == 303  # type: ignore[attr-defined]
    assert queries.current().generic == ("비품",)
