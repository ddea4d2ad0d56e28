"""Is everything said in its reader's language?"""

from types import SimpleNamespace

import pytest

from eventhub.core import i18n
from eventhub.core.i18n import catalogue, current_locale, gettext, lazy, ngettext, pick, speaking

ROW = SimpleNamespace(title_ko="금형 세미나", title_en="Mould seminar")


def test_a_language_lasts_until_the_block_ends() -> None:
    with speaking("en"):
        assert current_locale() == "en"
        with speaking("ko"):
            assert current_locale() == "ko"
        assert current_locale() == "en"
    assert current_locale() == "ko"


def test_a_language_ends_with_its_block_also_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), speaking("en"):
        raise ZeroDivisionError
    assert current_locale() == "ko"


@pytest.mark.parametrize(("locale", "title"), [("ko", "금형 세미나"), ("en", "Mould seminar")])
def test_the_readers_column_is_chosen(locale: str, title: str) -> None:
    with speaking(locale):
        assert pick(ROW, "title") == title


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_other_language_is_better_than_nothing(locale: str) -> None:
    with speaking(locale):
        assert pick(SimpleNamespace(title_ko="", title_en="Only English"), "title") == "Only English"
        assert pick(SimpleNamespace(title_ko="한국어만", title_en=None), "title") == "한국어만"
        assert pick(SimpleNamespace(title_ko="", title_en=""), "title") == ""


def test_english_needs_no_catalogue() -> None:
    with speaking("en"):
        assert gettext("Hello %(name)s", name="100% 김") == "Hello 100% 김"
        assert gettext("50% off") == "50% off"
        assert ngettext("%(num)d place", "%(num)d places", 2) == "2 places"


def test_a_lazy_message_is_said_when_it_is_shown() -> None:
    message = lazy("There is no such page")
    with speaking("en"):
        assert str(message) == "There is no such page"


def test_a_language_without_words_is_a_fault_at_once() -> None:
    with pytest.raises(FileNotFoundError, match="make strings"):
        catalogue("xx")


def test_there_are_words_for_every_language() -> None:
    for locale in i18n.LOCALES:
        assert catalogue(locale) is not None
