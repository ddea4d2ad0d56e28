"""Which letters does an account get?"""

from datetime import datetime

from eventhub.accounts.models import Account, SignInLink
from eventhub.core.links import absolute
from eventhub.mail import services as mail


def send_way_in(account: Account, link: SignInLink, *, token: str, code: str, now: datetime) -> None:
    """Send the link and the code to sign in with."""
    mail.queue(
        "accounts/sign_in",
        key=f"sign-in:{link.token_hash[:16]}",
        to=account.email,
        to_name=account.name,
        locale=account.locale,
        now=now,
        account=account,
        code=code,
        link=absolute(f"/sign-in/{token}"),
    )
