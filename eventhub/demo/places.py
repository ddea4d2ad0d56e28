"""Where does the made-up programme take place?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventhub.demo.values import Complex, MiniCluster
from eventhub.demo.words import read


@dataclass(frozen=True, slots=True)
class Place:
    """A complex with what the generator needs to know beyond its public values."""

    value: Complex
    short_ko: str
    short_en: str
    weight: int
    industries: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Circle:
    """A mini-cluster with its industry and what it talks about."""

    value: MiniCluster
    industry: str
    themes: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]


def list_places(count: int) -> tuple[Place, ...]:
    """List the seven pilot complexes, and numbered imaginary ones when more are wanted."""
    rows = read("places")["complexes"]
    return tuple(_place(rows[number % len(rows)], number // len(rows), number) for number in range(count))


def list_circles(places: tuple[Place, ...]) -> tuple[Circle, ...]:
    """List the mini-clusters of the pilot complexes; the imaginary complexes have none."""
    known = {place.value.slug for place in places}
    return tuple(_circle(row) for row in read("places")["mini_clusters"] if row["complex"] in known)


def _place(row: dict[str, Any], round_: int, number: int) -> Place:
    imaginary = round_ > 0
    slug = f"{row['slug']}-{round_ + 1}" if imaginary else row["slug"]
    short_ko = f"가상 {row['short'][0]} {round_ + 1}" if imaginary else row["short"][0]
    short_en = f"Imaginary {row['short'][1]} {round_ + 1}" if imaginary else row["short"][1]
    complex_ = Complex(
        slug=slug,
        name_ko=f"{short_ko} 산업단지" if imaginary else row["name"][0],
        name_en=f"{short_en} Industrial Complex" if imaginary else row["name"][1],
        industry_ko=row["industry"][0],
        industry_en=row["industry"][1],
        vision_ko=row["vision"][0],
        vision_en=row["vision"][1],
        region_ko=row["region"][0],
        region_en=row["region"][1],
        phone=f"{row['dial']}-000-{number:04d}",
        email=f"{slug}@example.org",
        # Imaginary complexes are spread around the pilot complex they imitate.
        latitude=round(row["position"][0] + round_ % 19 * 0.01, 4),
        longitude=round(row["position"][1] + round_ % 23 * 0.01, 4),
    )
    return Place(complex_, short_ko, short_en, row["weight"], row["industries"])


def _circle(row: dict[str, Any]) -> Circle:
    value = MiniCluster(
        slug=row["slug"],
        complex=row["complex"],
        name_ko=row["name"][0],
        name_en=row["name"][1],
        field_ko=row["field"][0],
        field_en=row["field"][1],
    )
    return Circle(value, row["industry"], tuple((ko, en) for ko, en in row["themes"]), tuple(row["topics"]))
