"""Is the made-up Cluster Day an edition with a full hall, a contest and a call that was answered?"""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.cluster_day import queries
from eventhub.cluster_day.models import Booth, Edition, Submission, SubmissionState
from eventhub.cluster_day.rules import hall_of
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.demo import generate, loader
from eventhub.demo.booths import COLUMNS, ROWS, furnish
from tests.demo.test_loader import TINY

# Firms, labs, universities and agencies of the tiny programme: each stands once.
STANDING = 30 + 8 + 2 + 2


@pytest.fixture
def edition(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """Load a tiny programme, and furnish its Cluster Day."""
    monkeypatch.setitem(generate.SIZES, "small", TINY)
    programme = generate.generate("small", 2026, date(2026, 3, 2))
    with transaction():
        loader.load(programme, now=now(), progress=lambda *_: None)
    furnish(programme, progress=lambda *_: None)
    return session.scalars(select(Edition)).one()


def test_every_booth_has_an_organisation_and_a_place_of_its_own(edition: Edition) -> None:
    booths = queries.list_booths(edition.id)
    assert (edition.hall_columns, edition.hall_rows) == (COLUMNS, ROWS)
    assert len({booth.organisation_id for booth in booths}) == len(booths) == STANDING
    assert len(hall_of(COLUMNS, ROWS, booths).taken) == STANDING
    for booth in booths:
        assert booth.title_ko
        assert booth.title_en
        assert "{" not in booth.title_ko + booth.title_en


def test_every_pilot_complex_competes_and_nobody_is_judged_yet(edition: Edition) -> None:
    entries = queries.list_entries(edition.id)
    assert len({entry.complex_id for entry in entries}) == len({entry.text_ko for entry in entries}) == 7
    assert {entry.award_ko for entry in entries} == {""}


def test_proposals_of_every_fate_came_in_before_the_call_closed(edition: Edition) -> None:
    submissions = queries.list_submissions(edition.id)
    assert set(Counter(one.state for one in submissions)) == set(SubmissionState)
    (closed,) = {call.closes_at for call in queries.list_calls(edition.id).values()}
    assert closed < now()
    for one in submissions:
        assert one.submitted_at < closed
        assert one.email.endswith(("example.com", "example.org"))
        assert bool(one.reason) == (one.state in (SubmissionState.ACCEPTED, SubmissionState.DECLINED))


def test_public_ids_do_not_repeat(edition: Edition) -> None:
    for table in (Booth, Submission):
        public_ids = session.scalars(select(table.public_id)).all()
        assert len(set(public_ids)) == len(public_ids)
