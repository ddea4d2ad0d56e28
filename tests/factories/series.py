"""Series; `series.services.plan` makes them by the rule."""

from datetime import date, datetime, timedelta
from typing import Any

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now, zone
from eventhub.core.db import session, transaction
from eventhub.events.models import Kind
from eventhub.events.rules import Plan
from eventhub.series import services
from eventhub.series.models import Series
from eventhub.series.rules import Recurrence, later
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex

WEEKLY = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=5"
HOUR = timedelta(hours=1)
FIRST = "2026-03-10 16:00"


def plan_of_first(complex_id: int, begins: str = FIRST, **changes: Any) -> Plan:
    """Plan a meeting of two hours, on people's clocks, open for registration since the first of January."""
    starts_at = datetime.fromisoformat(begins).replace(tzinfo=zone())
    values: dict[str, Any] = {
        "kind": Kind.MEETING,
        "complex_id": complex_id,
        "title_ko": "금형 미니클러스터 정기 모임",
        "title_en": "Regular meeting of the mould mini-cluster",
        "text_ko": "매월 만납니다.",
        "starts_at": starts_at,
        "ends_at": later(starts_at, 2 * HOUR),
        "venue_ko": "회의실",
        "capacity": 10,
        "registration_opens_at": datetime(2026, 1, 1, tzinfo=zone()),
        "registration_closes_at": later(starts_at, -3 * HOUR),
    }
    return Plan(**{**values, **changes})


def make_series(
    complex_: Complex | None = None,
    rule: str = WEEKLY,
    *,
    by: Account | None = None,
    published: bool = True,
    begins: str = FIRST,
    left_out: tuple[date, ...] = (),
    **changes: Any,
) -> Series:
    """Make a series of five Tuesdays, published."""
    complex_id, account_id = (complex_ or make_complex()).id, (by or make_account()).id
    with transaction():
        account = session.get_one(Account, account_id)
        plan = plan_of_first(complex_id, begins, **changes)
        recurrence = Recurrence(rule=rule, starts_at=plan.starts_at, left_out=left_out)
        series = services.plan(plan, recurrence, by=account, now=now())
        session.flush()  # the publication reads the rows
        if published:
            services.publish(series.id, by=account, now=now())
    session.refresh(series)
    return series
