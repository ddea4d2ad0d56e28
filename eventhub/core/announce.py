"""Who answers when something happened?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app

from eventhub.core.facts import Fact

Reactions = Mapping[type[Fact], Sequence[Callable[[Any], None]]]
EXTENSION = "eventhub.reactions"


def announce(fact: Fact) -> None:
    """Run everything that answers a fact, now and in the caller's transaction."""
    reactions: Reactions = current_app.extensions[EXTENSION]
    for react in reactions.get(type(fact), ()):
        react(fact)
