"""What does the database say about whom a problem must not be shown to?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.matching import queries, services
from eventhub.matching.filters import Bar, bar
from eventhub.matching.models import Reason, Reply, Review, Side, Suggestion
from eventhub.matching.queries import barring
from eventhub.organisations import services as organisations
from eventhub.organisations.models import Kind, Organisation
from eventhub.problems.models import Problem, State, Urgency
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_technical_problem


def bars(problem_id: int) -> dict[int, Bar]:
    """Say what keeps which partner from being suggested for a problem."""
    asking = barring.asking_about(queries.list_problems([problem_id])[0])
    found = {one.organisation_id: bar(asking, one, now()) for one in barring.list_candidates(now()).values()}
    return {row: barred.bar for row, barred in found.items() if barred}


def another(problem_id: int) -> int:
    """Let the firm of a problem state another one."""
    owner = session.get_one(Organisation, session.get_one(Problem, problem_id).organisation_id)
    return make_technical_problem(owner).id


def change(row_id: int, **values: Any) -> None:
    """Change what an organisation says of itself."""
    with transaction():
        organisation = session.get_one(Organisation, row_id)
        for name, value in values.items():
            setattr(organisation, name, value)


def test_a_firm_is_not_matched_with_itself_and_its_house(app: Flask) -> None:
    parent = make_partner(kind=Kind.UNIVERSITY).id
    own, sister = make_partner(parent_id=parent), make_partner(parent_id=parent).id
    own_id = own.id
    child, other = make_partner(parent_id=own_id).id, make_partner().id
    problem_id = make_technical_problem(session.get_one(Organisation, own_id)).id
    assert bars(problem_id) == dict.fromkeys((parent, own_id, sister, child), Bar.OWN)
    assert other not in bars(problem_id)


@pytest.mark.parametrize("is_named_by_partner", [False, True])
def test_competitors_are_kept_apart_whichever_named_the_other(app: Flask, is_named_by_partner: bool) -> None:
    problem_id, partner_id = make_technical_problem().id, make_partner().id
    firm_id, account_id = session.get_one(Problem, problem_id).organisation_id, make_account().id
    naming, named = (partner_id, firm_id) if is_named_by_partner else (firm_id, partner_id)
    for act in (organisations.name_competitor, organisations.name_competitor, organisations.forget_competitor):
        with transaction():
            by = session.get_one(Account, account_id)
            act(session.get_one(Organisation, naming), session.get_one(Organisation, named), by=by, now=now())
        expected = {} if act is organisations.forget_competitor else {partner_id: Bar.COMPETITOR}
        assert bars(problem_id) == expected


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("reason", list(Reason))
def test_a_pair_that_declined_is_kept_apart(app: Flask, side: Side, reason: Reason) -> None:
    enquiry = make_enquiry(side=side, reply=Reply.DECLINED, reason=reason, answered_at=now())
    suggestion = session.get_one(Suggestion, enquiry.suggestion_id)
    problem_id, partner_id = suggestion.problem_id, suggestion.organisation_id
    assert bars(another(problem_id)) == {partner_id: Bar.DECLINED}
    assert bars(make_technical_problem().id) == {}


def test_a_pair_that_declined_long_ago_may_meet_again(app: Flask) -> None:
    long_ago = now() - timedelta(days=400)
    enquiry = make_enquiry(reply=Reply.DECLINED, reason=Reason.KNOWN, answered_at=long_ago)
    problem_id = session.get_one(Suggestion, enquiry.suggestion_id).problem_id
    assert bars(another(problem_id)) == {}


def test_whoever_was_introduced_is_not_introduced_again_in_either_direction(app: Flask) -> None:
    suggestion = make_suggestion(review=Review.SENT, introduced_at=now())
    problem_id, partner_id = suggestion.problem_id, suggestion.organisation_id
    firm_id = session.get_one(Problem, problem_id).organisation_id
    make_capability(session.get_one(Organisation, firm_id))
    assert bars(another(problem_id))[partner_id] is Bar.INTRODUCED
    back = make_technical_problem(session.get_one(Organisation, partner_id)).id
    assert bars(back)[firm_id] is Bar.INTRODUCED


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("wrong_field", True), ("known: 20년 거래", True), ("competitor", True), ("too_vague", False), ("other", False)],
)
def test_what_a_coordinator_dropped_for_the_pair_keeps_it_apart(app: Flask, reason: str, expected: bool) -> None:
    suggestion = make_suggestion(review=Review.DROPPED, reviewed_at=now(), drop_reason=reason)
    problem_id, partner_id = suggestion.problem_id, suggestion.organisation_id
    assert bars(another(problem_id)) == ({partner_id: Bar.DROPPED} if expected else {})


def test_what_was_lifted_keeps_nobody_apart(app: Flask) -> None:
    enquiry = make_enquiry(reply=Reply.DECLINED, reason=Reason.WRONG_FIELD, answered_at=now())
    suggestion = session.get_one(Suggestion, enquiry.suggestion_id)
    suggestion_id, problem_id = suggestion.id, another(suggestion.problem_id)
    coordinator_id = make_coordinator(make_complex()).id
    assert bars(problem_id)
    for _twice in range(2):
        with transaction():
            by = session.get_one(Account, coordinator_id)
            services.lift(session.get_one(Suggestion, suggestion_id), why="다른 과제", by=by, now=now())
    assert bars(problem_id) == {}


def test_whoever_was_asked_about_a_problem_is_not_suggested_for_its_revision(app: Flask) -> None:
    suggestion = session.get_one(Suggestion, make_enquiry().suggestion_id)
    assert bars(suggestion.problem_id) == {suggestion.organisation_id: Bar.ASKED}
    assert bars(another(suggestion.problem_id)) == {}


def test_who_does_not_want_to_be_suggested_is_not(app: Flask) -> None:
    problem_id, partner_id = make_technical_problem().id, make_partner().id
    change(partner_id, wants_suggestions=False)
    assert bars(problem_id) == {partner_id: Bar.NO_CONSENT}


def test_open_requests_fill_a_partner_and_answered_or_old_ones_do_not(app: Flask) -> None:
    partner = make_partner()
    partner_id = partner.id
    change(partner_id, open_requests=2)
    problem_id = make_technical_problem().id

    def asked(**changes: Any) -> None:
        suggestion = make_suggestion(partner=session.get_one(Organisation, partner_id))
        make_enquiry(suggestion, **changes)

    asked()
    asked(reply=Reply.DECLINED, reason=Reason.OTHER, answered_at=now())
    asked(expires_at=now())
    assert bars(problem_id) == {}
    asked()
    assert bars(problem_id) == {partner_id: Bar.FULL}
    change(partner_id, open_requests=None)
    assert bars(problem_id) == {}


def test_an_introduction_is_work_for_a_quarter_or_until_the_problem_is_closed(app: Flask) -> None:
    partner_id = make_partner().id
    change(partner_id, open_requests=1)
    problem_id = make_technical_problem().id
    old = {"review": Review.SENT, "introduced_at": now() - timedelta(days=91)}
    make_suggestion(partner=session.get_one(Organisation, partner_id), **old)
    closed = make_technical_problem(state=State.CLOSED)
    make_suggestion(closed, session.get_one(Organisation, partner_id), review=Review.SENT, introduced_at=now())
    assert bars(problem_id) == {}
    make_suggestion(partner=session.get_one(Organisation, partner_id), review=Review.SENT, introduced_at=now())
    assert bars(problem_id) == {partner_id: Bar.FULL}


def test_what_nobody_looked_at_for_long_has_expired(app: Flask, at: Callable[[str], Any]) -> None:
    partner_id = make_partner().id
    urgent, calm = make_technical_problem(urgency=Urgency.NOW).id, make_technical_problem(urgency=Urgency.THIS_YEAR).id
    with at("2026-09-02 09:00"):
        assert bars(urgent) == {partner_id: Bar.EXPIRED}
        assert bars(calm) == {}
        with transaction():
            session.get_one(Problem, urgent).triaged_at = now()
        assert bars(urgent) == {}


def test_what_has_no_wording_is_shown_to_nobody(app: Flask) -> None:
    partner_id = make_partner().id
    assert bars(make_technical_problem(wording="").id) == {partner_id: Bar.UNWORDED}


def test_who_offers_nothing_is_no_candidate_and_is_told_so_when_asked_for(app: Flask) -> None:
    offering = make_partner().id
    silent, abandoned = make_organisation().id, make_organisation()
    abandoned_id = abandoned.id
    make_capability(session.get_one(Organisation, silent))
    make_member(abandoned, suspended_at=now())
    make_capability(session.get_one(Organisation, abandoned_id))
    assert set(barring.list_candidates(now())) == {offering}
    looked_up = barring.list_candidates(now(), [offering, silent, abandoned_id])
    assert {row: one.is_offering for row, one in looked_up.items()} == {
        offering: True,
        silent: False,
        abandoned_id: False,
    }


def test_a_team_sets_how_long_pairs_are_kept_apart(app: Flask) -> None:
    long_ago = now() - timedelta(days=100)
    enquiry = make_enquiry(reply=Reply.DECLINED, reason=Reason.KNOWN, answered_at=long_ago)
    suggestion = session.get_one(Suggestion, enquiry.suggestion_id)
    problem_id = another(suggestion.problem_id)
    owner = session.get_one(Organisation, session.get_one(Problem, problem_id).organisation_id)
    complex_id, coordinator_id = owner.complex_id, make_account().id
    assert bars(problem_id)
    for months, is_apart in ((3, False), (4, True)):
        with transaction():
            by, complex_ = session.get_one(Account, coordinator_id), session.get_one(Complex, complex_id)
            services.keep_apart(complex_, months=months, by=by, now=now())
        assert bool(bars(problem_id)) is is_apart


def test_facts_of_a_problem_take_few_questions_however_much_happened(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    partner_id, problem_id = make_partner().id, make_technical_problem().id
    for _each in range(4):
        make_enquiry(make_suggestion(partner=session.get_one(Organisation, partner_id)), Side.OWNER)
    for _each in range(3):
        another(problem_id)
    problems = queries.list_problems(session.scalars(select(Problem.id)).all())
    with count_queries() as counted:
        assert len(barring.asking_about_each(problems)) > 4
        barring.list_candidates(now())
    assert len(counted) == 5
