"""How is the outbox looked after by hand?"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail import queries, services
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.mail.transport import compose

mail_group = AppGroup("mail", help="The outbox.")


@mail_group.command("list")
@click.option("--state", type=click.Choice([state.value for state in LetterState]))
@click.option("--limit", default=50, show_default=True)
def list_letters(*, state: str | None, limit: int) -> None:
    """Show letters, newest first, and how many there are of each state."""
    wanted = LetterState(state) if state else None
    for letter in queries.list_letters(state=wanted, per_page=limit).items:
        click.echo(f"{letter.queued_at:%Y-%m-%d %H:%M} {letter.state:9} {letter.to_address:32} {letter.subject}")
        if letter.last_error:
            click.echo(f"    {letter.attempts} attempts; {letter.last_error}")
    counts = queries.count_by_state()
    click.echo(", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "no letters")


@mail_group.command("retry")
def retry() -> None:
    """Put every letter that was given up back into the outbox."""
    with transaction():
        number = services.retry_failed(now=now())
    click.echo(f"{number} letters will be tried again")


@mail_group.command("preview")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def preview(folder: Path) -> None:
    """Write every letter, in every language, into FOLDER as .eml files that mail programs open; nothing is sent."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, letter in _examples():
        path = folder / f"{name}.eml"
        config = current_app.config
        path.write_bytes(compose(letter, mail_from=config["MAIL_FROM"], reply_to=config["CONTACT_EMAIL"], now=now()))
        click.echo(f"{path}  {letter.subject}")


def _examples() -> Iterator[tuple[str, OutgoingMail]]:
    """Let each package write its letters to made-up people; name a second letter of a template by its number."""
    seen: Counter[str] = Counter()
    for template, letter in services.write_examples(current_app.extensions["eventhub.letter_examples"], now=now()):
        name = f"{template.replace('/', '.')}.{letter.locale}"
        seen[name] += 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        yield f"{template.replace('/', '.')}{number}.{letter.locale}", letter


def release_leases(*, alone: bool) -> None:
    """Free what a dead worker held, when this worker knows itself to be the only one."""
    if alone:
        with transaction():
            services.release_all()
