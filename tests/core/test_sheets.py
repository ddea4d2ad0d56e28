"""Does a spreadsheet open what we write, and calculate none of it?"""

import csv
import io

import pytest

from eventhub.core.sheets import csv_bytes, safe_cell


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
