"""Which days are public holidays in Korea, substitutes included, and what are they called?"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from holidays import country_holidays

LANGUAGES = {"ko": "ko", "en": "en_US"}


def holiday_name(day: date, locale: str) -> str | None:
    """Name the public holiday a day is, if it is one."""
    return _of_year(day.year, locale).get(day)


def holidays_between(first: date, last: date, locale: str) -> dict[date, str]:
    """Name the public holidays between two days, both counted, in their order."""
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in sorted(_of_year(year, locale).items()) if first <= day <= last}


# A year takes the library a tenth of a second.
@lru_cache(maxsize=64)
def _of_year(year: int, locale: str) -> Mapping[date, str]:
    return dict(country_holidays("KR", years=year, language=LANGUAGES[locale]).items())
