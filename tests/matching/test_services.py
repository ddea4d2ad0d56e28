"""How do suggestions come about, and what follows from each decision and answer?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.secrets import seal
from eventhub.matching import queries, services
from eventhub.matching.errors import AlreadyReviewed, NobodyToAsk, NoLongerOpen, TooLateToUndo
from eventhub.matching.models import Enquiry, MatchedProblem, Reason, Reply, Review, Side, Suggestion
from eventhub.matching.rules import DropReason, Findings, Found
from eventhub.organisations.models import Capability, Membership
from eventhub.problems.models import Problem, State
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_technical_problem

Outbox = Callable[..., list[Any]]


def suggest(problem_id: int, *organisation_ids: int, revision: int = 1) -> int | None:
    """Keep suggestions for a problem."""
    capability_id = session.scalars(select(Capability.id)).first() or 0
    found = [Found(organisation_id, capability_id, 0.5) for organisation_id in organisation_ids]
    with transaction():
        written = services.suggest([Findings(problem_id, revision, found)], now=now())
    return written.get(problem_id)


def reviewer() -> Account:
    """Make a coordinator."""
    return make_coordinator(make_complex())


def send(suggestion: Suggestion, coordinator: Account | None = None) -> None:
    """Send a suggestion."""
    suggestion_id = suggestion.id
    coordinator_id = (coordinator or reviewer()).id
    with transaction():
        public_id = session.get_one(Suggestion, suggestion_id).public_id
        account = session.get_one(Account, coordinator_id)
        kept = session.scalars(queries._with_sides().where(Suggestion.public_id == public_id)).one()
        services.send(kept, introduction="좋은 분들입니다.", by=account, now=now())


def answer(public_id: str, service: Callable[..., None], **values: Any) -> Enquiry:
    """Answer a question by its link."""
    secret = seal("answer", public_id)
    with transaction():
        service(queries.lock_by_link(secret), **values, now=now())
    return queries.get_by_link(secret)


def asked(side: Side) -> Enquiry:
    """Return the one question put to a side."""
    return session.scalars(select(Enquiry).where(Enquiry.side == side)).one()


def reviews() -> list[Review]:
    """Read what became of all suggestions."""
    return list(session.scalars(select(Suggestion.review).order_by(Suggestion.id)))


def test_what_was_found_is_kept_in_its_order(app: Flask) -> None:
    first, second = make_partner().id, make_partner().id
    problem_id = make_technical_problem().id
    assert suggest(problem_id, first, second) == 2
    rows = session.execute(select(Suggestion.rank, Suggestion.organisation_id).order_by(Suggestion.rank)).all()
    assert [tuple(row) for row in rows] == [(1, first), (2, second)]


def test_a_revision_is_matched_once(app: Flask) -> None:
    partner, problem_id = make_partner().id, make_technical_problem().id
    assert suggest(problem_id, partner) == 1
    assert suggest(problem_id, partner) is None
    assert len(reviews()) == 1


def test_nothing_found_is_noted_honestly(app: Flask) -> None:
    problem_id = make_technical_problem().id
    assert suggest(problem_id) == 0
    assert session.scalars(select(MatchedProblem.suggestions)).one() == 0


def test_a_problem_that_changed_meanwhile_is_left_for_the_next_run(app: Flask) -> None:
    partner = make_partner().id
    assert suggest(make_technical_problem(revision=2).id, partner) is None
    assert suggest(make_technical_problem(state=State.CLOSED).id, partner) is None
    assert reviews() == []


def test_undecided_suggestions_of_an_earlier_revision_are_outdated(app: Flask) -> None:
    problem = make_technical_problem()
    problem_id = problem.id
    make_suggestion(problem)
    make_suggestion(session.get_one(Problem, problem_id), review=Review.DROPPED)
    with transaction():
        session.get_one(Problem, problem_id).revision = 2
    suggest(problem_id, make_partner().id, revision=2)
    assert reviews() == [Review.OUTDATED, Review.DROPPED, Review.OPEN]


def test_sending_asks_the_person_who_stated_the_problem(app: Flask, outbox: Outbox) -> None:
    suggestion = make_suggestion()
    send(suggestion)
    enquiry = asked(Side.OWNER)
    owner = session.get_one(Account, enquiry.account_id)
    assert enquiry.expires_at == now() + timedelta(days=14)
    assert [letter.to_address for letter in outbox()] == [owner.email]
    assert reviews() == [Review.SENT]


def test_a_suggestion_is_decided_once(app: Flask, outbox: Outbox) -> None:
    suggestion = make_suggestion()
    send(suggestion)
    with pytest.raises(AlreadyReviewed):
        send(suggestion)
    assert len(outbox()) == 1


def test_a_suggestion_for_a_revised_problem_is_not_sent(app: Flask) -> None:
    suggestion = make_suggestion()
    problem_id = suggestion.problem_id
    with transaction():
        session.get_one(Problem, problem_id).revision = 2
    with pytest.raises(AlreadyReviewed):
        send(suggestion)


def test_who_was_ruled_out_while_the_matcher_ranked_is_not_suggested(app: Flask) -> None:
    problem_id, partner_id = make_technical_problem().id, make_partner().id
    own_id = session.get_one(Problem, problem_id).organisation_id
    assert suggest(problem_id, own_id, partner_id) == 1
    assert session.scalars(select(Suggestion.organisation_id)).all() == [partner_id]


def test_nobody_is_asked_when_the_owner_is_suspended(app: Flask, outbox: Outbox) -> None:
    suggestion = make_suggestion()
    owner_id = session.get_one(Problem, suggestion.problem_id).stated_by_id
    with transaction():
        session.get_one(Account, owner_id).suspended_at = now()
    with pytest.raises(NobodyToAsk):
        send(suggestion)
    assert outbox() == []


def test_nobody_is_asked_when_the_partner_has_nobody_to_answer(app: Flask, outbox: Outbox) -> None:
    suggestion = make_suggestion()
    with transaction():
        for account in session.scalars(
            select(Account)
            .join(Membership, Membership.account_id == Account.id)
            .where(Membership.organisation_id == suggestion.organisation_id)
        ):
            account.suspended_at = now()
    with pytest.raises(NobodyToAsk):
        send(suggestion)
    assert outbox() == []


def test_a_yes_is_not_kept_when_the_partner_has_nobody_left_to_ask(app: Flask) -> None:
    suggestion = make_suggestion()
    enquiry = make_enquiry(suggestion)
    public_id, suggestion_id = enquiry.public_id, enquiry.suggestion_id
    with transaction():
        organisation_id = session.get_one(Suggestion, suggestion_id).organisation_id
        for membership in session.scalars(select(Membership).where(Membership.organisation_id == organisation_id)):
            session.delete(membership)
    with pytest.raises(NobodyToAsk):
        answer(public_id, services.accept)
    assert queries.get_by_link(seal("answer", public_id)).reply is None


def test_what_was_dropped_is_not_dropped_again(app: Flask) -> None:
    public_id = make_suggestion(review=Review.DROPPED).public_id
    administrator = make_account(role=Role.ADMINISTRATOR)
    suggestion = queries.get_as_coordinator(public_id, administrator)
    with pytest.raises(AlreadyReviewed):
        services.drop(suggestion, reason=DropReason.OTHER, note="", by=administrator, now=now())


def test_nobody_is_asked_about_a_withdrawn_capability(app: Flask) -> None:
    suggestion = make_suggestion()
    capability_id = suggestion.capability_id
    with transaction():
        session.get_one(Capability, capability_id).withdrawn_at = now()
    with pytest.raises(NobodyToAsk):
        send(suggestion)


def test_a_dropped_suggestion_keeps_its_reason(app: Flask, outbox: Outbox) -> None:
    suggestion = make_suggestion()
    public_id, coordinator = suggestion.public_id, reviewer()
    with transaction():
        kept = session.scalars(queries._with_sides().where(Suggestion.public_id == public_id)).one()
        services.drop(kept, reason=DropReason.COMPETITOR, note="같은 제품", by=coordinator, now=now())
    assert session.scalars(select(Suggestion.drop_reason)).one() == "competitor: 같은 제품"
    assert outbox() == []


def test_the_owners_yes_makes_the_partner_be_asked(app: Flask, outbox: Outbox) -> None:
    public_id = make_enquiry().public_id
    enquiry = answer(public_id, services.accept)
    assert enquiry.reply is Reply.ACCEPTED
    assert enquiry.suggestion.introduced_at is None
    assert asked(Side.PARTNER).reply is None
    assert [letter.to_name for letter in outbox()] == ["박교수"]


def test_the_partners_yes_tells_the_coordinators(app: Flask, outbox: Outbox) -> None:
    complex_ = make_complex()
    make_coordinator(complex_, email="team@example.org")
    problem = make_technical_problem(make_organisation(complex_id=complex_.id))
    answer(make_enquiry(make_suggestion(problem)).public_id, services.accept)
    enquiry = answer(asked(Side.PARTNER).public_id, services.accept)
    assert enquiry.suggestion.introduced_at == now()
    assert len(outbox("team@example.org")) == 1
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject.startswith("suggestion:"))).all()
    assert actions == ["enquiry-accepted", "enquiry-accepted"]


def test_the_owners_no_is_told_to_nobody(app: Flask, outbox: Outbox) -> None:
    enquiry = answer(make_enquiry().public_id, services.decline, reason=Reason.BUSY, remark="다음 달에")
    assert (enquiry.reply, enquiry.reason, enquiry.remark) == (Reply.DECLINED, Reason.BUSY, "다음 달에")
    assert outbox() == []


def test_the_partners_no_is_told_to_nobody(app: Flask, outbox: Outbox) -> None:
    answer(make_enquiry().public_id, services.accept)
    before = len(outbox())
    answer(asked(Side.PARTNER).public_id, services.decline, reason=Reason.WRONG_FIELD, remark="")
    assert len(outbox()) == before


def test_a_question_is_answered_once(app: Flask) -> None:
    public_id = make_enquiry().public_id
    answer(public_id, services.accept)
    for service, values in ((services.accept, {}), (services.decline, {"reason": Reason.BUSY, "remark": ""})):
        with pytest.raises(NoLongerOpen):
            answer(public_id, service, **values)


def test_an_expired_question_is_not_answered(app: Flask) -> None:
    public_id = make_enquiry(expires_at=now()).public_id
    with pytest.raises(NoLongerOpen):
        answer(public_id, services.accept)


def test_an_answer_is_taken_back_within_ten_minutes(app: Flask, at: Callable[[str], Any]) -> None:
    public_id = make_enquiry().public_id
    answer(public_id, services.decline, reason=Reason.BUSY, remark="나중에")
    with at("2026-03-02 09:09"):
        enquiry = answer(public_id, services.undo)
    assert (enquiry.reply, enquiry.reason, enquiry.remark) == (None, None, "")


def test_an_answer_is_not_taken_back_later(app: Flask, at: Callable[[str], Any]) -> None:
    public_id = make_enquiry().public_id
    answer(public_id, services.decline, reason=Reason.BUSY, remark="")
    with at("2026-03-02 09:10"), pytest.raises(TooLateToUndo):
        answer(public_id, services.undo)


def test_a_partner_cannot_say_yes_to_a_firm_that_took_its_yes_back(app: Flask, outbox: Outbox) -> None:
    public_id = make_enquiry().public_id
    answer(public_id, services.accept)
    answer(public_id, services.undo)
    partner = asked(Side.PARTNER).public_id
    with pytest.raises(NoLongerOpen):
        answer(partner, services.accept)
    answer(public_id, services.accept)
    assert answer(partner, services.accept).suggestion.introduced_at == now()
    assert len([letter for letter in outbox() if letter.to_name == "박교수"]) == 1


def test_after_the_partner_answered_the_owner_cannot_take_it_back(app: Flask) -> None:
    public_id = make_enquiry().public_id
    answer(public_id, services.accept)
    answer(asked(Side.PARTNER).public_id, services.decline, reason=Reason.BUSY, remark="")
    with pytest.raises(TooLateToUndo):
        answer(public_id, services.undo)


def test_an_account_is_still_only_one_persons(app: Flask) -> None:
    stranger = make_account()
    make_enquiry()
    assert queries.enquiries_of(stranger) == []
    owner = session.get_one(Account, asked(Side.OWNER).account_id)
    assert [enquiry.side for enquiry in queries.enquiries_of(owner)] == [Side.OWNER]
