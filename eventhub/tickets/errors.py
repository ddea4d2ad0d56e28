"""Why is there no ticket to show?"""

from typing import Any

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _
from eventhub.registrations.models import Standing


class TicketReplaced(Refusal):
    """The ticket was ended; its owner has a newer one."""

    code = "ticket-replaced"
    status = 410
    sentence = _("This ticket was replaced by a newer one. Open the link in your letter: it shows the one that holds.")


class NoTicket(Refusal):
    """The place is not one to come in with; the sentence says why."""

    code = "no-ticket"

    def __init__(self, standing: Standing) -> None:
        """Say why; a place that ended takes what a browser kept of its ticket with it."""
        super().__init__(standing)
        self.sentence: Any = SENTENCES[standing]
        self.status = 409 if standing in (Standing.REQUESTED, Standing.WAITING, Standing.OFFERED) else 410


class EventCalledOff(Refusal):
    """There is nothing to come to."""

    code = "event-called-off"
    status = 410
    sentence = _("This event is cancelled, so its tickets are worth nothing any more.")


SENTENCES: dict[Standing, Any] = {
    Standing.REQUESTED: _("A coordinator still looks at this registration. There is a ticket once it is approved."),
    Standing.WAITING: _("This registration is on the waiting list. There is a ticket as soon as a place becomes free."),
    Standing.OFFERED: _("A place is offered here. Take it on the page of your place, and you get a ticket."),
    Standing.DECLINED: _("This registration was declined, so there is no ticket."),
    Standing.LAPSED: _("The place that was offered went to the next in line, so there is no ticket."),
    Standing.CANCELLED: _("This place was given up, so there is no ticket any more."),
}
