"""What waits for a coordinator this morning?"""

from datetime import timedelta

from flask import Blueprint, render_template

from eventhub.accounts import guards
from eventhub.clusters import queries
from eventhub.core.clock import midnight, today
from eventhub.events import queries as events
from eventhub.matching import queries as matching
from eventhub.problems import queries as problems
from eventhub.web.access import Access, access

manage = Blueprint("clusters_desk", __name__, url_prefix="/desk")


@manage.get("/")
@access(Access.COORDINATOR)
def overview() -> str:
    """Count what waits in the complexes this coordinator serves, and lead to it."""
    complexes = queries.complexes_of(guards.me())
    served = [complex_.id for complex_ in complexes]
    return render_template(
        "clusters/manage/overview.html",
        complexes=complexes,
        new_problems=problems.count_inbox(served),
        open_suggestions=matching.count_open(served),
        waiting=matching.count_waiting(served),
        introduced=matching.count_introduced(served),
        events_today=events.count_on(midnight(today()), midnight(today() + timedelta(days=1)), served),
    )
