"""What does a door answer with?"""

from flask import Response, make_response, redirect

# A page; another answer; either with its status.
Answer = str | Response | tuple[str | Response, int]
PDF = "application/pdf"


def see_other(address: str) -> Response:
    """Send a browser on to another page, to be fetched with GET whatever was sent here (RFC 9110, 15.4.4)."""
    return make_response(redirect(address, 303))


def file_answer(content: bytes, name: str, media_type: str) -> Response:
    """Answer with a file to be saved, which no cache keeps: it is one person's, or about people."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
