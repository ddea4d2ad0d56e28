"""What do events refuse?"""

from eventhub.core.errors import Faulty, Overtaken, Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class SenselessPlan(Faulty):
    """The plan of an event contradicts itself, or is not ready to be published; `faults` names its fields."""

    code = "senseless-plan"
    sentence = _("This event cannot be kept like that. Please look at the marked points again.")


class RoomIsBooked(SenselessPlan):
    """Somebody has the room at that time."""

    def __init__(self, span: str, team: str) -> None:
        """Say who has it, and when."""
        sentence = gettext(
            "This room is taken at that time: %(span)s, %(team)s. Please choose another room or time.",
            span=span,
            team=team,
        )
        super().__init__({"room": sentence})


class CapacityBelowSeats(Refusal):
    """More people have a confirmed place than the event should take."""

    code = "capacity-below-seats"
    status = 422

    def __init__(self, seats_taken: int) -> None:
        """Say how many places are taken."""
        super().__init__(seats_taken)
        self.seats_taken = seats_taken
        self.sentence = gettext(
            "%(number)d people already have a confirmed place, so the capacity cannot be lower than that.",
            number=seats_taken,
        )


class EventIsCancelled(Refusal):
    """Nothing about a cancelled event can be changed."""

    code = "event-is-cancelled"
    sentence = _("This event is cancelled. It cannot be changed any more.")


class EventIsOver(Refusal):
    """What has taken place cannot be undone."""

    code = "event-is-over"
    sentence = _("This event is over.")


class NotADraft(Refusal):
    """Only what nobody has seen can be thrown away."""

    code = "not-a-draft"
    sentence = _("This event has been published. It can be cancelled, but not thrown away.")


class NotPublished(Refusal):
    """What nobody has seen need not be called off."""

    code = "not-published"
    sentence = _("This event is a draft. It can be thrown away, but not cancelled.")


class ChangedMeanwhile(Overtaken):
    """Somebody else saved the event since this form was made; nothing of either is lost."""

    sentence = _("Somebody else has saved this event meanwhile.")


class NeedsApproval(Refusal):
    """The head of the team looks at this team's events before they are published."""

    code = "needs-approval"
    status = 403
    sentence = _("In this team the head publishes events. Please submit the draft for approval.")


class NotSubmitted(Refusal):
    """Only a draft that waits for approval can be given back."""

    code = "not-submitted"
    sentence = _("This draft does not wait for approval any more.")


class PeopleHavePlaces(Refusal):
    """Somebody counts on the event."""

    code = "people-have-places"
    sentence = _("People have registered, so the event cannot become a draft again. It can be cancelled.")


class TooLateToPlan(Refusal):
    """A moment that has passed, or at which the event is over."""

    code = "too-late-to-plan"
    status = 422
    sentence = _("Choose a moment to come, before the event ends.")
