"""How do rows become a file that a spreadsheet program opens right and cannot be harmed by?"""

import csv
import io
from collections.abc import Iterable, Sequence

# Without the mark Excel in Korean takes the bytes for CP949.
BYTE_ORDER_MARK = "\ufeff"
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
