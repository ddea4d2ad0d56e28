"""How do coordinators keep the list, its people and its mini-clusters?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.db import session
from eventhub.mail.models import OutgoingMail
from eventhub.organisations import queries
from eventhub.organisations.models import Kind, Organisation
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.organisations import join_mini_cluster, make_member, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
NEW = "/desk/organisations/new"
PERSON = {"name": "김철수", "email": "new@example.com", "post": "공장장", "locale": "ko"}


@pytest.fixture
def served(client: FlaskClient, sign_in: SignIn) -> Complex:
    """Sign a coordinator in, and return the complex they serve."""
    complex_ = make_complex()
    sign_in(client, make_coordinator(complex_, name="이영희"))
    session.refresh(complex_)
    return complex_


@pytest.fixture
def firm(served: Complex) -> Organisation:
    """Return a firm of the complex the coordinator serves."""
    return make_organisation(complex_id=served.id)


def firm_fields(complex_: Complex, **changes: str) -> dict[str, str]:
    """Fill in the form of a new firm."""
    return {"kind": "firm", "size": "small", "name_ko": "누리테크", "complex": complex_.slug, "parent": "", **changes}


def added() -> list[Organisation]:
    """Read what was added at the desk."""
    session.expire_all()
    return list(session.scalars(select(Organisation).where(Organisation.name_ko == "누리테크")))


def actions() -> list[str]:
    """Read what was written down of the desk."""
    rows = select(AuditEntry.action).where(AuditEntry.action.not_in(("signed-in", "sign-in-link-made")))
    return list(session.scalars(rows.order_by(AuditEntry.id)))


def test_the_desk_lists_what_is_served_and_finds_in_it(client: FlaskClient, served: Complex) -> None:
    make_organisation(name_ko="우리 가람", complex_id=served.id)
    make_organisation(name_ko="우리 나래", complex_id=served.id)
    make_organisation(name_ko="남의 다온")
    text = client.get("/desk/organisations/").text
    assert "우리 가람" in text
    assert "우리 나래" in text
    assert "남의 다온" not in text
    assert "우리 나래" not in client.get("/desk/organisations/?q=가람").text
    assert client.get("/desk/organisations/?q=" + "가" * 101).status_code == 422


def test_the_list_takes_the_same_number_of_queries_for_many(
    client: FlaskClient, served: Complex, count_queries: Callable[[], Any]
) -> None:
    complex_id, counts = served.id, []
    for _ in range(2):
        for _ in range(4):
            make_member(make_organisation(complex_id=complex_id))
        with count_queries() as counted:
            assert client.get("/desk/organisations/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 7


def test_an_organisation_is_added(client: FlaskClient, served: Complex) -> None:
    answer = post(client, NEW, **firm_fields(served))
    assert [row.complex_id for row in added()] == [served.id]
    assert answer.location == f"/desk/organisations/{added()[0].public_id}"
    assert client.get(answer.location).status_code == 200
    assert actions() == ["organisation-added"]


def test_a_lab_is_added_under_its_university(client: FlaskClient, served: Complex) -> None:
    university = make_organisation(kind=Kind.UNIVERSITY)
    post(client, NEW, **firm_fields(served, kind="lab", size="", parent=university.public_id))
    assert [row.parent_id for row in added()] == [university.id]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name_ko": "", "name_en": ""}, "Please write the name in Korean or in English"),
        ({"name_ko": "가" * 201}, "Please shorten this"),
        ({"name_ko": "가\x00나"}, "Please remove the invisible"),
        ({"kind": "shop"}, "Not a valid choice"),
        ({"kind": ""}, "Please fill this in."),
        ({"size": ""}, "Every firm has a size, and only firms have one."),
        ({"size": "huge"}, "Not a valid choice"),
        ({"kind": "lab"}, "Every firm has a size, and only firms have one."),
        ({"complex": "nowhere"}, "Not a valid choice"),
        ({"parent": "nobody"}, "Not a valid choice"),
    ],
)
def test_a_mistake_in_a_new_organisation_is_told_and_nothing_is_lost(
    client: FlaskClient, served: Complex, changes: dict[str, str], sentence: str
) -> None:
    answer = post(client, NEW, f"{NEW}?lang=en", **{**firm_fields(served, name_en="Kept Name"), **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept Name" in answer.text or "name_en" in changes
    assert added() == []


def test_a_firm_under_a_university_is_refused(client: FlaskClient, served: Complex) -> None:
    university = make_organisation(kind=Kind.UNIVERSITY)
    answer = post(client, NEW, f"{NEW}?lang=en", **firm_fields(served, parent=university.public_id))
    assert answer.status_code == 422
    assert "Only a lab belongs to another organisation." in answer.text


def test_nobody_adds_to_a_complex_they_do_not_serve(client: FlaskClient, served: Complex) -> None:
    assert post(client, NEW, **firm_fields(served, complex=make_complex().slug)).status_code == 422
    assert added() == []


def test_the_same_organisation_twice_is_told_at_the_name(client: FlaskClient, served: Complex) -> None:
    fields = firm_fields(served)
    post(client, NEW, **fields)
    answer = post(client, NEW, f"{NEW}?lang=en", **fields)
    assert answer.status_code == 422
    assert "An organisation of this name is already in the list of this complex." in answer.text
    assert len(added()) == 1


def test_a_forged_token_adds_nothing_and_keeps_what_was_typed(client: FlaskClient, served: Complex) -> None:
    answer = client.post(NEW, data={**firm_fields(served), "csrf_token": "forged"})
    assert answer.status_code == 400
    assert "누리테크" in answer.text
    assert added() == []


def test_a_person_is_added_and_written_to(
    client: FlaskClient, firm: Organisation, outbox: Callable[..., list[OutgoingMail]]
) -> None:
    page = f"/desk/organisations/{firm.public_id}"
    answer = post(client, f"{page}/people", page, **PERSON)
    assert answer.location == page
    assert [letter.to_address for letter in outbox()] == ["new@example.com"]
    assert "이영희" in outbox()[0].text
    assert "new@example.com" in client.get(page).text
    assert actions() == ["person-added"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please write the person&#39;s name."),
        ({"name": "가" * 61}, "Please shorten this"),
        ({"email": ""}, "Please write the person&#39;s e-mail address."),
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"email": "a@example.com\r\nBcc: b@example.com"}, "Please remove the invisible"),
        ({"post": "a\x1bb"}, "Please remove the invisible"),
        ({"locale": "fr"}, "Not a valid choice"),
    ],
)
def test_a_mistake_in_a_person_is_told_and_nothing_is_lost(
    client: FlaskClient,
    firm: Organisation,
    outbox: Callable[..., list[OutgoingMail]],
    changes: dict[str, str],
    sentence: str,
) -> None:
    page = f"/desk/organisations/{firm.public_id}"
    answer = post(client, f"{page}/people", f"{page}?lang=en", **{**PERSON, "post": "Kept post", **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept post" in answer.text or "post" in changes
    assert outbox() == []


def test_the_same_person_twice_is_told_at_the_address(client: FlaskClient, firm: Organisation) -> None:
    page = f"/desk/organisations/{firm.public_id}"
    post(client, f"{page}/people", page, **PERSON)
    answer = post(client, f"{page}/people", f"{page}?lang=en", **PERSON)
    assert answer.status_code == 422
    assert "This person already belongs to the organisation." in answer.text


def test_a_person_is_removed_after_a_question(client: FlaskClient, firm: Organisation) -> None:
    member = make_member(firm, name="박대리")
    path = f"/desk/organisations/{firm.public_id}/people/{member.public_id}/remove"
    assert "박대리" in client.get(path).text
    assert client.post(path, data={"csrf_token": "forged"}).status_code == 400
    assert len(queries.list_people(firm.id)) == 1
    assert post(client, path).location == f"/desk/organisations/{firm.public_id}"
    assert queries.list_people(firm.id) == []
    assert client.get(path).status_code == 404
    assert actions() == ["person-removed"]


def test_an_organisation_is_put_into_a_mini_cluster_and_taken_out(
    client: FlaskClient, firm: Organisation, served: Complex
) -> None:
    mini_cluster = make_mini_cluster(complex_id=served.id)
    slug, page = mini_cluster.slug, f"/desk/organisations/{firm.public_id}"
    assert post(client, f"{page}/mini-clusters", page, mini_cluster=slug).location == page
    assert [row.slug for row in queries.mini_clusters_of(firm.id)] == [slug]
    assert client.post(f"{page}/mini-clusters/{slug}/leave", data={"csrf_token": "x"}).status_code == 400
    assert post(client, f"{page}/mini-clusters/{slug}/leave", page).location == page
    assert queries.mini_clusters_of(firm.id) == []
    assert actions() == ["mini-cluster-joined", "mini-cluster-left"]


def test_a_mini_cluster_of_another_complex_is_not_theirs_to_fill(client: FlaskClient, firm: Organisation) -> None:
    foreign = make_mini_cluster()
    slug, page = foreign.slug, f"/desk/organisations/{firm.public_id}"
    join_mini_cluster(firm, foreign.id)
    other = make_mini_cluster().slug
    assert post(client, f"{page}/mini-clusters", page, mini_cluster=other).status_code == 422
    assert post(client, f"{page}/mini-clusters", page, mini_cluster="").status_code == 422
    assert post(client, f"{page}/mini-clusters/{slug}/leave", page).status_code == 404
    assert "/leave" not in client.get(page).text
    assert [row.slug for row in queries.mini_clusters_of(firm.id)] == [slug]


def test_a_coordinator_of_another_complex_finds_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    organisation = make_organisation()
    member, mini_cluster = make_member(organisation), make_mini_cluster()
    page = f"/desk/organisations/{organisation.public_id}"
    gets = [page, f"{page}/people/{member.public_id}/remove"]
    posts = [*gets[1:], f"{page}/people", f"{page}/mini-clusters", f"{page}/mini-clusters/{mini_cluster.slug}/leave"]
    sign_in(client, make_coordinator(make_complex()))
    assert [client.get(path).status_code for path in gets] == [404] * 2
    assert [client.post(path, data=PERSON).status_code for path in posts] == [404] * 4


def test_an_administrator_passes_where_a_coordinator_passes(client: FlaskClient, sign_in: SignIn) -> None:
    organisation = make_organisation(complex_id=None)
    page = f"/desk/organisations/{organisation.public_id}"
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    assert client.get(page).status_code == 200
    assert post(client, f"{page}/people", page, **PERSON).status_code == 303


def test_the_desk_is_closed_to_members_and_visitors(client: FlaskClient, sign_in: SignIn) -> None:
    paths = ("/desk/organisations/", NEW)
    assert all(client.get(path).location.startswith("/sign-in") for path in paths)
    sign_in(client, make_account())
    assert [client.get(path).status_code for path in paths] == [403, 403]
