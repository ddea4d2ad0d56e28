"""How are the figures of an event written down, and what is still missing in its report?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventhub.checkins.models import Attendance
from eventhub.checkins.rules import ATTENDANCE_WORDS
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_span
from eventhub.events import rules as events
from eventhub.events.models import Kind as EventKind
from eventhub.organisations import rules as organisations
from eventhub.organisations.models import Kind
from eventhub.programme.rules.snapshots import moment_in, said
from eventhub.registrations.models import Standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.surveys.models import FollowUpState
from eventhub.surveys.rules import CONVERSION, LEAST, MARKS, STATE_WORDS, Distribution

Figures = dict[str, Any]
Row = tuple[object, ...]
# What the coordinator writes, in the order of the report.
TEXTS: dict[str, Any] = {
    "summary": _("Summary"),
    "results": _("Results"),
    "problems": _("Problems found"),
    "next_steps": _("Next steps"),
}
LINE = "\r\n"


@dataclass(frozen=True)
class Section:
    """A part of the report: a table with a heading; `note` says how its figures came about."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: list[Row]
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """What is missing, and where it can be filled."""

    sentence: str
    path: str


def without_hidden(figures: Figures, shown_speakers: Collection[str]) -> Figures:
    """Take out who no longer agrees to be shown: a finished report may be older than a changed mind."""
    sessions = [
        {**one, "speakers": [speaker for speaker in one["speakers"] if speaker["id"] in shown_speakers]}
        for one in figures["programme"]["sessions"]
    ]
    return {**figures, "programme": {**figures["programme"], "sessions": sessions}}


def sections(figures: Figures) -> list[Section]:
    """Write the figures as the parts of a report; parts about which nothing is known are left out."""
    parts = (
        _facts(figures["event"]),
        _programme(figures["programme"]),
        _standings(figures["standings"]),
        _attendance(figures["attendance"]),
        _kinds(figures["organisations"]),
        _mini_clusters(figures["organisations"]),
        _survey(figures["survey"]),
        _follow_ups(figures["follow_ups"]),
        _materials(figures["materials"]),
    )
    return [one for one in parts if one.rows]


def gaps(figures: Figures, texts: Mapping[str, str], *, now: datetime) -> list[Gap]:
    """Say what the report lacks, each with the page that mends it."""
    desk = f"/desk/events/{figures['event']['id']}"
    came, survey = figures["attendance"], figures["survey"]
    unknown = came[Attendance.UNKNOWN]
    few = survey is not None and survey["is_anonymous"] and survey["answered"] < LEAST
    found = (
        (now < moment_in(figures["event"], "ends_at"), gettext("The event is not over yet."), desk),
        (not came["is_known"], gettext("No attendance was taken."), f"{desk}/attendance"),
        (
            came["is_known"] and unknown > 0,
            gettext("Of %(number)d people it is not noted whether they came.", number=unknown),
            f"{desk}/attendance",
        ),
        (survey is None, gettext("Nobody has been asked: there is no survey."), f"{desk}/survey"),
        (few, gettext("Fewer than five people have answered the survey: its figures stay hidden."), f"{desk}/survey"),
        (figures["programme"]["release"] is None, gettext("No programme was released."), f"{desk}/programme"),
        (not figures["materials"], gettext("There are no materials."), f"{desk}/programme/materials"),
        (
            figures["follow_ups"][FollowUpState.OPEN] > 0,
            gettext("Somebody still waits to be brought together with others."),
            "/desk/follow-ups/",
        ),
        *(
            (not texts.get(name), gettext("“%(field)s” is empty.", field=words), f"#{name}")
            for name, words in TEXTS.items()
        ),
    )
    return [Gap(sentence, path) for is_missing, sentence, path in found if is_missing]


def table_rows(figures: Figures) -> list[Row]:
    """Write all figures below each other, as the rows of one table."""
    rows: list[Row] = []
    for section in sections(figures):
        rows += [(section.title,), *([section.heads] if section.heads else []), *section.rows]
        rows += [*([(section.note,)] if section.note else []), ()]
    return rows


def plain_text(figures: Figures, texts: Mapping[str, str]) -> str:
    """Write the whole report as text that any word processor takes, in numbered parts."""
    title = f"{gettext('Result report')}: {said(figures['event'], 'title')}"
    written = [(str(words), [texts[name]]) for name, words in TEXTS.items() if texts.get(name)]
    parts = [*written[:1], *((one.title, _lines(one)) for one in sections(figures)), *written[1:]]
    lines = [title, ""]
    for number, (heading, body) in enumerate(parts, start=1):
        lines += [f"{number}. {heading}", *body, ""]
    return LINE.join("\n".join(lines).splitlines()) + LINE


def distribution_of(question: Mapping[str, Any]) -> Distribution | None:
    """Return how often each point was given, or nothing where too few answered."""
    return Distribution(tuple(question["counts"])) if question["counts"] else None


def _lines(section: Section) -> list[str]:
    heads = section.heads
    lines = []
    for row in section.rows:
        first, *others = (str(cell) for cell in row)
        if len(others) == 1:
            lines.append(f"  - {first}: {others[0]}")
        else:
            named = [f"{head} {cell}" if head else cell for head, cell in zip(heads[1:], others, strict=False) if cell]
            lines.append(f"  - {first}" + (f" ({', '.join(named)})" if named else ""))
    return [*lines, *([f"  * {section.note}"] if section.note else [])]


def _facts(event: Mapping[str, Any]) -> Section:
    when = say_span(moment_in(event, "starts_at"), moment_in(event, "ends_at"), all_day=event["all_day"])
    place = ", ".join(part for part in (said(event, "venue"), event["address"]) if part)
    rows: Iterable[Row] = (
        (gettext("Title"), said(event, "title")),
        (gettext("Kind"), str(events.KIND_WORDS[EventKind(event["kind"])])),
        (gettext("When"), when),
        (gettext("Venue"), place),
        (gettext("Complex"), said(event, "complex")),
        (gettext("Mini-cluster"), said(event, "mini_cluster")),
        (gettext("Capacity"), event["capacity"]),
    )
    return Section("facts", gettext("At a glance"), (), [row for row in rows if row[1]])


def _programme(programme: Mapping[str, Any]) -> Section:
    rows: list[Row] = [
        (
            said(one, "title"),
            say_span(moment_in(one, "starts_at"), moment_in(one, "ends_at")),
            ", ".join(speaker["name"] for speaker in one["speakers"]),
        )
        for one in programme["sessions"]
    ]
    return Section("programme", gettext("Programme"), (gettext("Session"), gettext("When"), gettext("Speakers")), rows)


def _standings(standings: Mapping[str, int]) -> Section:
    rows: list[Row] = [(str(STANDING_WORDS[Standing(one)]), number) for one, number in standings.items() if number]
    return Section("standings", gettext("Registrations"), (gettext("Standing"), gettext("Number of people")), rows)


def _attendance(came: Mapping[str, Any]) -> Section:
    rows: list[Row] = []
    if came["is_known"]:
        rows = [
            (gettext("Attendances (each day counts)"), came["visits"]),
            (gettext("Distinct people"), came["people"]),
            *((str(ATTENDANCE_WORDS[one]), came[one]) for one in Attendance),
        ]
    return Section("attendance", gettext("Who came"), (gettext("What is counted"), gettext("Number of people")), rows)


def _kinds(counted: Mapping[str, Any]) -> Section:
    rows: list[Row] = [
        (str(organisations.KIND_WORDS[Kind(one["kind"])]), one["organisations"], one["people"])
        for one in counted["kinds"]
    ]
    if counted["unlisted_people"]:
        rows.append((gettext("Not in the directory"), counted["unlisted_names"], counted["unlisted_people"]))
    heads = (gettext("Kind"), gettext("Organisations"), gettext("Number of people"))
    return Section("kinds", gettext("Organisations by kind"), heads, rows, _whom(counted))


def _mini_clusters(counted: Mapping[str, Any]) -> Section:
    rows: list[Row] = [(said(one, "name"), one["organisations"], one["people"]) for one in counted["mini_clusters"]]
    heads = (gettext("Mini-cluster"), gettext("Organisations"), gettext("Number of people"))
    note = gettext("An organisation in two mini-clusters counts in both.")
    return Section("mini_clusters", gettext("Organisations by mini-cluster"), heads, rows, note)


def _whom(counted: Mapping[str, Any]) -> str:
    if counted["is_of_attended"]:
        return gettext("Counted: who attended.")
    return gettext("Counted: who had a confirmed place, because no attendance was taken.")


def _survey(survey: Mapping[str, Any] | None) -> Section:
    marks = tuple(str(mark) for mark in MARKS)
    heads = (gettext("Question"), gettext("Answers"), *marks, gettext("Mean of 5"), gettext("Of 100"))
    rows: list[Row] = []
    note = ""
    if survey is not None:
        rows = [_question_row(one) for one in survey["questions"]]
        shares = {"answered": survey["answered"], "invited": survey["invited"]}
        note = f"{gettext('%(answered)d of %(invited)d answered', **shares)}. {CONVERSION}"
    return Section("survey", gettext("Satisfaction survey"), heads, rows, note)


def _question_row(question: Mapping[str, Any]) -> Row:
    shown = distribution_of(question)
    if shown is None or shown.mean is None:
        hidden = gettext("not shown: fewer than five answers") if shown is None else ""
        return (said(question, "words"), question["answered"], *("",) * len(MARKS), hidden, "")
    return (said(question, "words"), question["answered"], *shown.counts, shown.mean, shown.hundred or 0.0)


def _follow_ups(counted: Mapping[str, int]) -> Section:
    rows: list[Row] = [(str(STATE_WORDS[FollowUpState(one)]), number) for one, number in counted.items() if number]
    return Section("follow_ups", gettext("Who wants to follow up"), (gettext("State"), gettext("Requests")), rows)


def _materials(titles: Iterable[str]) -> Section:
    return Section("materials", gettext("Materials"), (), [(title,) for title in titles])
