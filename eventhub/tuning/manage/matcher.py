"""What does an administrator see of the matcher: its runs, its floor, its lexicon, and how good it is over time?"""

from flask import render_template

from eventhub.core.clock import now
from eventhub.lexicon import queries as lexicons
from eventhub.tuning import queries, rules
from eventhub.tuning.manage.learning import manage
from eventhub.tuning.models import Measure, Way
from eventhub.tuning.queries import learning
from eventhub.tuning.rules.picture import picture
from eventhub.web import asked
from eventhub.web.access import Access, access


@manage.get("/admin/matcher")
@access(Access.ADMINISTRATOR)
def matcher() -> str:
    """Show how the matcher runs and how good it is here."""
    measure = asked.one_of(Measure, "measure") or Measure.PRECISION
    over_time = queries.list_over_time(measure)
    return render_template(
        "tuning/manage/matcher.html", runs=queries.list_runs(), latest=queries.list_latest(), measure=measure,
        over_time=over_time, picture=picture(over_time) if over_time else None, rules=rules, ways=list(Way),
        lexicon=lexicons.current(), proposals=learning.count_open(), now=now(),
    )  # fmt: skip
