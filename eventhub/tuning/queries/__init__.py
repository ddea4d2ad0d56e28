"""How did the matcher run, and how good was it?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventhub.core.db import session
from eventhub.matching.models import MatchRun
from eventhub.tuning.models import Judgement, Measure, Measurement

RUNS_SHOWN = 14
MOMENTS_SHOWN = 60


def list_runs() -> Sequence[MatchRun]:
    """List the last runs of the matcher that had something to match, the latest first."""
    return session.scalars(select(MatchRun).order_by(MatchRun.id.desc()).limit(RUNS_SHOWN)).all()


def list_latest() -> Sequence[Measurement]:
    """List everything that was measured last."""
    latest = select(func.max(Measurement.measured_at)).scalar_subquery()
    return session.scalars(select(Measurement).where(Measurement.measured_at == latest).order_by(Measurement.id)).all()


def list_over_time(measure: Measure) -> Sequence[Measurement]:
    """List what one measure was at each of the last moments, first things first."""
    moments = select(Measurement.measured_at).distinct().order_by(Measurement.measured_at.desc()).limit(MOMENTS_SHOWN)
    rows = select(Measurement).where(Measurement.measure == measure, Measurement.measured_at.in_(moments))
    return session.scalars(rows.order_by(Measurement.measured_at, Measurement.id)).all()


def last_judged_at() -> datetime | None:
    """Return when somebody judged last."""
    return session.scalar(select(func.max(Judgement.judged_at)))
