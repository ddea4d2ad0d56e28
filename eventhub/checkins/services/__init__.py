"""The verbs of check-in: read, let in, take back, help, mark, forget."""

from eventhub.checkins.services.attendance import mark, mark_the_rest_absent
from eventhub.checkins.services.doors import let_walk_in, read, take_back
from eventhub.checkins.services.endings import forget_discarded, forget_past
from eventhub.checkins.services.helpers import make_helper_link, revoke_helper_link
from eventhub.checkins.services.rooms import check_in_alone, count_room_try, decide_room, renew_room_code

__all__ = [
    "check_in_alone",
    "count_room_try",
    "decide_room",
    "forget_discarded",
    "forget_past",
    "let_walk_in",
    "make_helper_link",
    "mark",
    "mark_the_rest_absent",
    "read",
    "renew_room_code",
    "revoke_helper_link",
    "take_back",
]
