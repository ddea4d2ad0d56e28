"""Editions of the Cluster Day, with what belongs to them."""

from datetime import datetime, timedelta
from typing import Any

from eventhub.cluster_day.models import Booth, Call, ContestEntry, Edition, Submission, SubmissionState, Wish
from eventhub.core.clock import now, zone
from eventhub.core.db import session
from eventhub.events.models import Kind
from tests.factories import numbers, saved
from tests.factories.clusters import make_complex
from tests.factories.events import make_event

BEGINS = datetime(2026, 11, 25, 9, 0, tzinfo=zone())


def make_edition(**changes: Any) -> Edition:
    """Make the edition of a year, in a hall of four times three; its event is published unless told otherwise."""
    own = {name: changes.pop(name) for name in ("year", "hall_columns", "hall_rows") if name in changes}
    year = own.get("year", 2026)
    starts_at = BEGINS.replace(year=year)
    values = {"starts_at": starts_at, "ends_at": starts_at + timedelta(days=1, hours=9), "kind": Kind.CLUSTER_DAY}
    titles = {"title_ko": f"{year} 산업단지 혁신클러스터의 날", "title_en": f"Innovation Cluster Day {year}"}
    event = make_event(**{**values, **titles, "capacity": 500, **changes})
    edition = Edition(event_id=event.id, created_at=now(), **{"year": year, "hall_columns": 4, "hall_rows": 3, **own})
    saved(edition)
    session.refresh(edition, ["event"])
    return edition


def make_booth(edition: Edition, **changes: Any) -> Booth:
    """Make a booth without a place."""
    values: dict[str, Any] = {
        "number": str(next(numbers)),
        "organisation_name": "가람정밀",
        "title_ko": "적층 제조 시제품",
        "title_en": "Printed prototypes",
        "created_at": now(),
    }
    return saved(Booth(edition_id=edition.id, **{**values, **changes}))


def make_entry(edition: Edition, **changes: Any) -> ContestEntry:
    """Make the entry of a complex of its own unless one is given."""
    edition_id = edition.id
    if "complex_id" not in changes:
        changes["complex_id"] = make_complex().id
    values = {"title_ko": "공동 금형 시험", "title_en": "Shared mould trials", "created_at": now()}
    return saved(ContestEntry(edition_id=edition_id, **{**values, **changes}))


def make_call(edition: Edition, wish: Wish = Wish.SESSION, **changes: Any) -> Call:
    """Call for sessions for another month."""
    values = {"text_ko": "발표를 모집합니다.", "text_en": "Send us your talk.", "closes_at": now() + timedelta(days=30)}
    return saved(Call(edition_id=edition.id, wish=wish, **{**values, **changes}))


def make_submission(edition: Edition, **changes: Any) -> Submission:
    """Make a proposal that waits for a decision."""
    values: dict[str, Any] = {
        "wish": Wish.SESSION,
        "state": SubmissionState.RECEIVED,
        "name": "박서연",
        "email": f"submitter{next(numbers)}@example.com",
        "organisation_name": "가람정밀",
        "title": "냉각 채널로 불량 줄이기",
        "text": "적층 제조한 금형으로 얻은 결과를 나눕니다.",
        "locale": "ko",
        "submitted_at": now(),
        "updated_at": now(),
    }
    return saved(Submission(edition_id=edition.id, **{**values, **changes}))
