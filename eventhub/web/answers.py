"""What does a door answer with?"""

from io import BytesIO

from flask import Response, make_response, redirect, send_file

from eventhub.web.headers import DOWNLOAD_POLICY

# A page; another answer; either with its status.
Answer = str | Response | tuple[str | Response, int]
PDF = "application/pdf"


def see_other(address: str) -> Response:
    """Send a browser on to another page, to be fetched with GET whatever was sent here (RFC 9110, 15.4.4)."""
    return make_response(redirect(address, 303))


def attachment(content: bytes, *, name: str, media_type: str) -> Response:
    """Hand out a file one person sent in: to be saved, never shown as a page of ours, kept by no cache."""
    sent = send_file(BytesIO(content), media_type, as_attachment=True, download_name=name, etag=False)
    sent.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    sent.headers["Cache-Control"] = "no-store"
    return sent
