"""How does a sentence with gaps become a spoken Korean sentence?"""

import random
import re
from collections.abc import Callable, Mapping, Sequence

GAP = re.compile(r"\{(\w+)(?::(\w+))?\}")
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS = 0xAC00, 0xD7A3, 28
NONE, N, L, LM, M, B = 0, 4, 8, 10, 16, 17
PARTICLES = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이나": ("이나", "나"),
    "이라": ("이라", "라"),
    "인": ("인", "인"),
}
# Latin letters and digits whose Korean reading ends in a consonant.
LIEUL_READINGS = frozenset("LRlr178")
CLOSED_READINGS = frozenset("LMNRlmnr013678")
# Verbs whose stem ends in ㄹ lose it before ㄴ, so the plain form hides it.
HIDDEN_L = ("든다.", "돈다.", "논다.", "민다.", "턴다.", "판다.", "푼다.", "슨다.", " 운다.", " 단다.")
# Adjectives whose ㅂ melts before a vowel: 어렵다, 어려움.
MELTING_B = frozenset("렵겁럽깝섭맵춥덥쉽볍롭")
HEAVY_ENDINGS = {"formal": "습니다.", "soft": "네요.", "memo": "음."}
# Nouns ending in a vowel may stand before 다 without 이; the other registers need it.
BARE_NOUN = re.compile(r"(?:대|배|개|고비|업체|이야기|마찬가지|제자리|그대로|%)다\.$")


class Deck:
    """Cards drawn without repetition until all have been seen, then shuffled anew."""

    def __init__(self, rng: random.Random, cards: Sequence[str]) -> None:
        self._rng = rng
        self._cards = list(cards)
        self._left: list[str] = []

    def draw(self) -> str:
        """Draw the next card; an empty deck gives an empty sentence."""
        if not self._cards:
            return ""
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        return self._left.pop()


class Decks:
    """One deck for each list of sentences, made when first asked for."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._decks: dict[str, Deck] = {}

    def draw(self, name: str, cards: Sequence[str]) -> str:
        """Draw from the deck of that name."""
        if name not in self._decks:
            self._decks[name] = Deck(self._rng, cards)
        return self._decks[name].draw()


def _final(syllable: str) -> int:
    return (ord(syllable) - FIRST_SYLLABLE) % FINALS


def _with_final(syllable: str, final: int) -> str:
    return chr(ord(syllable) - _final(syllable) + final)


def _is_hangul(character: str) -> bool:
    return FIRST_SYLLABLE <= ord(character) <= LAST_SYLLABLE


def particle(word: str, kind: str) -> str:
    """Choose the form of a particle that follows the word."""
    closed, opened = PARTICLES[kind]
    bare = re.sub(r"\([^)]*\)$", "", word).rstrip(" '\"”’")
    last = bare[-1:] or "가"
    if _is_hangul(last):
        final = _final(last)
        # 으로 becomes 로 after ㄹ as well.
        has_final = final != NONE and not (kind == "으로" and final == L)
    else:
        has_final = last in CLOSED_READINGS and not bare.endswith("mm")
        has_final = has_final and not (kind == "으로" and last in LIEUL_READINGS)
    return closed if has_final else opened


def fill(text: str, slots: Mapping[str, str | Callable[[], str]]) -> str:
    """Fill the gaps of a sentence, `{part:을}` with the right particle behind."""

    def replace(gap: re.Match[str]) -> str:
        value = slots[gap[1]]
        word = value if isinstance(value, str) else value()
        return word + (particle(word, gap[2]) if gap[2] else "")

    return GAP.sub(replace, text)


def speak(sentence: str, register: str) -> str:
    """Turn a plain sentence ending in 다 into a register: formal, soft, memo or plain."""
    if register == "plain" or not sentence.endswith("다.") or sentence.endswith("니다."):
        return sentence
    if BARE_NOUN.search(sentence):
        if register == "soft":
            return f"{sentence[:-2]}네요."
        sentence = f"{sentence[:-2]}이다."
    body = sentence[:-2]
    last, final = body[-1], _final(body[-1])
    if last == "는" and _final(body[-2]) != NONE:
        return body[:-1] + HEAVY_ENDINGS[register]
    if final in (NONE, N, L):
        keeps_l = final == L or sentence.endswith(HIDDEN_L)
        return body[:-1] + _light_ending(last, register, keeps_l=keeps_l)
    if register == "memo" and last in MELTING_B:
        return f"{body[:-1]}{_with_final(last, NONE)}움."
    return body + HEAVY_ENDINGS[register]


def _light_ending(last: str, register: str, *, keeps_l: bool) -> str:
    if register == "soft":
        return f"{_with_final(last, NONE)}네요."
    if register == "formal":
        return f"{_with_final(last, B)}니다."
    return f"{_with_final(last, LM if keeps_l else M)}."


def capitalise(text: str) -> str:
    """Begin an English sentence with a capital letter."""
    return text[:1].upper() + text[1:]
