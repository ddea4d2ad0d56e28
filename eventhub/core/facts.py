"""What is a fact, as packages announce them?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened, named in the past tense; packages higher up may answer it."""

    at: datetime
