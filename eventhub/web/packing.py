"""Which answers are packed on their way, for whom, and which never (decision 0015)?"""

import gzip

from flask import Flask, Response, request, session

from eventhub.web.conditional import PACKED, wants_gzip

SMALL = 1024
# Pictures, fonts and workbooks are packed already.
PACKABLE = ("text/", "application/json", "application/javascript", "image/svg+xml")
# What a visitor's cookie may hold for a page to be packed: the token of forms, which is written anew every second.
HARMLESS = {"csrf_token"}


def init_app(app: Flask) -> None:
    """Look at every answer of this app."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack an answer for who asks so, unless its length could tell a listener what is somebody's own (BREACH)."""
    if not (_is_text(response) and _is_for_anybody(response)):
        return response
    response.vary.add("Accept-Encoding")
    is_long = (response.content_length or 0) >= SMALL
    if response.status_code == 200 and is_long and wants_gzip():  # noqa: PLR2004 - no part, no refusal, nothing known
        _pack(response)
    return response


def _pack(response: Response) -> None:
    tag, is_weak = response.get_etag()
    if tag is not None:
        # The packed body is another body, and a strong tag names one body only (RFC 9110, 8.8.3).
        response.set_etag(f"{tag}{PACKED}", weak=bool(is_weak))
        if request.if_none_match.contains_weak(f"{tag}{PACKED}"):
            response.status_code = 304
            return
    response.direct_passthrough = False
    # The moment of packing stays out of the bytes, or no two answers would be equal.
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.content_encoding = "gzip"


def _is_text(response: Response) -> bool:
    is_readable = (response.mimetype or "").startswith(PACKABLE) and "Content-Encoding" not in response.headers
    return is_readable and request.method in ("GET", "HEAD")


def _is_for_anybody(response: Response) -> bool:
    """Say whether an answer is the same for everybody, or at least repeats nothing that was typed."""
    if response.cache_control.no_store:
        return False
    # What a calendar or a file holds depends on its address alone.
    has_own_rule = response.cache_control.public or response.get_etag()[0] is not None
    return bool(has_own_rule) or session.keys() <= HARMLESS
