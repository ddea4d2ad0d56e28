"""Which columns does a file need, and what is wrong with which row?"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from email_validator import EmailNotValidError, validate_email

from eventhub.cluster_day.rules import BoothPlan, Hall, faults_of_booth
from eventhub.core.i18n import LOCALES, gettext, speaking
from eventhub.core.i18n import lazy as _
from eventhub.core.text import has_control_characters
from eventhub.imports.models import Subject
from eventhub.programme.models import SessionType
from eventhub.programme.rules import (
    TYPE_WORDS,
    SessionPlan,
    SpeakerPlan,
    faults_of_session,
    faults_of_speaker,
)

KEPT = timedelta(days=1)
LONGEST_LINE, LONGEST_PASSAGE = 200, 20_000
PASSAGES = ("text_ko", "text_en", "outcome_ko", "outcome_en")
YES = ("yes", "y", "o", "예", "네", "동의", "1", "true")
NO = ("", "no", "n", "x", "아니요", "아니오", "미동의", "0", "false")

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
    """A column: its name in the code, and what people call it; the first word is the one the template file has."""

    name: str
    titles: tuple[str, ...]
    is_needed: bool = False


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
        Column("title_ko", ("제목", "제목(한국어)", "Title (Korean)"), is_needed=True),
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


@dataclass(frozen=True, kw_only=True)
class CheckedRow:
    """A row of the file as it would be taken over: its plan, or what is wrong with it."""

    number: int
    title: str
    values: dict[str, str]
    faults: tuple[str, ...] = ()
    # The programme has it already; taking the file over leaves it as it is.
    is_known: bool = False
    plan: SpeakerPlan | SessionPlan | BoothPlan | None = None
    speakers: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    track: str = ""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the programme holds already, by the names people write; ids are those of rows."""

    speakers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tracks: Mapping[str, int] = field(default_factory=dict)
    rooms: Mapping[str, Sequence[int]] = field(default_factory=dict)
    sessions: frozenset[str] = frozenset()
    # The hall of an edition of the Cluster Day, and who of a file's booths is in the directory.
    hall: Hall | None = None
    organisations: Mapping[str, int] = field(default_factory=dict)
    first_day: date
    last_day: date
    zone: tzinfo


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
    missing = tuple(one.titles[0] for one in COLUMNS[subject] if one.is_needed and one.name not in places)
    return Heading(places, tuple(unknown), missing)


def cells_of(
    rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str], subject: Subject, name: str
) -> Iterator[str]:
    """Yield what stands in one column."""
    place = read_heading(header, subject).places.get(name)
    return (cells[place] for _number, cells in rows if place is not None and place < len(cells))


def check_rows(
    rows: Iterable[tuple[int, Sequence[str]]], heading: Heading, subject: Subject, around: Surroundings
) -> list[CheckedRow]:
    """Check each row by itself and against the rows above it."""
    check = CHECKS[subject]
    seen: dict[str, int] = {}
    checked = []
    for number, cells in rows:
        values = {name: cells[place] if place < len(cells) else "" for name, place in heading.places.items()}
        row = check(number, values, around)
        key = _key(row)
        if key in seen:
            twice = gettext("This is already in row %(row)d.", row=seen[key])
            row = CheckedRow(**{**vars(row), "faults": (*row.faults, twice)})
        seen.setdefault(key, number)
        if isinstance(row.plan, BoothPlan) and around.hall and not row.faults and not row.is_known:
            around = replace(around, hall=around.hall.with_place_of(row.plan))
        checked.append(row)
    return checked


def folded(text: str) -> str:
    """Write a name so that case and blanks do not matter."""
    return re.sub(r"\s+", "", text).casefold()


def speaker_key(name: str, organisation_name: str) -> str:
    """Name a speaker so that two of the same name in different houses stay two."""
    return f"{folded(name)}|{folded(organisation_name)}"


def names_in(text: str) -> tuple[str, ...]:
    """Split a cell that names several people."""
    return tuple(name.strip() for name in re.split(r"[;,/\n]", text) if name.strip())


def _key(row: CheckedRow) -> str:
    if isinstance(row.plan, SpeakerPlan):
        return speaker_key(row.plan.name, row.plan.organisation_name)
    if isinstance(row.plan, BoothPlan):
        return row.plan.number or f"row {row.number}"
    return folded(row.title) or f"row {row.number}"


def _long_ones(values: Mapping[str, str]) -> list[str]:
    faults = []
    for name, text in values.items():
        limit = LONGEST_PASSAGE if name in PASSAGES else LONGEST_LINE
        if len(text) > limit:
            faults.append(gettext("“%(start)s…” is longer than %(limit)d characters.", start=text[:20], limit=limit))
        if has_control_characters(text):
            faults.append(gettext("“%(start)s…” holds invisible control characters.", start=text[:20]))
    return faults


def _check_speaker(number: int, values: dict[str, str], around: Surroundings) -> CheckedRow:
    faults = _long_ones(values)
    email, consent = values.get("email", ""), folded(values.get("consent", ""))
    if email and not _is_email(email):
        faults.append(gettext("“%(text)s” is not an e-mail address.", text=email))
    if consent not in (*YES, *NO):
        faults.append(gettext("Write “%(yes)s” or “%(no)s” for the consent.", yes="예", no="아니요"))
    plan = SpeakerPlan(
        name=values.get("name", ""),
        organisation_name=values.get("organisation_name", ""),
        email=email,
        text_ko=values.get("text_ko", ""),
        text_en=values.get("text_en", ""),
        has_consented=consent in YES,
    )
    faults.extend(str(sentence) for sentence in faults_of_speaker(plan).values())
    is_known = speaker_key(plan.name, plan.organisation_name) in around.speakers
    return CheckedRow(number=number, title=plan.name, values=values, faults=tuple(faults), is_known=is_known, plan=plan)


def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _check_session(number: int, values: dict[str, str], around: Surroundings) -> CheckedRow:
    faults = _long_ones(values)
    title = values.get("title_ko", "") or values.get("title_en", "")
    starts_at, ends_at = _span(values, around, faults)
    plan = SessionPlan(
        type=_read(values, "type", _session_type, faults) or SessionType.TALK,
        title_ko=values.get("title_ko", ""),
        title_en=values.get("title_en", ""),
        text_ko=values.get("text_ko", ""),
        text_en=values.get("text_en", ""),
        track_id=around.tracks.get(folded(values.get("track", ""))),
        room_id=_room(values.get("room", ""), around, faults),
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=_read(values, "capacity", _whole_number, faults),
    )
    faults.extend(str(sentence) for sentence in faults_of_session(plan).values())
    speakers = _people(values.get("speakers", ""), around, faults)
    moderators = _people(values.get("moderators", ""), around, faults)
    return CheckedRow(
        number=number,
        title=title,
        values=values,
        faults=tuple(faults),
        is_known=folded(title) in around.sessions,
        plan=plan,
        speakers=speakers,
        moderators=moderators,
        track="" if plan.track_id else values.get("track", ""),
    )


def _read(values: Mapping[str, str], name: str, read: Callable[[str], Any], faults: list[str]) -> Any:  # noqa: ANN401
    """Read a cell, or note why it cannot be read; an empty one is nothing."""
    text = values.get(name, "")
    if not text:
        return None
    try:
        return read(text)
    except ValueError as fault:
        faults.append(str(fault))
        return None


def _session_type(text: str) -> SessionType:
    for locale in LOCALES:
        with speaking(locale):
            for kind, word in TYPE_WORDS.items():
                if folded(text) in (folded(str(word)), kind.value):
                    return kind
    known = ", ".join(str(word) for word in TYPE_WORDS.values())
    raise ValueError(gettext("“%(text)s” is no type of session. There are: %(known)s.", text=text, known=known))


def _whole_number(text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:  # noqa: PLR2004 - more is no number of seats
        raise ValueError(gettext("“%(text)s” is not a whole number.", text=text))
    return int(digits)


def _day(text: str) -> date:
    parts = re.fullmatch(r"(\d{4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,2})\.?(?:\s+00:00(?::00)?)?", text)
    try:
        return date(*(int(part) for part in parts.groups())) if parts else date.fromisoformat(text)
    except ValueError as fault:
        raise ValueError(gettext("“%(text)s” is not a day like 2026-12-17.", text=text)) from fault


def _clock_time(text: str) -> time:
    parts = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", text)
    try:
        if parts:
            return time(int(parts[1]), int(parts[2]))
    except ValueError:
        pass
    raise ValueError(gettext("“%(text)s” is not a time like 09:30.", text=text))


def _span(
    values: Mapping[str, str], around: Surroundings, faults: list[str]
) -> tuple[datetime | None, datetime | None]:
    """Read day, beginning and end; with one of them all are needed, except the day of an event of one day."""
    if not any(values.get(name) for name in ("day", "begins", "ends")):
        return None, None
    before = len(faults)
    day = _read(values, "day", _day, faults)
    begins, ends = (_read(values, name, _clock_time, faults) for name in ("begins", "ends"))
    if len(faults) > before:
        return None, None
    if day is None and around.first_day == around.last_day:
        day = around.first_day
    if day is None or begins is None or ends is None:
        faults.append(gettext("Day, beginning and end belong together: please fill in all three or none."))
        return None, None
    if not around.first_day <= day <= around.last_day:
        faults.append(gettext("%(day)s is not a day of this event.", day=day.isoformat()))
    return datetime.combine(day, begins, around.zone), datetime.combine(day, ends, around.zone)


def _room(text: str, around: Surroundings, faults: list[str]) -> int | None:
    if not text:
        return None
    found = around.rooms.get(folded(text), ())
    if len(found) == 1:
        return found[0]
    if found:
        faults.append(gettext("There are several rooms “%(text)s”. Write the venue before it.", text=text))
    else:
        faults.append(
            gettext("There is no room “%(text)s”. Add it to its venue first, or leave the cell empty.", text=text)
        )
    return None


def _people(text: str, around: Surroundings, faults: list[str]) -> tuple[str, ...]:
    """Find the speakers a cell names; they are taken over before the sessions."""
    found = []
    for name in names_in(text):
        known = around.speakers.get(folded(name), ())
        if len(known) == 1:
            found.append(known[0])
        elif known:
            faults.append(gettext("There are several people called “%(name)s”. Set this one by hand later.", name=name))
        else:
            faults.append(gettext("“%(name)s” is not among the speakers. Take the speakers over first.", name=name))
    return tuple(found)


def _check_booth(number: int, values: dict[str, str], around: Surroundings) -> CheckedRow:
    """Check a booth against the hall, in which the rows above stand already."""
    faults, name = _long_ones(values), values.get("organisation_name", "")
    organisation_id = around.organisations.get(name)
    texts = ("title_ko", "title_en", "text_ko", "text_en", "outcome_ko", "outcome_en")
    plan = BoothPlan(
        number=values.get("number", ""),
        organisation_id=organisation_id,
        organisation_name="" if organisation_id else name,
        hall_column=_read(values, "hall_column", _whole_number, faults),
        hall_row=_read(values, "hall_row", _whole_number, faults),
        **{text: values.get(text, "") for text in texts},
    )
    is_known = around.hall is not None and plan.number in around.hall.numbers
    if around.hall is not None and not is_known:
        faults.extend(str(sentence) for sentence in faults_of_booth(plan, around.hall).values())
    title = f"{plan.number} {name}".strip()
    return CheckedRow(number=number, title=title, values=values, faults=tuple(faults), is_known=is_known, plan=plan)


CHECKS: dict[Subject, Callable[[int, dict[str, str], Surroundings], CheckedRow]] = {
    Subject.SPEAKERS: _check_speaker,
    Subject.SESSIONS: _check_session,
    Subject.BOOTHS: _check_booth,
}
