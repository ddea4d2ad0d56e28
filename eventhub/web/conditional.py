"""Has the asker got this already, and does it want it packed?"""

import gzip
from datetime import datetime
from hashlib import sha256

from flask import Response, request

PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"
SMALL = 1024


def cacheable(
    body: bytes,
    *,
    content_type: str,
    cache_control: str,
    filename: str = "",
    last_modified: datetime | None = None,
) -> Response:
    """Answer with a body, or with 304 when the asker's copy is the same (RFC 9110, 13).

    The ETag is the hash of the body, so it is right as long as the body depends on the data alone. It alone decides:
    two changes may fall into the one second a date can tell, and what leaves a window moves no date.
    """
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Accept-Encoding")
    if "lang" not in request.args:
        response.vary.update(("Accept-Language", "Cookie"))
    if filename:
        response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    packed = _wants_gzip() and len(body) > SMALL
    # The packed body is another body, and a strong tag names one body only (RFC 9110, 8.8.3).
    response.set_etag(sha256(body).hexdigest() + ("-gzip" if packed else ""))
    response.make_conditional(request)
    response.last_modified = last_modified
    if packed:
        _pack(response, body)
    return response


def _wants_gzip() -> bool:
    """Say whether gzip was asked for in so many words; no header, `*` and `gzip;q=0` mean no."""
    return any(coding.lower() == "gzip" and quality > 0 for coding, quality in request.accept_encodings)


def _pack(response: Response, body: bytes) -> None:
    if response.status_code == 200:  # noqa: PLR2004 - a 304 has no body to pack
        # The moment of packing stays out of the bytes, or no two answers would be equal.
        response.set_data(gzip.compress(body, mtime=0))
        response.content_encoding = "gzip"
