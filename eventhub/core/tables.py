"""How does a workbook or CSV file that somebody sends become rows of text, without harm and without guessing?"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.text import tidy

LARGEST = 10 * 1024 * 1024
# Sheets hold text, which packs well; a file that grows beyond this is made to do harm.
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2_000, 60
ZIP_SIGNATURE, COMPOUND_SIGNATURE, PDF_SIGNATURE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
# What nobody types and every picture holds; tabs and the ends of lines are typed, and the end of a page by accident.
UNTYPED = re.compile(r"[\x00-\x08\x0e-\x1f]")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)")

EMPTY = _("This file holds no rows. The first line names the columns, each line below is one entry.")
TOO_LARGE = _("This file is larger than 10 MB. Please leave out pictures and other sheets.")
OLD_FORMAT = _("This is an old Excel file (.xls) or one with a password. Please save it as .xlsx without a password.")
NOT_A_TABLE = _("This file is neither an Excel workbook (.xlsx) nor a CSV file.")
BROKEN = _("This Excel file is damaged. Please open it in Excel and save it again as .xlsx.")


class UnreadableTable(Refusal):
    """A file cannot be read as a table; the sentence says why and what to do."""

    code = "unreadable-table"
    status = 422

    def __init__(self, sentence: Any) -> None:  # noqa: ANN401 - a sentence that is translated when shown
        """Say why."""
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Row:
    """One line of a table: its number as the spreadsheet program shows it, and its cells as text."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the lines below that hold anything."""

    header: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """Read the first sheet of a workbook, or a CSV file; raise `UnreadableTable` with the reason.

    Formulas and merged cells are refused rather than guessed at: what they show is not what is written in them.
    """
    if len(content) > LARGEST:
        raise UnreadableTable(TOO_LARGE)
    if content.startswith(COMPOUND_SIGNATURE):
        raise UnreadableTable(OLD_FORMAT)
    lines = _workbook_lines(content) if content.startswith(ZIP_SIGNATURE) else _csv_lines(content)
    filled = [row for row in _numbered(lines) if any(row.cells)]
    if len(filled) < 2:  # noqa: PLR2004 - a header and one line
        raise UnreadableTable(EMPTY)
    return Table(filled[0].cells, filled[1:])


def _numbered(lines: Iterator[Sequence[object]]) -> Iterator[Row]:
    held = 0
    for number, line in enumerate(lines, 1):
        cells = [_text(cell) for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        held += bool(cells)
        if held > MOST_ROWS + 1:
            sentence = gettext("This file has more than %(most)s rows. Please split it.", most=f"{MOST_ROWS:,}")
            raise UnreadableTable(sentence)
        if len(cells) > MOST_COLUMNS:
            raise UnreadableTable(gettext("Row %(row)d has more than %(most)d columns.", row=number, most=MOST_COLUMNS))
        yield Row(number, cells)


def _text(value: object) -> str:
    """Write a cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time.min else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if content.startswith(PDF_SIGNATURE) or UNTYPED.search(text):
        raise UnreadableTable(NOT_A_TABLE)
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as fault:
        raise UnreadableTable(NOT_A_TABLE) from fault


def _decoded(content: bytes) -> str:
    """Read UTF-8, with or without its mark, or what Excel in Korean writes otherwise."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(NOT_A_TABLE)


def _workbook_lines(content: bytes) -> Iterator[list[object]]:
    _look_into(content)
    try:
        # defusedxml is installed, and openpyxl then reads XML through it.
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=False).worksheets[0]
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    name = cell.coordinate
                    sentence = gettext("Cell %(cell)s holds a formula. Please replace it with its value.", cell=name)
                    raise UnreadableTable(sentence)
            yield [cell.value for cell in cells]
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        OSError,
        SyntaxError,
    ) as fault:
        raise UnreadableTable(BROKEN) from fault


def _look_into(content: bytes) -> None:
    """Refuse a packed file that is no workbook, unpacks to something huge, or has merged cells in its first sheet."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                raise UnreadableTable(TOO_LARGE)
            if "xl/workbook.xml" not in packed.namelist():
                raise UnreadableTable(NOT_A_TABLE)
            sheets = sorted(name for name in packed.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
            merged = MERGED.search(packed.read(sheets[0])) if sheets else None
    except (BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError) as fault:
        raise UnreadableTable(BROKEN) from fault
    if merged:
        cells = merged[1].decode()
        sentence = gettext("The cells %(cells)s are merged. Please split them: one cell holds one value.", cells=cells)
        raise UnreadableTable(sentence)
