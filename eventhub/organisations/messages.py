"""Which letters does an organisation give rise to?"""

from datetime import datetime

from eventhub.accounts.messages import write
from eventhub.accounts.models import Account
from eventhub.core.links import absolute
from eventhub.organisations.models import Organisation


def welcome(organisation: Organisation, account: Account, *, by: Account, now: datetime) -> None:
    """Write to a person that they speak for an organisation now, and where they get in."""
    write(
        "organisations/welcome",
        account,
        # Somebody who left and comes back is welcomed again.
        key=f"organisation:{organisation.public_id}:welcome:{account.public_id}:{now:%Y%m%d%H%M%S}",
        now=now,
        account=account,
        organisation=organisation,
        by=by,
        sign_in_url=absolute("/sign-in"),
        page_url=absolute(f"/organisations/{organisation.public_id}"),
    )
