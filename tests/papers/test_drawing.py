"""Are papers what they say, the same each time, and does every text stay in its box?"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from eventhub.papers import drawing
from eventhub.papers.drawing import (
    BADGES,
    LEADING,
    POINT,
    BadgePaper,
    Box,
    CertificatePaper,
    badges_pdf,
    certificates_pdf,
    face,
    fit,
    missing,
    pack,
    printable,
)
from tests.papers.world import texts

MOMENT = datetime(2026, 11, 26, 1, tzinfo=UTC)
NAME_BOX = Box(0, 0, 87.1, 22)


def certificate(**changes: Any) -> CertificatePaper:
    """Write a certificate."""
    words: dict[str, Any] = {
        "locale": "ko",
        "heading": "참석확인서",
        "number": "제 2026-CW-000123 호",
        "name": "홍길동",
        "organisation": "가람정밀",
        "facts": [("행사", "정밀가공 세미나"), ("일시", "2026. 11. 25.(수) 14:00–17:00")],
        "statement": "위 사람이 이 행사에 참석하였음을 확인합니다.",
        "issued": "2026. 11. 26.(목)",
        "issuer": "창원 혁신클러스터 추진단",
        "address": "http://localhost/verify/bcdfghjkmnpq.signature",
        "check": ("번호와 코드를 입력하십시오", "bcdf-ghjk-mnpq"),
        "issued_at": MOMENT,
    }
    return CertificatePaper(**{**words, **changes})


def badge(name: str = "홍길동", **changes: Any) -> BadgePaper:
    """Write a badge."""
    return BadgePaper(**{"name": name, "organisation": "가람정밀", "event": "정밀가공 세미나", **changes})


def test_a_certificate_is_one_side_of_a4_with_every_word_on_it() -> None:
    content = certificates_pdf([certificate()])
    (page,) = PdfReader(io.BytesIO(content)).pages
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [297, 210]
    words = " ".join(texts(content)[0].split())
    for shown in ("2026-CW-000123", "홍길동", "가람정밀", "정밀가공 세미나", "추진단", "bcdf-ghjk-mnpq", "14:00–17:00"):
        assert shown in words


def test_only_the_letters_that_are_used_are_embedded() -> None:
    content = certificates_pdf([certificate()])
    assert len(content) < 60_000
    assert b"/FontFile2" in content


def test_the_same_words_are_the_same_bytes() -> None:
    assert certificates_pdf([certificate()]) == certificates_pdf([certificate()])
    assert certificates_pdf([certificate()]) != certificates_pdf([certificate(name="홍길순")])
    files = [("one.pdf", MOMENT, b"one"), ("two.pdf", MOMENT, b"two")]
    assert pack(files) == pack(files)
    badges = [badge(address="http://localhost/t/secret"), badge("남궁가람")]
    assert badges_pdf(badges, title="명찰", made_at=MOMENT) == badges_pdf(badges, title="명찰", made_at=MOMENT)


def test_a_pack_holds_a_file_for_each() -> None:
    papers = {"one.pdf": certificate(), "two.pdf": certificate(name="이솔")}
    packed = pack((name, MOMENT, certificates_pdf([paper])) for name, paper in papers.items())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["one.pdf", "two.pdf"]
        assert "이솔" in texts(archive.read("two.pdf"))[0]


def test_who_waits_is_told_after_each_page() -> None:
    told: list[int] = []
    certificates_pdf([certificate()] * 3, lambda: told.append(1))
    badges_pdf([badge()] * 3, title="명찰", made_at=MOMENT, tell=lambda: told.append(1))
    assert len(told) == 6


def test_there_is_no_paper_of_nobody() -> None:
    with pytest.raises(ValueError, match="no papers"):
        certificates_pdf([])
    with pytest.raises(ValueError, match="no papers"):
        badges_pdf([], title="명찰", made_at=MOMENT)


@pytest.mark.parametrize(
    ("number", "start", "pages"),
    [(1, 1, 1), (8, 1, 1), (9, 1, 2), (6, 3, 1), (7, 3, 2), (1, 8, 1), (2, 8, 2)],
)
def test_badges_stand_eight_to_a_sheet_from_the_position_that_is_free(number: int, start: int, pages: int) -> None:
    content = badges_pdf([badge()] * number, title="명찰", start=start, made_at=MOMENT)
    found = texts(content)
    assert len(found) == pages
    assert found[0].count("홍길동") == min(number, BADGES - start + 1)


def test_a_name_is_set_in_28_points_and_smaller_only_when_it_must_be() -> None:
    assert fit("홍길동", NAME_BOX, largest=28, style="B").size == 28
    longer = fit("Alexandra Konstantinopolskaya-Featherstonehaugh", NAME_BOX, largest=28, style="B")
    assert longer.size < 28
    assert len(longer.lines) == 2


def test_positions_do_not_touch_and_stay_on_the_sheet() -> None:
    boxes = [drawing._position(place) for place in range(BADGES)]
    assert len({(box.left, box.top) for box in boxes}) == BADGES
    for box in boxes:
        assert box.left >= 0
        assert box.left + box.width <= 210
        assert box.top >= 0
        assert box.top + box.height <= 297


@pytest.mark.parametrize(
    ("typed", "printed", "lacking"),
    [
        ("홍길동", "홍길동", ""),
        ("홍길동 😀", "홍길동", ""),
        ("👩‍🔬 이솔 👍🏽", "이솔", ""),
        ("김철수(金哲洙)", "김철수(金哲洙)", ""),
        # Korean files write some of these twice; both are one letter.
        ("\uf9e1\uf90a", "李金", ""),
        ("一鿿 佐々木 二〇", "一_ 佐々木 二〇", "鿿"),
        ("Дмитрий Müller さくら", "Дмитрий Müller さくら", ""),
        ("㈜가람 Ⅱ", "㈜가람 Ⅱ", ""),
        ("\u1112\u1169\u11bc", "홍", ""),
        ("محمد", "____", "محد"),
        ("", "", ""),
    ],
)
def test_pictures_go_and_letters_the_fonts_lack_are_shown_to_lack(typed: str, printed: str, lacking: str) -> None:
    assert printable(typed) == printed
    assert missing(typed) == lacking


def fonts_of(content: bytes) -> set[str]:
    """Name the fonts that are embedded in the first page of a PDF."""
    fonts = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]
    return {str(fonts[name]["/BaseFont"]).split("+")[1] for name in fonts}


def test_chinese_characters_are_printed_in_letters_of_the_same_kind_and_cost_nobody_else_anything() -> None:
    mixed = certificates_pdf([certificate(name="김철수(金哲洙) Müller 😀", organisation="㈜三和鐵鋼")])
    assert "NotoSansCJKKR" in fonts_of(mixed)
    # The reading library puts a nought before each letter of a font of this kind; other readers do not.
    words = " ".join(texts(mixed)[0].replace("\0", "").split())
    assert "김철수(金哲洙) Müller" in words
    assert "㈜三和鐵鋼" in words
    assert len(mixed) < 60_000
    assert fonts_of(certificates_pdf([certificate()])) == {"Pretendard", "PretendardBold"}


def test_every_chinese_character_of_the_usual_block_can_be_printed() -> None:
    lacking = [code for code in range(0x4E00, 0xA000) if code not in face().widths]
    # The newest, for elements and dialects; no list of names holds them.
    assert len(lacking) <= 16
    assert min(lacking) > 0x9FA5


@given(
    text=st.text(max_size=200) | st.text(alphabet="가힣뷁 Wi金😀-", max_size=200),
    width=st.floats(12, 120),
    height=st.floats(5, 40),
    most_lines=st.integers(1, 3),
)
@settings(max_examples=150)
def test_any_text_fits_its_box(text: str, width: float, height: float, most_lines: int) -> None:
    box = Box(0, 0, width, height)
    for style in ("", "B"):
        fitted = fit(text, box, largest=28, most_lines=most_lines, style=style)
        assert 1 <= len(fitted.lines) <= most_lines
        assert len(fitted.lines) * fitted.size * POINT * LEADING <= height + 1e-6
        assert all(face(style).width(line, fitted.size) <= width + 1e-6 for line in fitted.lines)
        shown, whole = "".join(fitted.lines).replace(" ", ""), printable(text).replace(" ", "")
        assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


@given(name=st.text(max_size=60))
@settings(max_examples=8)
def test_any_name_can_be_drawn(name: str) -> None:
    assert badges_pdf([badge(name)], title=name, made_at=MOMENT).startswith(b"%PDF-")
