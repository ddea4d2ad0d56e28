"""What does an answer mean, and in which words is somebody asked to look at it?"""

from datetime import timedelta
from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.core.itip import Answer, Method, Response
from eventhub.inbox.models import Matter

# Letters in one turn, which comes every minute, and how long a turn may take.
AT_ONCE = 200
TURN_LASTS_AT_MOST = timedelta(minutes=5)
# How long it is known what came in, and from whom.
KEPT = timedelta(days=180)
MATTER_WORDS: dict[Matter, Any] = {
    Matter.OTHER_SENDER: _("Answered from another address than the one that registered. Nothing was changed."),
    Matter.OTHER_EVENT: _("The answer is about another event. Nothing was changed."),
    Matter.OUTDATED: _("Answered an older invitation, before the event was changed. Nothing was changed."),
    Matter.TOO_LATE: _("Cannot come, but the time to give the place up is over. The place is still theirs."),
    Matter.WANTS_BACK: _("Wants to come, but has no place any more."),
    Matter.PROPOSAL: _("Proposes another time."),
    Matter.LETTER: _("Wrote to an address that only programs answer to."),
    Matter.NO_SUCH_ADDRESS: _("Wrote to an address that is not one of ours. Nothing was changed."),
    Matter.UNREADABLE: _("Could not be read. It lies marked in the mailbox."),
    Matter.TOO_LARGE: _("Larger than 5 MB, so it was not read. It lies marked in the mailbox."),
    Matter.COMPLAINT: _("A reader reported a letter as spam. They get no more suggestions."),
}

ANSWER_WORDS: dict[str, Any] = {
    Answer.ACCEPTED: _("I come."),
    Answer.DECLINED: _("I do not come."),
    Answer.TENTATIVE: _("I may come."),
}


def matter_of(response: Response, *, sender: str, email: str, uid: str, invited_as: int | None) -> Matter:
    """Decide whether an answer may change anything: who wrote it, about what, and which invitation they had seen."""
    if sender != email or response.attendee != email:
        return Matter.OTHER_SENDER
    if response.uid != uid:
        return Matter.OTHER_EVENT
    if invited_as is not None and response.sequence < invited_as:
        return Matter.OUTDATED
    if response.method is Method.COUNTER:
        return Matter.PROPOSAL
    return Matter.SETTLED if response.answer is not None else Matter.UNREADABLE
