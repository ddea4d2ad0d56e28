"""How does an index stay on disk, whole or not at all, for several processes at once?"""

import fcntl
import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

MARK = b"EventHub index\n\0"
VERSION = 2
HEAD = struct.Struct("<QI")  # The length of the description that follows, and its check sum.
ALIGNED = 64


class NotUsableError(Exception):
    """There is no index that could be used; the sentence says why. It is to be built anew."""


class NotWrittenError(Exception):
    """The index could not be written; the sentence says why. What was there before is untouched."""


def write(path: Path, arrays: Arrays, contents: str) -> None:
    """Put an index in the place of the one before, all at once; whoever reads that one may read on.

    `contents` names what is in it: the texts, and whatever made rows of them.
    """
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            try:
                with new.open("wb") as file:
                    _write(file, arrays, contents)
                    file.flush()
                    os.fsync(file.fileno())
                new.replace(path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise
            _settle(path.parent)
    except OSError as fault:
        raise NotWrittenError(
            f"the index {path} could not be written: {fault.strerror or fault}. What was there before stays in use."
        ) from fault


def read(path: Path, contents: str) -> dict[str, NDArray[Any]]:
    """Map an index into memory, or say why it is not to be used."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        described, begin = _describe(mapped)
        if described["version"] != VERSION:
            raise NotUsableError(f"the index {path} is of version {described['version']}, not {VERSION}")
        if described["contents"] != contents:
            raise NotUsableError(f"the index {path} holds other texts, or the same ones read differently")
        return {name: _view(mapped, begin, *place) for name, *place in described["arrays"]}
    except FileNotFoundError as fault:
        raise NotUsableError(f"there is no index {path} yet") from fault
    except (OSError, ValueError, TypeError, KeyError, struct.error) as fault:
        raise NotUsableError(f"the index {path} is damaged: {fault}") from fault


def _write(file: BinaryIO, arrays: Arrays, contents: str) -> None:
    places, reached = [], 0
    for name, array in arrays.items():
        places.append((name, array.dtype.str, array.shape, reached, zlib.crc32(np.ascontiguousarray(array).data)))
        reached += -(-array.nbytes // ALIGNED) * ALIGNED
    description = json.dumps({"version": VERSION, "contents": contents, "arrays": places}).encode()
    file.write(MARK + HEAD.pack(len(description), zlib.crc32(description)) + description)
    for array in arrays.values():
        file.write(bytes(-file.tell() % ALIGNED))
        file.write(np.ascontiguousarray(array).data)
    file.write(bytes(-file.tell() % ALIGNED))


def _describe(mapped: mmap.mmap) -> tuple[dict[str, Any], int]:
    if mapped[: len(MARK)] != MARK:
        raise ValueError("it does not begin as an index does")
    begin = len(MARK) + HEAD.size
    length, check = HEAD.unpack(mapped[len(MARK) : begin])
    description = mapped[begin : begin + length]
    if zlib.crc32(description) != check:
        raise ValueError("its description has changed")
    return json.loads(description), -(-(begin + length) // ALIGNED) * ALIGNED


def _view(mapped: mmap.mmap, begin: int, dtype: str, shape: list[int], place: int, check: int) -> NDArray[Any]:
    array = np.frombuffer(mapped, dtype, int(np.prod(shape)), begin + place).reshape(shape)
    if zlib.crc32(array.data) != check:
        raise ValueError("its numbers have changed")
    return array


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time write; a killed one holds nobody up."""
    with path.with_name(f"{path.name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _settle(folder: Path) -> None:
    """Make the new name as durable as the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
