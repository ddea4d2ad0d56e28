"""The verbs of the Cluster Day: every change of editions, booths, contest entries, calls and submissions."""

from eventhub.cluster_day.services.booths import add_booth, remove_booth, revise_booth
from eventhub.cluster_day.services.calls import (
    change,
    count_try,
    decide,
    forget_past,
    open_call,
    review,
    submit,
    withdraw,
)
from eventhub.cluster_day.services.contest import add_entry, remove_entry, revise_entry
from eventhub.cluster_day.services.editions import add_edition, copy_edition, forget_discarded, revise_edition

__all__ = [
    "add_booth",
    "add_edition",
    "add_entry",
    "change",
    "copy_edition",
    "count_try",
    "decide",
    "forget_discarded",
    "forget_past",
    "open_call",
    "remove_booth",
    "remove_entry",
    "review",
    "revise_booth",
    "revise_edition",
    "revise_entry",
    "submit",
    "withdraw",
]
