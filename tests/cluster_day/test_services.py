"""Are proposals erased when it was promised, and are letters right in both languages?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from eventhub.cluster_day import jobs, messages, queries, services
from eventhub.cluster_day.models import Review, Submission, SubmissionState
from eventhub.cluster_day.rules import KEPT
from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from tests.cluster_day.conftest import Desk
from tests.factories.cluster_day import make_edition, make_submission


def count(table: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_proposals_are_erased_a_year_after_the_event(desk: Desk) -> None:
    public_id = make_submission(desk.edition).public_id
    with transaction():
        proposed = queries.get_submission(desk.edition_id, public_id)
        services.review(proposed, score=4, comment="", by=desk.account, now=now())
    make_submission(make_edition(year=2027))
    with standing_still(desk.ends_at + KEPT):
        assert jobs.forget_old_submissions() == ""
    with standing_still(desk.ends_at + KEPT + timedelta(seconds=1)):
        assert jobs.forget_old_submissions() == "1 submissions"
    assert (count(Submission), count(Review)) == (1, 0)


@pytest.mark.parametrize(
    ("state", "locale", "mark"),
    [
        (SubmissionState.RECEIVED, "en", "[Proposal received]"),
        (SubmissionState.ACCEPTED, "en", "[Proposal accepted]"),
        (SubmissionState.DECLINED, "en", "[Proposal declined]"),
        (SubmissionState.RECEIVED, "ko", "[제안 접수]"),
        (SubmissionState.ACCEPTED, "ko", "[제안 선정]"),
        (SubmissionState.DECLINED, "ko", "[제안 결과]"),
    ],
)
def test_a_letter_names_the_proposal_and_leads_to_it(
    desk: Desk, outbox: Callable[..., list[Any]], state: SubmissionState, locale: str, mark: str
) -> None:
    row = make_submission(desk.edition, state=state, locale=locale, title="<b>냉각</b>", reason="이유 & 까닭")
    public_id = row.public_id
    with transaction():
        proposed = queries.get_submission(desk.edition_id, public_id)
        tell = messages.tell_received if state is SubmissionState.RECEIVED else messages.tell_decision
        tell(proposed, proposed.edition.event, now=now())
    (letter,) = outbox(proposed.email)
    assert letter.subject.startswith(mark)
    assert "&lt;b&gt;냉각&lt;/b&gt;" in letter.html
    for part in (letter.text, letter.html):
        assert "박서연" in part
        assert queries.path_of(proposed) in part
    assert ("이유 & 까닭" in letter.text) == (state is not SubmissionState.RECEIVED)
