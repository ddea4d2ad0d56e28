"""Which letters does an account get?"""

from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account, SignInLink
from eventhub.core.links import absolute
from eventhub.mail import services as mail


def write(
    name: str,
    reader: Account,
    *,
    key: str,
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the outbox and the templates take them
) -> None:
    """Queue a letter to a person, in the language they read; `reader` is among its values."""
    mail.queue(
        name,
        key=key,
        to=reader.email,
        to_name=reader.name,
        locale=reader.locale,
        now=now,
        reader=reader,
        **values,
    )


def send_way_in(account: Account, link: SignInLink, *, token: str, code: str, now: datetime) -> None:
    """Send the link and the code to sign in with."""
    write(
        "accounts/sign_in",
        account,
        key=f"sign-in:{link.token_hash[:16]}",
        now=now,
        account=account,
        code=code,
        link=absolute(f"/sign-in/{token}"),
    )
