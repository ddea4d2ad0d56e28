"""What does a letter cost to write and to queue, with how many questions, and how fast do queued letters leave?"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

from jinja2 import Environment
from sqlalchemy import event, insert

from config import ROOT
from eventhub.bench.measure import NotKeptError, compare, report
from eventhub.bench.reference import BARE_ROWS
from eventhub.bench.scratch import Scratch, scratch
from eventhub.bench.sink import Sink, listening
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.events import examples as events
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.registrations import messages
from eventhub.registrations.examples import registration
from eventhub.registrations.models import Registration, Standing

BARE = """<!doctype html><html lang="ko"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<p>{{ name }}</p><table>{% for term, said in facts %}<tr><td>{{ term }}</td><td>{{ said }}</td></tr>{% endfor %}</table>
<p><a href="{{ link }}">{{ link }}</a></p></body></html>"""


@dataclass(frozen=True)
class Sizes:
    """How many letters are written, and sent."""

    letters: int = 10_000
    # Letters over which questions are counted together.
    part: int = 1_000
    sent: int = 10_000
    patience_seconds: int = 600


SIZES = Sizes()


class _NotKept(Exception):  # noqa: N818 - how a block ends that leaves nothing behind
    """Everything made up for the measurement goes."""


def letters() -> Iterator[str]:
    """Compare writing and queueing a letter with a bare template and row; queue many; let workers send many."""
    with _nothing_kept():
        BARE_ROWS.create(session.connection())
        always, refusable = _writer(messages.send_link_again), _writer(_remind)
        ways = {"bare template and row (reference)": _bare(), "a letter": always, "one that can be refused": refusable}
        yield from report("Letters written and queued", f"in process, {db.engine.dialect.name}", compare(ways))
        yield from _many(refusable)
    yield from _drained()


@contextmanager
def _nothing_kept() -> Iterator[None]:
    with suppress(_NotKept), transaction():
        yield
        raise _NotKept


def _bare() -> Callable[[], object]:
    template, number = Environment(autoescape=True).from_string(BARE), count()
    facts = [("행사", "사출 금형 냉각 설계 세미나"), ("일시", "2026. 12. 8.(화) 14:00–17:00"), ("장소", "대회의실")]

    def write() -> None:
        title, link = "참가를 신청하신 행사를 알려 드립니다", f"http://localhost/r/{next(number)}"
        text = template.render(title=title, name="박서연", facts=facts, link=link)
        row = {"name": text, "email": "reader@example.com", "written_at": now()}
        session.execute(insert(BARE_ROWS), row)

    return write


def _remind(place: Registration, _event: object, *, now: Any) -> None:  # noqa: ANN401 - as all letters take it
    messages.remind(place, place.event, hours=24, now=now)


def _writer(write: Callable[..., None]) -> Callable[[], object]:
    """Write a letter to somebody else each time."""
    number, about = count(), events.event(now=now())

    def one() -> None:
        place = registration("ko", Standing.CONFIRMED, about)
        place.public_id = f"bench{write.__name__[0]}{next(number)}"
        place.account.email = f"{place.public_id}@example.com"
        write(place, about, now=now())

    return one


def _many(write: Callable[[], object]) -> Iterator[str]:
    """Queue many letters, and see that the last ones ask no more of the database than the first."""
    asked = 0

    def note(*_: object) -> None:
        nonlocal asked
        asked += 1

    engine, marks, started = db.engine, [0], time.perf_counter()
    event.listen(engine, "before_cursor_execute", note)
    try:
        for _ in range(SIZES.letters // SIZES.part):
            for _ in range(SIZES.part):
                write()
            marks.append(asked)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    seconds = time.perf_counter() - started
    each = {(later - earlier) / SIZES.part for earlier, later in pairwise(marks)}
    if len(each) != 1:
        raise NotKeptError(f"letters do not all cost the same number of statements: {sorted(each)}")
    per_second = SIZES.letters / seconds
    yield f"  {SIZES.letters:,} letters: {seconds:.1f} s, {per_second:,.0f} a second, {each.pop():g} statements each"


def _drained() -> Iterator[str]:
    with scratch() as made, listening() as sink:
        with made.opened():
            workers = 1 if db.engine.dialect.name == "sqlite" else 4
            _queue(SIZES.sent)
        seconds = _wait_for(sink, made, workers)
        yield f"Letters sent: {SIZES.sent:,} to a server on this machine that keeps nothing, {workers} worker(s)"
        yield f"  {seconds:.1f} s, {SIZES.sent / seconds:,.0f} a second, from the first letter to the last"


def _queue(number: int) -> None:
    moment = now()
    rows = [
        {
            "key": f"bench:{one}",
            "to_address": f"reader{one}@example.com",
            "domain": "example.com",
            "locale": "ko",
            "subject": "[신청 완료] 사출 금형 세미나",
            "text": "신청하신 행사를 알려 드립니다.\n" * 20,
            "html": "<p>신청하신 행사를 알려 드립니다.</p>" * 100,
            "state": LetterState.QUEUED,
            "queued_at": moment,
            "due_at": moment,
        }
        for one in range(number)
    ]
    with transaction():
        session.execute(insert(OutgoingMail), rows)


def _wait_for(sink: Sink, made: Scratch, workers: int) -> float:
    unlimited = {"EVENTHUB_MAIL_PER_MINUTE": "0", "EVENTHUB_MAIL_PER_DOMAIN": "0"}
    environment = {**made.environment, **unlimited, "EVENTHUB_MAIL_URL": sink.url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        for _ in range(workers)
    ]
    try:
        until = time.monotonic() + SIZES.patience_seconds
        first = _when(sink, 1, until)
        return max(_when(sink, SIZES.sent, until) - first, 0.001)
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait()


def _when(sink: Sink, number: int, until: float) -> float:
    while sink.letters < number:
        if time.monotonic() > until:
            raise NotKeptError(f"only {sink.letters:,} of {SIZES.sent:,} letters came in {SIZES.patience_seconds} s")
        time.sleep(0.01)
    return time.monotonic()
