"""The verbs of registrations: places taken, changed, handed over, decided upon, given up and forgotten."""

from eventhub.registrations.services.decisions import (
    approve,
    decline,
    lapse_offer,
    promote_ahead,
    remind,
    seat_those_who_wait,
)
from eventhub.registrations.services.endings import forget_discarded, forget_past, forget_visitors, note_download
from eventhub.registrations.services.notices import (
    free_shared_seats,
    promote_into_opened_seats,
    promote_into_raised_capacity,
    tell_of_cancellations,
    tell_of_moves,
)
from eventhub.registrations.services.own import (
    accept_offer,
    choose_language,
    describe_again,
    give_up,
    hand_over,
    note_answer,
    refuse_tickets,
    send_link_again,
    send_links,
)
from eventhub.registrations.services.places import count_try, register, register_for_all, register_together
from eventhub.registrations.services.walk_ins import seat_at_the_door

__all__ = [
    "accept_offer",
    "approve",
    "choose_language",
    "count_try",
    "decline",
    "describe_again",
    "forget_discarded",
    "forget_past",
    "forget_visitors",
    "free_shared_seats",
    "give_up",
    "hand_over",
    "lapse_offer",
    "note_answer",
    "note_download",
    "promote_ahead",
    "promote_into_opened_seats",
    "promote_into_raised_capacity",
    "refuse_tickets",
    "register",
    "register_for_all",
    "register_together",
    "remind",
    "seat_at_the_door",
    "seat_those_who_wait",
    "send_link_again",
    "send_links",
    "tell_of_cancellations",
    "tell_of_moves",
]
