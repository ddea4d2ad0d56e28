"""With which consonants do the syllables of a Korean name begin?"""

# The nineteen consonants a syllable can begin with, in the order of the alphabet.
CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, LAST_SYLLABLE = "가", "힣"
# How many syllables begin with the same consonant (Unicode, 3.12).
SYLLABLES_OF_ONE = 21 * 28


def initial(syllable: str) -> str:
    """Return the consonant a syllable begins with; any other sign is its own beginning."""
    if not FIRST_SYLLABLE <= syllable <= LAST_SYLLABLE:
        return syllable
    return CONSONANTS[(ord(syllable) - ord(FIRST_SYLLABLE)) // SYLLABLES_OF_ONE]


def initials(text: str) -> str:
    """Write a text by the beginnings of its syllables: 홍길동 is ㅎㄱㄷ."""
    return "".join(initial(sign) for sign in text)


def asks_for_initials(text: str) -> bool:
    """Say whether a text holds consonants that stand alone, as people type who are in a hurry."""
    return any(sign in CONSONANTS for sign in text)


def span_of(consonant: str) -> tuple[str, str]:
    """Return the first and the last syllable that begin with a consonant."""
    first = ord(FIRST_SYLLABLE) + CONSONANTS.index(consonant) * SYLLABLES_OF_ONE
    return chr(first), chr(first + SYLLABLES_OF_ONE - 1)
