"""Which numbers, sums, dates and places do people put into their sentences?"""

import random
from collections.abc import Callable

UNITS = ("미크론", "µm")
COUNTRIES = (
    ("베트남", "Vietnam"),
    ("인도네시아", "Indonesia"),
    ("독일", "Germany"),
    ("일본", "Japan"),
    ("미국", "the United States"),
    ("멕시코", "Mexico"),
    ("인도", "India"),
    ("폴란드", "Poland"),
    ("튀르키예", "Türkiye"),
    ("사우디아라비아", "Saudi Arabia"),
    ("태국", "Thailand"),
    ("브라질", "Brazil"),
    ("우즈베키스탄", "Uzbekistan"),
    ("중국", "China"),
    ("영국", "the United Kingdom"),
)

Slots = dict[str, str | Callable[[], str]]


def _microns(rng: random.Random) -> str:
    microns = rng.choice((5, 8, 12, 15, 20, 25, 30, 40, 50, 60, 80))
    return rng.choice((f"{microns} {rng.choice(UNITS)}", f"0.{microns:03d} mm", f"100분의 {max(1, microns // 10)}"))


def _size(rng: random.Random) -> str:
    return rng.choice(("0.3", "0.5", "0.6", "0.8", "1", "1.2", "1.5", "1.8", "2", "2.5", "3")) + " mm"


def _rate(rng: random.Random) -> str:
    share = rng.choice((0.4, 0.8, 1.2, 1.5, 1.8, 2.3, 2.7, 3.2, 4.1, 4.5, 5.6, 6.0, 7.5, 8.2, 9.0, 11.0, 13.0, 15.0))
    return f"{share:g} {rng.choice(('%', '%', '%', '퍼센트', '프로'))}"


def _money(rng: random.Random) -> str:
    hundreds = rng.choice((0.5, 0.7, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 8, 10, 12, 15, 20))
    if hundreds < 1:
        return f"{hundreds * 10:g}천만 원"
    whole, rest = divmod(hundreds, 1)
    return f"{whole:g}억 5천만 원" if rest else f"{whole:g}억 원"


def _small(rng: random.Random) -> str:
    sum_ = rng.choice((80, 120, 150, 200, 250, 300, 350, 400, 500, 600, 800, 900, 1200, 1500, 1800, 2000, 2500, 3000))
    return f"{sum_:,}만 원"


def korean_amounts(rng: random.Random, year: int) -> Slots:
    """Give the slots that every Korean sentence may use; each use draws anew."""

    def one_of(*choices: str | int) -> Callable[[], str]:
        return lambda: str(rng.choice(choices))

    def number(low: int, high: int) -> Callable[[], str]:
        return lambda: str(rng.randint(low, high))

    return {
        "rate": lambda: _rate(rng),
        "size": lambda: _size(rng),
        "um": lambda: _microns(rng),
        "won": lambda: _small(rng),
        "small_won": lambda: _small(rng),
        "money": lambda: _money(rng),
        "sales": lambda: f"{rng.choice((5, 8, 12, 15, 20, 27, 30, 35, 42, 50, 64, 80, 95, 110, 150))}억 원",
        "salary": lambda: f"{rng.randint(23, 36)}0만 원",
        "daily": lambda: f"{rng.randint(20, 35)}만 원",
        "interest": lambda: f"{rng.randint(41, 79) / 10:g} %",
        "dollars": lambda: f"{rng.randint(2, 30)}만 달러",
        "area": lambda: f"{rng.choice((150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200))}평",
        "temp": lambda: f"{rng.choice((75, 80, 85, 90, 95, 110, 120))} ℃",
        "angle": one_of("0.5도", "1도", "1.5도", "2도", "2.5도", "3도", "4도"),
        "month": one_of("두 달", "석 달", "넉 달", "반년", "다섯 달", "일 년", "한 달", "7개월", "8개월"),
        "count": number(40, 900),
        "dozen": number(11, 48),
        "few": number(2, 7),
        "pct": number(3, 30),
        "gain": number(12, 45),
        "strength": number(84, 96),
        "lot": one_of("3천", "5천", "8천", "1만 2천", "2만", "3만", "5만", "10만", "25만", "700", "1,500"),
        "strokes": one_of("3만", "5만", "8천", "1만 5천", "2만", "10만"),
        "shots": one_of(200, 300, 500, 800, 1200, 2000, 3000),
        "age": number(4, 32),
        "day": number(3, 28),
        "year": lambda: str(rng.randint(year - 38, year - 2)),
        "country": lambda: rng.choice(COUNTRIES)[0],
    }


def english_amounts(rng: random.Random, year: int) -> Slots:
    """Give the slots that every English sentence may use; each use draws anew."""
    slots = korean_amounts(rng, year)
    slots["rate"] = lambda: f"{rng.choice((0.8, 1.5, 2.3, 3.2, 4.1, 5.6, 7.5, 9)):g} %"
    slots["um"] = lambda: f"{rng.choice((5, 8, 12, 15, 20, 30, 40, 60))} µm"
    slots["won_en"] = lambda: f"{rng.choice((2, 3, 4, 5, 8, 12, 15, 20))} million won"
    slots["angle"] = lambda: f"{rng.choice((1, 1.5, 2, 3)):g}°"
    slots["country_en"] = lambda: rng.choice(COUNTRIES)[1]
    return slots
