"""Who is found by which words and choices, and who may have what?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.core.errors import NotFound
from eventhub.organisations import queries
from eventhub.organisations.models import Kind, Organisation, Size
from eventhub.organisations.rules import Filters
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.organisations import join_mini_cluster, make_capability, make_member, make_organisation


def found(**filters: Any) -> list[str]:
    """Name what the directory shows."""
    return [organisation.name_ko for organisation in queries.list_directory(Filters(**filters)).items]


@pytest.mark.parametrize("column", ["name_ko", "name_en", "main_product_ko", "main_product_en", "about_ko", "about_en"])
def test_words_are_found_in_everything_an_organisation_says(app: Flask, column: str) -> None:
    make_organisation(**{"name_ko": "다온", column: "다온 Zinc 도금"})
    make_organisation(name_ko="다른")
    assert len(found(words="zinc")) == 1


@pytest.mark.parametrize("column", ["title_ko", "title_en", "text_ko", "text_en"])
def test_words_are_found_in_what_is_offered_and_not_in_what_was_withdrawn(app: Flask, column: str) -> None:
    able, was_able = make_organisation(name_ko="가"), make_organisation(name_ko="나")
    make_capability(able, **{column: "Zinc 도금"})
    make_capability(was_able, **{column: "Zinc 도금"}, withdrawn_at=now())
    assert found(words="ZINC") == ["가"]


def test_all_words_have_to_be_found_wherever_they_stand(app: Flask) -> None:
    one = make_organisation(name_ko="가람", main_product_ko="기어")
    make_capability(one, title_ko="도금")
    make_organisation(name_ko="나래", main_product_ko="기어")
    assert found(words="기어 도금") == ["가람"]


def test_signs_that_mean_something_to_the_database_are_looked_for_as_they_are(app: Flask) -> None:
    make_organisation(name_ko="순도 99%")
    make_organisation(name_ko="순도 99")
    make_organisation(name_ko="가_나")
    assert found(words="99%") == ["순도 99%"]
    assert found(words="가_") == ["가_나"]
    assert found(words="'; --") == []
    assert found(words="\\") == []


def test_choices_narrow_the_list_together(app: Flask) -> None:
    complex_ = make_complex()
    mini_cluster = make_mini_cluster(complex_id=complex_.id)
    complex_id, slug = complex_.id, complex_.slug
    member = make_organisation(name_ko="가", complex_id=complex_id, size=Size.MID)
    join_mini_cluster(member, mini_cluster.id)
    make_organisation(name_ko="나", complex_id=complex_id)
    make_organisation(name_ko="다", kind=Kind.LAB, complex_id=complex_id)
    make_organisation(name_ko="라")
    assert found(complex_slug=slug) == ["가", "나", "다"]
    assert found(kind=Kind.LAB) == ["다"]
    assert found(size=Size.MID) == ["가"]
    assert found(mini_cluster_slug=mini_cluster.slug) == ["가"]
    assert found(mini_cluster_slug=mini_cluster.slug, size=Size.SMALL) == []
    assert found(complex_slug="nothing") == []


def test_the_directory_is_read_by_name_thirty_at_a_time(app: Flask) -> None:
    complex_id = make_complex().id
    for number in range(31, 0, -1):
        make_organisation(name_ko=f"{number:02}", complex_id=complex_id)
    page = queries.list_directory(Filters(), page=2)
    assert [organisation.name_ko for organisation in page.items] == ["31"]
    assert (page.total, page.pages) == (31, 2)
    assert queries.list_directory(Filters(), page=10**30).number == 2


def test_the_directory_takes_the_same_number_of_queries_for_many(app: Flask, count_queries: Callable[[], Any]) -> None:
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_capability(make_organisation())
        session.expunge_all()
        with count_queries() as counted:
            page = queries.list_directory(Filters(words="사출"))
            able = queries.count_capabilities(page.items)
            assert all(row.complex and able[row.id] == 1 for row in page.items)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 4


def test_only_its_people_get_an_organisation_as_members(app: Flask) -> None:
    organisation = make_organisation()
    public_id = organisation.public_id
    member, stranger = make_member(organisation), make_member(make_organisation())
    assert queries.get_as_member(public_id, member).public_id == public_id
    assert queries.get_to_edit(public_id, member).public_id == public_id
    for account in (stranger, make_account(role=Role.ADMINISTRATOR)):
        with pytest.raises(NotFound):
            queries.get_as_member(public_id, account)


def test_only_coordinators_of_its_complex_get_an_organisation_as_coordinators(app: Flask) -> None:
    complex_ = make_complex()
    organisation = make_organisation(complex_id=complex_.id)
    public_id = organisation.public_id
    for account in (make_coordinator(complex_), make_account(role=Role.ADMINISTRATOR)):
        assert queries.get_as_coordinator(public_id, account).public_id == public_id
        assert queries.get_to_edit(public_id, account).public_id == public_id
    for account in (make_coordinator(make_complex()), make_account()):
        with pytest.raises(NotFound):
            queries.get_as_coordinator(public_id, account)
        with pytest.raises(NotFound):
            queries.get_to_edit(public_id, account)


def test_what_belongs_to_no_complex_is_the_administrators(app: Flask) -> None:
    organisation = make_organisation(complex_id=None)
    assert queries.get_as_coordinator(organisation.public_id, make_account(role=Role.ADMINISTRATOR)).complex is None
    with pytest.raises(NotFound):
        queries.get_as_coordinator(organisation.public_id, make_coordinator(make_complex()))


def test_the_desk_lists_what_is_served(app: Flask) -> None:
    complex_ = make_complex()
    make_organisation(name_ko="가", complex_id=complex_.id)
    make_organisation(name_ko="나", complex_id=None)
    coordinator, administrator = make_coordinator(complex_), make_account(role=Role.ADMINISTRATOR)
    assert [row.name_ko for row in queries.list_served(coordinator).items] == ["가"]
    assert [row.name_ko for row in queries.list_served(administrator).items] == ["가", "나"]
    assert [row.name_ko for row in queries.list_served(administrator, words="나").items] == ["나"]


def test_people_are_shown_to_coordinators_and_to_one_another(app: Flask) -> None:
    organisation = make_organisation()
    member = make_member(organisation)
    coordinator, stranger = make_coordinator(make_complex()), make_account()
    for account in (member, coordinator):
        people = queries.people_shown_to(account, organisation)
        assert people is not None
        assert [person.account.id for person in people] == [member.id]
    assert queries.people_shown_to(stranger, organisation) is None
    assert queries.people_shown_to(None, organisation) is None


def test_a_person_may_belong_to_several_organisations(app: Flask) -> None:
    one, other = make_organisation(name_ko="가"), make_organisation(name_ko="나")
    account = make_member(other)
    assert [row.name_ko for row in queries.organisations_of(account)] == ["나"]
    assert queries.organisations_of(make_account()) == []
    assert queries.belongs(account, other.id)
    assert not queries.belongs(account, one.id)


def test_who_shares_a_mini_cluster_or_a_complex_is_found(app: Flask) -> None:
    mini_cluster = make_mini_cluster()
    mine, shares_both, shares_complex, far = (
        make_organisation(complex_id=mini_cluster.complex_id),
        make_organisation(complex_id=mini_cluster.complex_id),
        make_organisation(complex_id=mini_cluster.complex_id),
        make_organisation(),
    )
    account = make_member(mine)
    for organisation in (mine, shares_both):
        join_mini_cluster(organisation, mini_cluster.id)
    assert set(session.scalars(queries.ids_sharing_mini_cluster(account))) == {mine.id, shares_both.id}
    assert set(session.scalars(queries.ids_sharing_complex(account))) == {mine.id, shares_both.id, shares_complex.id}
    assert set(session.scalars(queries.ids_sharing_complex(make_member(far)))) == {far.id}


def test_capability_texts_come_with_their_organisations_in_one_query(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    for _ in range(3):
        make_capability(make_organisation())
    session.expunge_all()
    with count_queries() as counted:
        assert all(capability.organisation.name_ko for capability in queries.capability_texts())
    assert len(counted) == 1


def test_members_are_counted_by_kind_complex_and_mini_cluster(app: Flask) -> None:
    mini_cluster = make_mini_cluster()
    complex_id = mini_cluster.complex_id
    organisations = [make_organisation(complex_id=complex_id, kind=kind) for kind in (Kind.LAB, Kind.FIRM, Kind.FIRM)]
    make_organisation(complex_id=None)
    join_mini_cluster(organisations[0], mini_cluster.id)
    assert list(queries.count_by_kind(complex_id=complex_id).items()) == [(Kind.FIRM, 2), (Kind.LAB, 1)]
    assert queries.count_by_complex() == {complex_id: 3}
    assert queries.count_by_mini_cluster(complex_id) == {mini_cluster.id: 1}


def test_a_capability_is_found_with_its_own_organisation_only(app: Flask) -> None:
    organisation, other = make_organisation(), make_organisation()
    capability = make_capability(organisation)
    assert queries.get_capability(capability.public_id, organisation.id).id == capability.id
    with pytest.raises(NotFound):
        queries.get_capability(capability.public_id, other.id)
    withdrawn = make_capability(organisation, withdrawn_at=now())
    with pytest.raises(NotFound):
        queries.get_capability(withdrawn.public_id, organisation.id)


def test_an_organisation_comes_with_its_complex_and_parent(app: Flask, count_queries: Callable[[], Any]) -> None:
    university = make_organisation(kind=Kind.UNIVERSITY)
    lab = make_organisation(kind=Kind.LAB, parent_id=university.id)
    public_id, name = lab.public_id, university.name_ko
    session.expunge_all()
    with count_queries() as counted:
        got: Organisation = queries.get(public_id)
        assert got.complex is not None
        assert got.parent is not None
        assert got.parent.name_ko == name
    assert len(counted) == 1
    with pytest.raises(NotFound):
        queries.get("nothing")
