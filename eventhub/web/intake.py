"""Which requests are not worth reading?"""

from flask import Flask, request

from eventhub.core.errors import NotFound


def init_app(app: Flask) -> None:
    """Look at every request before anybody works on it."""
    app.before_request(refuse_unreadable)


def refuse_unreadable() -> None:
    """Refuse an address with a NUL in it: nothing is named so, and PostgreSQL cannot even look for it."""
    values = (value for listed in request.args.listvalues() for value in listed)
    if "\x00" in request.path or any("\x00" in value for value in values):
        raise NotFound
