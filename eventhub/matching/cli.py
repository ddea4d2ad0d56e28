"""How is the matcher run by hand, on the database or on any collection?"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from eventhub.jobs import runner
from eventhub.matching.rules import JOB

TELL_EVERY = 500
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)

match_group = AppGroup("match", help="The matcher.")


@match_group.command("run")
def run() -> None:
    """Match every problem whose revision has not been matched; running it again changes nothing."""
    click.echo(runner.get_job(JOB).run() or "nothing to match")


@match_group.command("rank", with_appcontext=False)
@click.option("--corpus", type=EXISTING, required=True, help="JSON lines: {id, text} or {id, docs}; .gz accepted.")
@click.option("--queries", "asked", type=EXISTING, required=True, help="JSON lines: {id, text}; .gz accepted.")
@click.option("--k", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many per query.")
def rank(corpus: Path, asked: Path, k: int) -> None:
    """Rank a collection for each query, as the nightly run would; one JSON line per query, in order."""
    # Only this command needs scikit-learn, whose import takes over a second.
    from eventhub.matching.ranker import rank_collection  # noqa: PLC0415

    for found in rank_collection(list(_records(corpus)), list(_records(asked)), k, _progress):
        click.echo(json.dumps(found, ensure_ascii=False))


def _records(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    seen: set[str] = set()
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                record = _record(line, f"{path.name}, line {number}")
                if str(record["id"]) in seen:
                    raise click.ClickException(f"{path.name}, line {number}: id {record['id']!r} was used before")
                seen.add(str(record["id"]))
                yield record


def _record(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as fault:
        raise click.ClickException(f"{place}: not JSON ({fault})") from fault
    has_text = isinstance(record, dict) and (
        isinstance(record.get("text"), str)
        or (isinstance(record.get("docs"), list) and all(isinstance(text, str) for text in record["docs"]))
    )
    if not has_text or "id" not in record:
        raise click.ClickException(f"{place}: needs an id and a text, or an id and a list of docs")
    return dict(record)


def _progress(done: int, total: int) -> None:
    if done % TELL_EVERY == 0 or done == total:
        click.echo(f"analysed {done} / {total}", err=True)
