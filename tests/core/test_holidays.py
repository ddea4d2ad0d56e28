"""Are the public holidays of Korea known, with their substitutes, in both languages?"""

from datetime import date

from eventhub.core.holidays import holiday_name, holidays_between


def test_a_year_has_its_holidays_and_their_substitutes() -> None:
    found = holidays_between(date(2026, 1, 1), date(2026, 12, 31), "ko")
    assert len(found) == 22
    assert found[date(2026, 2, 17)] == "설날"
    assert {date(2026, 3, 2), date(2026, 5, 25), date(2026, 8, 17), date(2026, 10, 5)} <= found.keys()
    assert list(found) == sorted(found)


def test_a_holiday_is_named_in_the_readers_language() -> None:
    assert holiday_name(date(2026, 10, 9), "ko") == "한글날"
    assert holiday_name(date(2026, 10, 9), "en") == "Hangul Day"
    assert holiday_name(date(2026, 11, 23), "ko") is None


def test_a_span_over_new_year_holds_both_years() -> None:
    assert list(holidays_between(date(2026, 12, 20), date(2027, 1, 3), "en")) == [date(2026, 12, 25), date(2027, 1, 1)]
