"""Does a lexicon say which words mean the same, and is it told apart from another by what it holds?"""

from eventhub.matching.lexicon import EMPTY, Concept, Lexicon, phrases, read, seed
from eventhub.matching.text import analyse


def test_a_line_is_a_concept_and_its_marks_say_what_it_does() -> None:
    lexicon = read(["# no concept", "", "절삭칩, 기리코*, chip", "~ 센서, 감지기, sensor"])
    assert lexicon.concepts == (
        Concept(("절삭칩", "기리코", "chip")),
        Concept(("센서", "감지기", "sensor"), only_translates=True),
    )
    assert lexicon.own_words == ("기리코",)


def test_a_version_names_the_contents_whatever_their_order() -> None:
    one, other = Concept(("버", "burr")), Concept(("금형", "mould"))
    assert Lexicon((one, other)).version == Lexicon((other, one)).version != EMPTY.version
    versions = {
        Lexicon((one,)).version,
        Lexicon((Concept(one.words, only_translates=True),)).version,
        Lexicon((one,), generic=frozenset({"정말"})).version,
        Lexicon((one,), own_words=("버",)).version,
    }
    assert len(versions) == 4


def test_phrases_are_written_alike_however_they_are_spaced() -> None:
    spaced = {phrase.term for phrase in phrases(analyse("이온 교환 수지를 씁니다"))}
    joined = {phrase.term for phrase in phrases(analyse("이온교환수지"))}
    assert "이온교환수지" in spaced & joined


def test_a_phrase_says_where_it_stands_and_ends_with_its_sentence() -> None:
    text = "레이저 용접, 도금"
    places = {text[phrase.start : phrase.end] for phrase in phrases(analyse(text))}
    assert places == {"레이저", "레이저 용접", "용접", "도금"}


def test_the_seed_can_be_read() -> None:
    lexicon = seed()
    assert len(lexicon.concepts) > 300
    assert "기리코" in lexicon.own_words
    # Every word can stand in a text, and no concept is there twice.
    assert all(len(words) > 1 for words in lexicon.phrases.values())
    assert len(lexicon.phrases) == len(lexicon.concepts)
