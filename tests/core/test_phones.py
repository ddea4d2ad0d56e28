"""Is every way to type a telephone number read as the same number, and what is none refused?"""

import pytest

from eventhub.core.phones import read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "010-1234-5678",
        "01012345678",
        "010 1234 5678",
        "010.1234.5678",
        "010–1234–5678",
        "010·1234·5678",
        "010ㅡ1234ㅡ5678",
        "(010)1234-5678",
        "０１０－１２３４－５６７８",
        "０１０ー１２３４ー５６７８",
        "+82 10-1234-5678",
        "+82 (0)10 1234 5678",
        "82-10-1234-5678",
        "0082 10 1234 5678",
    ],
)
def test_a_mobile_number_has_one_spelling(typed: str) -> None:
    assert read_phone(typed) == "010-1234-5678"


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("(02)123-4567", "02-123-4567"),
        ("02 1234 5678", "02-1234-5678"),
        ("+82 2 123 4567", "02-123-4567"),
        ("0551234567", "055-123-4567"),
        ("0505-123-4567", "0505-123-4567"),
        ("070 1234 5678", "070-1234-5678"),
        ("011-123-4567", "011-123-4567"),
        ("15881234", "1588-1234"),
        ("+82 1588 1234", "1588-1234"),
        ("+1 415 555 2671", "+14155552671"),
    ],
)
def test_other_numbers_are_spelt_as_people_read_them(typed: str, spelt: str) -> None:
    assert read_phone(typed) == spelt
    assert read_phone(spelt) == spelt


@pytest.mark.parametrize(
    "typed",
    [
        "call me",
        "010-123-4567",
        "010-1234-56789",
        "123-4567",
        "+",
        "8210",
        "010-1234-5678 내선 3",
        "-",
        "＋",
        "0" * 400,
    ],
)
def test_what_nobody_can_call_is_no_number(typed: str) -> None:
    assert read_phone(typed) is None
