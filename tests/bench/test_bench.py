"""Does a benchmark measure what it says, and nothing when there is nothing to measure?"""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.bench import calendar as bench_calendar
from eventhub.bench import match as bench_match
from eventhub.bench import measure, rivals
from eventhub.bench import programme as bench_programme
from eventhub.bench.measure import Timing, compare, report
from eventhub.core.db import session
from eventhub.events.models import Event
from tests.factories.events import make_event
from tests.factories.matching import make_partner
from tests.factories.problems import make_technical_problem

FEW = bench_match.Sizes(
    documents=(150, 300), rounds=1, queries=dict.fromkeys((bench_match.OURS, *rivals.NAMES), 20), single=3, changes=3
)
SMALL = bench_calendar.Sizes(events=5, people=3, places=2)


def test_the_ways_take_turns_and_the_first_is_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    clock = 0.0

    def way(name: str, cost: float) -> object:
        def run() -> None:
            nonlocal clock
            ran.append(name)
            clock += cost

        return run

    monkeypatch.setattr(measure.time, "process_time", lambda: clock)
    timings = compare({"a": way("a", 0.001), "b": way("b", 0.003)}, rounds=3, calls=2)  # type: ignore[dict-item]
    assert "".join(ran) == "ab" + "aabb" * 3
    assert [(each.name, round(each.milliseconds, 6), round(each.ratio, 6)) for each in timings] == [
        ("a", 1.0, 1.0),
        ("b", 3.0, 3.0),
    ]


def test_a_report_names_the_reference_and_the_ratios() -> None:
    title, how, *lines = report("Pages", "in process", [Timing("bare", 1.0, 1.0), Timing("ours", 2.5, 2.5)])
    assert title == "Pages"
    assert "in process" in how
    assert lines[0].split() == ["bare", "1.000", "ms", "reference"]
    assert lines[1].split() == ["ours", "2.500", "ms", "2.50", "x"]


@pytest.mark.parametrize("name", ["pages", "calendar", "programme", "match"])
def test_each_benchmark_runs_on_what_is_there(app: Flask, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    make_event()
    make_technical_problem()
    for _ in range(2):
        make_partner()
    once = measure.compare
    # As on the command line: requests made here see what this transaction has not kept.
    monkeypatch.setattr(app, "test_client_class", FlaskClient)
    monkeypatch.setattr(bench_programme, "SIZES", (3, 5))
    monkeypatch.setattr(bench_programme, "LONGEST_SERIES", 150)
    monkeypatch.setattr(bench_calendar, "Sizes", lambda: SMALL)
    monkeypatch.setattr(bench_match, "Sizes", lambda: FEW)
    for module in ("pages", "calendar", "programme"):
        monkeypatch.setattr(f"eventhub.bench.{module}.compare", lambda ways, **_: once(ways, rounds=1, calls=1))
    done = app.test_cli_runner().invoke(args=("bench", name))
    assert done.exit_code == 0, done.output
    assert done.stdout.count("reference") >= 1
    assert session.scalar(select(func.count()).select_from(Event)) == 1, "what is made up to be measured is not kept"


@pytest.mark.parametrize("name", ["pages", "programme", "match"])
def test_nothing_is_measured_where_there_is_nothing(app: Flask, name: str) -> None:
    done = app.test_cli_runner().invoke(args=("bench", name))
    assert isinstance(done.exception, RuntimeError)
    assert "load the demo first" in str(done.exception)
