"""How are the secrets in private links made, kept and compared?

Two kinds. A *token* is random and kept only as its hash (sessions, sign-in links). A *sealed link* is a public id under
a keyed signature of its purpose (places, answers, calendar feeds): nothing is kept, the link can be written into a
later letter again, and it ends when the row it names says so.
"""

import hashlib
import secrets as random

from flask import current_app
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

TOKEN_BYTES = 32
CODE_DIGITS = 6


def make_token() -> str:
    """Make a random token of 256 bits."""
    return random.token_urlsafe(TOKEN_BYTES)


def make_code() -> str:
    """Make a code of six digits, to be typed from a letter."""
    return f"{random.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hashed(secret: str, *, salt: str = "") -> str:
    """Return what is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(f"{salt}{secret}".encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two hashes in constant time."""
    return random.compare_digest(one, other)


def seal(purpose: str, name: str) -> str:
    """Write the secret of a private link to what `name` names, valid for one purpose only."""
    return _signer(purpose).sign(name).decode()


def unseal(purpose: str, secret: str) -> str | None:
    """Read the name in the secret of a private link, or None if it was not made here for this purpose.

    A link has one spelling: the last letter of the signature holds bits that base64 leaves unread (RFC 4648, section
    3.5), and a link whose last letter differs in those alone is refused like any other that was changed.
    """
    try:
        name = _signer(purpose).unsign(secret).decode()
    except (BadSignature, UnicodeError):
        return None
    signature = secret.rpartition(".")[2]
    return name if base64_encode(base64_decode(signature)).decode() == signature else None


def _signer(purpose: str) -> Signer:
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.config["SECRET_KEY"]]
    return Signer(keys, salt=f"eventhub:{purpose}", sep=".", digest_method=hashlib.sha256)
