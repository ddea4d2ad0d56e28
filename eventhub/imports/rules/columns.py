"""Which columns does a file need, and what do people call them?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventhub.core.i18n import current_locale
from eventhub.core.i18n import lazy as _
from eventhub.imports.models import Subject

SUBJECT_WORDS: dict[Subject, Any] = {
    Subject.SPEAKERS: _("Speakers"),
    Subject.SESSIONS: _("Sessions"),
    Subject.BOOTHS: _("Booths"),
}
EMPTY_FILE_WORDS: dict[Subject, Any] = {
    Subject.SPEAKERS: _("Empty file for speakers"),
    Subject.SESSIONS: _("Empty file for sessions"),
    Subject.BOOTHS: _("Empty file for booths"),
}


@dataclass(frozen=True)
class Column:
    """A column: its name in the code, and what people call it; the first word of a language is the one we use."""

    name: str
    titles: tuple[str, ...]
    is_needed: bool = False
    # Another column that will do instead of a needed one.
    instead: str = ""

    @property
    def title(self) -> str:
        """What it is called in the reader's language."""
        english = (title for title in self.titles if title.isascii())
        return next(english) if current_locale() == "en" else self.titles[0]


COLUMNS: dict[Subject, tuple[Column, ...]] = {
    Subject.SPEAKERS: (
        Column("name", ("이름", "성명", "발표자", "Name"), is_needed=True),
        Column("organisation_name", ("소속", "기관", "Organisation", "Organization")),
        Column("email", ("이메일", "메일", "E-mail", "Email")),
        Column("text_ko", ("소개", "소개(한국어)", "About (Korean)")),
        Column("text_en", ("소개(영어)", "About", "About (English)")),
        Column("consent", ("공개 동의", "동의", "Consent")),
    ),
    Subject.SESSIONS: (
        Column("title_ko", ("제목", "제목(한국어)", "Title (Korean)"), is_needed=True, instead="title_en"),
        Column("title_en", ("제목(영어)", "Title", "Title (English)")),
        Column("type", ("종류", "구분", "Type")),
        Column("track", ("분과", "트랙", "Track")),
        Column("day", ("날짜", "일자", "Day", "Date")),
        Column("begins", ("시작", "시작 시각", "Begins", "Start")),
        Column("ends", ("끝", "종료", "종료 시각", "Ends", "End")),
        Column("room", ("방", "장소", "Room")),
        Column("capacity", ("정원", "Capacity")),
        Column("speakers", ("발표자", "Speakers", "Speaker")),
        Column("moderators", ("좌장", "사회", "Moderators", "Moderator")),
        Column("text_ko", ("내용", "내용(한국어)", "About (Korean)")),
        Column("text_en", ("내용(영어)", "About", "About (English)")),
    ),
    Subject.BOOTHS: (
        Column("number", ("번호", "부스 번호", "Number", "Booth"), is_needed=True),
        Column("organisation_name", ("기관", "기업", "참가 기관", "Organisation", "Organization"), is_needed=True),
        Column("title_ko", ("제목", "제목(한국어)", "Title (Korean)")),
        Column("title_en", ("제목(영어)", "Title", "Title (English)")),
        Column("text_ko", ("내용", "내용(한국어)", "About (Korean)")),
        Column("text_en", ("내용(영어)", "About", "About (English)")),
        Column("outcome_ko", ("성과", "성과(한국어)", "Result (Korean)")),
        Column("outcome_en", ("성과(영어)", "Result", "Result (English)")),
        Column("hall_column", ("열", "가로", "Column")),
        Column("hall_row", ("줄", "행", "세로", "Row")),
    ),
}


@dataclass(frozen=True)
class Heading:
    """Which cell of a row is which column; what no column is called, and which needed columns are not there."""

    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def read_heading(header: Sequence[str], subject: Subject) -> Heading:
    """Find the columns by their titles, in either language, however they are spaced."""
    by_title = {folded(title): column.name for column in COLUMNS[subject] for title in column.titles}
    places: dict[str, int] = {}
    unknown = []
    for place, title in enumerate(header):
        name = by_title.get(folded(title))
        if name and name not in places:
            places[name] = place
        elif title:
            unknown.append(title)
    needed = (one for one in COLUMNS[subject] if one.is_needed and not places.keys() & {one.name, one.instead})
    missing = tuple(one.title for one in needed)
    return Heading(places, tuple(unknown), missing)


def cells_of(
    rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str], subject: Subject, name: str
) -> Iterator[str]:
    """Yield what stands in one column."""
    place = read_heading(header, subject).places.get(name)
    return (cells[place] for _number, cells in rows if place is not None and place < len(cells))


def folded(text: str) -> str:
    """Write a name so that case and blanks do not matter."""
    return re.sub(r"\s+", "", text).casefold()
