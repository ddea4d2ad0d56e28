"""How does EventHub say no: refusals and HTTP errors as pages a person understands?"""

import logging
import secrets
from typing import Any

from flask import Flask, render_template
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from eventhub.core.db import session
from eventhub.core.errors import NotAllowed, NotFound, Refusal, TooMany
from eventhub.core.i18n import lazy as _

log = logging.getLogger(__name__)
Answer = tuple[str, int, dict[str, str]]

BUSY_SECONDS = "3"
TITLES: dict[int, Any] = {
    400: _("This page has to be sent again"),
    403: _("For the people in charge"),
    404: _("There is no such page"),
    405: _("This cannot be done here"),
    409: _("This cannot be done now"),
    410: _("This link has ended"),
    413: _("That is too large"),
    429: _("Too often"),
    500: _("The fault is on our side"),
    503: _("Very many people at once"),
}
SENTENCES: dict[int, Any] = {
    400: _("Go back, reload the page and send it once more."),
    403: NotAllowed.sentence,
    404: NotFound.sentence,
    405: _("Go back and use the button on the page."),
    413: _(
        "Go back: what you wrote is still there. Then send less at once: texts up to 1 MB, files up to the size the"
        " page names."
    ),
    429: TooMany.sentence,
    500: _("Tell us the number below and we find the cause quickly. Go back: what you wrote is still there."),
    503: _("Please try again in a few seconds."),
}


def init_app(app: Flask) -> None:
    """Answer every refusal and every fault of this app."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_busy)
    app.register_error_handler(Exception, broken)


def refused(refusal: Refusal) -> Answer:
    """Show a refusal of the domain."""
    headers = {"Retry-After": "600"} if refusal.status == TooMany.status else {}
    return _page(refusal.status, refusal.sentence, headers=headers)


def http_error(fault: HTTPException) -> Any:  # noqa: ANN401 - a redirect is an HTTPException and is its own answer
    """Show what the framework refuses."""
    code = fault.code or 500
    if isinstance(fault, (BadHost, SecurityError)):
        # A name that is not ours, or none: no page can be written, its addresses would begin with that name.
        return f"{SENTENCES[400]}\n", code, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    if fault.response is not None or code < 400:  # noqa: PLR2004 - the first status that is an error
        return fault.get_response()
    allowed = {"Allow": ", ".join(sorted(fault.valid_methods or ()))} if code == 405 else {}  # type: ignore[attr-defined]  # noqa: PLR2004
    return _page(code, SENTENCES.get(code, SENTENCES[400]), headers=allowed)


def database_busy(fault: OperationalError) -> Answer:
    """Ask for patience when a lock was not had in time; better than a guess."""
    session.rollback()
    log.warning("database busy: %s", fault.orig)
    return _page(503, SENTENCES[503], headers={"Retry-After": BUSY_SECONDS})


def broken(fault: Exception) -> Answer:
    """Own up to a fault of ours, under a number that finds it in the log."""
    reference = secrets.token_hex(3).upper()
    session.rollback()
    log.error("fault %s", reference, exc_info=fault)
    return _page(500, SENTENCES[500], reference=reference)


def _page(status: int, sentence: Any, *, reference: str = "", headers: dict[str, str] | None = None) -> Answer:  # noqa: ANN401
    title = TITLES.get(status, TITLES[400])
    body = render_template("errors/page.html", status=status, title=title, sentence=sentence, reference=reference)
    return body, status, headers or {}
