"""Where do coordinators see what everybody plans: days, months, a year, the rooms of a venue?"""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from eventhub.accounts import guards
from eventhub.clusters import queries as clusters
from eventhub.core.clock import midnight, today
from eventhub.core.holidays import holidays_between
from eventhub.core.i18n import current_locale
from eventhub.core.moments import month_after, weeks_of
from eventhub.events import queries as events
from eventhub.events.rules import KIND_WORDS, Filters, leaf
from eventhub.planning import queries, rules
from eventhub.planning.forms import PlanForm
from eventhub.planning.rules import View, Wanted
from eventhub.programme.queries import event_ids_with_speaker
from eventhub.venues import queries as venues
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer

manage = Blueprint("planning_desk", __name__, url_prefix="/desk")
DAY = timedelta(days=1)


@manage.get("/planning/")
@access(Access.COORDINATOR)
def page() -> Answer:
    """Show what is planned, of all teams: as a month, as an agenda or as the picture of a year."""
    view = asked.one_of(View, "view") or View.MONTH
    form = _asked_form()
    month = asked.month("month") or today().replace(day=1)
    body = _year(form, month) if view is View.YEAR else _month(form, month, view)
    return body, form.status


@manage.get("/venues/<public_id>/calendar")
@access(Access.COORDINATOR)
def venue_calendar(public_id: str) -> str:
    """Show what takes place in the rooms of a venue, of all teams: a week with its rooms, or a month."""
    venue = venues.get_venue(public_id)
    rooms = {room.id: room for room in venues.list_all_rooms(venue.id)}
    month, day = asked.month("month"), asked.day("week") or today()
    monday = day - day.weekday() * DAY
    weeks = weeks_of(month) if month else [[monday + number * DAY for number in range(rules.WEEK)]]
    first, last = weeks[0][0], weeks[-1][-1]
    bookings = queries.bookings_of(rooms, midnight(first), midnight(last + DAY), guards.me())
    return render_template(
        "planning/venue.html",
        venue=venue,
        rooms=rooms,
        weeks=weeks,
        month=month,
        bookings=rules.by_day(bookings, first, last),
        doubled=rules.doubled(bookings),
        week_before=monday - rules.WEEK * DAY,
        week_after=monday + rules.WEEK * DAY,
        **_calendar_words(first, last, [venue.complex_id]),
    )


def _asked_form() -> PlanForm:
    """Read what the view is narrowed to; who serves one complex begins with it."""
    form = PlanForm(request.args)
    form.offer(clusters.list_complexes(), clusters.list_mini_clusters())
    form.offer_rooms(venues.list_rooms())
    served = clusters.complexes_of(guards.me())
    if "complex" not in request.args and len(served) == 1:
        form.complex.data = served[0].slug
    form.validate()
    return form


def _month(form: PlanForm, month: date, view: View) -> str:
    only_day = asked.day("day") if view is View.AGENDA else None
    month = only_day.replace(day=1) if only_day else month
    weeks, complex_id = weeks_of(month), form.filters().complex_id
    narrowed, page = (complex_id, _wanted(form, month)), asked.page_number()
    return render_template(
        "planning/month.html",
        form=form,
        view=view,
        month=month,
        only_day=only_day,
        weeks=weeks,
        plan=queries.look_at_month(month, *narrowed, only_day=only_day, page=page, account=guards.me()),
        **_calendar_words(weeks[0][0], weeks[-1][-1], [complex_id] if complex_id else _served()),
        most_in_day=rules.MOST_IN_DAY,
        most_crowded=rules.MOST_CROWDED,
    )


def _year(form: PlanForm, month: date) -> str:
    first, last = date(month.year, 1, 1), date(month.year, 12, 31)
    wanted = _wanted(form, first, months=12)
    filters = Filters(complex_id=form.filters().complex_id, kind=wanted.kind, mini_cluster_id=wanted.mini_cluster_id)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    numbers = events.count_days(filters, days, only=wanted.only, account=guards.me())
    return render_template(
        "planning/year.html",
        form=form,
        view=View.YEAR,
        month=month,
        numbers=numbers,
        heat=rules.draw_year(month.year, numbers),
        rows=rules.count_weekdays(numbers),
        **_calendar_words(first, last, _served()),
    )


def _wanted(form: PlanForm, first: date, *, months: int = 1) -> Wanted:
    filters, room_id, words = form.filters(), form.room_id, form.speaker_words
    # The days around a month are shown with it.
    begin, end = midnight(first - 7 * DAY), midnight(month_after(first, months) + 7 * DAY)
    return Wanted(
        kind=filters.kind,
        mini_cluster_id=filters.mini_cluster_id,
        in_room=queries.event_ids_in_room(room_id, begin, end) if room_id else None,
        with_speaker=set(event_ids_with_speaker(words)) if words else None,
    )


def _calendar_words(first: date, last: date, complex_ids: list[int]) -> dict[str, object]:
    """Say what every calendar shows beside the events."""
    closed: dict[date, list[object]] = {}
    for row in clusters.list_closed_days(complex_ids, first, last):
        closed.setdefault(row.day, []).append(row)
    return {
        "closed": closed,
        "holidays": holidays_between(first, last, current_locale()),
        "today": today(),
        "leaf": leaf,
        "served": set(_served()),
        "kind_words": KIND_WORDS,
        "month_after": month_after,
        "day_after": lambda day, number=1: day + number * DAY,
        "steps": rules.STEPS,
    }


def _served() -> list[int]:
    return [complex_.id for complex_ in clusters.complexes_of(guards.me())]
