"""Does a collection's own explaining teach which words belong together, and do only other words ask for each other?"""

import pytest

from eventhub.lexicon.rules import EMPTY, Concept, Lexicon
from eventhub.matching.glossary import Glossary
from eventhub.matching.text import analyse


def fitted(*texts: str, lexicon: Lexicon = EMPTY) -> Glossary:
    return Glossary(lexicon).fit(texts, [analyse(text) for text in texts])


def meet(glossary: Glossary, question: str, document: str) -> set[str]:
    asked = {name for name, _ in glossary.places(analyse(question), asks=True)}
    return asked & {name for name, _ in glossary.places(analyse(document), asks=False)}


@pytest.mark.parametrize("text", ["고분자 전해질막(membrane)을 씁니다.", "We use a membrane (전해질막)."])
def test_what_brackets_explain_is_learned_both_ways(text: str) -> None:
    glossary = fitted(text)
    assert meet(glossary, "membrane", "전해질막의 두께")
    assert meet(glossary, "전해질막", "the thickness of a membrane")
    assert not meet(fitted("전해질막을 씁니다."), "membrane", "전해질막의 두께")


@pytest.mark.parametrize("text", ["전압(", "(막)", "막()", "용접(도금)", "weld (seam)", "((()))", "1 (2)"])
def test_other_brackets_teach_nothing(text: str) -> None:
    assert not fitted(text).concepts_


def test_sounds_meet_across_scripts_only() -> None:
    glossary = fitted("")
    assert meet(glossary, "graphene", "그래핀 박막")
    assert meet(glossary, "그래핀", "graphene films")
    assert not meet(glossary, "그래핀", "그래핀 박막")
    assert not meet(glossary, "graphene", "graphene films")


def test_a_word_asks_for_its_synonyms_and_never_for_itself() -> None:
    lexicon = Lexicon(concepts=(Concept(("균열", "크랙", "crack")),))
    glossary = fitted("", lexicon=lexicon)
    assert meet(glossary, "크랙", "균열")
    assert meet(glossary, "균열", "a crack")
    assert not meet(glossary, "균열", "균열")


def test_words_that_only_translate_do_not_replace_each_other() -> None:
    glossary = fitted("", lexicon=Lexicon(concepts=(Concept(("처리", "가공", "processing"), only_translates=True),)))
    assert meet(glossary, "processing", "가공")
    assert not meet(glossary, "처리", "가공")


def test_places_say_which_words_were_meant() -> None:
    text = "드릴에 크랙이 갔어요"
    glossary = fitted("", lexicon=Lexicon(concepts=(Concept(("균열", "크랙")),)))
    assert {
        text[token.start : token.end] for name, token in glossary.places(analyse(text), asks=True) if name[0] == "="
    } == {"크랙"}
