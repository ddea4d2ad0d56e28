"""What happens because something else happened?"""

from eventhub.core.announce import Reactions
from eventhub.events.facts import CapacityRaised, EventCancelled, EventMoved
from eventhub.registrations import services as registrations

REACTIONS: Reactions = {
    EventMoved: (registrations.tell_of_move,),
    EventCancelled: (registrations.tell_of_cancellation,),
    CapacityRaised: (registrations.promote_into_raised_capacity,),
}
