"""In which language does this asker read?"""

from flask import Flask, Response, g, request

from eventhub.core import i18n

COOKIE = "eventhub_language"
YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Choose the language before each request; remember a choice after it."""
    app.before_request(choose)
    app.after_request(remember)


def choose() -> None:
    """Take the language asked for, else the one remembered, else the browser's, else Korean."""
    asked = request.args.get("lang", "")
    wanted = (asked, request.cookies.get(COOKIE, ""), request.accept_languages.best_match(i18n.LOCALES) or "")
    g.chosen_language = asked if asked in i18n.LOCALES else ""
    i18n.use(next((locale for locale in wanted if locale in i18n.LOCALES), i18n.DEFAULT_LOCALE))


def remember(response: Response) -> Response:
    """Keep a language that was asked for; a calendar program gets no cookie."""
    response.headers.setdefault("Content-Language", i18n.current_locale())
    if g.get("chosen_language") and response.mimetype == "text/html":
        response.set_cookie(
            COOKIE, g.chosen_language, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response
