"""What became of the suggestions of a made-up year: reviewed, sent, answered, left open?"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Row, select, update

from eventhub.accounts.models import Account
from eventhub.clusters.models import TeamMember
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.jobs.runner import get_job
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.matching import queries, services
from eventhub.matching.errors import RuledOut
from eventhub.matching.models import Enquiry, Reason, Review, Side, Suggestion
from eventhub.matching.rules import JOB, DropReason
from eventhub.organisations.models import Organisation
from eventhub.problems.models import Problem
from eventhub.related.rules import JOB as RELATED

# Shares of what people do with what they get; the rest is left lying.
SENT, DROPPED = 0.55, 0.15
OWNER_ACCEPTS, PARTNER_ACCEPTS, DECLINES = 0.55, 0.6, 0.2
CHUNK = 50
HOUR = timedelta(hours=1)
# The personas' own suggestions stay open, so that whoever tries EventHub has something to decide.
LEFT_OPEN_FOR = "firm@example.com"


def play(seed: int, *, progress: Callable[[str, int, int], None]) -> None:
    """Run the matcher once, then let a year's worth of decisions and answers happen."""
    get_job(JOB).run()
    get_job(RELATED).run()
    chance = random.Random(seed)
    coordinators = _coordinators()
    todo = list(_undecided())
    steps = iter(todo)
    done = 0
    while chunk := list(islice(steps, CHUNK)):
        with transaction():
            for public_id, complex_id, stated_at in chunk:
                _decide(public_id, session.get_one(Account, coordinators[complex_id]), stated_at, chance)
        done += len(chunk)
        progress("suggestions", done, len(todo))
    with transaction():
        _carry_old_letters()


def _undecided() -> Iterator[Row[str, int | None, datetime]]:
    rows = (
        select(Suggestion.public_id, Organisation.complex_id, Problem.stated_at)
        .join(Suggestion.problem)
        .join(Problem.organisation)
        .join(Problem.stated_by)
        .where(Suggestion.review == Review.OPEN, Account.email != LEFT_OPEN_FOR)
        .order_by(Suggestion.id)
    )
    yield from session.execute(rows)


def _coordinators() -> dict[int | None, int]:
    rows = session.execute(select(TeamMember.complex_id, TeamMember.account_id).order_by(TeamMember.id.desc()))
    return dict(rows.all())


def _decide(public_id: str, coordinator: Account, stated_at: datetime, chance: random.Random) -> None:
    """Let a coordinator decide on a suggestion a few days after the problem was stated, and the sides answer."""
    moment = min(stated_at + chance.randint(20, 120) * HOUR, now() - HOUR)
    fate = chance.random()
    if fate >= SENT + DROPPED:
        return
    suggestion = queries.lock_as_coordinator(public_id, coordinator)
    if fate >= SENT:
        services.drop(suggestion, reason=chance.choice(list(DropReason)), note="", by=coordinator, now=moment)
        return
    try:
        services.send(suggestion, introduction="", by=coordinator, now=moment)
    except RuledOut:  # The two have met, or one has said no, since this was found.
        services.drop(suggestion, reason=DropReason.KNOWN, note="", by=coordinator, now=moment)
        return
    for side, accepts in ((Side.OWNER, OWNER_ACCEPTS), (Side.PARTNER, PARTNER_ACCEPTS)):
        moment = min(moment + chance.randint(2, 90) * HOUR, now() - HOUR / 2)
        enquiry = suggestion.asked(side)
        if enquiry is None or not _answer(enquiry, accepts, moment, chance):
            return


def _answer(enquiry: Enquiry, accepts: float, moment: datetime, chance: random.Random) -> bool:
    """Let one side answer, or not; say whether it was a yes."""
    fate = chance.random()
    if fate < accepts:
        services.accept(enquiry, now=moment)
        return True
    if fate < accepts + DECLINES:
        services.decline(enquiry, reason=chance.choice(list(Reason)), remark="", now=moment)
    return False


def _carry_old_letters() -> None:
    """Say of the letters of the past that they were sent then; the worker would send them all today."""
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.state == LetterState.QUEUED)
        .values(state=LetterState.SENT, sent_at=OutgoingMail.queued_at)
    )
