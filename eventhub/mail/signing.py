"""How does a letter prove that it comes from our domain (DKIM, RFC 6376)?"""

import base64
from dataclasses import dataclass
from email.utils import parseaddr

import dkim
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

# What is signed beside the content: who writes to whom, what about, when, and how it is refused (RFC 8058, 4). That one
# of them is not there is signed with it, so that nobody adds it.
HEADERS = (
    *(b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references"),
    *(b"list-id", b"list-unsubscribe", b"list-unsubscribe-post"),
    *(b"auto-submitted", b"precedence", b"mime-version", b"content-type", b"content-language"),
)
# "This is an RSA key", as a certificate would say it (RFC 8017, A.1): the kind of the key and no parameters.
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
INTEGER, BIT_STRING, SEQUENCE = 0x02, 0x03, 0x30


@dataclass(frozen=True)
class Key:
    """The secret key of a domain, and under which name its public half stands in the DNS."""

    private: str
    selector: str
    domain: str

    @property
    def record_name(self) -> str:
        """Where mail servers look the public half up."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """Write what has to stand there (RFC 6376, 3.6.1)."""
        found = parse_pem_private_key(self.private.encode())
        numbers = _der(SEQUENCE, _der_number(found["modulus"]) + _der_number(found["publicExponent"]))
        public = _der(SEQUENCE, RSA + _der(BIT_STRING, b"\0" + numbers))
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def key_for(private: str, *, selector: str, mail_from: str) -> Key | None:
    """Return what letters from an address are signed with; None where no key is set."""
    return Key(private, selector, parseaddr(mail_from)[1].rpartition("@")[2]) if private else None


def is_key(private: str) -> bool:
    """Say whether a text is a secret RSA key as openssl writes it."""
    try:
        parse_pem_private_key(private.encode())
    except (UnparsableKeyError, ValueError, IndexError):
        return False
    return True


def signed(message: bytes, key: Key) -> bytes:
    """Put a signature in front of a message; whoever changes a byte of what it covers breaks it."""
    header: bytes = dkim.sign(
        message,
        key.selector.encode(),
        key.domain.encode(),
        key.private.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=list(HEADERS),
    )
    return header + message


def _der_number(number: int) -> bytes:
    # The first bit tells the sign, so there is always one more than the number needs.
    return _der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    """Write a value with its length in front (X.690, 8.1)."""
    length = len(content)
    if length < 0x80:  # noqa: PLR2004 - where the long form begins
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content
