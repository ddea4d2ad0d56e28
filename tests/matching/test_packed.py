"""Is what was read in a text the same after it was packed, and found again under its name only?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.matching.packed import NAME_LENGTH, name_of, pack, unpack
from eventhub.matching.text import analyse

PIECES = st.sampled_from(
    [
        "사출 성형품이 휩니다.",
        "SUS304",
        " 3 mm",
        "\n",
        " warped parts. ",
        "😀",
        "각\u1100\u1161",
        "\x1f",
        "\ud800",
        "１２",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES | st.text(max_size=20), max_size=8).map("".join))
def test_a_packed_analysis_is_the_analysis(text: str) -> None:
    assert unpack(pack(analyse(text))) == analyse(text)


def test_a_long_text_is_packed_too() -> None:
    text = "도금 두께 8 mm 불량\n" * 400 + "x" * 70_000 + " 끝"
    assert unpack(pack(analyse(text))) == analyse(text)


def test_a_packed_analysis_is_small() -> None:
    text = "사출 성형품이 냉각 불균형과 수축 때문에 휩니다. 휨 변형을 해석해서 줄이고 싶습니다. " * 8
    assert len(pack(analyse(text))) < len(text.encode())


@pytest.mark.parametrize(("text", "reading"), [("도금 두께.", b"a"), ("도금 두께", b"b")])
def test_another_text_and_another_way_of_reading_have_another_name(text: str, reading: bytes) -> None:
    assert name_of("도금 두께", b"a") == name_of("도금 두께", b"a")
    assert name_of(text, reading) != name_of("도금 두께", b"a")
    assert len(name_of(text, reading)) == NAME_LENGTH
