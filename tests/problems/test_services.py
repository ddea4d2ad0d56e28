"""How does a problem change, and who is told?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.problems import queries, services
from eventhub.problems.errors import KeptByOthers, NotTheSame, ProblemClosed
from eventhub.problems.models import Category, Problem, State, Urgency, Visibility
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_problem, make_technical_problem

Outbox = Callable[..., list[Any]]
LATER = timedelta(days=1)


def revise(problem: Problem, **changes: Any) -> Problem:
    """Revise a problem as its owner."""
    public_id, owner_id = problem.public_id, problem.stated_by_id
    with transaction():
        owner = session.get_one(Account, owner_id)
        kept = queries.get_as_owner(public_id, owner)
        values = {"text": kept.text, "urgency": kept.urgency, "visibility": kept.visibility, **changes}
        services.revise(kept, **values, answer_by=now() + LATER, by=owner, now=now())
    return session.scalars(select(Problem).where(Problem.public_id == public_id)).one()


def served() -> tuple[str, Account]:
    """State a problem and make the coordinator who sorts it."""
    complex_ = make_complex()
    public_id = make_problem(make_organisation(complex_id=complex_.id)).public_id
    return public_id, make_coordinator(complex_)


def sort(public_id: str, coordinator: Account, service: Callable[..., None], **values: Any) -> Problem:
    """Sort a problem as a coordinator."""
    with transaction():
        problem = queries.get_as_coordinator(public_id, coordinator)
        service(problem, **values, by=coordinator, now=now())
    return queries.get_as_coordinator(public_id, coordinator)


def route(public_id: str, coordinator: Account, **changes: Any) -> Problem:
    """Give a problem to a person."""
    values = {"category": Category.FINANCE, "routed_to": "자금 담당 최민수", "answer": "", "answer_by": now() + LATER}
    return sort(public_id, coordinator, services.route, **{**values, **changes})


def actions() -> list[str]:
    """Read what the audit noted about problems."""
    rows = select(AuditEntry.action).where(AuditEntry.subject.startswith("problem:")).order_by(AuditEntry.id)
    return list(session.scalars(rows))


def test_other_words_make_a_new_revision(app: Flask) -> None:
    assert revise(make_technical_problem(), text="이제는 치수가 줄어듭니다.").revision == 2
    assert actions() == ["problem-revised"]


def test_another_urgency_makes_none(app: Flask) -> None:
    problem = revise(make_technical_problem(), urgency=Urgency.NOW, visibility=Visibility.PUBLIC)
    assert (problem.revision, problem.urgency, problem.visibility) == (1, Urgency.NOW, Visibility.PUBLIC)
    assert actions() == ["problem-shown-to"]


def test_a_routed_problem_in_other_words_is_sorted_again(app: Flask) -> None:
    problem = revise(make_problem(state=State.ROUTED), text="실은 기술 문제였습니다.")
    assert problem.state is State.STATED
    assert problem.answer_by == now() + LATER


def test_the_same_answer_is_told_once_and_another_again(app: Flask, at: Callable[[str], Any], outbox: Outbox) -> None:
    public_id, coordinator = served()
    route(public_id, coordinator)
    promised = now() + LATER
    with at("2026-03-03 10:00"):
        assert route(public_id, coordinator).answer_by == promised
        assert len(outbox()) == 1
        assert route(public_id, coordinator, answer="오늘 전화드립니다.").answer_by == now() + LATER
        assert len(outbox()) == 2


def test_a_closed_problem_is_not_revised(app: Flask) -> None:
    with pytest.raises(ProblemClosed):
        revise(make_problem(state=State.CLOSED), text="다시 열어 주십시오.")


def test_closing_twice_is_closing_once(app: Flask) -> None:
    public_id = make_problem().public_id
    for reason in ("풀렸습니다", "다시"):
        with transaction():
            problem = session.scalars(select(Problem).where(Problem.public_id == public_id)).one()
            services.close(problem, reason=reason, by=session.get_one(Account, problem.stated_by_id), now=now())
    closed = session.scalars(select(Problem)).one()
    assert (closed.state, closed.closed_because) == (State.CLOSED, "풀렸습니다")
    assert actions() == ["problem-closed"]


def test_a_technical_problem_gets_the_wording_partners_read(app: Flask, outbox: Outbox) -> None:
    public_id, coordinator = served()
    values = {"category": Category.TECHNOLOGY, "wording": "얇은 커버가 휩니다."}
    problem = sort(public_id, coordinator, services.mark_technical, **values)
    assert (problem.state, problem.wording, problem.revision) == (State.TECHNICAL, "얇은 커버가 휩니다.", 1)
    assert outbox() == []
    assert actions() == ["problem-sorted"]


def test_another_wording_makes_a_new_revision_so_that_no_old_explanation_is_shown(app: Flask) -> None:
    public_id, coordinator = served()
    for wording, revision in (("가나다정밀의 커버", 1), ("가나다정밀의 커버", 1), ("얇은 커버", 2)):
        values = {"category": Category.TECHNOLOGY, "wording": wording}
        assert sort(public_id, coordinator, services.mark_technical, **values).revision == revision


def test_the_member_is_told_who_takes_care(app: Flask, outbox: Outbox) -> None:
    public_id, coordinator = served()
    problem = route(public_id, coordinator)
    assert problem.state is State.ROUTED
    letter = outbox(problem.stated_by.email)[0]
    assert "자금 담당 최민수" in letter.subject
    assert "2026. 3. 3.(화)" in letter.text
    assert letter.unsubscribe_url == ""


def test_the_same_routing_is_told_once_and_another_one_again(
    app: Flask, outbox: Outbox, at: Callable[[str], Any]
) -> None:
    public_id, coordinator = served()
    route(public_id, coordinator)
    route(public_id, coordinator)
    assert len(outbox()) == 1
    with at("2026-03-02 10:00"):
        route(public_id, coordinator, answer="정책자금 안내를 보내 드립니다.")
    assert len(outbox()) == 2
    assert "정책자금 안내를 보내 드립니다." in outbox()[1].text
    assert "정책자금 안내를 보내 드립니다." in outbox()[1].html


def test_sorting_a_closed_problem_opens_it_again(app: Flask) -> None:
    public_id, coordinator = served()
    with transaction():
        services.close(queries.get_as_coordinator(public_id, coordinator), reason="실수", by=coordinator, now=now())
    problem = route(public_id, coordinator)
    assert (problem.state, problem.closed_because) == (State.ROUTED, "")


def two(*, same_firm: bool) -> tuple[int, int]:
    """State two technical problems, of one firm or of two."""
    firm = make_organisation()
    one = make_technical_problem(firm).id
    return one, make_technical_problem(session.merge(firm) if same_firm else None).id


def merge(one: int, kept: int) -> Problem:
    """Put one problem to another by their rows."""
    by = make_account().id
    with transaction():
        problem, other = (session.get_one(Problem, row) for row in (one, kept))
        services.merge(problem, kept=other, by=session.get_one(Account, by), now=now())
    return session.get_one(Problem, one)


@pytest.mark.parametrize("same_firm", [True, False])
def test_what_one_firm_stated_twice_is_set_aside_and_what_two_did_is_not(
    app: Flask, outbox: Outbox, *, same_firm: bool
) -> None:
    one, kept = two(same_firm=same_firm)
    problem = merge(one, kept)
    assert (problem.same_as_id, problem.is_set_aside) == (kept, same_firm)
    assert (problem.state, problem.revision) == (State.TECHNICAL, 1)
    assert actions() == ["problem-merged"]
    assert outbox() == []


def test_two_that_were_put_together_can_be_separated_again(app: Flask) -> None:
    one, kept = two(same_firm=True)
    merge(one, kept)
    by = make_account().id
    for _ in range(2):
        with transaction():
            services.separate(session.get_one(Problem, one), by=session.get_one(Account, by), now=now())
    problem = session.get_one(Problem, one)
    assert (problem.same_as_id, problem.is_set_aside) == (None, False)
    assert actions() == ["problem-merged", "problem-separated"]


def test_no_problem_is_put_to_a_closed_one_to_itself_or_to_one_that_was_put_to_another(app: Flask) -> None:
    one, kept = two(same_firm=False)
    third = make_technical_problem().id
    closed = make_technical_problem(state=State.CLOSED).id
    merge(one, kept)
    for given_up, to in ((third, one), (one, third), (third, closed), (closed, third), (third, third)):
        with pytest.raises(NotTheSame):
            merge(given_up, to)


def test_a_problem_to_which_others_were_put_is_the_one_to_keep(app: Flask) -> None:
    one, kept = two(same_firm=False)
    merge(one, kept)
    with pytest.raises(KeptByOthers):
        merge(kept, make_technical_problem().id)
