"""What is known of the events that are over: who came, and what they said?"""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from eventhub.demo.attendance import attend
from eventhub.demo.calendar import Year
from eventhub.demo.feedback import Listener
from eventhub.demo.identity import Chance
from eventhub.demo.values import CheckIn, Mark, Programme, Registration
from eventhub.surveys.rules import OPENS_WITHIN

ASKED_AFTER = timedelta(hours=3)


def look_back(programme: Programme) -> Programme:
    """Add to a programme who came to what is over, and what they answered.

    Those who came to an event of the last days are left to the worker, who thanks and asks them by letter.
    """
    # A chance of its own, so that looking back leaves untouched what the seed gives otherwise.
    chance, now = Chance(programme.seed + 3), Year(programme.year_end).now
    places: dict[str, list[Registration]] = defaultdict(list)
    for place in programme.registrations:
        if place.standing == "confirmed":
            places[place.event].append(place)
    bodies = {row.key: row for row in programme.organisations}
    employers = {row.person: bodies[row.organisation] for row in programme.memberships}
    listener = Listener(chance, {row.key: row for row in programme.people}, employers, now)
    noted: list[CheckIn | Mark] = []
    for event in programme.events:
        if event.status != "published" or event.ends_at > now:
            continue
        found = list(attend(chance, event, places[event.key]))
        noted += found
        if event.ends_at + OPENS_WITHIN <= now:
            came = {one.place for one in found if isinstance(one, CheckIn)}
            guests = [place for place in places[event.key] if place.public_id in came]
            listener.ask(event.key, guests, event.ends_at + ASKED_AFTER)
    return replace(
        programme,
        check_ins=tuple(one for one in noted if isinstance(one, CheckIn)),
        marks=tuple(one for one in noted if isinstance(one, Mark)),
        surveys=tuple(listener.surveys),
        invitations=tuple(listener.invitations),
        # In the order of their random keys, as the program keeps them: whose an answer is cannot be counted out.
        responses=tuple(sorted(listener.responses, key=lambda one: one.public_id)),
        follow_ups=tuple(listener.follow_ups),
    )
