"""How is a calendar answered: as a file or as JSON, and not again to who has it already?"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, g, request

from eventhub.calendars import queries
from eventhub.core import i18n
from eventhub.core.clock import now, zone
from eventhub.core.ics import Entry, newest_change, render, render_json
from eventhub.core.links import absolute
from eventhub.web.conditional import KNOWN, PRIVATE, PUBLIC, cacheable, unchanged

routes = Blueprint("calendars", __name__)
ICALENDAR = "text/calendar; charset=utf-8"
JCAL = "application/calendar+json; charset=utf-8"


@dataclass(frozen=True)
class Feed:
    """A calendar before it is written: its name and what stands in it."""

    name: str
    entries: list[Entry]


def public(make: Callable[[], Feed]) -> Response:
    """Answer with a calendar for everybody; it is made only for who has it not yet.

    What it is made from is read before it is made: a change that comes in between is found by the next who asks.
    """
    moment = now()
    stamp = queries.stamp()
    name = (request.path, g.chosen_language, i18n.current_locale(), with_deadlines())
    state = (stamp, queries.window_start(moment))
    etag = KNOWN.find(name, state, now=moment) if stamp else None
    answer = etag and unchanged(etag, content_type=_content_type(), cache_control=PUBLIC)
    if answer:
        return answer
    response = written(make(), source=own_address(), cache_control=PUBLIC)
    made = response.get_etag()[0]
    if stamp and made:
        KNOWN.keep(name, state, made, now=moment)
    return response


def written(feed: Feed, *, source: str = "", filename: str = "", cache_control: str = PRIVATE) -> Response:
    """Answer with a calendar in the form its address asks for."""
    write = render_json if _is_json() else render
    return cacheable(
        write(feed.entries, name=feed.name, source=source, zone=zone()),
        content_type=_content_type(),
        cache_control=cache_control,
        filename=filename or request.path.rpartition("/")[2],
        last_modified=newest_change(feed.entries),
    )


def own_address() -> str:
    """Return where a program reads this very calendar again: with what was asked for, and nothing else."""
    asked = [f"lang={g.chosen_language}"] if g.chosen_language else []
    asked += ["with=deadlines"] if with_deadlines() else []
    return absolute(f"{request.path}?{'&'.join(asked)}" if asked else request.path)


def with_deadlines() -> bool:
    """Say whether the asker wants to see until when one can register."""
    return request.args.get("with") == "deadlines"


def _is_json() -> bool:
    return request.path.endswith(".json")


def _content_type() -> str:
    return JCAL if _is_json() else ICALENDAR
