"""Do generated Korean sentences end and join as people say them?"""

import random

import pytest

from eventhub.demo.phrases import Deck, fill, speak


@pytest.mark.parametrize(
    ("plain", "formal", "soft", "memo"),
    [
        ("휨이 생긴다.", "휨이 생깁니다.", "휨이 생기네요.", "휨이 생김."),
        ("안 맞는다.", "안 맞습니다.", "안 맞네요.", "안 맞음."),
        ("불량이다.", "불량입니다.", "불량이네요.", "불량임."),
        ("했다.", "했습니다.", "했네요.", "했음."),
        ("돈이 든다.", "돈이 듭니다.", "돈이 드네요.", "돈이 듦."),
        ("혼자 돈다.", "혼자 돕니다.", "혼자 도네요.", "혼자 돎."),
        ("힘들다.", "힘듭니다.", "힘드네요.", "힘듦."),
        ("어렵다.", "어렵습니다.", "어렵네요.", "어려움."),
        ("굽는다.", "굽습니다.", "굽네요.", "굽음."),
        ("두 배다.", "두 배입니다.", "두 배네요.", "두 배임."),
        ("매출의 9 %다.", "매출의 9 %입니다.", "매출의 9 %네요.", "매출의 9 %임."),
    ],
)
def test_a_plain_sentence_is_spoken_in_every_register(plain: str, formal: str, soft: str, memo: str) -> None:
    assert [speak(plain, register) for register in ("plain", "formal", "soft", "memo")] == [plain, formal, soft, memo]


def test_questions_and_polite_sentences_stay_as_they_are() -> None:
    assert speak("좋은 방법 없을까요?", "memo") == "좋은 방법 없을까요?"
    assert speak("감사합니다.", "formal") == "감사합니다."


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("하우징", "하우징을 하우징으로"),
        ("커버", "커버를 커버로"),
        ("노즐", "노즐을 노즐로"),
        ("SUS304", "SUS304를 SUS304로"),
        ("M8", "M8을 M8로"),
        ("0.8 mm", "0.8 mm를 0.8 mm로"),
        ("기어(3종)", "기어(3종)를 기어(3종)로"),
    ],
)
def test_a_particle_follows_the_sound_of_the_word(word: str, sentence: str) -> None:
    assert fill("{word:을} {word:으로}", {"word": word}) == sentence


def test_a_deck_repeats_nothing_before_all_were_seen() -> None:
    deck = Deck(random.Random(1), ["가", "나", "다"])
    assert sorted(deck.draw() for _ in range(3)) == ["가", "나", "다"]
