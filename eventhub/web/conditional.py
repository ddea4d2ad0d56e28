"""Has the asker got this already?"""

from hashlib import sha256

from flask import Response, request


def cacheable(body: bytes, *, content_type: str, cache_control: str, filename: str = "") -> Response:
    """Answer with a body, or with 304 when the asker's copy is the same (RFC 9110, 13).

    The ETag is the hash of the body, so it is right as long as the body depends on the data alone.
    """
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = cache_control
    if filename:
        response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.set_etag(sha256(body).hexdigest())
    return response.make_conditional(request)
