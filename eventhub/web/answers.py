"""What does a door answer with?"""

from flask import Response, make_response, redirect

# A page; another answer; either with its status.
Answer = str | Response | tuple[str | Response, int]


def see_other(address: str) -> Response:
    """Send a browser on to another page, to be fetched with GET whatever was sent here (RFC 9110, 15.4.4)."""
    return make_response(redirect(address, 303))
