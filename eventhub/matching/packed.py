"""How is what was read in a text kept in few bytes, and by which name is it found again?"""

import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate
from operator import add, sub
from sys import intern

from eventhub.matching.text import Analysis

NAME_LENGTH = 16
BETWEEN, APART = "\x1f", "\x1e"  # No term has these: they are unprintable.
HEAD = struct.Struct("<III")  # How many terms there are, words and sentences.
QUICKLY = 1
MOST_IN_A_BYTE = 0xFF


def name_of(text: str, reading: bytes) -> bytes:
    """Name a text as it is read now, so that neither is kept with what was read in it."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=NAME_LENGTH, key=reading).digest()


def pack(analysis: Analysis) -> bytes:
    """Put an analysis into few bytes."""
    starts, ends = analysis.spans[::2], analysis.spans[1::2]
    numbers = [*_steps(starts), *map(sub, ends, starts), *_steps(analysis.starts)]
    numbers += [
        *_steps([start for start, _ in analysis.sentences]),
        *(end - start for start, end in analysis.sentences),
    ]
    head = HEAD.pack(len(starts), len(analysis.words), len(analysis.sentences))
    said = f"{BETWEEN.join(analysis.terms)}{APART}{BETWEEN.join(analysis.words)}".encode()
    kind = "B" if max(numbers, default=0) <= MOST_IN_A_BYTE else "I"
    return zlib.compress(b"".join((head, kind.encode(), array(kind, numbers).tobytes(), said)), QUICKLY)


def unpack(content: bytes) -> Analysis:
    """Make the analysis again."""
    plain = zlib.decompress(content)
    terms, words, sentences = HEAD.unpack_from(plain)
    numbers = array(chr(plain[HEAD.size]))
    begin = HEAD.size + 1
    end = begin + (2 * (terms + sentences) + words) * numbers.itemsize
    numbers.frombytes(plain[begin:end])
    starts = array("L", accumulate(numbers[:terms]))
    spans = array("L", bytes(2 * terms * starts.itemsize))
    spans[::2], spans[1::2] = starts, array("L", map(add, starts, numbers[terms : 2 * terms]))
    rest = numbers[2 * terms + words :]
    firsts = list(accumulate(rest[:sentences]))
    said, _, spelt = plain[end:].decode().partition(APART)
    return Analysis(
        terms=tuple(map(intern, said.split(BETWEEN))) if terms else (),
        spans=spans,
        words=tuple(map(intern, spelt.split(BETWEEN))) if words else (),
        starts=array("L", accumulate(numbers[2 * terms : 2 * terms + words])),
        sentences=tuple(zip(firsts, map(add, firsts, rest[sentences:]), strict=True)),
    )


def _steps(ascending: Sequence[int]) -> Iterable[int]:
    return map(sub, ascending, (0, *ascending))
