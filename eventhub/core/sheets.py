"""How do rows become a file that a spreadsheet program opens right and cannot be harmed by?"""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

# Without the mark Excel in Korean takes the bytes for CP949.
BYTE_ORDER_MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a cell of a workbook holds.
LONGEST_CELL = 32_767
# What a spreadsheet takes for the beginning of a formula, the full-width signs included.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as CSV in UTF-8; a cell that looks like a formula is shown as the text it is."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def safe_cell(value: object) -> str:
    """Write a value as text no spreadsheet calculates."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text


def xlsx_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as a workbook whose cells are text: nothing is calculated, and no number loses its nought in front."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"  # the heads stay in sight
    # A row is written when it is appended, so the next one takes the same cells: styles are what costs time here.
    cells: list[Cell] = []
    for row in rows:
        while len(cells) < len(row):
            cells.append(WriteOnlyCell(sheet))
            cells[-1].number_format = "@"
        for cell, value in zip(cells, row, strict=False):
            cell.value, cell.data_type = _writable(value), "s"
        sheet.append(cells[: len(row)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _writable(value: object) -> str:
    """Leave out what a workbook cannot hold: control characters, and what is beyond the longest cell."""
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
