"""Are words of the two scripts that sound the same written down the same?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.matching.sounds import SHORTEST, sounds_of


@pytest.mark.parametrize(
    ("latin", "korean"),
    [
        ("graphene", "그래핀"),
        ("sensor", "센서"),
        ("filter", "필터"),
        ("antenna", "안테나"),
        ("plasma", "플라즈마"),
        ("interface", "인터페이스"),
        ("transistor", "트랜지스터"),
        ("channel", "채널"),
        ("energy", "에너지"),
        ("solution", "솔루션"),
        ("hologram", "홀로그램"),
    ],
)
def test_loan_words_sound_like_what_they_were_borrowed_from(latin: str, korean: str) -> None:
    assert sounds_of(latin.removesuffix("e")) == sounds_of(korean) != ""


@pytest.mark.parametrize("word", ["", "칩", "모터", "a", "SUS304", "용접weld", "cnc", "!"])
def test_what_is_too_short_or_no_word_has_no_sounds(word: str) -> None:
    assert sounds_of(word) == ""


@given(
    st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8)
    | st.text("abcdefghijklmnopqrstuvwxyz")
)
def test_sounds_are_a_few_letters(word: str) -> None:
    heard = sounds_of(word)
    assert set(heard) <= set("aklmnpsth")
    assert not heard or len(heard) >= SHORTEST
