"""Who may read which problem, and in whose words?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.db import session
from eventhub.core.errors import NotFound
from eventhub.organisations.models import Organisation
from eventhub.problems import queries
from eventhub.problems.models import Problem, State, Urgency, Visibility
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.organisations import join_mini_cluster, make_member, make_organisation
from tests.factories.problems import make_problem, make_technical_problem


def people(problem: Problem) -> dict[str, Account | None]:
    """Make one reader of each kind for a problem."""
    owner_firm = session.get_one(Organisation, problem.organisation_id)
    complex_id = owner_firm.complex_id
    circle = make_mini_cluster(complex_id=make_complex().id)
    neighbour, fellow, other = (
        make_organisation(complex_id=complex_id),
        make_organisation(),
        make_organisation(),
    )
    for member in (owner_firm, fellow):
        join_mini_cluster(member, circle.id)
    complex_ = session.get_one(Complex, complex_id)
    return {
        "colleague": make_member(owner_firm),
        "neighbour": make_member(neighbour),
        "fellow": make_member(fellow),
        "member": make_member(other),
        "stranger": make_account(),
        "visitor": None,
        "coordinator": make_coordinator(complex_),
        "other coordinator": make_coordinator(make_complex()),
        "administrator": make_account(role=Role.ADMINISTRATOR),
    }


INSIDE = {"colleague", "coordinator", "administrator"}
OUTSIDE: dict[Visibility, set[str]] = {
    Visibility.PRIVATE: set(),
    Visibility.MINI_CLUSTER: {"fellow"},
    Visibility.COMPLEX: {"neighbour"},
    Visibility.MEMBERS: {"neighbour", "fellow", "member"},
    Visibility.PUBLIC: {"neighbour", "fellow", "member", "stranger", "visitor", "other coordinator"},
}


@pytest.mark.parametrize("visibility", list(Visibility))
def test_each_level_is_read_by_those_it_names_and_by_nobody_else(app: Flask, visibility: Visibility) -> None:
    problem = make_technical_problem(visibility=visibility)
    public_id = problem.public_id
    inside: set[str] = set()
    outside: set[str] = set()
    for name, account in people(problem).items():
        try:
            found = queries.get_readable(public_id, account)
        except NotFound:
            assert queries.list_readable(account).total == 0
            continue
        (inside if found.is_inside else outside).add(name)
        listed = queries.list_readable(account).items
        assert [readable.words for readable in listed] == [found.words]
        assert found.words == (found.problem.text if found.is_inside else found.problem.wording)
    assert inside == INSIDE
    assert outside == OUTSIDE[visibility]


@pytest.mark.parametrize("state", [State.STATED, State.ROUTED, State.CLOSED])
def test_others_read_nothing_of_a_problem_that_no_partner_is_looked_for(app: Flask, state: State) -> None:
    make_problem(visibility=Visibility.PUBLIC, state=state, wording="휨 문제")
    assert queries.list_readable(None).total == 0


def test_others_read_nothing_before_a_coordinator_has_worded_it(app: Flask) -> None:
    make_technical_problem(visibility=Visibility.PUBLIC, wording="")
    assert queries.list_readable(None).total == 0


def test_a_problem_is_the_owners_only(app: Flask) -> None:
    problem = make_problem()
    public_id, owner_id = problem.public_id, problem.stated_by_id
    owner = session.get_one(Account, owner_id)
    assert queries.get_as_owner(public_id, owner).public_id == public_id
    with pytest.raises(NotFound):
        queries.get_as_owner(public_id, make_member(make_organisation()))


def test_the_inbox_begins_with_new_problems_and_the_most_urgent(app: Flask) -> None:
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id)
    make_technical_problem(firm, text="기술", urgency=Urgency.NOW)
    make_problem(firm, text="올해", urgency=Urgency.THIS_YEAR)
    make_problem(firm, text="당장", urgency=Urgency.NOW)
    make_problem(firm, text="끝남", state=State.CLOSED)
    make_problem(text="다른 단지")
    coordinator = make_coordinator(complex_)
    assert [problem.text for problem in queries.list_inbox(coordinator).items] == ["당장", "올해", "기술"]
    assert [problem.text for problem in queries.list_inbox(coordinator, state=State.CLOSED).items] == ["끝남"]
    assert queries.count_inbox([complex_.id]) == 2
    assert queries.count_inbox([]) == 0
    assert queries.count_by_state(coordinator) == {State.STATED: 2, State.TECHNICAL: 1, State.CLOSED: 1}


def test_what_belongs_to_no_complex_is_the_administrators(app: Flask) -> None:
    make_problem(make_organisation(complex_id=None))
    assert queries.list_inbox(make_account(role=Role.ADMINISTRATOR)).total == 1
    assert queries.list_inbox(make_coordinator(make_complex())).total == 0


def test_lists_need_the_same_number_of_queries_however_long_they_are(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    complex_ = make_complex()
    for _ in range(5):
        make_technical_problem(make_organisation(complex_id=complex_.id), visibility=Visibility.PUBLIC)
    coordinator = make_coordinator(complex_)
    administrator = make_account(role=Role.ADMINISTRATOR)
    for reader in (coordinator, administrator, None):
        with count_queries() as counted:
            page = queries.list_readable(reader)
            assert all(readable.problem.organisation.complex for readable in page.items)
        assert len(counted) <= 4
    with count_queries() as counted:
        assert len(queries.list_inbox(coordinator).items) == 5
    assert len(counted) <= 3


def test_my_own_problems_are_listed_open_ones_first(app: Flask) -> None:
    firm = make_organisation()
    member = make_member(firm)
    make_problem(firm, member, text="열린 것")
    make_problem(firm, member, text="닫힌 것", state=State.CLOSED)
    make_problem(text="남의 것")
    assert [problem.text for problem in queries.list_own(member)] == ["열린 것", "닫힌 것"]
