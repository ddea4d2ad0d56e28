"""How is a demonstration filled, and how does one get into it?"""

import sys
import time

import click
from flask.cli import AppGroup

from eventhub.accounts import queries as accounts
from eventhub.accounts import services
from eventhub.core.clock import now, today
from eventhub.core.db import transaction
from eventhub.core.links import absolute
from eventhub.demo import loader

demo_group = AppGroup("demo", help="Made-up data.")

PERSONAS = (
    ("firm member", "firm@example.com"),
    ("lab member", "lab@example.com"),
    ("coordinator", "coordinator@example.org"),
    ("administrator", "admin@example.org"),
)


@demo_group.command("load")
@click.option("--size", type=click.Choice(["pilot", "small", "national"]), default="pilot", show_default=True)
@click.option("--seed", default=2026, show_default=True, help="The same seed gives the same data.")
def load(*, size: str, seed: int) -> None:
    """Fill an empty database with a made-up programme: firms, people, problems, events, recommendations."""
    if not loader.is_empty():
        raise click.ClickException("the database is not empty; made-up data goes into an empty one only")
    # The generator reads its vocabulary and the matcher brings scikit-learn: nothing the web process needs.
    from eventhub.demo.booths import furnish  # noqa: PLC0415
    from eventhub.demo.generate import generate  # noqa: PLC0415
    from eventhub.demo.history import play  # noqa: PLC0415
    from eventhub.demo.stage import perform  # noqa: PLC0415

    started = time.monotonic()
    click.echo("making up the programme", err=True)
    programme = generate(size, seed, today())
    with transaction():
        loader.load(programme, now=now(), progress=show)
    perform(programme, progress=show)
    furnish(programme, progress=show)
    play(seed, progress=show)
    click.echo(f"loaded in {time.monotonic() - started:.0f} seconds", err=True)


@demo_group.command("sign-in-links")
def sign_in_links() -> None:
    """Print a link for each persona, to sign in with once."""
    with transaction():
        for word, email in PERSONAS:
            account = accounts.find_by_email(email)
            if account is not None:
                token = services.make_set_up_link(account, now=now())
                click.echo(f"  {word:14} {account.name:8} {absolute(f'/sign-in/{token}')}")


def show(what: str, done: int, total: int) -> None:
    """Show how far a long step has come: one line that grows on a terminal, a line a step elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r  {what:24} {done:>7,} / {total:,}", err=True, nl=done >= total)
    elif done >= total:
        click.echo(f"  {what:24} {done:>7,}", err=True)
