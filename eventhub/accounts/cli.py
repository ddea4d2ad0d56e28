"""How does the first administrator, or a locked-out one, get in?"""

import click
from flask.cli import AppGroup

from eventhub.accounts import queries, services
from eventhub.accounts.models import Role
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.links import absolute

accounts_group = AppGroup("accounts", help="People and their ways in.")


@accounts_group.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in once; while there is no administrator, EMAIL becomes the first."""
    with transaction():
        account = queries.find_by_email(email)
        if not queries.count_administrators():
            account = services.account_for(email, name=email.partition("@")[0], locale="ko", now=now())
            services.grant(account, Role.ADMINISTRATOR, by=None, now=now())
        if account is None:
            raise click.ClickException(f"nobody is known as {email}; an administrator can add them on the people page")
        token = services.make_set_up_link(account, now=now())
    click.echo(absolute(f"/sign-in/{token}"))


def print_set_up_link(**_: object) -> None:
    """Say, on a first run, where the first administrator makes themselves known."""
    if not queries.count_administrators():
        click.echo(f"Nobody is in charge yet. Set up EventHub here, once: {absolute(services.set_up_path())}")
