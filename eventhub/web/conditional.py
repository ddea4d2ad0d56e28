"""Has the asker got this already?"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Response, request

PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"
# What `packing` adds to the tag of a packed answer.
PACKED = "-gzip"


@dataclass(frozen=True)
class Known:
    """What an answer was the last time it was made."""

    state: Hashable
    etag: str
    made_at: datetime


class KnownAnswers:
    """The tags of answers made in this process, each with the state of the data it was made from.

    Whoever has the answer to the present state is told so without its being made again. As long as caches on the way
    may keep an answer it is believed, then made again: not even what nobody thought of hides a change for longer.
    """

    def __init__(self, *, at_most: int, believed_for: timedelta) -> None:
        """Take how many answers are remembered, and for how long each is believed."""
        self.at_most, self.believed_for = at_most, believed_for
        self._known: dict[Hashable, Known] = {}

    def find(self, name: Hashable, state: Hashable, *, now: datetime) -> str | None:
        """Return the tag of an answer if it was made from this very state."""
        known = self._known.get(name)
        is_so_still = known is not None and known.state == state and now - known.made_at < self.believed_for
        return known.etag if known is not None and is_so_still else None

    def keep(self, name: Hashable, state: Hashable, etag: str, *, now: datetime) -> None:
        """Remember the tag of an answer; what was remembered first is forgotten first."""
        self._known.pop(name, None)
        self._known[name] = Known(state, etag, now)
        while len(self._known) > self.at_most:
            self._known.pop(next(iter(self._known)), None)

    def forget(self) -> None:
        """Forget everything, as when the process begins."""
        self._known.clear()


# Every public feed in both languages; believed as long as `PUBLIC` lets caches keep it.
KNOWN = KnownAnswers(at_most=4096, believed_for=timedelta(minutes=5))


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
    response = _dressed(Response(body, content_type=content_type), cache_control)
    if filename:
        response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.set_etag(sha256(body).hexdigest())
    response.make_conditional(request)
    response.last_modified = last_modified
    return response


def unchanged(etag: str, *, content_type: str, cache_control: str) -> Response | None:
    """Answer with 304 when the asker's copy is the one of this tag, packed if it takes that; else with nothing."""
    tags = (etag, f"{etag}{PACKED}") if wants_gzip() else (etag,)
    held = next((tag for tag in tags if request.if_none_match.contains_weak(tag)), None)
    if held is None:
        return None
    response = _dressed(Response(status=304, content_type=content_type), cache_control)
    response.set_etag(held)
    return response


def wants_gzip() -> bool:
    """Say whether gzip was asked for in so many words; no header, `*` and `gzip;q=0` mean no."""
    return any(coding.lower() == "gzip" and quality > 0 for coding, quality in request.accept_encodings)


def _dressed(response: Response, cache_control: str) -> Response:
    response.headers["Cache-Control"] = cache_control
    varies = ("Accept-Encoding",) if "lang" in request.args else ("Accept-Encoding", "Accept-Language", "Cookie")
    response.vary.update(varies)
    return response
