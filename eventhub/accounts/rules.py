"""How long do ways in and sessions last, how often may one try, and where may one be sent next?"""

from datetime import timedelta
from urllib.parse import urlsplit

from eventhub.accounts.models import Role

LINK_LASTS = timedelta(minutes=10)
SET_UP_LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = {
    Role.MEMBER: timedelta(days=30),
    Role.COORDINATOR: timedelta(hours=12),
    Role.ADMINISTRATOR: timedelta(hours=12),
}
# How long is kept, after its end, what tells a person of their own sign-ins.
SESSIONS_KEPT = timedelta(days=30)
WAYS_IN_KEPT = timedelta(days=1)
# What the address of a forgotten person ends in: a name no mail is ever sent to (RFC 2606, 2).
FORGOTTEN = "forgotten.invalid"
# What stands for the address of somebody who came without one; nobody can sign in with it.
NO_ADDRESS = "no-address.invalid"
WINDOW = timedelta(minutes=10)
# Tries within the window: letters asked for by one address, codes guessed for one address, anything from one network.
LETTERS_PER_ADDRESS = 3
GUESSES_PER_ADDRESS = 5
TRIES_PER_NETWORK = 60


def safe_next(path: str) -> str:
    """Return a path of this site, or the empty string; browsers read backslashes and control signs as they like."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable() or " " in path:
        return ""
    parts = urlsplit(path)
    return "" if parts.scheme or parts.netloc else path[:500]
