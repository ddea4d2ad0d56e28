"""What do visitors read of organisations, and what do their own people change?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.core.db import session
from eventhub.organisations.models import Capability, Kind, Organisation, Size
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.organisations import join_mini_cluster, make_capability, make_member, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
DESCRIPTION = {"size": "mid", "main_product_ko": "기어", "about_ko": "기어를 깎습니다.", "website": "www.example.com"}
CAPABILITY = {"title_ko": "휨 해석", "text_ko": "휨을 줄입니다.", "trl": "6", "requests_per_quarter": "3"}


def organisation_of(public_id: str) -> Organisation:
    """Read an organisation as it is kept."""
    session.expire_all()
    return session.scalars(select(Organisation).where(Organisation.public_id == public_id)).one()


def capabilities() -> list[Capability]:
    """Read all capabilities as they are kept."""
    session.expire_all()
    return list(session.scalars(select(Capability).order_by(Capability.id)))


@pytest.fixture
def mine(client: FlaskClient, sign_in: SignIn) -> str:
    """Sign a member of a firm in, and name the firm."""
    organisation = make_organisation()
    public_id = organisation.public_id
    sign_in(client, make_member(organisation, email="mine@example.com"))
    return public_id


def test_the_directory_shows_what_helps_to_choose(client: FlaskClient) -> None:
    complex_ = make_complex(name_en="Changwon Innovation Cluster")
    organisation = make_organisation(complex_id=complex_.id, size=Size.MID, main_product_en="Gears")
    make_capability(organisation)
    text = client.get("/organisations/?lang=en").text
    for words in ("Gears", "Firm · Mid-sized", "Changwon Innovation Cluster", "1 organisations"):
        assert words in text
    assert f'href="/organisations/{organisation.public_id}"' in text


def test_the_directory_is_narrowed_by_its_address(client: FlaskClient) -> None:
    one = make_organisation(name_ko="가람", kind=Kind.LAB)
    mini_cluster = make_mini_cluster(complex_id=one.complex_id)
    join_mini_cluster(one, mini_cluster.id)
    make_organisation(name_ko="나래")
    for query in ("q=가람", "kind=lab", f"mini_cluster={mini_cluster.slug}"):
        text = client.get(f"/organisations/?{query}").text
        assert "가람" in text
        assert "나래" not in text


def test_nothing_found_says_how_to_go_on(client: FlaskClient) -> None:
    make_organisation()
    text = client.get("/organisations/?q=zzz&lang=en").text
    assert "No organisation fits." in text
    assert 'value="zzz"' in text


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "size=huge", "complex=nowhere", "mini_cluster=nothing", "q=" + "가" * 101, "q=%07"]
)
def test_a_choice_that_makes_no_sense_is_told_at_the_field_and_does_not_narrow(client: FlaskClient, query: str) -> None:
    organisation = make_organisation()
    answer = client.get(f"/organisations/?{query}")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert organisation.name_ko in answer.text


@pytest.mark.parametrize("page", ["0", "-1", "two", "9" * 40, "2"])
def test_a_page_that_does_not_exist_gives_the_nearest(client: FlaskClient, page: str) -> None:
    organisation = make_organisation()
    answer = client.get(f"/organisations/?page={page}")
    assert answer.status_code == 200
    assert organisation.name_ko in answer.text


def test_the_directory_page_takes_the_same_number_of_queries_for_many(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_capability(make_organisation())
        with count_queries() as counted:
            assert client.get("/organisations/?q=사출").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 6


def test_a_profile_shows_what_is_public_and_no_person_to_visitors(client: FlaskClient) -> None:
    university = make_organisation(kind=Kind.UNIVERSITY, name_ko="한빛대학교")
    lab = make_organisation(kind=Kind.LAB, parent_id=university.id, website="https://lab.example.com")
    mini_cluster = make_mini_cluster(name_ko="금형 모임")
    join_mini_cluster(lab, mini_cluster.id)
    capability = make_capability(lab)
    member = make_member(lab, phone="010-1234-5678")
    text = client.get(f"/organisations/{lab.public_id}").text
    for words in (
        "한빛대학교",
        "금형 모임",
        capability.title_ko,
        "사출 성형기 180톤",
        'href="https://lab.example.com"',
    ):
        assert words in text
    for words in (member.email, member.name, "010-1234-5678", "/edit"):
        assert words not in text
    assert lab.name_ko in client.get(f"/organisations/{university.public_id}").text


def test_people_are_shown_to_their_own_and_to_coordinators(client: FlaskClient, sign_in: SignIn) -> None:
    organisation = make_organisation()
    path = f"/organisations/{organisation.public_id}"
    member = make_member(organisation, phone="010-1234-5678")
    email = member.email
    stranger = make_member(make_organisation())
    coordinator = make_coordinator(make_complex())
    for account, sees in ((member, True), (stranger, False), (coordinator, True)):
        text = sign_in(client, account).get(path).text
        assert (email in text) is sees
        assert ("010-1234-5678" in text) is sees


def test_unknown_organisations_are_not_found(client: FlaskClient, mine: str) -> None:
    for path in ("nothing", "nothing/edit", f"{mine}/capabilities/nothing", f"{mine}/capabilities/nothing/withdraw"):
        assert client.get(f"/organisations/{path}").status_code == 404


def test_a_member_describes_their_organisation(client: FlaskClient, mine: str) -> None:
    answer = post(client, f"/organisations/{mine}/edit", **DESCRIPTION)
    assert answer.location == f"/organisations/{mine}"
    organisation = organisation_of(mine)
    assert (organisation.size, organisation.main_product_ko) == (Size.MID, "기어")
    assert organisation.website == "https://www.example.com"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("about_ko", "가" * 5001, "Please shorten this to 5000 characters; it has 5001."),
        ("about_en", "a\x00b", "Please remove the invisible control characters."),
        ("main_product_ko", "가" * 201, "Please shorten this to 200 characters; it has 201."),
        ("website", "javascript:alert(1)", "This is not a web address."),
        ("industry_code", "ABC", "The code has two to five digits"),
        ("size", "huge", "Not a valid choice"),
        ("address", "가\u202e나", "Please remove the invisible control characters."),
    ],
)
def test_a_mistake_in_a_description_is_told_at_its_field_and_nothing_is_lost(
    client: FlaskClient, mine: str, field: str, typed: str, sentence: str
) -> None:
    fields = {**DESCRIPTION, "main_product_en": "Kept gears", field: typed}
    answer = post(client, f"/organisations/{mine}/edit", f"/organisations/{mine}/edit?lang=en", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "Kept gears" in answer.text
    assert organisation_of(mine).main_product_en == "Moulded parts"


def test_a_size_is_refused_for_whoever_is_no_firm(client: FlaskClient, sign_in: SignIn) -> None:
    lab = make_organisation(kind=Kind.LAB)
    path = f"/organisations/{lab.public_id}/edit"
    sign_in(client, make_member(lab))
    answer = post(client, path, f"{path}?lang=en", size="small")
    assert answer.status_code == 422
    assert "Every firm has a size, and only firms have one." in answer.text
    assert post(client, path, main_product_ko="시험").status_code == 303


def test_a_forged_token_keeps_what_was_written(client: FlaskClient, mine: str) -> None:
    path = f"/organisations/{mine}/edit"
    answer = client.post(path, data={**DESCRIPTION, "csrf_token": "forged", "about_ko": "길게 쓴 글"})
    assert answer.status_code == 400
    assert "길게 쓴 글" in answer.text
    assert organisation_of(mine).about_ko == ""


def test_scripts_that_were_typed_are_shown_as_text(client: FlaskClient, mine: str) -> None:
    bad = "<script>alert(1)</script>"
    post(client, f"/organisations/{mine}/edit", **{**DESCRIPTION, "about_ko": bad, "address": bad})
    post(client, f"/organisations/{mine}/capabilities/new", **{**CAPABILITY, "title_ko": bad, "text_ko": bad})
    for path in (f"/organisations/{mine}", f"/organisations/{mine}/edit", "/organisations/"):
        assert bad not in client.get(path).text
    assert "&lt;script&gt;alert(1)" in client.get(f"/organisations/{mine}").text


def test_nobody_else_changes_an_organisation(client: FlaskClient, sign_in: SignIn) -> None:
    organisation = make_organisation()
    capability = make_capability(organisation)
    doors = [
        f"/organisations/{organisation.public_id}/{door}"
        for door in (
            "edit",
            "capabilities/new",
            f"capabilities/{capability.public_id}",
            f"capabilities/{capability.public_id}/withdraw",
        )
    ]
    for door in doors:
        assert client.get(door).location.startswith("/sign-in")
    strangers = (make_account(), make_member(make_organisation()), make_coordinator(make_complex()))
    for stranger in strangers:
        sign_in(client, stranger)
        assert [client.get(door).status_code for door in doors] == [404] * 4
        assert [client.post(door, data=CAPABILITY).status_code for door in doors] == [404] * 4
    assert [row.withdrawn_at for row in capabilities()] == [None]


def test_a_capability_of_another_organisation_is_not_found_under_ones_own(client: FlaskClient, mine: str) -> None:
    foreign = make_capability(make_organisation()).public_id
    for door in (foreign, f"{foreign}/withdraw"):
        assert client.get(f"/organisations/{mine}/capabilities/{door}").status_code == 404


def test_coordinators_and_administrators_describe_for_others(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    organisation = make_organisation(complex_id=complex_.id)
    public_id = organisation.public_id
    for account in (make_coordinator(complex_), make_account(role=Role.ADMINISTRATOR)):
        sign_in(client, account)
        assert post(client, f"/organisations/{public_id}/edit", **DESCRIPTION).status_code == 303


def test_a_capability_is_offered_revised_and_withdrawn(client: FlaskClient, mine: str) -> None:
    assert post(client, f"/organisations/{mine}/capabilities/new", **CAPABILITY).status_code == 303
    capability = capabilities()[0]
    assert (capability.trl, capability.requests_per_quarter, capability.revision) == (6, 3, 1)
    path = f"/organisations/{mine}/capabilities/{capability.public_id}"
    post(client, path, **{**CAPABILITY, "trl": "", "text_en": "We reduce warpage."})
    capability = capabilities()[0]
    assert (capability.trl, capability.text_en, capability.revision) == (None, "We reduce warpage.", 2)
    assert post(client, f"{path}/withdraw").status_code == 303
    assert "휨 해석" not in client.get(f"/organisations/{mine}").text
    assert client.get(path).status_code == 404


def test_withdrawing_with_a_forged_token_shows_the_button_again(client: FlaskClient, mine: str) -> None:
    capability = make_capability(organisation_of(mine))
    path = f"/organisations/{mine}/capabilities/{capability.public_id}/withdraw"
    answer = client.post(path, data={"csrf_token": "forged"})
    assert answer.status_code == 400
    assert csrf(client, path)
    assert capabilities()[0].withdrawn_at is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title_ko": ""}, "Please write a title and a text"),
        ({"text_ko": ""}, "Please write a title and a text"),
        ({"text_ko": "", "text_en": "Only English text"}, "Please write a title and a text"),
        ({"title_ko": "가" * 201}, "Please shorten this"),
        ({"text_ko": "가" * 4001}, "Please shorten this"),
        ({"equipment": "a\x08b"}, "Please remove the invisible"),
        ({"trl": "0"}, "Write a whole number from 1 to 9."),
        ({"trl": "10"}, "Write a whole number from 1 to 9."),
        ({"trl": "six"}, "Write a whole number from 1 to 9."),
        ({"requests_per_quarter": ""}, "Please write a number"),
        ({"requests_per_quarter": "-1"}, "Write a whole number from 0 to 99."),
        ({"requests_per_quarter": "100"}, "Write a whole number from 0 to 99."),
        ({"requests_per_quarter": "9" * 5000}, "Write a whole number from 0 to 99."),
    ],
)
def test_a_mistake_in_a_capability_is_told_and_nothing_is_lost(
    client: FlaskClient, mine: str, change: dict[str, str], sentence: str
) -> None:
    path = f"/organisations/{mine}/capabilities/new"
    answer = post(client, path, f"{path}?lang=en", **{**CAPABILITY, "equipment": "Kept press", **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept press" in answer.text or "equipment" in change
    assert capabilities() == []


def test_one_language_is_enough(client: FlaskClient, mine: str) -> None:
    fields = {"title_en": "Warpage", "text_en": "We reduce it.", "requests_per_quarter": "0"}
    assert post(client, f"/organisations/{mine}/capabilities/new", **fields).status_code == 303
    text = client.get(f"/organisations/{mine}?lang=ko").text
    assert "Warpage" in text
