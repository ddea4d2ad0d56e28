"""Is a text read by the lexicon as a person would, and can every difference be told and taken back?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.errors import Faulty
from eventhub.lexicon.errors import WordsTakenSince
from eventhub.lexicon.rules import (
    CONCEPT,
    GENERIC,
    WHOLE,
    Changes,
    Concept,
    Lexicon,
    compare,
    parse,
    restore,
    shipped,
    undone,
    with_concept,
    with_generic,
)

LEXICON = parse("버, 바리, burr\n휨, 뒤틀림, warpage, weld line", "비품\n", "탄소섬유 강화")


def meanings(text: str, lexicon: Lexicon = LEXICON) -> list[tuple[str, str, str]]:
    """Say what is found in a text."""
    return [(text[mark.start : mark.end], mark.kind, mark.meaning) for mark in lexicon.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가공 뒤에 바리가 남습니다.", [("바리", CONCEPT, "버")]),
        ("버가 남는다, 버.", [("버", CONCEPT, "버"), ("버", CONCEPT, "버")]),
        ("버스로 갑니다", []),
        ("Burrs and BURR, but no burrow", [("Burrs", CONCEPT, "버"), ("BURR", CONCEPT, "버")]),
        ("a Weld  Line here", [("Weld  Line", CONCEPT, "휨")]),
        ("뒤틀림현상", [("뒤틀림", CONCEPT, "휨")]),
        ("탄소섬유 강화 비품", [("탄소섬유 강화", WHOLE, "탄소섬유 강화"), ("비품", GENERIC, "비품")]),
        ("İİ 바리", [("바리", CONCEPT, "버")]),
        ("", []),
    ],
)
def test_words_are_found_where_they_are_words(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert meanings(text) == expected


def test_an_empty_lexicon_finds_nothing() -> None:
    assert meanings("바리 burr 비품", Lexicon()) == []


def test_what_is_shipped_holds_factory_speech_and_is_sound() -> None:
    lexicon = shipped()
    assert lexicon.version == 0
    assert len(lexicon.concepts) > 50
    assert meanings("빠우 자국", lexicon) == [("빠우", CONCEPT, "광내기")]
    assert {mark.meaning for mark in lexicon.read("buffing, 버핑")} == {"광내기"}
    assert parse(**lexicon.texts()) == lexicon


@pytest.mark.parametrize(
    ("concepts", "generic", "whole", "field", "words"),
    [
        ("휨, 변형\n하나", "", "", "concepts", "2"),
        ("휨, 변형\n\n변형, 뒤틀림", "", "", "concepts", "변형"),
        (f"휨, {'글' * 41}", "", "", "concepts", "40"),
        ("휨, ---", "", "", "concepts", "1"),
        (", ,", "", "", "concepts", "1"),
        ("휨, 변형", "휨", "", "generic", "휨"),
        ("", "비품\n!!", "", "generic", "2"),
        ("", "", "글" * 41, "whole", "1"),
        ("\n".join(f"가{n}, 나{n}" for n in range(5001)), "", "", "concepts", "5000"),
        (", ".join(f"가{n}" for n in range(21)), "", "", "concepts", "20"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_with_its_line(
    concepts: str, generic: str, whole: str, field: str, words: str
) -> None:
    with pytest.raises(Faulty) as refused:
        parse(concepts, generic, whole)
    assert words in str(refused.value.faults[field])


def test_words_are_kept_plain_and_once() -> None:
    lexicon = parse("  휨 ,휨, WARP  Age,warp age", "비품\n 비품 ", "ＡＢ\n")
    assert lexicon.concepts == (Concept(("휨", "warp age")),)
    assert (lexicon.concepts[0].ko, lexicon.concepts[0].en) == (("휨",), ("warp age",))
    assert lexicon.generic == ("비품",)
    assert restore(lexicon.kept(), 0) == lexicon


def test_a_concept_may_only_translate_and_that_is_a_change() -> None:
    lexicon = parse("~ 전지, cell\n~세포, cell\n배터리, battery", "", "")
    assert lexicon.concepts[0] == Concept(("전지", "cell"), only_translates=True)
    assert parse(**lexicon.texts()) == restore(lexicon.kept(), 0) == lexicon
    changed = parse("전지, cell\n~세포, cell\n배터리, battery", "", "")
    (pair,) = compare(lexicon, changed).concepts
    assert [str(concept) for concept in pair] == ["~전지, cell", "전지, cell"]
    assert undone(changed, compare(lexicon, changed)) == lexicon
    assert [str(concept) for concept in with_concept(lexicon, ["전지", "배터리"]).concepts] == [
        "~전지, cell",
        "~세포, cell",
        "배터리, battery, 전지",
    ]
    assert meanings("cell", changed) == [("cell", CONCEPT, "전지")]


def test_a_concept_that_kept_a_word_was_changed_and_not_replaced() -> None:
    after = parse("버, 바리, burr, 빠리\n기공, porosity", "물건", "")
    changes = compare(LEXICON, after)
    assert changes.concepts == (
        (Concept(("버", "바리", "burr")), Concept(("버", "바리", "burr", "빠리"))),
        (None, Concept(("기공", "porosity"))),
        (Concept(("휨", "뒤틀림", "warpage", "weld line")), None),
    )
    assert (changes.generic, changes.whole) == ((("비품",), ("물건",)), (("탄소섬유 강화",), ()))
    assert not compare(LEXICON, LEXICON)
    assert compare(LEXICON, LEXICON) == Changes()


def test_a_change_is_taken_back_under_later_ones() -> None:
    changed = with_generic(LEXICON, ["물건"])
    later = with_concept(changed, ["기공", "porosity"])
    back = undone(later, compare(LEXICON, changed))
    assert back.generic == ("비품",)
    assert Concept(("기공", "porosity")) in back.concepts


def test_a_change_whose_words_are_used_since_is_not_taken_back_silently() -> None:
    without = parse("버, 바리, burr", "비품", "탄소섬유 강화")
    later = with_concept(without, ["휨", "변형"])
    with pytest.raises(WordsTakenSince):
        undone(later, compare(LEXICON, without))
    joined = with_concept(LEXICON, ["휨", "비틀림"])
    with pytest.raises(WordsTakenSince):
        undone(joined, compare(without, LEXICON))
    with pytest.raises(WordsTakenSince):
        undone(with_generic(without, ["휨"]), compare(LEXICON, without))


def test_words_that_mean_the_same_join_the_concepts_they_belong_to() -> None:
    joined = with_concept(LEXICON, ["Burr", "뒤틀림", "비품"])
    assert joined.concepts == (Concept(("버", "바리", "burr", "휨", "뒤틀림", "warpage", "weld line", "비품")),)
    assert joined.generic == ()


def test_a_word_of_a_concept_does_not_come_to_say_nothing() -> None:
    assert with_generic(LEXICON, ["휨", "물건", "물건"]).generic == ("비품", "물건")


WORDS = st.sampled_from(["휨", "변형", "버", "바리", "burr", "기공", "porosity", "비품", "물건", "tool"])


@st.composite
def lexicons(draw: st.DrawFn) -> Lexicon:
    """Make a sound lexicon of a few words."""
    words = draw(st.lists(WORDS, unique=True))
    cut = draw(st.integers(0, len(words)))
    concepts = tuple(Concept(tuple(words[at : at + 2])) for at in range(0, cut - 1, 2))
    return Lexicon(0, concepts, tuple(words[cut:]))


@given(lexicons(), lexicons())
def test_any_change_is_taken_back_exactly(before: Lexicon, after: Lexicon) -> None:
    back = undone(after, compare(before, after))
    assert set(back.concepts) == set(before.concepts)
    assert set(back.generic) == set(before.generic)
