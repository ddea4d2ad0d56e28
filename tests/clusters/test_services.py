"""How do people join and leave promotion teams?"""

from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters import queries, services
from eventhub.clusters.models import Complex, Post
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator


def appoint(complex_: Complex, account: Account, post: Post = Post.COORDINATOR) -> None:
    by = make_account()
    with transaction():
        services.appoint(complex_, account, post, by=by, now=now())


def dismiss(complex_: Complex, account: Account) -> None:
    by = make_account()
    with transaction():
        services.dismiss(complex_, account, by=by, now=now())


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_who_is_appointed_becomes_a_coordinator_and_it_is_written_down(app: Flask) -> None:
    complex_, account = make_complex(), make_account()
    appoint(complex_, account, Post.HEAD)
    assert account.role is Role.COORDINATOR
    assert queries.serves(account, complex_.id)
    assert [member.post for member in queries.list_team(complex_.id)] == [Post.HEAD]
    assert actions() == ["appointed", "role-granted"]


def test_appointing_twice_changes_the_post_and_nothing_else(app: Flask) -> None:
    complex_, account = make_complex(), make_account()
    for post in (Post.COORDINATOR, Post.COORDINATOR, Post.HEAD):
        appoint(complex_, account, post)
    assert [member.post for member in queries.list_team(complex_.id)] == [Post.HEAD]
    assert actions() == ["appointed", "role-granted", "appointed"]


def test_an_administrator_in_a_team_stays_an_administrator(app: Flask) -> None:
    complex_, account = make_complex(), make_account(role=Role.ADMINISTRATOR)
    appoint(complex_, account)
    assert account.role is Role.ADMINISTRATOR
    dismiss(complex_, account)
    assert account.role is Role.ADMINISTRATOR


def test_who_leaves_the_last_team_is_a_member_again(app: Flask) -> None:
    complex_ = make_complex()
    account = make_coordinator(complex_)
    dismiss(complex_, account)
    assert account.role is Role.MEMBER
    assert queries.list_team(complex_.id) == []
    assert actions() == ["dismissed", "role-granted"]


def test_who_still_serves_another_complex_stays_a_coordinator(app: Flask) -> None:
    one, other = make_complex(), make_complex()
    account = make_coordinator(one)
    appoint(other, account)
    dismiss(one, account)
    assert account.role is Role.COORDINATOR
    assert [complex_.id for complex_ in queries.complexes_of(account)] == [other.id]


def test_dismissing_somebody_who_is_in_no_team_changes_nothing(app: Flask) -> None:
    complex_, account = make_complex(), make_account()
    dismiss(complex_, account)
    assert actions() == []
