"""Are the initial consonants of names the right ones?"""

import pytest

from eventhub.core.hangul import CONSONANTS, asks_for_initials, initial, initials, span_of


@pytest.mark.parametrize(
    ("text", "written"), [("홍길동", "ㅎㄱㄷ"), ("까치", "ㄲㅊ"), ("가힣", "ㄱㅎ"), ("Kim 철수", "Kim ㅊㅅ"), ("", "")]
)
def test_a_name_is_written_by_the_beginnings_of_its_syllables(text: str, written: str) -> None:
    assert initials(text) == written


def test_every_syllable_lies_in_the_span_of_its_consonant_and_in_no_other() -> None:
    spans = {consonant: span_of(consonant) for consonant in CONSONANTS}
    for number in range(ord("가"), ord("힣") + 1):
        syllable = chr(number)
        assert [one for one, (first, last) in spans.items() if first <= syllable <= last] == [initial(syllable)]


def test_consonants_that_stand_alone_are_noticed() -> None:
    assert asks_for_initials("ㅎㄱㄷ")
    assert asks_for_initials("홍ㄱ")
    assert not asks_for_initials("홍길동")
