"""Which letters does a problem cause?"""

from datetime import datetime

from eventhub.accounts.messages import write
from eventhub.core.links import absolute
from eventhub.mail.services import About
from eventhub.problems.models import Problem


def send_routed(problem: Problem, *, now: datetime) -> None:
    """Tell the person who stated a problem who takes care of it, and what they answer."""
    reader = problem.stated_by
    write(
        "problems/routed",
        reader,
        # A problem can be sorted anew; each time it is told once.
        key=f"problem:{problem.public_id}:routed:{now:%Y%m%d%H%M%S}",
        about=about(problem),
        now=now,
        problem=problem,
        link=absolute(f"/problems/{problem.public_id}"),
    )


def about(problem: Problem) -> About:
    """Say that a letter is from the team of the complex a problem comes from, if it comes from one."""
    team = problem.organisation.complex
    name, mailbox = (team.slug, team.team_email) if team else ("", "")
    return About(thread=f"problem:{problem.public_id}", team=name, reply_to=mailbox)
