"""How does a word sound, so that 그래핀 and graphene are known for the same?"""

import re
from functools import cache
from itertools import product

SHORTEST = 3  # Two sounds are shared by words that have nothing else in common.

_FIRST_SYLLABLE, _VOWELS = 0xAC00, 21
# What Korean hears alike is written alike: f and b as p, z, j and ch as s, r as l; ㅇ is silent, or n at the end.
_INITIAL: tuple[str, ...] = (*"kknttlmppss", "", *"ssskt", "p", "h")
_FINAL: tuple[str, ...] = ("", *"kkknnnt", *"llllllll", *"mpptt", *"nttktph")
_PER_INITIAL = _VOWELS * len(_FINAL)
_RULES = tuple(
    (re.compile(pattern), sounds)
    for pattern, sounds in (
        (r"ph", "f"),
        (r"[ts]ion", "sn"),
        (r"ac\b", "as"),
        (r"ture\b|tur\b", "s"),
        (r"igh|ough|augh", "i"),
        (r"sch|tch|dge?|ch|sh|th(?!\w*$)|th", "s"),
        (r"ck|qu|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[iy]|e\b|\b(?<=ag))", "s"),
        (r"ng(?![aeiou])", "n"),
        (r"r(?![aeiouy])", ""),
        (r"(?<!^)h|w|y(?!$)", ""),
        (r"[cg]", "k"),
        (r"[bfv]", "p"),
        (r"d", "t"),
        (r"[zj]", "s"),
        (r"r", "l"),
    )
)
_VOWEL = re.compile(r"[aeiouy]")
_LATIN = re.compile(r"[a-z]+")
_HANGUL = re.compile(r"[가-힣]+")
_SAME = re.compile(r"(.)\1+")


def sounds_of(word: str) -> str:
    """Write down the consonants of a word as a Korean ear hears them, a first vowel as a; empty when too few."""
    if _HANGUL.fullmatch(word):
        heard = word.translate(_syllables())
        heard = heard if _INITIAL[(ord(word[0]) - _FIRST_SYLLABLE) // _PER_INITIAL] else f"a{heard}"
    elif _LATIN.fullmatch(word) and _VOWEL.search(word):  # CNC is spelt out, so it sounds like no word.
        heard = _of_latin(word)
    else:
        return ""
    heard = str(_SAME.sub(r"\1", heard))
    return heard if len(heard) >= SHORTEST else ""


@cache
def _syllables() -> dict[int, str]:
    syllables = product(_INITIAL, range(_VOWELS), _FINAL)
    return {_FIRST_SYLLABLE + at: initial + final for at, (initial, _, final) in enumerate(syllables)}


def _of_latin(word: str) -> str:
    for pattern, sounds in _RULES:
        word = pattern.sub(sounds, word)
    return ("a" if _VOWEL.match(word) else "") + _VOWEL.sub("", word)
