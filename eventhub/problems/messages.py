"""Which letters does a problem cause?"""

from datetime import datetime

from eventhub.core.links import absolute
from eventhub.mail import services as mail
from eventhub.problems.models import Problem


def send_routed(problem: Problem, *, now: datetime) -> None:
    """Tell the person who stated a problem who takes care of it, and what they answer."""
    reader = problem.stated_by
    mail.queue(
        "problems/routed",
        # A problem can be sorted anew; each time it is told once.
        key=f"problem:{problem.public_id}:routed:{now:%Y%m%d%H%M%S}",
        to=reader.email,
        to_name=reader.name,
        locale=reader.locale,
        now=now,
        problem=problem,
        reader=reader,
        link=absolute(f"/problems/{problem.public_id}"),
    )
