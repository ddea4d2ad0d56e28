"""Does a made-up programme get into the database as a whole, and into an empty one only?"""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts import queries as accounts
from eventhub.accounts.models import Account, Role
from eventhub.core.clock import local, now
from eventhub.core.db import Base, session
from eventhub.core.moments import days_of
from eventhub.demo import generate
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import USUAL
from eventhub.mail.models import LetterState
from eventhub.mail.queries import count_by_state
from eventhub.matching.models import Enquiry, Review, Suggestion
from eventhub.matching.queries import list_unmatched
from eventhub.organisations.models import Organisation
from eventhub.registrations.models import Registration, Standing
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex

TINY = generate.Counts(
    complexes=7,
    firms=30,
    universities=2,
    labs=8,
    governments=1,
    agencies=2,
    problems=40,
    more_technical=30,
    events=20,
)
LOAD = ("demo", "load", "--size", "small")


@pytest.fixture
def loaded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """Load a tiny programme as one does by hand, and return what was said meanwhile."""
    monkeypatch.setitem(generate.SIZES, "small", TINY)
    done = app.test_cli_runner().invoke(args=LOAD)
    assert done.exit_code == 0, done.output
    session.rollback()
    return str(done.stderr)


def count(model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_programme_is_loaded_matched_and_lived_through(loaded: str) -> None:
    assert "registration" in loaded
    assert count(Event) == TINY.events + 1
    assert list_unmatched(now()) == []
    reviews = set(session.scalars(select(Suggestion.review)))
    assert reviews == {Review.OPEN, Review.SENT, Review.DROPPED}
    assert len(set(session.scalars(select(Enquiry.reply)))) > 1
    # The letters of the past went out then; the worker must not send them today.
    assert set(count_by_state()) == {LetterState.SENT}


def test_who_registered_belongs_to_an_organisation_of_the_directory(loaded: str) -> None:
    rows = select(Registration.organisation_name, Organisation.name_ko).outerjoin(
        Organisation, Organisation.id == Registration.organisation_id
    )
    found = session.execute(rows).all()
    assert any(known for _, known in found)
    assert all(said == (known or "") for said, known in found)


def test_as_many_seats_are_taken_as_places_are_confirmed(loaded: str) -> None:
    confirmed = (
        select(func.count())
        .where(Registration.event_id == Event.id, Registration.standing == Standing.CONFIRMED)
        .scalar_subquery()
    )
    assert (
        session.execute(select(Event.id).where(Event.status != Status.CANCELLED, Event.seats_taken != confirmed)).all()
        == []
    )
    # Cancelling frees the seats; who had one can still read that.
    assert session.scalars(select(Event.seats_taken).where(Event.status == Status.CANCELLED).distinct()).all() == [0]


def test_what_lasts_whole_days_is_kept_as_the_form_keeps_it(loaded: str) -> None:
    (event,) = session.scalars(select(Event).where(Event.kind == Kind.CLUSTER_DAY))
    assert event.all_day
    assert [local(moment).time() for moment in (event.starts_at, event.ends_at)] == [time.min, time.min]
    assert len(days_of(event.starts_at, event.ends_at)) == 2


def test_what_comes_after_the_load_is_numbered_after_it(loaded: str) -> None:
    people = count(Account)
    assert make_complex().id == TINY.complexes + 1
    assert make_account().id == people + 1


def test_each_persona_gets_a_link_to_sign_in(app: Flask, loaded: str) -> None:
    printed = app.test_cli_runner().invoke(args=("demo", "sign-in-links")).stdout
    assert printed.count("http://localhost/sign-in/") == 4
    admin = accounts.find_by_email("admin@example.org")
    assert admin is not None
    assert admin.role is Role.ADMINISTRATOR


def test_made_up_data_is_not_mixed_with_real_data(app: Flask) -> None:
    make_complex()
    done = app.test_cli_runner().invoke(args=LOAD)
    assert done.exit_code == 1
    assert "not empty" in done.stderr
    assert count(Event) == 0


def test_what_is_to_come_will_be_reminded_of(loaded: str) -> None:
    to_come = session.scalars(select(Event).where(Event.starts_at > now() + timedelta(days=7))).all()
    assert to_come
    for event in to_come:
        assert event.reminder_hours == USUAL[event.kind].reminder_hours
        assert (event.remind_at is not None) == (event.status is Status.PUBLISHED)
