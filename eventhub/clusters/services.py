"""How does a person join or leave a promotion team?"""

from datetime import datetime

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account, Role
from eventhub.clusters import queries
from eventhub.clusters.models import Complex, Post, TeamMember
from eventhub.core import audit
from eventhub.core.db import hold, session


def appoint(complex_: Complex, account: Account, post: Post, *, by: Account, now: datetime) -> TeamMember:
    """Put a person into a promotion team, or change their post in it; the desk opens to them."""
    hold(f"posts-of:{account.public_id}")
    member = queries.find_team_member(complex_.id, account.id)
    if member is None:
        member = TeamMember(complex_id=complex_.id, account_id=account.id, post=post)
        session.add(member)
    elif member.post is post:
        return member
    member.post = post
    _record("appointed", account, by=by, now=now, complex=complex_.slug, post=post)
    if account.role is Role.MEMBER:
        accounts.grant(account, Role.COORDINATOR, by=by, now=now)
    return member


def dismiss(complex_: Complex, account: Account, *, by: Account, now: datetime) -> None:
    """Take a person out of a promotion team; who serves no other complex is a member again."""
    hold(f"posts-of:{account.public_id}")
    member = queries.find_team_member(complex_.id, account.id)
    if member is None:
        return
    is_last = queries.count_teams(account.id) == 1
    session.delete(member)
    _record("dismissed", account, by=by, now=now, complex=complex_.slug)
    if is_last and account.role is Role.COORDINATOR:
        accounts.grant(account, Role.MEMBER, by=by, now=now)


def _record(action: str, account: Account, *, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"account:{account.public_id}", actor=by.public_id, now=now, **detail)
