"""What would become of each row, and what is wrong with it?"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from eventhub.cluster_day.rules import BoothPlan, Hall, faults_of_booth
from eventhub.core.i18n import gettext
from eventhub.imports.models import Subject
from eventhub.imports.rules.cells import clock_time, day_of, is_email, long_ones, read_cell, session_type, whole_number
from eventhub.imports.rules.columns import Heading, folded
from eventhub.programme.models import SessionType
from eventhub.programme.rules import SessionPlan, SpeakerPlan, faults_of_session, faults_of_speaker

YES = ("yes", "y", "o", "예", "네", "동의", "1", "true")
NO = ("", "no", "n", "x", "아니요", "아니오", "미동의", "0", "false")


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
        if row.is_known:
            # What stays as it is needs no mending.
            row = replace(row, faults=())
        key = _key(row)
        if key in seen:
            twice = gettext("This is already in row %(row)d.", row=seen[key])
            row = replace(row, faults=(*row.faults, twice))
        seen.setdefault(key, number)
        if isinstance(row.plan, BoothPlan) and around.hall and not row.faults and not row.is_known:
            around = replace(around, hall=around.hall.with_place_of(row.plan))
        checked.append(row)
    return checked


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


def _check_speaker(number: int, values: dict[str, str], around: Surroundings) -> CheckedRow:
    faults = long_ones(values)
    email, consent = values.get("email", ""), folded(values.get("consent", ""))
    if email and not is_email(email):
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


def _check_session(number: int, values: dict[str, str], around: Surroundings) -> CheckedRow:
    faults = long_ones(values)
    title = values.get("title_ko", "") or values.get("title_en", "")
    starts_at, ends_at = _span(values, around, faults)
    plan = SessionPlan(
        type=read_cell(values, "type", session_type, faults) or SessionType.TALK,
        title_ko=values.get("title_ko", ""),
        title_en=values.get("title_en", ""),
        text_ko=values.get("text_ko", ""),
        text_en=values.get("text_en", ""),
        track_id=around.tracks.get(folded(values.get("track", ""))),
        room_id=_room(values.get("room", ""), around, faults),
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=read_cell(values, "capacity", whole_number, faults),
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


def _span(
    values: Mapping[str, str], around: Surroundings, faults: list[str]
) -> tuple[datetime | None, datetime | None]:
    """Read day, beginning and end; with one of them all are needed, except the day of an event of one day."""
    if not any(values.get(name) for name in ("day", "begins", "ends")):
        return None, None
    before = len(faults)
    day = read_cell(values, "day", day_of, faults)
    begins, ends = (read_cell(values, name, clock_time, faults) for name in ("begins", "ends"))
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
    faults, name = long_ones(values), values.get("organisation_name", "")
    organisation_id = around.organisations.get(name)
    texts = ("title_ko", "title_en", "text_ko", "text_en", "outcome_ko", "outcome_en")
    plan = BoothPlan(
        number=values.get("number", ""),
        organisation_id=organisation_id,
        organisation_name="" if organisation_id else name,
        hall_column=read_cell(values, "hall_column", whole_number, faults),
        hall_row=read_cell(values, "hall_row", whole_number, faults),
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
