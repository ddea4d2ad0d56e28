"""Which words and addresses can every template write?"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from eventhub.core import clock, i18n, moments, text, zones
from eventhub.core.links import absolute
from eventhub.web import asked


def init_app(app: Flask) -> None:
    """Give the templates their words, filters and globals."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(i18n.gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        day=moments.say_day,
        month=moments.say_month,
        time=moments.say_time,
        duration=moments.say_length,
        moment=moments.say_moment,
        markdown=lambda source: Markup(text.markdown(source)),  # noqa: S704 - cleaned by nh3
        pick=i18n.pick,
        local=clock.local,
    )
    env.globals.update(
        absolute=absolute,
        address_with=address_with,
        asked_zone=asked.zone,
        asset=asset,
        cities=zones.CITIES,
        contact_email=app.config["CONTACT_EMAIL"],
        contact_phone=app.config["CONTACT_PHONE"],
        csrf_token=generate_csrf,
        is_demo=app.config["DEMO"],
        language_url=language_url,
        page_url=page_url,
        say_city=zones.say_city,
        say_span=moments.say_span,
        say_span_elsewhere=zones.say_span_elsewhere,
    )
    app.context_processor(lambda: {"locale": i18n.current_locale()})


def asset(name: str) -> str:
    """Address a static file; a changed file has a new address, so browsers may keep it for ever."""
    if name.startswith("vendor/"):
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=_fingerprint(Path(str(current_app.static_folder)) / name))


def language_url(locale: str) -> str:
    """Address this page in another language."""
    return address_with(lang=locale)


def page_url(number: int) -> str:
    """Address another page of this list."""
    return address_with(page=str(number))


def address_with(**changes: str) -> str:
    """Address this page with something else asked for; what is asked for as nothing is left out."""
    # A page that answers a POST has no address of its own to come back to in another language.
    # Written anew, because a browser takes a typed backslash for a slash, and two of those for another site.
    path = quote(request.path) if request.method in ("GET", "HEAD") else "/"
    kept = {name: values for name, values in request.args.lists() if name not in changes}
    asked = {name: value for name, value in changes.items() if value}
    return f"{path}?{urlencode({**kept, **asked}, doseq=True)}"


def _ngettext(one: str, many: str, number: int) -> str:
    return i18n.catalogue(i18n.current_locale()).ungettext(one, many, number)


@cache
def _fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
