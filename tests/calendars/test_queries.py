"""What stands in which public calendar?"""

from datetime import timedelta

from flask import Flask

from eventhub.calendars import queries
from eventhub.core.clock import now
from eventhub.events.models import Kind, Status
from eventhub.events.rules import Filters
from tests.factories.clusters import make_mini_cluster
from tests.factories.events import make_event

DAY = timedelta(days=1)


def titles(filters: Filters) -> list[str]:
    """Name what a public calendar holds."""
    return [one.title_ko for one in queries.list_events(filters, now=now())]


def test_a_feed_holds_published_and_cancelled_events(app: Flask) -> None:
    mini_cluster = make_mini_cluster()
    mini_cluster_id, complex_id = mini_cluster.id, mini_cluster.complex_id
    make_event(title_ko="공개", complex_id=complex_id, mini_cluster_id=mini_cluster_id, kind=Kind.FORUM)
    make_event(title_ko="취소", status=Status.CANCELLED, starts_at=now() - DAY)
    make_event(title_ko="작성", status=Status.DRAFT)
    make_event(title_ko="오래된", starts_at=now() - 120 * DAY)
    assert titles(Filters()) == ["취소", "공개"]
    for chosen in (
        Filters(complex_id=complex_id),
        Filters(mini_cluster_id=mini_cluster_id),
        Filters(kind=Kind.FORUM),
    ):
        assert titles(chosen) == ["공개"]
