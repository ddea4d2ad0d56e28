"""How is it found out whether EventHub stands well where it is installed?"""

from collections.abc import Iterator
from email.utils import parseaddr

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from eventhub.core.clock import now, today, zone
from eventhub.core.db import transaction
from eventhub.doctor import queries, rules
from eventhub.doctor.rules import Finding, Level
from eventhub.jobs.queries import database_time
from eventhub.jobs.runner import MOST_SKEW


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check settings, database, mail, DNS, inbox, search, fonts, clock and holidays; changes and sends nothing."""
    is_serious = False
    for number, finding in enumerate(_findings(), 1):
        is_serious = is_serious or finding.level is Level.SERIOUS
        click.echo(f"{number:2}. {finding.level:7}  {finding.what}: {finding.words}")
    if is_serious:
        raise click.exceptions.Exit(1)


def _findings() -> Iterator[Finding]:
    config = current_app.config
    yield from rules.judge_settings(
        secret_key=config["SECRET_KEY"],
        base_url=config["BASE_URL"],
        mail_url=config["MAIL_URL"],
        mail_from=config["MAIL_FROM"],
        demo=config["DEMO"],
    )
    trouble = _database_trouble()
    yield rules.judge_database(queries.where_database_is(), trouble)
    yield _not_looked_at("migrations") if trouble else _migrations()
    yield rules.judge_mail(config["MAIL_URL"], queries.mail_trouble(config["MAIL_URL"]))
    domain = parseaddr(config["MAIL_FROM"])[1].rpartition("@")[2]
    yield from rules.judge_names(config["DKIM"], domain=domain, mail_url=config["MAIL_URL"])
    inbox_url = config["INBOX_URL"]
    yield rules.judge_inbox(inbox_url, queries.inbox_trouble(inbox_url) if inbox_url else "")
    yield rules.judge_search(config["SEARCH_SOCKET"], *queries.search_state(config["SEARCH_SOCKET"]))
    yield rules.judge_fonts(queries.find_korean_font())
    yield _not_looked_at("clock") if trouble else _clock()
    year = today().year
    yield rules.judge_holidays({each: queries.holiday_names(each) for each in (year, year + 1)})


def _database_trouble() -> str:
    if queries.missing_file():
        return f"is not there yet: {rules.UPGRADE}"
    try:
        # To begin a write transaction shows whether one could write; nothing is written.
        with transaction():
            return "takes no changes (it is read-only)" if queries.is_read_only() else ""
    except SQLAlchemyError as fault:
        return " ".join(str(getattr(fault, "orig", None) or fault).split())


def _migrations() -> Finding:
    return rules.judge_migrations(queries.revisions(current_app.extensions["migrate"].migrate.get_config()))


def _clock() -> Finding:
    theirs = database_time() if queries.has_clock() else None
    return rules.judge_clock(ours=now(), theirs=theirs, most=MOST_SKEW, zone=str(zone()))


def _not_looked_at(what: str) -> Finding:
    return Finding(what, Level.WARNING, "not looked at, for the database cannot be used")
