"""What is planned, by all teams, as far as one coordinator may know it?"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import complexes_of, list_complexes
from eventhub.core.clock import midnight, zone
from eventhub.core.i18n import pick
from eventhub.core.moments import month_after, weeks_of
from eventhub.events import queries as events
from eventhub.events.models import Event, Status, Visibility
from eventhub.events.rules import Filters
from eventhub.planning import rules
from eventhub.planning.rules import Booking, MonthPlan, Wanted
from eventhub.programme import queries as programme

DAY = timedelta(days=1)


def look_at_month(
    month: date, complex_id: int | None, wanted: Wanted, *, only_day: date | None, page: int, account: Account
) -> MonthPlan:
    """Look at a month, with the days around it: at every event briefly, closer only at those that are shown."""
    weeks = weeks_of(month)
    first, last, month_end = weeks[0][0], weeks[-1][-1], month_after(month) - DAY
    planned = events.list_spans(Filters(complex_id=complex_id), midnight(first), midnight(last + DAY), account=account)
    days = rules.by_day((span for span in planned if wanted.holds(span)), first, last)
    agenda = rules.agenda(days, only_day or month, only_day or month_end, page)
    # Crowded evenings are looked for among all events of the complex, whatever the list is narrowed to.
    crowded = rules.crowded_evenings(planned, month, month_end, zone=zone())
    shown = [span.id for of_day in days.values() for span in of_day[: rules.MOST_IN_DAY]]
    shown += [span.id for _day, span in agenda.page.items]
    shown += [span.id for evening in crowded for span in (evening.first, evening.second)]
    return MonthPlan(days, agenda, crowded, events.lines_of(set(shown)))


def bookings_of(room_ids: Collection[int], begin: datetime, end: datetime, account: Account) -> list[Booking]:
    """List what takes some rooms between two moments: events, and the sessions of events, in the order of time."""
    served = {complex_.id for complex_ in complexes_of(account)}
    teams = {complex_.id: complex_ for complex_ in list_complexes()}
    taken = [_booking(event, event, served, teams) for event in events.bookings_of_rooms(room_ids, begin, end)]
    taken += [
        _booking(session, session.event, served, teams, session_id=session.id)
        for session in programme.session_bookings_of_rooms(room_ids, begin, end)
    ]
    return sorted(taken, key=lambda booking: (booking.starts_at, booking.event_id, booking.session_id or 0))


def event_ids_in_room(room_id: int, begin: datetime, end: datetime) -> set[int]:
    """Find the events that use a room between two moments, as a whole or for one of their sessions."""
    whole = {event.id for event in events.bookings_of_rooms([room_id], begin, end)}
    return whole | {session.event_id for session in programme.session_bookings_of_rooms([room_id], begin, end)}


def _booking(
    row: Any,  # noqa: ANN401 - an event or a session
    event: Event,
    served: Collection[int],
    teams: dict[int, Complex],
    *,
    session_id: int | None = None,
) -> Booking:
    is_own = event.complex_id in served
    is_known = is_own or (event.status is Status.PUBLISHED and event.visibility is not Visibility.UNLISTED)
    return Booking(
        room_id=row.room_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        all_day=session_id is None and event.all_day,
        event_id=event.id,
        session_id=session_id,
        team=pick(teams[event.complex_id], "name"),
        # What another team has not shown yet is nobody else's business; the room is taken all the same.
        title=pick(row if is_own else event, "title") if is_known else "",
        public_id=event.public_id if is_known else "",
    )
