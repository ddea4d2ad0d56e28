"""Where are the words and sentences that the generator draws from?"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

INDUSTRIES = ("machinery", "mould", "electronics", "automotive", "materials", "optics", "medical", "general")


@cache
def read(name: str) -> dict[str, Any]:
    """Read one vocabulary file."""
    file = resources.files("eventhub.demo") / "vocabulary" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
