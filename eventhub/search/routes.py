"""Where does everybody look for something?"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, current_app, render_template, request

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.errors import TooMany
from eventhub.core.paging import Page, cut
from eventhub.events.rules import KIND_WORDS as EVENT_KINDS
from eventhub.organisations.rules import KIND_WORDS as ORGANISATION_KINDS
from eventhub.problems import rules as problems
from eventhub.search import queries, transport
from eventhub.search.errors import NotAnswered
from eventhub.search.forms import SearchForm
from eventhub.search.queries import Card, Found, Results
from eventhub.search.rules import GROUP_WORDS, Group, Question, kinds_for
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.pace import Pace

log = logging.getLogger(__name__)
routes = Blueprint("search", __name__)
# A firm behind one address; who reads results asks a few times a minute.
PACE = Pace(at_most=60, within=timedelta(minutes=1))
OF_EACH = 5


@routes.get("/search")
@access(Access.PUBLIC)
def page() -> Answer:
    """Show what fits some words, in heaps, or one of the heaps by pages."""
    form = SearchForm(formdata=request.args)
    if not form.validate() or not form.q.data:
        return render_template("search/page.html", form=form, groups=None), form.status
    if not PACE.allows(request.remote_addr or "unknown", now=now()):
        raise TooMany
    results, is_typed = _results(form.q.data)
    shown = asked.one_of(Group, "kind")
    pages = {group: _page(found, shown) for group, found in results.items() if found and shown in (None, group)}
    cards = _cards(pages, form.q.data)
    return render_template(
        "search/page.html", form=form, groups=pages, cards=cards, shown=shown, is_typed=is_typed,
        words=GROUP_WORDS, problems=problems, event_kinds=EVENT_KINDS, organisation_kinds=ORGANISATION_KINDS,
    )  # fmt: skip


def _results(typed: str) -> tuple[Results, bool]:
    """List what fits by meaning, then what holds the words as typed; say whether there is nothing but the latter.

    The words as typed are always found: in a text of the last seconds, in a name no analyser knows.
    """
    account = guards.asker()
    held = queries.list_holding(typed, account)
    try:
        hits = transport.ask(current_app.config["SEARCH_SOCKET"], Question(typed, kinds_for(is_known=bool(account))))
    except NotAnswered as fault:
        log.info("search by the words as typed: %s", fault)
        return held, True
    return queries.joined(queries.list_fitting(hits, account), held), False


def _page(found: Sequence[Found], shown: Group | None) -> Page[Found]:
    return cut(found, asked.page_number()) if shown else cut(found, 1, per_page=OF_EACH)


def _cards(pages: dict[Group, Page[Found]], typed: str) -> dict[Group, list[Card]]:
    """Show all heaps in one go, so that the database is asked as often for one as for three."""
    cards = iter(queries.list_cards([found for page in pages.values() for found in page.items], typed))
    return {group: [next(cards) for _ in page.items] for group, page in pages.items()}
