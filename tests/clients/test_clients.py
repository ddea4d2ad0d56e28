"""Do the programs people use read the same from our calendars: before and after a move, a cancellation, an exception?

Every reader is a program of its own. Whoever runs these tests without them is told how to get them: `make test` does.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import services as events
from eventhub.events.models import Event, Kind, Status
from eventhub.series.models import SeriesDate
from tests.factories.accounts import make_account
from tests.factories.events import make_event, plan_of
from tests.factories.series import make_series

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
HOME = ROOT / "var" / "clients"
BIN = HOME / "venv" / "bin"
SEOUL = ZoneInfo("Asia/Seoul")
DAY = timedelta(days=1)
Read = list[tuple[str, str]]
HOW = "is not installed: `make test` installs it (tools/system.sh, tools/clients.sh)"


def run(*command: str | Path, **environment: str) -> str:
    """Run a reader and return what it said."""
    program = str(command[0])
    assert which(program), f"{program} {HOW}"
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TZ": "Asia/Seoul", "LC_ALL": "C.UTF-8", **environment},
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def as_pairs(said: str) -> Read:
    return sorted((start, title) for start, title in json.loads(said))


def by_node(reader: str, file: Path) -> Read:
    assert (HOME / "node_modules").is_dir(), f"{reader} {HOW}"
    return as_pairs(run("node", HERE / "read.mjs", HOME, reader, file))


def by_python(reader: str, file: Path) -> Read:
    return as_pairs(run(BIN / "python", HERE / "read.py", reader, file))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the files of a folder, as a calendar program fetches them."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def by_khal(file: Path) -> Read:
    """Fetch the calendar with vdirsyncer over HTTP and read it with khal."""
    home = file.parent / "khal"
    home.mkdir(exist_ok=True)
    calendar, config = home / "calendar", home / "khal.conf"
    with served(file.parent) as address:
        (home / "vdirsyncer.conf").write_text(
            f'[general]\nstatus_path = "{home}/status"\n'
            '[pair feed]\na = "local"\nb = "remote"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage local]\ntype = "filesystem"\npath = "{calendar}"\nfileext = ".ics"\n'
            f'[storage remote]\ntype = "http"\nurl = "{address}/{file.name}"\n'
        )
        for step in ("discover", "sync"):
            run(BIN / "vdirsyncer", "-c", home / "vdirsyncer.conf", step, XDG_DATA_HOME=str(home))
    config.write_text(
        f"[calendars]\n[[feed]]\npath = {calendar}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%dT%H:%M\nlongdatetimeformat = %Y-%m-%dT%H:%M\n"
        f"local_timezone = Asia/Seoul\ndefault_timezone = Asia/Seoul\n[sqlite]\npath = {home}/khal.db\n"
    )
    form = "{start-date}\t{start-time}\t{title}"
    said = run(BIN / "khal", "-c", config, "list", "--day-format", "", "--once", "-f", form, "2026-01-01", "300d")
    return sorted((moment(*line.split("\t")[:2]), line.split("\t")[2]) for line in said.splitlines() if "\t" in line)


def by_calcurse(file: Path) -> Read:
    """Import the calendar into calcurse and ask for what is in it; whole days it lists under each of their days."""
    home = file.parent / f"calcurse-{file.stem}"
    home.mkdir()
    run("calcurse", "-q", "-D", home, "-i", file)
    said = run(
        "calcurse", "-q", "-D", home, "-Q", "--filter-type", "cal", "--from", "01/01/2026", "--days", "300",
        "--format-apt", "%(start:%H:%M)\t%m\n", "--format-event", "\t%m\n", "--format-recur-event", "\t%m\n",
    )  # fmt: skip
    found: dict[tuple[str, str], tuple[str, str]] = {}
    day = ""
    for line in said.splitlines():
        time, tab, title = line.partition("\t")
        if tab:
            # Of several whole days the first counts.
            found.setdefault((time and f"{day}T{time}", title), (moment(day, time), title))
        elif line.endswith(":"):
            day = datetime.strptime(line, "%m/%d/%y:").replace(tzinfo=SEOUL).date().isoformat()
    return sorted(found.values())


def moment(day: str, time: str) -> str:
    """Write what a clock in Seoul shows as every reader here does."""
    if not time:
        return day
    shown = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SEOUL)
    return shown.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


READERS: dict[str, Callable[[Path], Read]] = {
    "ical.js": partial(by_node, "ical.js"),
    "node-ical": partial(by_node, "node-ical"),
    "icalendar": partial(by_python, "icalendar"),
    "vobject": partial(by_python, "vobject"),
    "recurring-ical-events": partial(by_python, "recurring-ical-events"),
    "khal": by_khal,
    "calcurse": by_calcurse,
}


def expected() -> Read:
    """Say what stands in the calendar, as the database has it."""
    session.rollback()
    rows = session.scalars(select(Event).where(Event.status != Status.DRAFT))
    return sorted((_begins(event), _titled(event)) for event in rows)


def _begins(event: Event) -> str:
    if event.all_day:
        return event.starts_at.astimezone(SEOUL).date().isoformat()
    return event.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _titled(event: Event) -> str:
    return f"[취소] {event.title_ko}" if event.status is Status.CANCELLED else event.title_ko


def planned() -> tuple[Event, Event, Event]:
    """Plan a seminar with a difficult title, a series of three dates, and a day that is two."""
    make_event(title_ko="휨, 수축; 그리고 “냉각” 🏭 <b>END:VEVENT</b> " + "아주 긴 제목" * 12)
    moved, called_off = make_event(title_ko="옮길 세미나"), make_event(title_ko="취소할 세미나")
    begins = datetime(2026, 3, 19, tzinfo=SEOUL)
    make_event(
        title_ko="클러스터 데이", kind=Kind.CLUSTER_DAY, all_day=True, starts_at=begins, ends_at=begins + 2 * DAY
    )
    series = make_series()
    dates = session.scalars(select(SeriesDate).where(SeriesDate.series_id == series.id).order_by(SeriesDate.planned_at))
    exception = session.get_one(Event, list(dates)[1].event_id)
    return moved, called_off, exception


def shifted(event: Event, by: timedelta) -> dict[str, Any]:
    return {"starts_at": event.starts_at + by, "ends_at": event.ends_at + by}


@pytest.mark.parametrize("reader", READERS)
def test_a_client_reads_what_is_there(client: FlaskClient, tmp_path: Path, reader: str) -> None:
    by = make_account(role=Role.ADMINISTRATOR)
    moved, called_off, exception = planned()
    plans = {
        "before": None,
        "moved": (moved.id, plan_of(moved, **shifted(moved, timedelta(days=1, hours=2)))),
        "exception": (exception.id, plan_of(exception, **shifted(exception, timedelta(hours=3)), title_ko="특별한 날")),
        "cancelled": None,
    }
    for number, (stage, plan) in enumerate(plans.items()):
        with transaction():
            who = session.merge(by)
            if plan is not None:
                events.revise(plan[0], plan[1], by=who, now=now())
            elif stage == "cancelled":
                events.cancel(called_off.id, reason="강사 사정", by=who, now=now())
        file = tmp_path / str(number) / "feed.ics"
        file.parent.mkdir()
        file.write_bytes(client.get("/calendars/all.ics?lang=ko").data)
        there = expected()
        assert len(there) >= 7
        assert READERS[reader](file) == there, f"{reader}, {stage}"
