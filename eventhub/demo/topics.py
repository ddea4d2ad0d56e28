"""What is known in each industry about the things that go wrong?"""

from dataclasses import dataclass
from functools import cache

from eventhub.demo.words import read


@dataclass(frozen=True, slots=True)
class Topic:
    """One phenomenon, in the words of the shop floor and in the words of research."""

    key: str
    industry: str
    name_ko: str
    name_en: str
    parts: tuple[str, ...]
    materials: tuple[str, ...]
    symptoms: tuple[str, ...]
    tries: tuple[str, ...]
    memo: tuple[str, ...]
    textbook: tuple[str, ...]
    english: tuple[str, ...]
    titles: tuple[str, ...]
    methods: tuple[str, ...]
    equipment: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """What a firm makes and under which KSIC division."""

    name_ko: str
    name_en: str
    industry_code: str


@cache
def list_topics(industry: str) -> tuple[Topic, ...]:
    """List the topics of an industry."""
    return tuple(_topic(industry, row) for row in read(industry)["topics"])


@cache
def get_topic(key: str) -> Topic:
    """Get a topic by its key, such as mould/warpage."""
    return next(topic for topic in list_topics(key.partition("/")[0]) if topic.key == key)


@cache
def list_products(industry: str) -> tuple[Product, ...]:
    """List the products of an industry."""
    return tuple(Product(*line.split("|")) for line in read("products")[industry])


def _topic(industry: str, row: dict[str, list[str]]) -> Topic:
    lists = {name: tuple(lines) for name, lines in row.items() if name not in ("key", "name")}
    name_ko, name_en = row["name"]
    return Topic(key=f"{industry}/{row['key']}", industry=industry, name_ko=name_ko, name_en=name_en, **lists)
