"""Can a team word its own letters, and no other team's, and see them before anybody gets one?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.db import session
from eventhub.wording.models import Wording
from eventhub.wording.rules import LETTERS, address_of
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration
from tests.factories.wording import make_wording

SignIn = Callable[[FlaskClient, Account], FlaskClient]
TEXTS = {"subject_ko": "{event} 안내", "opening_ko": "{name} 님, 반갑습니다.", "subject_en": "", "opening_en": ""}


@pytest.fixture
def team(client: FlaskClient, sign_in: SignIn) -> Complex:
    """Make a team and sign its coordinator in."""
    team = make_complex(name_ko="창원")
    sign_in(client, make_coordinator(team, email="desk@example.org"))
    session.refresh(team)
    return team


def path_of(team: Complex, letter: str = "registrations.confirmed") -> str:
    """Address a letter of a team."""
    return f"/desk/letters/{team.slug}/{letter}"


def kept() -> list[Wording]:
    """List what is kept."""
    session.rollback()
    return list(session.scalars(select(Wording)))


def test_a_letter_is_worded_and_says_the_usual_again(client: FlaskClient, team: Complex) -> None:
    path = path_of(team)
    assert post(client, path, **TEXTS, version="0").status_code == 303
    assert kept()[0].opening_ko == "{name} 님, 반갑습니다."
    assert "직접 쓴 문구" in client.get("/desk/letters/").text
    asked = client.get(f"{path}/usual").text
    assert "{name} 님, 반갑습니다." in asked
    assert post(client, f"{path}/usual", version="1").status_code == 303
    assert (kept()[0].subject_ko, kept()[0].version) == ("", 2)
    assert "직접 쓴 문구" not in client.get("/desk/letters/").text


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_shown_as_it_arrives_in_both_languages(client: FlaskClient, team: Complex, letter: str) -> None:
    shown = client.get(path_of(team, address_of(letter)))
    assert shown.status_code == 200
    assert shown.text.count("srcdoc=") == 2
    assert shown.text.count("sandbox") == 2
    assert "꾸며 낸 행사" in shown.text


def test_a_preview_shows_what_is_in_the_form_with_real_data_and_keeps_nothing(
    client: FlaskClient, team: Complex
) -> None:
    make_registration(make_event(complex_id=team.id, title_ko="진짜 세미나"), name="박보라")
    shown = post(client, path_of(team), **TEXTS, version="0", look="1")
    assert shown.status_code == 200
    assert "진짜 세미나 안내" in shown.text
    assert "박보라 님, 반갑습니다." in shown.text
    assert "style-src 'self' 'unsafe-inline'" in shown.headers["Content-Security-Policy"]
    assert kept() == []


def test_a_test_goes_to_who_asks_in_both_languages_and_only_so_often(
    client: FlaskClient, team: Complex, outbox: Callable[..., list[Any]]
) -> None:
    sent = post(client, path_of(team), **TEXTS, version="0", test="1")
    assert sent.status_code == 200
    korean, english = outbox()
    assert (korean.to_address, english.to_address) == ("desk@example.org", "desk@example.org")
    assert korean.key.startswith("test:")
    assert korean.subject.startswith("[시험] ")
    assert "반갑습니다." in korean.text
    assert english.text.startswith("Dear")
    assert kept() == []
    for _ in range(9):
        post(client, path_of(team), **TEXTS, version="0", test="1")
    refused = post(client, path_of(team), **TEXTS, version="0", test="1")
    assert refused.status_code == 429
    assert "반갑습니다." in refused.text
    assert len(outbox()) == 20


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"opening_ko": "{nmae} 님"},
            "{nmae}: 이런 자리표시는 없습니다. 쓸 수 있는 자리표시는 {name}, {event}",
        ),
        ({"subject_en": "{ name }"}, "{ name }: 이런 자리표시는 없습니다."),
        ({"subject_ko": "가" * 101}, "100자"),
        ({"opening_en": "a" * 3001}, "3000자"),
        ({"opening_ko": "a\u202eb"}, "제어 문자"),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, team: Complex, fields: dict[str, str], sentence: str
) -> None:
    answer = post(client, path_of(team), **{**TEXTS, **fields}, version="0")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert {**TEXTS, **fields}["subject_ko"] in answer.text
    assert kept() == []


def test_a_letter_that_holds_no_link_knows_no_placeholder_for_it(client: FlaskClient, team: Complex) -> None:
    answer = post(client, path_of(team, "registrations.declined"), **{**TEXTS, "opening_ko": "{link}"}, version="0")
    assert answer.status_code == 422
    assert "{link}: 이런 자리표시는 없습니다." in answer.text


def test_what_looks_like_a_template_is_shown_as_it_was_typed(client: FlaskClient, team: Complex) -> None:
    typed = "{event.__init__} {{7*1000193}} <script>alert(1)</script>"
    shown = post(client, path_of(team), **{**TEXTS, "opening_ko": typed}, version="0", look="1").text
    assert "7001351" not in shown
    assert "<script>alert(1)" not in shown
    assert "{event.__init__} {{7*1000193}} &lt;script&gt;" in shown


def test_who_saves_upon_an_older_state_is_shown_both(client: FlaskClient, team: Complex) -> None:
    make_wording(team.id, opening_ko="먼저 저장한 글", version=3)
    answer = post(client, path_of(team), **TEXTS, version="2")
    assert answer.status_code == 409
    assert "먼저 저장한 글" in answer.text
    assert "반갑습니다." in answer.text
    assert 'value="3"' in answer.text
    assert kept()[0].opening_ko == "먼저 저장한 글"
    assert post(client, f"{path_of(team)}/usual", version="2").status_code == 409
    unread = post(client, path_of(team), **TEXTS, version="nonsense")
    assert unread.status_code == 409
    assert "그사이 다른 사람이 이 문구를 저장했습니다" in unread.text


def test_a_forged_token_keeps_what_was_typed(client: FlaskClient, team: Complex) -> None:
    answer = client.post(path_of(team), data={"csrf_token": "forged", "version": "0", **TEXTS})
    assert answer.status_code == 400
    assert "반갑습니다." in answer.text
    assert client.post(f"{path_of(team)}/usual", data={"csrf_token": "forged"}).status_code == 400
    assert kept() == []


def test_another_team_and_a_letter_there_is_not_are_not_found(client: FlaskClient, team: Complex) -> None:
    assert client.get(path_of(make_complex())).status_code == 404
    assert client.get(f"{path_of(make_complex())}/usual").status_code == 404
    assert client.get(path_of(team, "accounts.sign_in")).status_code == 404
    assert client.get(path_of(team, "registrations.no_such_letter")).status_code == 404


def test_who_serves_several_teams_chooses_whose_letters(client: FlaskClient, sign_in: SignIn) -> None:
    first, second = make_complex(name_ko="창원"), make_complex(name_ko="구미")
    make_wording(second.id)

    slug = second.slug
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    assert "직접 쓴 문구" not in client.get(f"/desk/letters/?complex={first.slug}").text
    assert "직접 쓴 문구" in client.get(f"/desk/letters/?complex={slug}").text


def test_the_list_asks_the_database_the_same_however_much_is_worded(
    client: FlaskClient, team: Complex, count_queries: Callable[[], Any]
) -> None:
    def cost() -> int:
        with count_queries() as counted:
            assert client.get("/desk/letters/").status_code == 200
        return len(counted)

    before = cost()
    for letter in LETTERS:
        make_wording(team.id, letter)
    assert cost() == before


def test_in_english_the_desk_speaks_english(client: FlaskClient, team: Complex) -> None:
    shown = client.get(f"{path_of(team)}?lang=en").text
    assert "How it arrives" in shown
    assert "Place confirmed" in shown
