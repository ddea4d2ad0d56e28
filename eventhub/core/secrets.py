"""How are the secrets in private links made, kept and compared?

Two kinds. A *token* is random and kept only as its hash (sessions, sign-in links). A *sealed link* is a public id under
a keyed signature of its purpose (places, answers, calendar feeds): nothing is kept, the link can be written into a
later letter again, and it ends when the row it names says so.
"""

import hashlib
import secrets as random
from base64 import b32encode
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

TOKEN_BYTES = 32
CODE_DIGITS = 6
# What stands of a signature in a mail address, whose name may have 64 characters (RFC 5321, 4.5.3.1.1): 128 bits.
SHORT_BYTES = 16


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


def seal_for_mail(purpose: str, name: str) -> str:
    """Write the secret of a mail address for `name`: short, and in small letters, because mail servers fold them."""
    return f"{name}-{_short_signatures(purpose, name)[-1]}"


def unseal_from_mail(purpose: str, secret: str) -> str | None:
    """Read the name in the secret of a mail address, or None if it was not made here for this purpose."""
    name, _, signature = secret.lower().rpartition("-")
    if not signature.isascii():
        return None
    return name if any(same(signature, each) for each in _short_signatures(purpose, name)) else None


def _short_signatures(purpose: str, name: str) -> list[str]:
    """Sign a name with every key that holds, the newest last."""
    signatures = [base64_decode(Signer(key, **_form(purpose)).get_signature(name)) for key in _keys()]
    return [b32encode(each[:SHORT_BYTES]).decode().rstrip("=").lower() for each in signatures]


def _signer(purpose: str) -> Signer:
    return Signer(_keys(), **_form(purpose))


def _keys() -> list[str]:
    return [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.config["SECRET_KEY"]]


def _form(purpose: str) -> dict[str, Any]:
    return {"salt": f"eventhub:{purpose}", "sep": ".", "digest_method": hashlib.sha256}
