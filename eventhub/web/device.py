"""What does this device keep of who uses it, if they wished that?"""

from datetime import timedelta

from flask import Flask, Response, current_app, request

# As long as the person agreed to; after that they are asked again.
LASTS = timedelta(days=365)


def init_app(app: Flask) -> None:
    """Let every page say whether this device remembers somebody."""
    app.context_processor(lambda: {"device_remembers": bool(kept())})


def kept() -> str:
    """Return what was kept, or the empty string; it holds no name, and whoever sealed it reads it."""
    return request.cookies.get(_cookie_name(), "")


def keep(response: Response, sealed: str) -> Response:
    """Let this device keep something."""
    response.set_cookie(
        _cookie_name(),
        sealed,
        max_age=LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def forget(response: Response) -> Response:
    """Let this device keep nothing any more."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.delete_cookie(_cookie_name(), path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def _cookie_name() -> str:
    return "__Host-eventhub_device" if current_app.config["SESSION_COOKIE_SECURE"] else "eventhub_device"
