"""How are several ways of doing a thing compared on a machine whose speed varies?"""

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeVar

Result = TypeVar("Result")


class NotKeptError(Exception):
    """Something that must hold whatever it costs did not; the sentences say what."""


@dataclass(frozen=True)
class Timing:
    """The median CPU time of one call, in milliseconds, and how many times the reference's that is."""

    name: str
    milliseconds: float
    ratio: float


def compare(ways: Mapping[str, Callable[[], object]], *, rounds: int = 7, calls: int = 20) -> list[Timing]:
    """Time each way; the first is the reference.

    The ways take turns, round by round, so that a slow minute of the machine is shared by all. What is compared is the
    CPU time of this process; one call of each before the first round fills the caches that any server would have.
    """
    for way in ways.values():
        way()
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.process_time()
            for _ in range(calls):
                way()
            spent[name].append((time.process_time() - started) / calls * 1000)
    medians = {name: median(times) for name, times in spent.items()}
    reference = next(iter(medians.values()))
    return [Timing(name, value, value / reference) for name, value in medians.items()]


def timed(do: Callable[..., Result], *arguments: Any) -> tuple[Result, float]:  # noqa: ANN401 - whatever it takes
    """Do something once; return what came of it, and the CPU seconds of this process."""
    started = time.process_time()
    result = do(*arguments)
    return result, time.process_time() - started


def report(title: str, how: str, timings: Sequence[Timing], *, of: str = "CPU time, medians") -> Iterator[str]:
    """Write a comparison as people read it: what was measured, how, and the ratios; `of` is what was timed."""
    yield f"{title}"
    yield f"  {how}; {of}; Python {platform.python_version()}, {os.cpu_count()} cores"
    width = max(len(timing.name) for timing in timings)
    for place, timing in enumerate(timings):
        said = "reference" if place == 0 else f"{timing.ratio:.2f} x"
        yield f"  {timing.name:{width}}  {timing.milliseconds:10.3f} ms  {said}"
