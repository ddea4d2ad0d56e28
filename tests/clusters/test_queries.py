"""Who serves which complex, and what is found by an address?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.clusters import queries
from eventhub.clusters.models import Complex, Post, TeamMember
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.core.errors import NotFound
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster


def test_a_coordinator_serves_their_own_complex_only(app: Flask) -> None:
    mine, other = make_complex(), make_complex()
    account = make_coordinator(mine)
    assert [complex_.id for complex_ in queries.complexes_of(account)] == [mine.id]
    assert queries.serves(account, mine.id)
    assert not queries.serves(account, other.id)
    assert not queries.serves(account, None)


def test_an_administrator_serves_all_and_what_belongs_to_none(app: Flask) -> None:
    complexes = [make_complex().id for _ in range(2)]
    account = make_account(role=Role.ADMINISTRATOR)
    assert [complex_.id for complex_ in queries.complexes_of(account)] == complexes
    assert queries.serves(account, complexes[0])
    assert queries.serves(account, None)


def test_a_member_serves_nothing_even_with_a_row_left_in_a_team(app: Flask) -> None:
    complex_, account = make_complex(), make_account()
    saved(TeamMember(complex_id=complex_.id, account_id=account.id, post=Post.COORDINATOR))
    assert queries.complexes_of(account) == []
    assert not queries.serves(account, complex_.id)
    assert session.scalars(select(Complex).where(queries.served_by(account, Complex.id))).all() == []


def test_the_team_is_listed_heads_first_without_those_suspended(app: Flask) -> None:
    complex_ = make_complex()
    make_coordinator(complex_, name="가영")
    make_coordinator(complex_, name="나영", suspended_at=now())
    head = make_account(role=Role.COORDINATOR, name="하영")
    saved(TeamMember(complex_id=complex_.id, account_id=head.id, post=Post.HEAD))
    assert [member.account.name for member in queries.list_team(complex_.id)] == ["하영", "가영"]


def test_unknown_addresses_are_refused(app: Flask) -> None:
    for get in (queries.get_complex, queries.get_mini_cluster):
        with pytest.raises(NotFound):
            get("nothing")


def test_a_mini_cluster_is_given_to_coordinators_of_its_complex_only(app: Flask) -> None:
    complex_ = make_complex()
    mini_cluster = make_mini_cluster(complex_id=complex_.id)
    mine, stranger = make_coordinator(complex_), make_coordinator(make_complex())
    assert queries.get_mini_cluster_as_coordinator(mini_cluster.slug, mine).id == mini_cluster.id
    with pytest.raises(NotFound):
        queries.get_mini_cluster_as_coordinator(mini_cluster.slug, stranger)
    assert [row.id for row in queries.list_served_mini_clusters(mine)] == [mini_cluster.id]
    assert queries.list_served_mini_clusters(stranger) == []


def test_mini_clusters_come_with_their_complexes_in_one_query(app: Flask, count_queries: Callable[[], Any]) -> None:
    complex_ = make_complex()
    for _ in range(3):
        make_mini_cluster(complex_id=complex_.id)
    make_mini_cluster()
    with count_queries() as counted:
        assert {row.complex.slug for row in queries.list_mini_clusters(complex_.id)} == {complex_.slug}
    assert len(counted) <= 2  # the complex of the test is read again
    assert queries.count_mini_clusters()[complex_.id] == 3
