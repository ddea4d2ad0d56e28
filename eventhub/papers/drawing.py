"""How do certificates and badges look on paper? Words and measures in, a PDF out, the same bytes for the same words."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path

import segno
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TextMode

VENDOR = Path(__file__).parents[1] / "static" / "vendor"
FAMILY, CHINESE_FAMILY = "Pretendard", "Noto Sans CJK KR"
PRETENDARD = VENDOR / "pretendard-1.3.9"
FACES = {"": PRETENDARD / "Pretendard-Regular.ttf", "B": PRETENDARD / "Pretendard-Bold.ttf"}
# What Pretendard lacks of names here; the letters of both were drawn by the same hands. There is one weight of it:
# a bold one is as large again, so its outlines are drawn with a line, in parts of the size of type.
CHINESE = VENDOR / "noto-sans-cjk-2.004" / "NotoSansCJKkr-Chinese.otf"
BOLDER = 0.025
# One typographic point in millimetres, and how far lines stand apart in heights of the type.
POINT, LEADING = 25.4 / 72, 1.25
# Where letters stand on a line, in parts of its height; where a text begins, in parts of the room beside it.
BASE_LINE = 0.74
SHIFTS = {"L": 0.0, "C": 0.5}
STEP = 0.5
MISSING, CUT = "_", "…"
# What belongs to pictures and not to letters: joiners, variation selectors, skin colours, tags.
BETWEEN_PICTURES = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]")
INK, GREY, ACCENT = (26, 29, 36), (92, 98, 112), (36, 64, 142)

A4_LONG, A4_SHORT = 297.0, 210.0
# Eight to a sheet, as the labels and cards sold for it are cut (99.1 x 67.7 mm).
COLUMNS, ROWS = 2, 4
BADGE_WIDTH, BADGE_HEIGHT = 99.1, 67.7
BADGE_LEFT, BADGE_TOP, BADGE_GAP = 4.65, 13.1, 2.5
BADGES = COLUMNS * ROWS
NAME_SIZE, SMALLEST = 28.0, 9.0
CODE_SIZE = 24.0
MARK = 3.0


@dataclass(frozen=True)
class Box:
    """A rectangle on the paper, in millimetres from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Fitted:
    """Lines of text and the size of type at which they fit."""

    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CertificatePaper:
    """The words of a certificate, in its reader's language; `facts` are pairs of what and its value."""

    locale: str
    heading: str
    number: str
    name: str
    organisation: str
    facts: Sequence[tuple[str, str]]
    statement: str
    issued: str
    issuer: str
    address: str
    check: Sequence[str]
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class BadgePaper:
    """The words of a badge, and the address its code leads to."""

    name: str
    organisation: str
    event: str
    address: str = ""


@dataclass(frozen=True)
class Face:
    """What is measured of a font: its advance widths in thousandths of its size, by code point."""

    widths: dict[int, float] = field(hash=False)

    def width(self, text: str, size: float) -> float:
        """Return how many millimetres a text takes."""
        return sum(self.widths[ord(sign)] for sign in text) * size * POINT / 1000


@cache
def face(style: str = "") -> Face:
    """Measure one of the two faces, with the Chinese characters that stand in for what it lacks."""
    return Face({**_widths(CHINESE), **_widths(FACES[style])})


@cache
def _widths(path: Path) -> dict[int, float]:
    with TTFont(path, lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        return {code: advances[name][0] * scale for code, name in font.getBestCmap().items()}


def printable(text: str) -> str:
    """Return what the fonts can print of a text: pictures go, a letter they lack leaves a line to write it on."""
    shown, has = [], face().widths
    composed = unicodedata.normalize("NFC", text)
    for sign in BETWEEN_PICTURES.sub("", " ".join(composed.split())):
        if ord(sign) in has:
            shown.append(sign)
        elif unicodedata.category(sign)[0] in "LN":
            shown.append(MISSING)
    return " ".join("".join(shown).split())


def missing(text: str) -> str:
    """Return the letters of a text that the fonts lack, each once: such a paper wants a look before it is given."""
    has = face().widths
    composed = unicodedata.normalize("NFC", text)
    lacking = (sign for sign in composed if ord(sign) not in has and unicodedata.category(sign)[0] in "LN")
    return "".join(dict.fromkeys(lacking))


def fit(
    text: str, box: Box, *, largest: float, smallest: float = SMALLEST, most_lines: int = 2, style: str = ""
) -> Fitted:
    """Fit a text into a box: as large as it goes, in a few lines; what does not fit at the smallest size is cut."""
    shown, measure = printable(text), face(style)
    size = largest
    while size >= smallest:
        lines = _wrapped(shown, box.width, size, measure)
        if len(lines) <= _room(box, size, most_lines):
            return Fitted(size, tuple(lines))
        size -= STEP
    size = smallest
    lines = _wrapped(shown, box.width, size, measure)[: max(1, _room(box, size, most_lines))]
    last = lines[-1]
    while last and measure.width(last + CUT, size) > box.width:
        last = last[:-1]
    return Fitted(size, (*lines[:-1], last.rstrip() + CUT))


def certificates_pdf(papers: Iterable[CertificatePaper], tell: Callable[[], None] = lambda: None) -> bytes:
    """Draw certificates, one to a page of A4 on its side; `tell` is called after each."""
    pdf = None
    for paper in papers:
        pdf = pdf or _document(paper.heading, paper.issuer, paper.locale, paper.issued_at)
        pdf.add_page(orientation="L")
        _draw_certificate(pdf, paper)
        tell()
    if pdf is None:
        raise ValueError("no papers to draw")
    return bytes(pdf.output())


def pack(files: Iterable[tuple[str, datetime, bytes]]) -> bytes:
    """Pack files, each under its name and its own moment: the same files are the same pack."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, moment, content in files:
            entry = zipfile.ZipInfo(name, date_time=moment.astimezone(UTC).timetuple()[:6])
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def badges_pdf(
    papers: Iterable[BadgePaper],
    *,
    title: str,
    start: int = 1,
    made_at: datetime,
    tell: Callable[[], None] = lambda: None,
) -> bytes:
    """Draw badges, eight to a page of A4, from a position on the first page on (one is the first); tell after each."""
    pdf = None
    for number, paper in enumerate(papers, start - 1):
        pdf = pdf or _document(title, "", "ko", made_at)
        place = number % BADGES
        if place == 0 or pdf.page == 0:
            pdf.add_page(orientation="P")
            _draw_marks(pdf)
        _draw_badge(pdf, paper, _position(place))
        tell()
    if pdf is None:
        raise ValueError("no papers to draw")
    return bytes(pdf.output())


def _wrapped(text: str, width: float, size: float, measure: Face) -> list[str]:
    """Break a text at blanks, and a word that is too long for a line by itself where the line ends."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if measure.width(longer, size) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for sign in word:
            if lines[-1] and measure.width(lines[-1] + sign, size) > width:
                lines.append("")
            lines[-1] += sign
    return lines


def _room(box: Box, size: float, most_lines: int) -> int:
    return min(most_lines, int(box.height / (size * POINT * LEADING) + 1e-9))


def _document(title: str, author: str, locale: str, moment: datetime) -> FPDF:
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title(printable(title))
    pdf.set_author(printable(author))
    pdf.set_lang(locale)
    # Without these a file would say when it was drawn, and no two would be the same.
    pdf.set_creation_date(moment.astimezone(UTC))
    for style, path in FACES.items():
        pdf.add_font(FAMILY, style, path)
    return pdf


def _write(pdf: FPDF, fitted: Fitted, box: Box, *, style: str = "", align: str = "C", middle: bool = True) -> float:
    """Write fitted lines into a box and return where the last of them ends."""
    height, measure = fitted.size * POINT * LEADING, face(style)
    top = box.top + ((box.height - height * len(fitted.lines)) / 2 if middle else 0)
    for line in fitted.lines:
        left = box.left + (box.width - measure.width(line, fitted.size)) * SHIFTS[align]
        for is_chinese, signs in groupby(line, lambda sign: ord(sign) not in _widths(FACES[style])):
            run = "".join(signs)
            with pdf.local_context():
                _take_font(pdf, style, fitted.size, is_chinese=is_chinese)
                pdf.text(left, top + height * BASE_LINE, run)
            left += measure.width(run, fitted.size)
        top += height
    return top


def _take_font(pdf: FPDF, style: str, size: float, *, is_chinese: bool) -> None:
    """Write on in the font that has the next signs."""
    if not is_chinese:
        pdf.set_font(FAMILY, style, size)
        return
    # Few papers need it, and reading it takes a moment.
    if CHINESE_FAMILY.lower() not in pdf.fonts:
        pdf.add_font(CHINESE_FAMILY, "", CHINESE)
    pdf.set_font(CHINESE_FAMILY, "", size)
    if style:
        pdf.text_mode = TextMode.FILL_STROKE
        pdf.set_draw_color(*INK)
        # The library writes this width down with letters as it is: in points, not in millimetres.
        pdf.set_line_width(size * BOLDER)


def _draw_code(pdf: FPDF, address: str, box: Box) -> None:
    """Draw an address as a QR code, row by row in bars, with the quiet edge within the box."""
    rows = segno.make(address, error="m", micro=False).matrix_iter(border=2)
    modules = [bytes(row) for row in rows]
    module = box.width / len(modules)
    pdf.set_fill_color(0)
    for number, row in enumerate(modules):
        for bar in re.finditer(b"\x01+", row):
            left = box.left + bar.start() * module
            # A hair wider and higher, so that no light line shows between bars.
            pdf.rect(left, box.top + number * module, (bar.end() - bar.start()) * module, module * 1.02, style="F")


def _draw_certificate(pdf: FPDF, paper: CertificatePaper) -> None:
    _draw_frame(pdf)
    pdf.set_text_color(*GREY)
    _write(pdf, fit(paper.number, Box(22, 20, 120, 7), largest=11, most_lines=1), Box(22, 20, 120, 7), align="L")
    pdf.set_text_color(*INK)
    box = Box(30, 27, A4_LONG - 60, 20)
    # Letters of a heading stand apart, as on papers of this kind.
    heading = "  ".join(paper.heading) if paper.locale == "ko" else paper.heading
    _write(pdf, Fitted(34, (heading,)), box, style="B")
    box = Box(34, 50, A4_LONG - 68, 17)
    _write(pdf, fit(paper.name, box, largest=NAME_SIZE, smallest=12, style="B"), box, style="B")
    pdf.set_text_color(*GREY)
    box = Box(34, 67, A4_LONG - 68, 9)
    _write(pdf, fit(paper.organisation, box, largest=15, smallest=8), box)
    _draw_facts(pdf, paper.facts)
    box = Box(30, 138, A4_LONG - 60, 12)
    _write(pdf, fit(paper.statement, box, largest=15, most_lines=2), box)
    box = Box(75, 153, A4_LONG - 150, 8)
    _write(pdf, fit(paper.issued, box, largest=13, most_lines=1), box)
    box = Box(75, 161, A4_LONG - 150, 17)
    _write(pdf, fit(paper.issuer, box, largest=20, style="B"), box, style="B")
    _draw_proof(pdf, paper)


def _draw_frame(pdf: FPDF) -> None:
    pdf.set_draw_color(*ACCENT)
    for inset, line in ((10.0, 1.2), (12.5, 0.25)):
        pdf.set_line_width(line)
        pdf.rect(inset, inset, A4_LONG - 2 * inset, A4_SHORT - 2 * inset)


def _draw_facts(pdf: FPDF, facts: Sequence[tuple[str, str]]) -> None:
    height = 52.0 / max(4, len(facts))
    pdf.set_draw_color(210, 214, 222)
    pdf.set_line_width(0.2)
    for number, (what, value) in enumerate(facts):
        top = 81 + number * height
        label, box = Box(52, top, 36, height), Box(90, top, 157, height)
        pdf.set_text_color(*GREY)
        _write(pdf, fit(what, label, largest=12, most_lines=1), label, align="L")
        pdf.set_text_color(*INK)
        _write(pdf, fit(value, box, largest=14), box, align="L")
        pdf.line(50, top + height, A4_LONG - 50, top + height)


def _draw_proof(pdf: FPDF, paper: CertificatePaper) -> None:
    """Draw how anybody can find out whether the paper is genuine."""
    size = 27.0
    _draw_code(pdf, paper.address, Box(20, A4_SHORT - 18 - size, size, size))
    pdf.set_text_color(*GREY)
    top = A4_SHORT - 18 - len(paper.check) * 4.6
    for line in paper.check:
        box = Box(49, top, 120, 4.6)
        _write(pdf, fit(line, box, largest=9, smallest=6, most_lines=1), box, align="L")
        top += 4.6


def _position(place: int) -> Box:
    row, column = divmod(place, COLUMNS)
    left = BADGE_LEFT + column * (BADGE_WIDTH + BADGE_GAP)
    return Box(left, BADGE_TOP + row * BADGE_HEIGHT, BADGE_WIDTH, BADGE_HEIGHT)


def _draw_marks(pdf: FPDF) -> None:
    """Draw where to cut: short lines at the edges of the sheet, outside of every badge."""
    pdf.set_draw_color(120)
    pdf.set_line_width(0.1)
    boxes = [_position(place) for place in range(BADGES)]
    bottom = BADGE_TOP + ROWS * BADGE_HEIGHT
    for left in sorted({edge for box in boxes for edge in (box.left, box.left + box.width)}):
        pdf.line(left, BADGE_TOP - 1 - MARK, left, BADGE_TOP - 1)
        pdf.line(left, bottom + 1, left, bottom + 1 + MARK)
    for top in sorted({edge for box in boxes for edge in (box.top, box.top + box.height)}):
        pdf.line(BADGE_LEFT - 1 - MARK, top, BADGE_LEFT - 1, top)
        pdf.line(A4_SHORT - BADGE_LEFT + 1, top, A4_SHORT - BADGE_LEFT + 1 + MARK, top)


def _draw_badge(pdf: FPDF, paper: BadgePaper, cell: Box) -> None:
    edge = 6.0
    wide = cell.width - 2 * edge
    box = Box(cell.left + edge, cell.top + 5, wide, 9)
    pdf.set_text_color(*ACCENT)
    _write(pdf, fit(paper.event, box, largest=10.5, smallest=7), box, style="")
    box = Box(cell.left + edge, cell.top + 15, wide, 22)
    pdf.set_text_color(*INK)
    _write(pdf, fit(paper.name, box, largest=NAME_SIZE, style="B"), box, style="B")
    words = wide - CODE_SIZE - 2 if paper.address else wide
    box = Box(cell.left + edge, cell.top + 39, words, CODE_SIZE)
    _write(
        pdf,
        fit(paper.organisation, box, largest=15, smallest=8, most_lines=3),
        box,
        align="L" if paper.address else "C",
    )
    if paper.address:
        _draw_code(
            pdf, paper.address, Box(cell.left + cell.width - edge - CODE_SIZE, cell.top + 39, CODE_SIZE, CODE_SIZE)
        )
