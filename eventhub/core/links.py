"""How does an address inside EventHub read from outside?"""

from flask import current_app


def absolute(path: str) -> str:
    """Put the configured base address before a path; the Host header of a request is never believed."""
    return f"{current_app.config['BASE_URL']}{path}"
