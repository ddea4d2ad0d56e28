"""In which language is this said?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import LazyProxy, NullTranslations, Translations

LOCALES = ("ko", "en")
DEFAULT_LOCALE = "ko"
CATALOGUES = Path(__file__).parent.parent / "translations"

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def current_locale() -> str:
    """Return the language of whoever reads what is being made now: the asker's or a letter's reader's."""
    return _locale.get()


def use(locale: str) -> None:
    """Say everything in one language from here on, in this thread of work."""
    _locale.set(locale)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say everything in one language until the block ends."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


@cache
def catalogue(locale: str) -> NullTranslations:
    """Load the words of a language; English needs none, its words are the message ids."""
    if locale == "en":
        return NullTranslations()
    found = Translations.load(CATALOGUES, [locale])
    if not isinstance(found, Translations):
        raise FileNotFoundError(f"no compiled words for {locale!r}: run `make strings`")
    return found


def gettext(message: str, **values: object) -> str:
    """Translate a message and put the values in."""
    said = catalogue(_locale.get()).ugettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Translate a message that depends on a number."""
    return catalogue(_locale.get()).ungettext(one, many, number) % {"num": number, **values}


def lazy(message: str) -> Any:  # noqa: ANN401 - stands in for a str wherever one is shown
    """Translate a message when it is shown, not when the module is loaded."""
    return LazyProxy(gettext, message, enable_cache=False)


def pick(row: object, name: str) -> str:
    """Choose the `_ko` or `_en` column of a row; the other language is better than nothing."""
    first = current_locale()
    second = "en" if first == "ko" else "ko"
    return str(getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}") or "")


_ = gettext
