"""How does an event become the Cluster Day of a year, and one year's the next one's?"""

from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import delete, select

from eventhub.accounts.models import Account
from eventhub.cluster_day import queries, rules
from eventhub.cluster_day.errors import SenselessEdition
from eventhub.cluster_day.models import Booth, Call, ContestEntry, Edition, Review, Submission
from eventhub.cluster_day.rules import BOOTH_FIELDS, CopyPlan
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import hold, session
from eventhub.core.i18n import lazy as _
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.events import services as event_services
from eventhub.events.facts import DraftDiscarded, EventCopied
from eventhub.events.models import Event, Kind
from eventhub.events.rules import Part
from eventhub.programme import services as programme

# The years of all editions are counted under one name: two must not find the same one free.
YEARS = "years-of-editions"


def add_edition(event_id: int, *, year: int, hall_columns: int, hall_rows: int, by: Account, now: datetime) -> Edition:
    """Make an event the Cluster Day of a year."""
    event = events.lock(event_id)
    if event.kind is not Kind.CLUSTER_DAY or queries.find_of_event(event_id) is not None:
        raise SenselessEdition({"event": _("Please choose a Cluster Day that is no edition yet.")})
    _check_year(year, None)
    edition = Edition(event=event, year=year, hall_columns=hall_columns, hall_rows=hall_rows, created_at=now)
    session.add(edition)
    audit.record("edition-added", f"event:{event.public_id}", actor=by.public_id, now=now, year=year)
    return edition


def revise_edition(
    edition_id: int, *, year: int, hall_columns: int, hall_rows: int, by: Account, now: datetime
) -> Edition:
    """Change the year of an edition or the size of its hall, in which all booths must still stand."""
    edition = queries.lock(queries.get(edition_id))
    _check_year(year, edition.id)
    faults = rules.faults_of_hall(hall_columns, hall_rows, queries.list_booths(edition.id))
    if faults:
        raise SenselessEdition(faults)
    edition.year, edition.hall_columns, edition.hall_rows = year, hall_columns, hall_rows
    audit.record("edition-revised", f"event:{edition.event.public_id}", actor=by.public_id, now=now, year=year)
    return edition


def copy_edition(edition_id: int, day: date, plan: CopyPlan, *, zone: tzinfo, by: Account, now: datetime) -> Edition:
    """Plan the Cluster Day of another year like this one, as a draft that begins on a day; the contest begins anew."""
    old = queries.get(edition_id)
    if day < now.astimezone(zone).date():
        raise SenselessEdition({"day": _("This day is over. Please choose one that is still to come.")})
    _check_year(day.year, None, field="day")
    event = events.get(old.event_id)
    made = event_services.draft(_plan_of_copy(event, old, day, zone=zone, now=now), by=by, now=now)
    session.flush()  # the programme and the edition refer to the number the database gives
    asked = {Part.QUESTIONS} if plan.with_questions else set()
    announce(EventCopied(event_id=made.id, from_event_id=event.id, parts=asked, at=now))
    parts = {programme.Part(name) for name in plan.programme}
    shift = made.starts_at - event.starts_at
    programme.copy_programme(event.id, made.id, parts=parts, shift=shift, by=by, now=now)
    size = (old.hall_columns, old.hall_rows)
    new = Edition(event_id=made.id, year=day.year, hall_columns=size[0], hall_rows=size[1], created_at=now)
    session.add(new)
    session.flush()  # the booths refer to the number the database gives
    if plan.with_booths:
        _copy_booths(old, new, with_hall=plan.with_hall, now=now)
    audit.record("edition-copied", f"event:{made.public_id}", actor=by.public_id, now=now, year=day.year)
    return new


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget the edition of a draft that is thrown away, with everything in it."""
    edition = queries.find_of_event(fact.event_id)
    if edition is None:
        return
    of_edition = select(Submission.id).where(Submission.edition_id == edition.id)
    session.execute(delete(Review).where(Review.submission_id.in_(of_edition)))
    for table in (Submission, Call, ContestEntry, Booth):
        session.execute(delete(table).where(table.edition_id == edition.id))
    session.delete(edition)
    session.flush()  # nothing may refer to the event when it goes


def _check_year(year: int, edition_id: int | None, *, field: str = "year") -> None:
    hold(YEARS)
    if queries.is_year_taken(year, except_id=edition_id):
        raise SenselessEdition({field: _("There is an edition of this year already.")})


def _plan_of_copy(event: Event, old: Edition, day: date, *, zone: tzinfo, now: datetime) -> event_rules.Plan:
    usual = event_rules.usual_of(events.find_team_usual(event.complex_id, event.kind), event.kind)
    plan = event_rules.copied(event, day, set(Part), usual, zone=zone, now=now)
    titles: dict[str, Any] = {
        name: rules.later_title(getattr(plan, name), was=old.year, year=day.year) for name in ("title_ko", "title_en")
    }
    return replace(plan, **titles)


def _copy_booths(old: Edition, new: Edition, *, with_hall: bool, now: datetime) -> None:
    """Copy the booths, standing where they stood or without a place; results of the year before stay there."""
    left: dict[str, Any] = {"outcome_ko": "", "outcome_en": ""}
    if not with_hall:
        left |= dict.fromkeys(("hall_column", "hall_row"))
    for booth in queries.list_booths(old.id):
        values = {name: getattr(booth, name) for name in BOOTH_FIELDS}
        session.add(Booth(edition_id=new.id, created_at=now, **{**values, **left}))
