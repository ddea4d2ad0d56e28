"""Where do the lines of a picture of numbers over time go?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventhub.tuning.models import Measurement, Way

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 150, 16, 36
APART = 15
STEPS = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True)
class Point:
    """A number and its interval as places in the picture."""

    x: float
    y: float
    low: float
    high: float
    row: Measurement


@dataclass(frozen=True)
class Line:
    """One way's numbers over time, and where its name stands beside the last one."""

    way: Way
    points: Sequence[Point]
    label: float

    @property
    def path(self) -> str:
        """The points, as SVG joins them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class Picture:
    """Lines from left to right, the moments below them, the values beside them."""

    lines: Sequence[Line]
    moments: Sequence[tuple[float, datetime]]
    values: Sequence[tuple[float, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def picture(rows: Sequence[Measurement]) -> Picture:
    """Draw the numbers of one measure, each way a line; names that would cover each other are moved apart."""
    moments = sorted({row.measured_at for row in rows})
    across = {moment: _across(at, len(moments)) for at, moment in enumerate(moments)}
    lines = []
    for way in Way:
        own = sorted((row for row in rows if row.way is way), key=lambda row: row.measured_at)
        points = [Point(across[row.measured_at], _down(row.value), _down(row.low), _down(row.high), row) for row in own]
        if points:
            lines.append(Line(way, points, points[-1].y))
    shown = [moments[0], moments[-1]] if len(moments) > 1 else moments
    return Picture(_apart(lines), [(across[each], each) for each in shown], [(_down(step), step) for step in STEPS])


def _across(at: int, number: int) -> float:
    span = WIDTH - LEFT - RIGHT
    return round(LEFT + (span / 2 if number == 1 else span * at / (number - 1)), 1)


def _down(value: float) -> float:
    return round(TOP + (1 - value) * (HEIGHT - TOP - BOTTOM), 1)


def _apart(lines: Sequence[Line]) -> list[Line]:
    placed: list[Line] = []
    for line in sorted(lines, key=lambda line: line.label):
        lowest = placed[-1].label + APART if placed else TOP
        placed.append(Line(line.way, line.points, max(line.label, lowest)))
    return placed
