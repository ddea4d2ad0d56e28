"""What is matched with what, what waits for whom, and how many questions does it take to know?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.core.secrets import seal
from eventhub.mail.models import MailingList, Subscription
from eventhub.matching import queries
from eventhub.matching.models import MatchedProblem, Reason, Reply, Review, Side, Suggestion
from eventhub.matching.rules import Stage
from eventhub.problems.models import Problem, State, Urgency
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_problem, make_technical_problem


def test_technical_problems_wait_until_their_revision_is_matched(app: Flask) -> None:
    problem = make_technical_problem()
    problem_id = problem.id
    make_problem()
    make_technical_problem(state=State.CLOSED)
    assert queries.list_unmatched(now()) == [problem_id]
    make_suggestion(session.get_one(Problem, problem_id))
    assert queries.list_unmatched(now()) == []
    with transaction():
        session.get_one(Problem, problem_id).revision = 2
    assert queries.list_unmatched(now()) == [problem_id]


def test_only_what_somebody_answers_for_is_offered(app: Flask) -> None:
    offered = make_partner().id
    make_capability(make_organisation())
    abandoned = make_organisation()
    make_member(abandoned, suspended_at=now())
    make_capability(abandoned)
    busy = make_organisation()
    make_member(busy)
    make_capability(busy, requests_per_quarter=0)
    make_capability(busy, withdrawn_at=now())
    assert [capability.organisation_id for capability in queries.list_offers()] == [offered]


def test_the_queue_holds_what_is_open_now_the_most_urgent_first(app: Flask) -> None:
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id)
    complex_id, firm_id = complex_.id, firm.id

    def suggested(**changes: Any) -> str:
        problem = make_technical_problem(session.get_one(type(firm), firm_id), **changes.pop("problem", {}))
        return make_suggestion(problem, **changes).public_id

    calm = suggested(problem={"urgency": Urgency.THIS_YEAR})
    urgent = suggested(problem={"urgency": Urgency.NOW})
    suggested(review=Review.DROPPED)
    suggested(problem={"state": State.CLOSED})
    suggested(revision=0)
    make_suggestion()
    coordinator = make_coordinator(session.get_one(type(complex_), complex_id))
    assert queries.list_open(coordinator) == [urgent, calm]
    assert queries.count_open([complex_id]) == 2
    assert queries.count_open([]) == 0


def test_a_suggestion_of_another_complex_is_not_there(app: Flask) -> None:
    public_id = make_suggestion().public_id
    with pytest.raises(NotFound):
        queries.get_as_coordinator(public_id, make_coordinator(make_complex()))
    assert queries.get_as_coordinator(public_id, make_account(role=Role.ADMINISTRATOR)).public_id == public_id


def test_what_was_sent_is_listed_by_where_it_stands(app: Flask) -> None:
    make_enquiry()
    make_enquiry(reply=Reply.DECLINED, reason=Reason.BUSY)
    asked = make_enquiry(reply=Reply.ACCEPTED)
    make_enquiry(session.get_one(Suggestion, asked.suggestion_id), Side.PARTNER)
    make_enquiry(make_suggestion(introduced_at=now()), reply=Reply.ACCEPTED)
    make_suggestion()
    administrator = make_account(role=Role.ADMINISTRATOR)
    assert queries.count_by_stage(administrator) == dict.fromkeys(Stage, 1)
    for stage in Stage:
        assert queries.list_sent(administrator, stage).total == 1
    every = list(session.scalars(select(Complex.id)))
    assert queries.count_waiting(every) == 2
    assert queries.count_introduced(every) == 1
    assert queries.count_waiting([]) == queries.count_introduced([]) == 0


def test_problems_without_a_partner_are_listed(app: Flask) -> None:
    problem = make_technical_problem()
    problem_id = problem.id
    saved(MatchedProblem(problem_id=problem_id, revision=1, matched_at=now(), suggestions=0))
    make_suggestion()
    found = queries.list_without_partner(make_account(role=Role.ADMINISTRATOR))
    assert [each.id for each in found.items] == [problem_id]


def test_whoever_refuses_letters_is_known(app: Flask) -> None:
    enquiry = make_enquiry()
    email = session.get_one(type(make_account()), enquiry.account_id).email
    values = {"address": email, "list_id": MailingList.RECOMMENDATIONS, "public_id": "x" * 12}
    saved(Subscription(**values, refused_at=now()))
    sent = queries.list_sent(make_account(role=Role.ADMINISTRATOR), Stage.WAITING_OWNER)
    assert queries.list_refusing(sent.items) == {email}


@pytest.mark.parametrize("secret", ["", "nothing", "bcdfghjkmnpq.forged"])
def test_a_link_that_was_not_made_here_names_nothing(app: Flask, secret: str) -> None:
    with pytest.raises(NotFound):
        queries.get_by_link(secret)


def test_a_link_of_another_purpose_names_nothing(app: Flask) -> None:
    public_id = make_enquiry().public_id
    with pytest.raises(NotFound):
        queries.get_by_link(seal("place", public_id))
    assert queries.get_by_link(seal("answer", public_id)).public_id == public_id


def test_lists_need_the_same_number_of_queries_however_long_they_are(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id)
    owner = make_member(firm)
    owner_id, firm_id, complex_id = owner.id, firm.id, complex_.id
    for _ in range(4):
        fresh = session.get_one(type(firm), firm_id)
        problem = make_technical_problem(fresh, stated_by=session.get_one(type(owner), owner_id))
        make_enquiry(make_suggestion(problem), expires_at=now() + timedelta(days=1))
    coordinator = make_coordinator(session.get_one(type(complex_), complex_id))
    session.refresh(coordinator)
    owner = session.get_one(type(owner), owner_id)
    assert owner.email
    with count_queries() as counted:
        page = queries.list_sent(coordinator, Stage.WAITING_OWNER)
        names = [enquiry.account.name for suggestion in page.items for enquiry in suggestion.enquiries]
        assert names == [owner.name] * 4
    assert len(counted) == 3
    with count_queries() as counted:
        assert len({each.suggestion.organisation.name_ko for each in queries.enquiries_of(owner)}) == 1
    assert len(counted) == 2
