"""Which questions of several events are the same one, and what does its answer come to at each of them?"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules.asked import BLANK, Asked, Given

NAME_LENGTH = 16
# What makes a question the one it is, beside its options and on what it depends.
WORDED = (
    "kind", "label_ko", "label_en", "help_ko", "help_en", "is_required", "least", "most", "kept_days", "text_ko",
    "text_en",
)  # fmt: skip


@dataclass(frozen=True)
class Common:
    """A question several events ask alike, and what it is at each of them (rows)."""

    asked: Asked
    at: dict[int, Asked] = field(default_factory=dict)


def is_asked_once(asked: Asked) -> bool:
    """Say whether a question is asked of who registers for several events at once.

    A file is not: what is sent once would be kept for each of up to four hundred dates.
    """
    return asked.stage is Stage.REGISTRATION and asked.kind is not Kind.FILE


def in_common(asked_at: Mapping[int, Iterable[Asked]]) -> list[Common]:
    """List what some events ask of who registers for several, each question once, in the order in which they ask.

    Its name, and those of its options, are made of its words: they are the same whichever of the events are looked at.
    """
    found: dict[str, Common] = {}
    for event_id, questions in asked_at.items():
        options: dict[str, str] = {}
        times: Counter[str] = Counter()
        for one in filter(is_asked_once, questions):
            only_for = frozenset(options[option] for option in one.only_for)
            labels = [(option.label_ko, option.label_en) for option in one.options]
            words = repr(([getattr(one, name) for name in WORDED], labels, sorted(only_for)))
            # An event may ask the same twice.
            named = _named(one, f"{words}{times[words]}", only_for)
            times[words] += 1
            found.setdefault(named.public_id, Common(named)).at[event_id] = one
            options |= _names(one, named)
    return list(found.values())


def given_there(commons: Iterable[Common], given: Mapping[str, Given], event_id: int) -> dict[str, Given]:
    """Say what was answered once as answers at one of the events; what is no option there was not chosen."""
    there = {}
    for one in commons:
        if event_id in one.at:
            answer, own = given.get(one.asked.public_id, BLANK), one.at[event_id]
            options = _names(one.asked, own)
            choices = frozenset(options[choice] for choice in answer.choices if choice in options)
            agreed_to = own.text_number if answer.agreed_to else 0
            there[own.public_id] = replace(answer, choices=choices, agreed_to=agreed_to)
    return there


def _named(asked: Asked, words: str, only_for: frozenset[str]) -> Asked:
    """Call a question and its options after its words; of those to agree to there is one version under each name."""
    name = hashlib.sha256(words.encode()).hexdigest()[:NAME_LENGTH]
    options = tuple(replace(one, public_id=f"{name}-{number}") for number, one in enumerate(asked.options))
    return replace(asked, public_id=name, options=options, only_for=only_for, text_number=1)


def _names(asked: Asked, other: Asked) -> dict[str, str]:
    """Lead from the names of a question's options to those they have at another event."""
    return {one.public_id: own.public_id for one, own in zip(asked.options, other.options, strict=True)}
