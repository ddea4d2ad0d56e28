"""How are posts in a team called, and where on a sheet of paper does a complex lie?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from eventhub.clusters.models import Post
from eventhub.core.i18n import lazy as _

POST_WORDS: dict[Post, Any] = {
    Post.HEAD: _("Team head"),
    Post.COORDINATOR: _("Coordinator"),
}

# The coast and the northern edge of the southern half of Korea, and Jeju, as (latitude, longitude): rough on purpose,
# because the picture is a scheme and not a map to find one's way with.
MAINLAND = (
    (37.75, 126.55), (37.45, 126.60), (37.22, 126.65), (37.00, 126.80), (37.05, 126.45), (36.80, 126.15),
    (36.40, 126.38), (36.10, 126.55), (35.95, 126.60), (35.62, 126.47), (35.30, 126.38), (34.98, 126.30),
    (34.62, 126.25), (34.32, 126.55), (34.48, 126.95), (34.45, 127.35), (34.72, 127.45), (34.65, 127.78),
    (34.92, 127.80), (34.75, 128.00), (34.80, 128.40), (34.72, 128.68), (35.08, 128.62), (35.05, 128.98),
    (35.25, 129.25), (35.55, 129.42), (36.05, 129.55), (36.15, 129.40), (36.75, 129.46), (37.15, 129.36),
    (37.55, 129.12), (37.85, 128.90), (38.25, 128.58), (38.60, 128.36), (38.30, 127.95), (38.30, 127.15),
    (37.98, 126.75),
)  # fmt: skip
JEJU = ((33.48, 126.28), (33.55, 126.60), (33.50, 126.90), (33.30, 126.75), (33.22, 126.35))
MIDDLE = cos(radians(36))
PER_DEGREE = 84.0
EDGE = 24.0
SMALLEST, LARGEST = 13.0, 22.0


@dataclass(frozen=True)
class Spot:
    """A complex on the sheet: which one of the list it is, where it lies and how large it is drawn."""

    number: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Sheet:
    """A drawing to scale: the land as lines, the complexes as spots."""

    width: float
    height: float
    land: tuple[str, ...]
    spots: tuple[Spot, ...]


def draw(complexes: Sequence[tuple[float | None, float | None, int]]) -> Sheet:
    """Lay out complexes by latitude, longitude and members; one without a position keeps its number and has no spot."""
    numbered = [(number, *row) for number, row in enumerate(complexes, 1)]
    known = [(number, lat, lon, size) for number, lat, lon, size in numbered if lat is not None and lon is not None]
    points = [*MAINLAND, *JEJU, *((lat, lon) for _number, lat, lon, _size in known)]
    north, west = max(lat for lat, _lon in points), min(lon for _lat, lon in points)

    def place(latitude: float, longitude: float) -> tuple[float, float]:
        x = EDGE + (longitude - west) * MIDDLE * PER_DEGREE
        return round(x, 1), round(EDGE + (north - latitude) * PER_DEGREE, 1)

    width, height = place(min(lat for lat, _lon in points), max(lon for _lat, lon in points))
    largest = max((size for *_place, size in known), default=0) or 1
    spots = (Spot(number, *place(lat, lon), _radius(size / largest)) for number, lat, lon, size in known)
    land = tuple(" ".join("{},{}".format(*place(*point)) for point in shore) for shore in (MAINLAND, JEJU))
    # The large ones first, so that none is hidden under another.
    ordered = sorted(spots, key=lambda spot: -spot.radius)
    return Sheet(round(width + EDGE, 1), round(height + EDGE, 1), land, tuple(ordered))


def _radius(share: float) -> float:
    """Let the area, not the width, tell the size; the smallest can still be touched."""
    return round(max(SMALLEST, LARGEST * sqrt(share)), 1)
