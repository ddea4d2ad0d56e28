"""Which benchmarks are there, and how is one run?"""

from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext

from eventhub.bench.calendar import calendar
from eventhub.bench.letters import letters
from eventhub.bench.measure import NotKeptError
from eventhub.bench.pages import pages
from eventhub.bench.programme import programme

NAMES = ("pages", "calendar", "programme", "letters", "match", "registration")


@click.command("bench")
@click.argument("name", type=click.Choice([*NAMES, "all"]))
@with_appcontext
def bench(name: str) -> None:
    """Run one benchmark, or all, on the database of the settings; prints ratios and how they were measured."""
    for chosen in NAMES if name == "all" else (name,):
        try:
            for line in _run(chosen):
                click.echo(line)
        except NotKeptError as fault:
            raise click.ClickException(str(fault)) from fault


def _run(name: str) -> Iterator[str]:
    if name == "match":
        from eventhub.bench.match import match  # noqa: PLC0415 - brings scikit-learn, which the web must not load

        return match()
    if name == "registration":
        from eventhub.bench.registration import registration  # noqa: PLC0415 - knows how the lock is taken away

        return registration()
    if name == "calendar":
        return calendar()
    if name == "letters":
        return letters()
    return {"pages": pages, "programme": programme}[name](current_app.test_client())
