"""How does a person join or leave a promotion team, and on which days does it hold nothing?"""

from collections.abc import Iterable
from datetime import date, datetime

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account, Role
from eventhub.clusters import queries
from eventhub.clusters.models import ClosedDay, Complex, Post, TeamMember
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


def close_days(
    complex_: Complex, days: Iterable[date], *, name_ko: str, name_en: str, by: Account, now: datetime
) -> None:
    """Hold nothing on some days; a day that is closed already takes the new name."""
    hold(f"closed-days-of:{complex_.id}")
    for day in days:
        closed = queries.find_closed_day(complex_.id, day)
        if closed is None:
            closed = ClosedDay(complex_id=complex_.id, day=day)
            session.add(closed)
        closed.name_ko, closed.name_en = name_ko, name_en
        _record_day("day-closed", complex_, day, by=by, now=now)


def open_day(complex_: Complex, day: date, *, by: Account, now: datetime) -> None:
    """Hold something again on a day; once or twice is the same."""
    hold(f"closed-days-of:{complex_.id}")
    closed = queries.find_closed_day(complex_.id, day)
    if closed is not None:
        session.delete(closed)
        _record_day("day-opened", complex_, day, by=by, now=now)


def _record_day(action: str, complex_: Complex, day: date, *, by: Account, now: datetime) -> None:
    audit.record(action, f"complex:{complex_.slug}", actor=by.public_id, now=now, day=day.isoformat())


def _record(action: str, account: Account, *, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"account:{account.public_id}", actor=by.public_id, now=now, **detail)
