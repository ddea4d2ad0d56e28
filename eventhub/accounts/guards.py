"""Who asks, and may they enter here?"""

from urllib.parse import quote

from flask import Flask, Response, current_app, g, request

from eventhub.accounts import queries
from eventhub.accounts.models import Account
from eventhub.accounts.rules import safe_next
from eventhub.core.clock import now
from eventhub.core.errors import NotAllowed, NotFound
from eventhub.web.access import Access, policy_of
from eventhub.web.answers import see_other


def init_app(app: Flask) -> None:
    """Stand at every door of this app."""
    app.before_request(check)
    app.context_processor(lambda: {"asker": g.get("asker")})


def check() -> Response | None:
    """Let the asker in, send them to sign in, or refuse; a door without a policy is closed."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    policy = policy_of(current_app.view_functions[request.endpoint])
    if policy is None:
        raise NotFound
    g.asker = None if policy is Access.LINK else _find_asker()
    if policy in (Access.PUBLIC, Access.LINK):
        return None
    if g.asker is None:
        return see_other(f"/sign-in?next={quote(_way_back(), safe='/')}")
    if policy is Access.COORDINATOR and not g.asker.is_coordinator:
        raise NotAllowed
    if policy is Access.ADMINISTRATOR and not g.asker.is_administrator:
        raise NotAllowed
    return None


def asker() -> Account | None:
    """Return who asks, or None for a visitor."""
    found: Account | None = g.get("asker")
    return found


def me() -> Account:
    """Return who asks, behind a door that only those who signed in can enter."""
    found = asker()
    if found is None:
        raise NotAllowed
    return found


def session_token() -> str:
    """Return the token the browser sent, or the empty string."""
    return request.cookies.get(cookie_name(), "")


def cookie_name() -> str:
    """Name the session cookie; over https the prefix binds it to this very host (RFC 6265bis, 4.1.3)."""
    return "__Host-eventhub_session" if current_app.config["SESSION_COOKIE_SECURE"] else "eventhub_session"


def remember(response: Response, token: str) -> Response:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=30 * 24 * 60 * 60,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def forget(response: Response) -> Response:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True)
    return response


def _find_asker() -> Account | None:
    token = session_token()
    signed_in = queries.find_session(token, now()) if token else None
    return signed_in.account if signed_in else None


def _way_back() -> str:
    return safe_next(request.full_path.rstrip("?")) if request.method == "GET" else ""
