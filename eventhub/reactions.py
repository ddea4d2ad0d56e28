"""What happens because something else happened?"""

from eventhub.admission import services as admission
from eventhub.admission.facts import SeatsOpened
from eventhub.checkins import services as checkins
from eventhub.cluster_day import services as cluster_day
from eventhub.core.announce import Reactions
from eventhub.event_reports import services as event_reports
from eventhub.events.facts import (
    CapacityRaised,
    DraftDiscarded,
    EventCopied,
    EventRevised,
    EventsCancelled,
    EventShifted,
    EventsMoved,
    RoomBooked,
)
from eventhub.inbox import services as inbox
from eventhub.mailings import services as mailings
from eventhub.papers import services as papers
from eventhub.picks import services as picks
from eventhub.programme import services as programme
from eventhub.programme.facts import ProgrammeReleased, SessionCapacityRaised
from eventhub.questions import services as questions
from eventhub.registrations import services as registrations
from eventhub.registrations.facts import PlaceGivenUp, PlaceHandedOver
from eventhub.series import services as series
from eventhub.surveys import services as surveys

REACTIONS: Reactions = {
    EventsMoved: (registrations.tell_of_moves,),
    EventRevised: (series.note_own,),
    EventShifted: (programme.move_along,),
    EventsCancelled: (registrations.tell_of_cancellations, registrations.free_shared_seats, series.note_cancelled),
    EventCopied: (questions.copy_questions,),
    DraftDiscarded: (
        event_reports.forget_discarded,
        surveys.forget_discarded,
        mailings.forget_discarded,
        inbox.forget_discarded,
        questions.forget_discarded,
        papers.forget_discarded,
        checkins.forget_discarded,
        picks.forget_discarded,
        registrations.forget_discarded,
        admission.forget_discarded,
        series.forget_discarded,
        programme.forget_discarded,
        cluster_day.forget_discarded,
    ),
    CapacityRaised: (registrations.promote_into_raised_capacity,),
    SeatsOpened: (registrations.promote_into_opened_seats,),
    RoomBooked: (programme.keep_rooms_of_sessions,),
    PlaceGivenUp: (picks.free_seats_of_place,),
    PlaceHandedOver: (picks.hand_over_seats,),
    ProgrammeReleased: (picks.answer_release,),
    SessionCapacityRaised: (picks.promote_into_raised_capacity,),
}
