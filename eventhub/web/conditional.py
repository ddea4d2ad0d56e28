"""Has the asker got this already?"""

from datetime import datetime
from hashlib import sha256

from flask import Response, request

PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"


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
    if "lang" not in request.args:
        response.vary.update(("Accept-Language", "Cookie"))
    if filename:
        response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.set_etag(sha256(body).hexdigest())
    response.make_conditional(request)
    response.last_modified = last_modified
    return response
