"""Are workbooks and CSV files read as they were meant, and harmful or ambiguous ones refused in words?"""

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from eventhub.core.i18n import speaking
from eventhub.core.tables import MOST_ROWS, Row, UnreadableTable, read_table


def workbook(*lines: Sequence[Any], merge: str = "") -> bytes:
    """Write lines as Excel would."""
    book = Workbook()
    sheet = book.worksheets[0]
    for line in lines:
        sheet.append(list(line))
    if merge:
        sheet.merge_cells(merge)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def refusal(content: bytes) -> str:
    """Return the sentence with which a file is refused."""
    with speaking("en"):
        with pytest.raises(UnreadableTable) as refused:
            read_table(content)
        return str(refused.value.sentence)


def test_a_workbook_is_read_as_it_looks() -> None:
    table = read_table(
        workbook(
            ["날짜", "시작", "정원", "이름"],
            [date(2026, 12, 17), time(9, 30), 40.0, " 김 철수 "],
            [],
            [datetime(2026, 12, 18), "10:00", None, "이영희"],  # noqa: DTZ001 - a cell has no zone
        )
    )
    assert table.header == ["날짜", "시작", "정원", "이름"]
    assert table.rows == [
        Row(2, ["2026-12-17", "09:30", "40", "김 철수"]),
        Row(4, ["2026-12-18", "10:00", "", "이영희"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_korean_programs_write_it(encoding: str, delimiter: str) -> None:
    text = f'이름{delimiter}소속\r\n"김{delimiter}철수"{delimiter}한빛대학교\r\n'
    assert read_table(text.encode(encoding)).rows == [Row(2, [f"김{delimiter}철수", "한빛대학교"])]


def test_formulas_are_refused_by_the_name_of_their_cell() -> None:
    assert "Cell B2 holds a formula" in refusal(workbook(["이름", "소속"], ["김철수", "=1+1"]))


def test_merged_cells_are_refused_by_their_names() -> None:
    assert "A2:B2 are merged" in refusal(workbook(["이름", "소속"], ["김철수", "한빛"], merge="A2:B2"))


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    lines = [["이름"], *([f"사람 {number}"] for number in range(MOST_ROWS + 1))]
    assert "more than 2,000 rows" in refusal(workbook(*lines))
    assert "more than 2,000 rows" in refusal("\n".join(line[0] for line in lines * 25).encode())


def test_too_many_columns_are_refused() -> None:
    assert "Row 1 has more than 60 columns" in refusal((",".join("abc" for _ in range(61)) + "\nx").encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no rows"),
        (b"\n\n\n", "holds no rows"),
        ("이름,소속\n".encode(), "holds no rows"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither an Excel workbook"),
        (b"a,b\nc\x00,d", "neither an Excel workbook"),
        (b"%PDF-1.7 plain to the end", "neither an Excel workbook"),
        (b"GIF89a\x01,\x02\nc,d", "neither an Excel workbook"),
        (b'a,"b\nc', "neither an Excel workbook"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, said: str) -> None:
    assert said in refusal(content)


def packed(**files: bytes) -> bytes:
    """Pack files, `__` in a name standing for a slash."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def test_a_packed_file_that_is_no_workbook_is_refused() -> None:
    assert "neither an Excel workbook" in refusal(packed(readme=b"hello"))


def test_a_file_that_unpacks_to_something_huge_is_refused_unread() -> None:
    assert "larger than 10 MB" in refusal(packed(**{"xl__workbook.xml": bytes(101 * 1024 * 1024)}))


def test_a_workbook_with_entities_that_grow_is_refused() -> None:
    book = zipfile.ZipFile(io.BytesIO(workbook(["이름"], ["김철수"])))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in book.namelist():
            content = book.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content.partition(b"?>")[2]
            archive.writestr(name, content)
    assert "damaged" in refusal(written.getvalue())


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_give_a_table_or_a_sentence(content: bytes, as_archive: bool) -> None:
    with suppress(UnreadableTable):
        table = read_table(b"PK\x03\x04" + content if as_archive else content)
        assert table.header
        assert table.rows
