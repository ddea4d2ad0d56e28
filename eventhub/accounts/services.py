"""How does a person become known, get in and leave?"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_

from eventhub.accounts import messages, queries
from eventhub.accounts.errors import LinkExpired, WrongCode
from eventhub.accounts.models import Account, Attempt, Role, SignedIn, SignInLink
from eventhub.accounts.rules import (
    FORGOTTEN,
    GUESSES_PER_ADDRESS,
    LETTERS_PER_ADDRESS,
    LINK_LASTS,
    NO_ADDRESS,
    SESSION_LASTS,
    SESSIONS_KEPT,
    SET_UP_LINK_LASTS,
    TRIES_PER_NETWORK,
    WAYS_IN_KEPT,
    WINDOW,
    safe_next,
)
from eventhub.core import audit
from eventhub.core.db import added_or_found, hold, rows_changed, session
from eventhub.core.errors import NotFound, TooMany
from eventhub.core.secrets import hashed, make_code, make_token, same, seal, unseal
from eventhub.core.types import public_id
from eventhub.mail import services as mail

SET_UP = "set-up"
# Who is noted as having done what is done without signing in.
COMMAND_LINE = "command line"


def account_for(email: str, *, name: str, locale: str, phone: str = "", now: datetime) -> Account:
    """Return the account of an address, made if it is new; what is known of a person is not overwritten by a form."""
    return found_or_made(email, name=name, locale=locale, phone=phone, now=now)[0]


def found_or_made(email: str, *, name: str, locale: str, phone: str = "", now: datetime) -> tuple[Account, bool]:
    """Return the account of an address, and whether it was made just now: then nothing refers to it yet.

    Without an address somebody is new each time: nobody can tell whether they were here before.
    """
    email = email or f"{public_id()}@{NO_ADDRESS}"
    account = queries.find_by_email(email)
    if account is not None:
        return account, False
    new = Account(
        public_id=public_id(),
        email=email.strip().lower(),
        name=name,
        phone=phone,
        locale=locale,
        role=Role.MEMBER,
        created_at=now,
    )
    account = added_or_found(new, lambda: queries.find_by_email(email))
    return account, account is new


def ask_for_way_in(email: str, *, network: str, next_path: str = "", now: datetime) -> None:
    """Send a link and a code to an address that is known; to any other nothing, and nobody can tell."""
    spend_attempt(f"network:{network}", at_most=TRIES_PER_NETWORK, now=now)
    # Counted for unknown addresses too, or the answer would tell them from known ones.
    spend_attempt(f"letter:{email.strip().lower()}", at_most=LETTERS_PER_ADDRESS, now=now)
    account = queries.find_by_email(email)
    if account is None or account.suspended_at:
        return
    token, code = make_token(), make_code()
    link = _open_way_in(account, token=token, code=code, lasts=LINK_LASTS, next_path=safe_next(next_path), now=now)
    messages.send_way_in(account, link, token=token, code=code, now=now)


def make_set_up_link(account: Account, *, now: datetime) -> str:
    """Open a way in that is handed over by hand, and return its token: the first administrator's, or a lost one's."""
    token = make_token()
    _open_way_in(account, token=token, code=make_token(), lasts=SET_UP_LINK_LASTS, next_path="", now=now)
    audit.record("sign-in-link-made", f"account:{account.public_id}", actor=COMMAND_LINE, now=now)
    return token


def set_up_path() -> str:
    """Return where the first administrator makes themselves known; worth nothing once there is one."""
    return f"/set-up/{seal(SET_UP, SET_UP)}"


def set_up(secret: str, *, email: str, name: str, locale: str, user_agent: str, now: datetime) -> str:
    """Make the first administrator, once; return the token of their session."""
    hold(SET_UP)
    check_set_up(secret)
    account = account_for(email, name=name, locale=locale, now=now)
    grant(account, Role.ADMINISTRATOR, by=account, now=now)
    return _open_session(account, user_agent=user_agent, now=now)


def check_set_up(secret: str) -> None:
    """Refuse a set-up link that is not ours or not needed any more."""
    if unseal(SET_UP, secret) is None or queries.count_administrators():
        raise NotFound


def sign_in_by_link(token: str, *, user_agent: str, now: datetime) -> tuple[str, str]:
    """Use a link; return the session's token and the path the person wanted."""
    link = queries.find_link(token)
    if link is None or link.used_at or link.expires_at <= now or link.account.suspended_at:
        raise LinkExpired
    return _sign_in(link, link.account, user_agent=user_agent, now=now), link.next_path


def sign_in_by_code(email: str, code: str, *, user_agent: str, now: datetime) -> tuple[str, str]:
    """Use a code; each guess has been counted by the caller, in a transaction of its own."""
    account = queries.find_by_email(email)
    links = queries.list_open_links(account, now) if account and not account.suspended_at else []
    for link in links:
        if account and same(link.code_hash, hashed(code, salt=link.token_hash)):
            return _sign_in(link, account, user_agent=user_agent, now=now), link.next_path
    raise WrongCode


def count_guess(email: str, *, network: str, now: datetime) -> None:
    """Count a guess at a code, so that six digits cannot be tried out."""
    spend_attempt(f"network:{network}", at_most=TRIES_PER_NETWORK, now=now)
    spend_attempt(f"guess:{email.strip().lower()}", at_most=GUESSES_PER_ADDRESS, now=now)


def sign_out(token: str, *, now: datetime) -> None:
    """End the session of a browser; the cookie is worth nothing afterwards."""
    signed_in = queries.find_session(token, now)
    if signed_in is not None:
        signed_in.ended_at = now


def sign_out_everywhere(account: Account, *, now: datetime) -> None:
    """End every session of a person."""
    for signed_in in queries.list_sessions(account, now):
        signed_in.ended_at = now


def grant(account: Account, role: Role, *, by: Account | None, now: datetime) -> None:
    """Open more, or fewer, doors to a person; open sessions end, so that the new role begins with a new one.

    Nobody is `by` when it is done on the command line.
    """
    if account.role is role:
        return
    actor = by.public_id if by else COMMAND_LINE
    audit.record("role-granted", f"account:{account.public_id}", actor=actor, now=now, was=account.role, role=role)
    account.role = role
    sign_out_everywhere(account, now=now)


def describe(account: Account, *, name: str, phone: str, job_title: str, locale: str) -> None:
    """Change what a person says of themselves."""
    account.name, account.phone, account.job_title, account.locale = name, phone, job_title, locale


def choose_language(account: Account, locale: str) -> None:
    """Write to somebody in another language from now on."""
    account.locale = locale


def forget_sign_ins(*, now: datetime) -> int:
    """Erase ways in, tries and sessions that ended some time ago; return how many."""
    ended = or_(SignedIn.ended_at < now - SESSIONS_KEPT, SignedIn.expires_at < now - SESSIONS_KEPT)
    return sum(
        rows_changed(delete(table).where(is_old))
        for table, is_old in (
            (SignedIn, ended),
            (SignInLink, SignInLink.expires_at < now - WAYS_IN_KEPT),
            (Attempt, Attempt.at < now - WAYS_IN_KEPT),
        )
    )


def forget(account: Account, *, now: datetime) -> None:
    """Erase who a person was; the row stays, so that counts stay right and nothing that refers to it breaks."""
    sign_out_everywhere(account, now=now)
    mail.forget_settings(account.email)
    account.email = f"{account.public_id}@{FORGOTTEN}"
    account.name = account.phone = account.job_title = ""
    account.suspended_at = now
    audit.record("account-forgotten", f"account:{account.public_id}", actor="retention", now=now)


def spend_attempt(key: str, *, at_most: int, now: datetime) -> None:
    """Count one try under a key, or refuse when there were too many within the window."""
    spend_attempts({key: at_most}, now=now)


def spend_attempts(limits: Mapping[str, int], *, now: datetime) -> None:
    """Count one try under each of some keys, or none and refuse when there were too many under one of them."""
    kept = {hashed(key): at_most for key, at_most in limits.items()}
    # Many tries at once must not all find room below the limit; in one order, so that no two wait for each other.
    for key in sorted(kept):
        hold(f"attempt:{key}")
    counted = queries.count_attempts(kept, now - WINDOW)
    if any(counted.get(key, 0) >= at_most for key, at_most in kept.items()):
        raise TooMany
    session.execute(insert(Attempt), [{"key": key, "at": now} for key in kept])


def _open_way_in(
    account: Account, *, token: str, code: str, lasts: timedelta, next_path: str, now: datetime
) -> SignInLink:
    token_hash = hashed(token)
    link = SignInLink(
        account_id=account.id,
        token_hash=token_hash,
        # Six digits alone could be looked up in a table of all hashes; with the token's hash they cannot.
        code_hash=hashed(code, salt=token_hash),
        next_path=next_path,
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(link)
    return link


def _sign_in(link: SignInLink, account: Account, *, user_agent: str, now: datetime) -> str:
    """Open a session; every other way in of the account ends with the one that was used."""
    for open_link in queries.list_open_links(account, now):
        open_link.used_at = now
    link.used_at = now
    return _open_session(account, user_agent=user_agent, now=now)


def _open_session(account: Account, *, user_agent: str, now: datetime) -> str:
    token = make_token()
    session.add(
        SignedIn(
            account_id=account.id,
            token_hash=hashed(token),
            user_agent=user_agent[:200],
            created_at=now,
            expires_at=now + SESSION_LASTS[account.role],
        )
    )
    audit.record("signed-in", f"account:{account.public_id}", actor=account.public_id, now=now)
    return token
