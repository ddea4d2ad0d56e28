"""Which benchmarks are there, and how is one run?"""

from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext

from eventhub.bench.pages import feeds, pages
from eventhub.bench.programme import programme

NAMES = ("pages", "feeds", "programme", "matching")


@click.command("bench")
@click.argument("name", type=click.Choice([*NAMES, "all"]))
@with_appcontext
def bench(name: str) -> None:
    """Run one benchmark, or all, on the database of the settings; prints ratios and how they were measured."""
    for chosen in NAMES if name == "all" else (name,):
        for line in _run(chosen):
            click.echo(line)


def _run(name: str) -> Iterator[str]:
    if name == "matching":
        from eventhub.bench.matching import matching  # noqa: PLC0415 - brings scikit-learn, which the web must not load

        return matching()
    return {"pages": pages, "feeds": feeds, "programme": programme}[name](current_app.test_client())
