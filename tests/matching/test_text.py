"""Does a text give the terms, places and sentences it should?"""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.matching import text as module
from eventhub.matching.text import analyse, analyse_all, fold, ngrams, stem

SPEECH = "기리코가 자꾸 감겨서 공구가 깨져요 SUS304 판을 0.05 mm 안으로 못 맞춥니다.\n6061-T6 용접 부위가 터집니다."


def terms(text: str) -> set[str]:
    return set(analyse(text).terms)


def test_particles_and_endings_fall_off() -> None:
    assert {"기리코", "감기다", "공구", "깨지다"} <= terms(SPEECH)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("SUS304 판재", "sus304"),
        ("SUS 304 판재", "sus304"),
        ("SUS-304 판재", "sus304"),
        ("M8 볼트가 헛돕니다", "m8"),
        ("6061-T6 압출재", "6061t6"),
        ("공차 0.05mm", "0.05mm"),
        ("공차 0.05 mm", "0.05mm"),
        ("주축 1,200 rpm", "1200rpm"),
        ("180℃에서 굽습니다", "180℃"),
        ("5축 가공기", "5축"),
        ("프레스 300톤", "300톤"),
    ],
)
def test_names_and_measures_stay_whole(text: str, term: str) -> None:
    assert term in terms(text)


def test_a_bare_number_says_nothing() -> None:
    assert not terms("110, 2024")


def test_a_range_is_not_read_as_one_number() -> None:
    assert "10mm" in terms("5-10 mm")


def test_compounds_meet_however_they_are_spaced() -> None:
    joined, spaced = analyse("용접로봇을 삽니다"), analyse("용접 로봇을 삽니다")
    assert "용접로봇" in set(joined.words) & set(spaced.words)
    assert {"용접", "로봇"} <= set(joined.terms) & set(spaced.terms)


def test_english_words_lose_their_endings() -> None:
    assert terms("Welding cracks") == terms("welded crack") == {"weld", "crack"}


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("stopped", "stop"),
        ("studies", "studi"),
        ("press", "press"),
        ("speed", "speed"),
        ("us", "us"),
        ("falling", "fall"),
    ],
)
def test_stems(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_generic_words_are_left_out() -> None:
    assert not terms("기술 개발 문제의 해결 방법이 필요합니다")
    assert not terms("These are the methods where you have problems")


def test_places_point_into_the_text() -> None:
    written = {token.term: SPEECH[token.start : token.end] for token in analyse(SPEECH).tokens}
    assert written["sus304"] == "SUS304"
    assert written["0.05mm"] == "0.05 mm"
    assert written["깨지다"].startswith("깨")


def test_places_hold_for_a_text_written_in_single_letters() -> None:
    apart = unicodedata.normalize("NFD", SPEECH)
    whole, taken = analyse(SPEECH), analyse(apart)
    assert taken.terms == whole.terms
    for there, here in zip(taken.tokens, whole.tokens, strict=True):
        assert unicodedata.normalize("NFC", apart[there.start : there.end]) == SPEECH[here.start : here.end]


def test_sentences_end_where_speech_ends_without_a_full_stop() -> None:
    spoken = [SPEECH[start:end] for start, end in analyse(SPEECH).sentences]
    assert spoken[0] == "기리코가 자꾸 감겨서 공구가 깨져요"
    assert spoken[-1] == "6061-T6 용접 부위가 터집니다."


def test_english_sentences_end_at_their_stops() -> None:
    text = "The seam cracks at 3.5 mm. Why? We do not know"
    assert [text[start:end] for start, end in analyse(text).sentences] == [
        "The seam cracks at 3.5 mm.",
        "Why?",
        "We do not know",
    ]


@pytest.mark.parametrize("text", ["", "  \n", "😀😀", "\x00\x1b", "\ud800", "---"])
def test_nothing_said_gives_nothing(text: str) -> None:
    analysis = analyse(text)
    assert (analysis.terms, analysis.sentences) == ((), ())


def test_full_width_letters_are_read_like_others() -> None:
    assert terms("ＳＵＳ３０４") == {"sus304"}


def test_ngrams_know_the_edges_of_words() -> None:
    assert ngrams("도금") == ["도", "금", " 도", "도금", "금 ", " 도금", "도금 "]


def test_latin_words_are_no_letters_and_codes_have_long_ngrams() -> None:
    assert ngrams("weld") == []
    assert ngrams("m8") == [" m8", "m8 "]


def test_an_endless_word_is_cut() -> None:
    assert max(map(len, analyse("가" * 100_000).words)) == 40


def test_words_are_runs_of_nouns_and_stems_without_endings() -> None:
    spaced, joined = analyse("용접 로봇이 멈춥니다").words, analyse("용접로봇을 멈췄어요").words
    assert spaced == joined == ("용접로봇", "멈추")


def test_a_stretch_of_a_text_has_its_own_terms_and_words() -> None:
    analysis = analyse("레이저 용접. 니켈 도금을 합니다.")
    assert analysis.terms_in(*analysis.lead) == ("레이저", "용접")
    assert analysis.words_in(*analysis.sentences[1]) == ("니켈도금",)


def test_a_text_is_analysed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_memory", module.Memory(1000))
    told: list[tuple[int, int]] = []
    first, again, other = analyse_all(["one seam", "one seam", "another seam"], lambda *step: told.append(step))
    assert first is again
    assert told == [(1, 2), (2, 2)]
    assert analyse("another seam") is other


def test_the_memory_forgets_the_longest_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = module.Memory(16)
    monkeypatch.setattr(module, "_memory", memory)
    for text in ("oldest", "newer", "oldest", "newest"):
        analyse(text)
    assert list(memory.known) == ["oldest", "newest"]
    assert memory.size == len("oldestnewest")


def test_the_analyser_is_not_loaded_for_foreign_text() -> None:
    lines = (
        "import sys",
        "from eventhub.matching.text import analyse",
        "analyse('weld cracks')",
        "assert not {'kiwipiepy', 'sklearn', 'flask'} & set(sys.modules)",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


@given(st.text())
@settings(deadline=None, max_examples=200)
def test_whatever_is_written_every_place_lies_within_it(text: str) -> None:
    analysis = analyse(text)
    assert len(analysis.spans) == 2 * len(analysis.terms)
    for _, start, end in analysis.tokens:
        assert 0 <= start < end <= len(text)
    ends = [0]
    for start, end in analysis.sentences:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)


@given(
    st.text(st.characters(min_codepoint=0x300, max_codepoint=0x11FF) | st.sampled_from("가각ㅏan\u0301\u11a8\uac00"))
)
@settings(deadline=None)
def test_folding_composes_fully_and_keeps_every_origin(text: str) -> None:
    folded, origins = fold(text)
    assert folded == unicodedata.normalize("NFC", text)
    assert len(origins) == len(folded) + 1
    assert list(origins) == sorted(origins)
    assert origins[-1] == len(text)


def test_a_very_long_text_keeps_its_places() -> None:
    text = "용접 기공이 생깁니다. " * 1000
    analysis = analyse(text)
    assert analysis.terms.count("기공") == 1000
    assert {text[token.start : token.end] for token in analysis.tokens if token.term == "기공"} == {"기공"}
