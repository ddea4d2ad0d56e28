"""What may one pick, what clashes in a personal programme, and how are those who signed up listed?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from eventhub.accounts.models import Account
from eventhub.core.i18n import gettext, pick
from eventhub.core.moments import say_moment
from eventhub.events.models import Event, Status
from eventhub.picks.models import SignUp
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.schedule import Slot
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import person_columns, person_row

# The purpose under which links to lists are sealed.
PICKS = "picks"
# How long a visitor's list is kept after it was last changed.
KEPT = timedelta(days=180)
MOST_PICKS = 300
# Lists begun within ten minutes from one network: a whole hall may sit behind one address.
LISTS_PER_NETWORK = 300


@dataclass(frozen=True)
class Reader:
    """Who picks: an account, or the list this browser was given; and the places it was given."""

    account: Account | None
    list_id: str = ""
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeatsShown:
    """What the page of a session says to one reader about its seats; `place` is theirs at the event."""

    capacity: int | None
    left: int
    waiting: int
    has_begun: bool
    place: Registration | None
    sign_up: SignUp | None
    number: int

    @property
    def may_sign_up(self) -> bool:
        """Whether the reader can take a seat, or join the line, now."""
        has_place = self.place is not None and self.place.standing is Standing.CONFIRMED
        return has_place and self.sign_up is None and self.capacity is not None and not self.has_begun


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something in a personal programme: a session, or an event as a whole."""

    event: Event
    slot: Slot | None = None
    is_picked: bool = False
    sign_up: SignUp | None = None
    number: int = 0

    @property
    def shown(self) -> Event | Slot:
        """What has the title and the times."""
        return self.slot or self.event

    @property
    def session_key(self) -> str:
        """The public id of the session; empty for an event."""
        return self.slot.id if self.slot else ""

    @property
    def key(self) -> str:
        """Name this item among those of one programme."""
        return f"{self.event.public_id}-{self.session_key}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.event.status is Status.CANCELLED


@dataclass(frozen=True)
class OwnProgramme:
    """A personal programme by day, what is over apart; `clashes` names by item what takes place at the same time."""

    days: list[tuple[date, list[Item]]]
    past: list[tuple[date, list[Item]]]
    clashes: dict[str, list[Item]]
    # The events of which something picked left the programme.
    dropped: list[Event]


def arrange(items: Sequence[Item], dropped: list[Event], *, now: datetime, zone: tzinfo) -> OwnProgramme:
    """Arrange what somebody picked by day and time."""
    in_order = sorted(items, key=lambda item: (item.shown.starts_at, item.shown.ends_at, item.key))
    to_come = [item for item in in_order if item.shown.ends_at > now]
    over = [item for item in in_order if item.shown.ends_at <= now]
    return OwnProgramme(_by_day(to_come, zone), _by_day(over, zone), clashes(to_come), dropped)


def clashes(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Say what overlaps what; an event does not clash with its own sessions, and what is cancelled with nothing."""
    in_order = sorted(items, key=lambda item: item.shown.starts_at)
    found: dict[str, list[Item]] = {}
    for number, one in enumerate(in_order):
        for other in in_order[number + 1 :]:
            if other.shown.starts_at >= one.shown.ends_at:
                break
            if _can_clash(one, other):
                found.setdefault(one.key, []).append(other)
                found.setdefault(other.key, []).append(one)
    return found


def seats_left(planned: ProgrammeSession, waiting: int = 0) -> int:
    """Count the free seats of a session; one without a capacity has room for all who wait."""
    return waiting if planned.capacity is None else max(0, planned.capacity - planned.seats_taken)


def sign_up_columns() -> tuple[str, ...]:
    """Head the columns of the list of those who signed up."""
    return (*person_columns(), gettext("Signed up on"))


def sign_up_row(sign_up: SignUp) -> tuple[str, ...]:
    """Write one person into the list of those who signed up."""
    return (*person_row(sign_up.registration, sign_up.standing), say_moment(sign_up.queued_at))


def title_of(shown: Event | Slot | ProgrammeSession) -> str:
    """Say what somebody picked, in their language."""
    return pick(shown, "title")


def _can_clash(one: Item, other: Item) -> bool:
    if one.is_cancelled or other.is_cancelled:
        return False
    is_event_with_own_session = one.event.id == other.event.id and (one.slot is None or other.slot is None)
    return not is_event_with_own_session


def _by_day(items: Iterable[Item], zone: tzinfo) -> list[tuple[date, list[Item]]]:
    days = groupby(items, key=lambda item: item.shown.starts_at.astimezone(zone).date())
    return [(day, list(of_day)) for day, of_day in days]
