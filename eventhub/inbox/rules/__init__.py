"""Decisions about mail that came in: what it says, what it means, how long it is kept."""

from eventhub.inbox.rules.letters import LARGEST, LARGEST_HEAD, Mail, read, read_head
from eventhub.inbox.rules.meanings import ANSWER_WORDS, AT_ONCE, KEPT, MATTER_WORDS, TURN_LASTS_AT_MOST, matter_of
from eventhub.inbox.rules.reports import Report

__all__ = [
    "ANSWER_WORDS",
    "AT_ONCE",
    "KEPT",
    "LARGEST",
    "LARGEST_HEAD",
    "MATTER_WORDS",
    "TURN_LASTS_AT_MOST",
    "Mail",
    "Report",
    "matter_of",
    "read",
    "read_head",
]
