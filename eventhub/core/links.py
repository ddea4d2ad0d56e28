"""How does an address inside EventHub read from outside?"""

from functools import cache
from urllib.parse import urlsplit

from flask import current_app


def absolute(path: str) -> str:
    """Put the configured base address before a path; the Host header of a request is never believed."""
    return f"{current_app.config['BASE_URL']}{path}"


def uid_domain() -> str:
    """Return the host of the base address: what follows the @ in the lifelong names of calendar entries."""
    return _host(str(current_app.config["BASE_URL"]))


@cache
def _host(base: str) -> str:
    return urlsplit(base).hostname or "localhost"
