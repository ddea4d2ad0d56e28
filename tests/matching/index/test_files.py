"""Is an index on disk whole, the right one, or not used at all, whatever happens while it is written?"""

import errno
import os
import signal
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from eventhub.matching.index import NotUsableError, NotWrittenError, SparseIndex, files, read, write
from tests.matching.index.collections import random_matrix

WRITES_AND_IS_KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from eventhub.matching.index import files
once = files._settle if sys.argv[2] == "after" else None
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "while": os.fsync = die
if sys.argv[2] == "after": files._settle = die
files.write(Path(sys.argv[1]), {"numbers": np.full(100_000, 2)}, "new")
"""
NUMBERS = {"numbers": np.arange(1000), "few": np.array([1.5], dtype=np.float32), "none": np.empty(0, np.uint16)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name an index that is there and holds numbers."""
    made = tmp_path / "folder" / "documents.index"
    write(made, NUMBERS, "old")
    return made


def test_what_was_written_is_read_without_a_copy(path: Path) -> None:
    arrays = read(path, "old")
    for name, array in NUMBERS.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype
    assert not arrays["numbers"].flags.owndata
    assert not arrays["numbers"].flags.writeable


def test_an_index_that_was_mapped_finds_the_same(tmp_path: Path) -> None:
    documents = random_matrix(500, 100, of=10)
    index = SparseIndex.of(documents[:499])
    index.add(documents[499])
    write(tmp_path / "a", index.arrays(), "")
    mapped = SparseIndex(read(tmp_path / "a", ""))
    for one, other in zip(mapped.search(documents, 5), SparseIndex.of(documents).search(documents, 5), strict=True):
        np.testing.assert_array_equal(one, other)
    mapped.replace(0, documents[3])
    assert mapped.search(documents[3], 2)[0].tolist() == [[0, 3]]


def test_there_may_be_no_index_yet(tmp_path: Path) -> None:
    with pytest.raises(NotUsableError, match=r"there is no index .* yet"):
        read(tmp_path / "no folder" / "a", "old")


def test_an_index_of_other_texts_is_not_used(path: Path) -> None:
    with pytest.raises(NotUsableError, match="holds other texts"):
        read(path, "new")


def test_an_index_of_another_version_is_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "VERSION", 3)
    with pytest.raises(NotUsableError, match="is of version 2, not 3"):
        read(path, "old")


@pytest.mark.parametrize("place", [0, 17, 30, 100, 600, 2000, 8000])
def test_a_changed_byte_is_noticed(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(NotUsableError, match="is damaged"):
        read(path, "old")


@pytest.mark.parametrize("length", [0, 1, 16, 25, 100, 5000])
def test_an_index_that_was_cut_off_is_noticed(path: Path, length: int) -> None:
    os.truncate(path, length)
    with pytest.raises(NotUsableError, match="is damaged"):
        read(path, "old")


def test_a_full_disk_leaves_the_old_index_in_use_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(NotWrittenError, match=r"could not be written: No space left on device\. What was there before"):
        write(path, {"numbers": np.zeros(9)}, "new")
    assert sorted(each.name for each in path.parent.iterdir()) == ["documents.index", "documents.index.lock"]
    np.testing.assert_array_equal(read(path, "old")["numbers"], NUMBERS["numbers"])


def test_a_really_full_device_is_met_as_the_made_up_one(tmp_path: Path) -> None:
    (tmp_path / "a.new").symlink_to("/dev/full")
    with pytest.raises(NotWrittenError, match="No space left on device"):
        write(tmp_path / "a", NUMBERS, "new")
    assert not (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotWrittenError, match="could not be written"):
        write(tmp_path / "file" / "a", NUMBERS, "new")


@pytest.mark.parametrize(("moment", "holds"), [("while", "old"), ("after", "new")])
def test_a_run_that_is_killed_leaves_one_whole_index_and_keeps_nobody_from_writing(
    path: Path, moment: str, holds: str
) -> None:
    done = subprocess.run([sys.executable, "-c", WRITES_AND_IS_KILLED, str(path), moment], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(read(path, holds)["numbers"]) == {"old": 1000, "new": 100_000}[holds]
    write(path, {"numbers": np.zeros(9)}, "next")
    assert len(read(path, "next")["numbers"]) == 9
    assert not path.with_name("documents.index.new").exists()


def test_who_reads_an_index_keeps_it_while_another_takes_its_place(path: Path) -> None:
    before = read(path, "old")
    write(path, {"numbers": np.zeros(3)}, "new")
    np.testing.assert_array_equal(before["numbers"], NUMBERS["numbers"])
    np.testing.assert_array_equal(read(path, "new")["numbers"], np.zeros(3))


def rewrite(path: str, value: int) -> None:
    """Write an index again and again."""
    for _ in range(30):
        write(Path(path), {"numbers": np.full(50_000, value)}, "same")


def test_processes_that_write_and_read_at_once_meet_whole_indexes(path: Path) -> None:
    write(path, {"numbers": np.zeros(50_000, np.int64)}, "same")
    context = get_context("spawn")
    writers = [context.Process(target=rewrite, args=(str(path), value)) for value in (1, 2)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        numbers = read(path, "same")["numbers"]
        assert numbers.min() == numbers.max()
        seen.add(int(numbers[0]))
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert {1, 2} & seen
