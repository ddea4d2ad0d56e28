"""Does everybody find what comes near as far as they may know of it, and nothing that is no longer true?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status, Visibility
from eventhub.matching.models import Review
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem, State
from eventhub.problems.models import Visibility as Shown
from eventhub.related import queries
from eventhub.related.models import Kind
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.matching import make_partner, make_suggestion
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_technical_problem
from tests.factories.related import make_related


@pytest.fixture
def complex_id(app: Flask) -> int:
    """Make a complex."""
    return make_complex().id


def coordinator(complex_id: int) -> Account:
    """Make a coordinator of a complex."""
    return make_coordinator(session.get_one(Complex, complex_id))


def problem_of(complex_id: int, **changes: Any) -> int:
    """State a technical problem of a firm in a complex."""
    return make_technical_problem(make_organisation(complex_id=complex_id), **changes).id


def change(table: type[Any], row: int, **changes: Any) -> None:
    """Change a row by decree."""
    with transaction():
        for name, value in changes.items():
            setattr(session.get_one(table, row), name, value)


def similar(row: int, account: Account) -> list[int]:
    """List the rows of the problems a coordinator is shown beside one."""
    return [each.problem.id for each in queries.list_similar(session.get_one(Problem, row), account)]


def coming(row: int, account: Account) -> list[int]:
    """List the rows of the events somebody is shown for a problem."""
    return [each.event.id for each in queries.coming_for([row], account, now())]


def answerable(partner: int, account: Account) -> list[queries.Answerable]:
    """List what somebody is shown beside an organisation."""
    return list(queries.list_answerable(session.get_one(Organisation, partner), account, now()))


@pytest.fixture
def pair(complex_id: int) -> tuple[int, int, Account]:
    """Two problems that come near each other, and their coordinator."""
    one, other = problem_of(complex_id), problem_of(complex_id)
    make_related(Kind.SIMILAR, one, other)
    make_related(Kind.SIMILAR, other, one)
    return one, other, coordinator(complex_id)


@pytest.fixture
def fitting(complex_id: int) -> tuple[int, int, Account]:
    """A problem, an event that fits it, and who stated the problem."""
    row, event = problem_of(complex_id), make_event(complex_id=complex_id)
    make_related(Kind.EVENT, row, event.id)
    return row, event.id, session.get_one(Account, session.get_one(Problem, row).stated_by_id)


@pytest.fixture
def answer(complex_id: int) -> tuple[int, int, Account]:
    """A lab, a problem it could answer, and the coordinator of both."""
    partner, row = make_partner(complex_id=complex_id).id, problem_of(complex_id)
    capability = session.query(Capability).filter_by(organisation_id=partner).one().id
    make_related(Kind.ANSWER, capability, row)
    return partner, row, coordinator(complex_id)


def test_similar_problems_are_shown_to_their_coordinator(pair: tuple[int, int, Account]) -> None:
    one, other, account = pair
    assert (similar(one, account), similar(other, account)) == ([other], [one])


def test_a_problem_of_another_complex_is_not_shown(pair: tuple[int, int, Account], app: Flask) -> None:
    one, _other, account = pair
    elsewhere = problem_of(make_complex().id, visibility=Shown.PUBLIC)
    make_related(Kind.SIMILAR, one, elsewhere, score=0.9)
    assert elsewhere not in similar(one, account)


@pytest.mark.parametrize("changes", [{"state": State.CLOSED}, {"revision": 2}, {"same_as_id": True}])
def test_what_was_closed_changed_or_merged_drops_out(pair: tuple[int, int, Account], changes: dict[str, Any]) -> None:
    one, other, account = pair
    change(Problem, other, **({"same_as_id": one} if "same_as_id" in changes else changes))
    assert similar(one, account) == []


def test_a_changed_problem_has_nothing_beside_it_until_it_is_compared_again(pair: tuple[int, int, Account]) -> None:
    one, _other, account = pair
    change(Problem, one, revision=2)
    assert similar(one, account) == []


def test_five_are_shown_the_nearest_first(pair: tuple[int, int, Account]) -> None:
    one, other, account = pair
    firm = session.get_one(Organisation, session.get_one(Problem, other).organisation_id)
    rows = [make_technical_problem(session.merge(firm)).id for _ in range(6)]
    for number, row in enumerate(rows):
        make_related(Kind.SIMILAR, one, row, score=0.7 + number / 100)
    assert similar(one, account) == rows[:0:-1]


def test_events_that_fit_are_shown_with_the_words_both_speak_of(fitting: tuple[int, int, Account]) -> None:
    row, event, owner = fitting
    (found,) = queries.coming_for([row], owner, now())
    assert (found.event.id, found.words) == (event, ["사출"])


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.CANCELLED},
        {"version": 2},
        {"visibility": Visibility.UNLISTED},
        {"starts_at": None},
    ],
)
def test_what_is_cancelled_past_changed_or_unlisted_drops_out(
    fitting: tuple[int, int, Account], changes: dict[str, Any]
) -> None:
    row, event, owner = fitting
    change(Event, event, **({"starts_at": now() - timedelta(hours=1)} if "starts_at" in changes else changes))
    assert coming(row, owner) == []


@pytest.mark.parametrize("changes", [{"state": State.CLOSED}, {"revision": 2}])
def test_a_closed_or_changed_problem_has_no_events(fitting: tuple[int, int, Account], changes: dict[str, Any]) -> None:
    row, _event, owner = fitting
    change(Problem, row, **changes)
    assert coming(row, owner) == []


def test_an_event_for_members_is_not_shown_to_who_is_none(fitting: tuple[int, int, Account]) -> None:
    row, event, owner = fitting
    change(Event, event, visibility=Visibility.MEMBERS)
    assert coming(row, owner) == [event]
    assert coming(row, make_account()) == []


def test_three_events_the_best_of_all_and_the_nearest_first(fitting: tuple[int, int, Account]) -> None:
    row, event, owner = fitting
    days = (3, 20, 5)
    events = [make_event(starts_at=now() + timedelta(days=day)).id for day in days]
    for score, one in zip((0.9, 0.8, 0.7), events, strict=True):
        make_related(Kind.EVENT, row, one, score=score)
    assert coming(row, owner) == [events[0], events[2], events[1]]
    assert event not in coming(row, owner)


def test_a_coordinator_reads_the_problem_and_whether_it_was_suggested(answer: tuple[int, int, Account]) -> None:
    partner, row, account = answer
    (found,) = answerable(partner, account)
    assert (found.readable.problem.id, found.readable.is_inside, found.words, found.is_suggested) == (
        row,
        True,
        ["사출"],
        False,
    )
    make_suggestion(session.get_one(Problem, row), session.get_one(Organisation, partner), review=Review.DROPPED)
    (found,) = answerable(partner, account)
    assert found.is_suggested


def test_the_people_of_a_lab_read_only_what_they_may_and_only_the_wording(answer: tuple[int, int, Account]) -> None:
    partner, row, _account = answer
    member = make_member(session.get_one(Organisation, partner))
    assert answerable(partner, member) == []
    change(Problem, row, visibility=Shown.PUBLIC)
    (found,) = answerable(partner, member)
    assert (found.readable.is_inside, found.words) == (False, ["휘다"])
    assert found.readable.words == found.readable.problem.wording


@pytest.mark.parametrize("changes", [{"state": State.CLOSED}, {"revision": 2}, {"is_set_aside": True}, {"wording": ""}])
def test_a_problem_for_which_nobody_is_looked_for_drops_out(
    answer: tuple[int, int, Account], changes: dict[str, Any]
) -> None:
    partner, row, account = answer
    change(Problem, row, **changes)
    assert answerable(partner, account) == []


@pytest.mark.parametrize("changes", [{"revision": 2}, {"withdrawn_at": now()}, {"requests_per_quarter": 0}])
def test_a_capability_that_changed_or_is_not_offered_drops_out(
    answer: tuple[int, int, Account], changes: dict[str, Any]
) -> None:
    partner, _row, account = answer
    change(Capability, session.query(Capability).filter_by(organisation_id=partner).one().id, **changes)
    assert answerable(partner, account) == []


@pytest.mark.parametrize("changes", [{"wants_suggestions": False}, {"open_requests": 0}])
def test_who_wants_no_suggestion_or_has_no_room_has_none(
    answer: tuple[int, int, Account], changes: dict[str, Any]
) -> None:
    partner, _row, account = answer
    change(Organisation, partner, **changes)
    assert answerable(partner, account) == []


def test_a_firm_of_the_same_house_has_none(answer: tuple[int, int, Account]) -> None:
    partner, row, account = answer
    change(Organisation, session.get_one(Problem, row).organisation_id, parent_id=partner)
    assert answerable(partner, account) == []


def test_pages_ask_as_often_for_many_as_for_one(
    answer: tuple[int, int, Account], count_queries: Callable[[], Any]
) -> None:
    partner, _row, account = answer
    capability = session.query(Capability).filter_by(organisation_id=partner).one().id
    complex_id = session.get_one(Organisation, partner).complex_id
    assert complex_id
    session.expire_all()
    with count_queries() as one:
        assert len(answerable(partner, account)) == 1
    for _ in range(4):
        make_related(Kind.ANSWER, capability, problem_of(complex_id))
    session.expire_all()
    with count_queries() as many:
        assert len(answerable(partner, account)) == 5
    assert len(many) == len(one) <= 12
