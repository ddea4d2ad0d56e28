"""How does an address inside EventHub read from outside: of a page, and of who takes letters?"""

from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

from flask import current_app

from eventhub.core.secrets import seal_for_mail, unseal_from_mail


def absolute(path: str) -> str:
    """Put the configured base address before a path; the Host header of a request is never believed."""
    return f"{current_app.config['BASE_URL']}{path}"


def uid_domain() -> str:
    """Return the host of the base address: what follows the @ in the lifelong names of calendar entries."""
    return _host(str(current_app.config["BASE_URL"]))


def sender_address() -> str:
    """Return the address letters come from."""
    return parseaddr(str(current_app.config["MAIL_FROM"]))[1]


def is_inbox_read() -> bool:
    """Say whether somebody reads what is written to the addresses of `robot_address`."""
    return bool(current_app.config["INBOX_URL"])


def robot_address(box: str, name: str) -> str:
    """Return the address, on the domain letters come from, at which EventHub itself takes what concerns `name`."""
    return f"{box}+{seal_for_mail(box, name)}@{sender_address().rpartition('@')[2]}"


def named_by_robot_address(box: str, address: str) -> str | None:
    """Return what an address of `robot_address` concerns; None for any other address, and for a forged one."""
    local, _, domain = address.strip().lower().rpartition("@")
    before, _, secret = local.partition("+")
    if before != box or domain != sender_address().rpartition("@")[2].lower():
        return None
    return unseal_from_mail(box, secret)


@cache
def _host(base: str) -> str:
    return urlsplit(base).hostname or "localhost"
