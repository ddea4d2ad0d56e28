"""Does a spreadsheet open what we write, and calculate none of it?"""

import csv
import io

import pytest
from openpyxl import load_workbook

from eventhub.core.sheets import LONGEST_CELL, csv_bytes, safe_cell, xlsx_bytes


def test_a_table_opens_right_in_korean() -> None:
    written = csv_bytes([("이름", "수"), ("김하늘, 가람", 3)])
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows == [["이름", "수"], ["김하늘, 가람", "3"]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_no_cell_begins_a_formula(sign: str) -> None:
    assert safe_cell(f"{sign}cmd|' /C calc'!A0").startswith("'")


def test_other_text_stays_as_it_is() -> None:
    assert [safe_cell(one) for one in ("김하늘", "a=b", "", 7)] == ["김하늘", "a=b", "", "7"]


def test_a_workbook_holds_texts_alone_whatever_they_look_like() -> None:
    texts = ("김하늘", "=1+1", "＝1+1", "007", "2026-11-25", "TRUE", "#N/A", "@SUM(A1)", " 앞 칸")
    sheet = load_workbook(io.BytesIO(xlsx_bytes([texts, (7, None)]))).active
    first, second = list(sheet.rows)
    assert [cell.value for cell in first] == list(texts)
    assert {cell.data_type for cell in first} == {"s"}
    assert {cell.number_format for cell in first} == {"@"}
    assert [cell.value for cell in second][:2] == ["7", "None"]
    assert sheet.freeze_panes == "A2"


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes([("가\x00나\x0b", "가" * (LONGEST_CELL + 1))]))).active
    assert [len(cell.value) for cell in next(sheet.rows)] == [2, LONGEST_CELL]
