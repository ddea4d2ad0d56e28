"""Who is known by this address, this link, this session?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account, Attempt, Role, SignedIn, SignInLink
from eventhub.core.db import session
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holding
from eventhub.core.secrets import hashed


def find_by_email(email: str) -> Account | None:
    """Find the account of an address, however it is written."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))


def names_of(public_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of people by their public ids; who is not there has none."""
    rows = select(Account.public_id, Account.name).where(Account.public_id.in_(list(public_ids)))
    return dict(session.execute(rows).all())


def list_accounts(*, words: str = "", page: int = 1) -> Page[Account]:
    """List people by name, those whose name or address holds the words."""
    rows = select(Account).where(*holding(words, Account.name, Account.email))
    return paginate(rows.order_by(Account.name, Account.id), page)


def count_administrators() -> int:
    """Count those to whom everything is open."""
    return session.scalar(select(func.count()).where(Account.role == Role.ADMINISTRATOR)) or 0


def list_administrators() -> Sequence[Account]:
    """List those to whom everything is open and who are let in."""
    rows = select(Account).where(Account.role == Role.ADMINISTRATOR, Account.suspended_at.is_(None))
    return session.scalars(rows.order_by(Account.name, Account.id)).all()


def find_link(token: str) -> SignInLink | None:
    """Find a way in by the token of its link; locked, because it is used once."""
    return session.scalar(
        select(SignInLink)
        .options(joinedload(SignInLink.account))
        .where(SignInLink.token_hash == hashed(token))
        .with_for_update(of=SignInLink)
    )


def list_open_links(account: Account, now: datetime) -> Sequence[SignInLink]:
    """List the ways in an account can still use, newest first; locked until the transaction ends."""
    return session.scalars(
        select(SignInLink)
        .where(SignInLink.account_id == account.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .order_by(SignInLink.id.desc())
        .with_for_update()
    ).all()


def find_session(token: str, now: datetime) -> SignedIn | None:
    """Find the open session of a browser, unless its account is suspended."""
    return session.scalar(
        select(SignedIn)
        .options(joinedload(SignedIn.account))
        .join(SignedIn.account)
        .where(
            SignedIn.token_hash == hashed(token),
            SignedIn.ended_at.is_(None),
            SignedIn.expires_at > now,
            Account.suspended_at.is_(None),
        )
    )


def list_sessions(account: Account, now: datetime) -> Sequence[SignedIn]:
    """List the open sessions of a person, newest first."""
    return session.scalars(
        select(SignedIn)
        .where(SignedIn.account_id == account.id, SignedIn.ended_at.is_(None), SignedIn.expires_at > now)
        .order_by(SignedIn.id.desc())
    ).all()


def count_attempts(keys: Collection[str], since: datetime) -> dict[str, int]:
    """Count the tries under each of some keys since a moment."""
    rows = select(Attempt.key, func.count()).where(Attempt.key.in_(keys), Attempt.at > since)
    return dict(session.execute(rows.group_by(Attempt.key)).all())
