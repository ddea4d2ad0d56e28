"""Are the words of a lexicon found in texts, however they are spaced?"""

from eventhub.lexicon.rules import shipped
from eventhub.matching.phrases import phrases, written
from eventhub.matching.text import analyse


def test_phrases_are_written_alike_however_they_are_spaced() -> None:
    spaced = {phrase.term for phrase in phrases(analyse("이온 교환 수지를 씁니다"))}
    joined = {phrase.term for phrase in phrases(analyse("이온교환수지"))}
    assert "이온교환수지" in spaced & joined


def test_a_phrase_says_where_it_stands_and_ends_with_its_sentence() -> None:
    text = "레이저 용접, 도금"
    places = {text[phrase.start : phrase.end] for phrase in phrases(analyse(text))}
    assert places == {"레이저", "레이저 용접", "용접", "도금"}


def test_the_lexicon_that_comes_along_can_be_found_in_texts() -> None:
    lexicon = shipped()
    assert len(lexicon.concepts) > 300
    assert "기리코" in lexicon.whole
    # Every word can stand in a text, and no concept is there twice.
    assert all(len(words) > 1 for words in written(lexicon).values())
    assert len(written(lexicon)) == len(lexicon.concepts)
