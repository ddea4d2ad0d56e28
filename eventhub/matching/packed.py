"""How is what was read in a text kept in few bytes, and by which name is it found again?"""

import struct
import zlib
from array import array
from hashlib import blake2b
from itertools import chain
from sys import intern

from eventhub.matching.text import Analysis

NAME_LENGTH = 16
BETWEEN, APART = "\x1f", "\x1e"  # No term has these: they are unprintable.
HEAD = struct.Struct("<cIII")  # How wide numbers are; how many there are for terms, words and sentences.
QUICKLY = 1
WORTH_IT = 1024  # What is shorter hardly shrinks, and costs a third more time to read.
COMPRESSED = b"x"  # What is compressed begins with it, and nothing else does.
MOST_IN_TWO_BYTES = 0xFFFF


def name_of(text: str, reading: bytes) -> bytes:
    """Name a text as it is read now, so that neither is kept with what was read in it."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=NAME_LENGTH, key=reading).digest()


def pack(analysis: Analysis) -> bytes:
    """Put an analysis into few bytes."""
    ends = list(chain.from_iterable(analysis.sentences))
    numbers = (analysis.spans, analysis.starts, ends)
    kind = "H" if max(chain.from_iterable(numbers), default=0) <= MOST_IN_TWO_BYTES else "I"
    places = b"".join(array(kind, part).tobytes() for part in numbers)
    said = f"{BETWEEN.join(analysis.terms)}{APART}{BETWEEN.join(analysis.words)}".encode()
    plain = HEAD.pack(kind.encode(), *map(len, numbers)) + places + said
    return zlib.compress(plain, QUICKLY) if len(plain) > WORTH_IT else plain


def unpack(content: bytes) -> Analysis:
    """Make the analysis again: this is done for every text in every run, so it walks through nothing twice."""
    plain = zlib.decompress(content) if content.startswith(COMPRESSED) else content
    kind, spans, starts, ends = HEAD.unpack_from(plain)
    numbers = array(kind.decode())
    reached = HEAD.size + (spans + starts + ends) * numbers.itemsize
    numbers.frombytes(plain[HEAD.size : reached])
    terms, _, words = plain[reached:].decode().partition(APART)
    sentences = iter(numbers[spans + starts :])
    return Analysis(
        terms=tuple(map(intern, terms.split(BETWEEN))) if spans else (),
        spans=numbers[:spans],
        words=tuple(map(intern, words.split(BETWEEN))) if starts else (),
        starts=numbers[spans : spans + starts],
        sentences=tuple(zip(sentences, sentences, strict=True)),
    )
