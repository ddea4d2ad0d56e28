"""Is a draft published by whom the team wants, and when it shall be?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex, Post, TeamMember
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotAllowed, Refusal
from eventhub.events import jobs, queries, services
from eventhub.events.errors import NeedsApproval, NotADraft, NotSubmitted, SenselessPlan, TooLateToPlan
from eventhub.events.models import Event, Kind, Status, TeamUsual
from eventhub.events.rules import USUAL
from eventhub.mail.models import OutgoingMail
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event, plan_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Do = Callable[..., Event]
Letters = Callable[..., list[OutgoingMail]]


@pytest.fixture
def team(app: Flask) -> Complex:
    """A team whose head looks at events first."""
    return make_complex(events_need_approval=True)


def make_head(team: Complex, **changes: Any) -> Account:
    """Make the head of a team."""
    team_id, account = team.id, make_account(**{"role": Role.COORDINATOR, **changes})
    saved(TeamMember(complex_id=team_id, account_id=account.id, post=Post.HEAD))
    return account


def make_draft(team: Complex, **changes: Any) -> int:
    """Make a draft of a team and return its row."""
    return make_event(**{"complex_id": team.id, "status": Status.DRAFT, "published_at": None, **changes}).id


def do(what: Callable[..., object], event_id: int, by: Account, **values: Any) -> Event:
    """Do something to an event and read it afresh."""
    by_id = by.id
    with transaction():
        what(event_id, by=session.get_one(Account, by_id), **{"now": now(), **values})
    session.expire_all()
    return queries.get(event_id)


def test_a_draft_goes_to_the_head_and_from_there_to_everybody(team: Complex) -> None:
    coordinator, head, draft = make_coordinator(team), make_head(team), make_draft(team)
    with pytest.raises(NeedsApproval):
        do(services.publish, draft, coordinator)
    assert do(services.submit, draft, coordinator).submitted_at == now()
    event = do(services.publish, draft, head)
    assert (event.status, event.submitted_at) == (Status.PUBLISHED, None)


def test_a_draft_comes_back_with_a_note_until_it_is_submitted_again(team: Complex) -> None:
    coordinator, head, draft = make_coordinator(team), make_head(team), make_draft(team)
    with pytest.raises(NotSubmitted):
        do(services.give_back, draft, head, note="더 짧게")
    do(services.submit, draft, coordinator)
    with pytest.raises(NotAllowed):
        do(services.give_back, draft, coordinator, note="더 짧게")
    event = do(services.give_back, draft, head, note="더 짧게")
    assert (event.submitted_at, event.review_note) == (None, "더 짧게")
    assert do(services.submit, draft, coordinator).review_note == ""


def test_what_could_not_be_published_is_not_submitted(team: Complex) -> None:
    with pytest.raises(SenselessPlan):
        do(services.submit, make_draft(team, venue_ko="", venue_en=""), make_coordinator(team))
    with pytest.raises(NotADraft):
        do(services.submit, make_event(complex_id=team.id).id, make_coordinator(team))


@pytest.mark.parametrize("who", ["head", "administrator", "coordinator", "head elsewhere"])
def test_the_head_decides_whether_the_head_decides(team: Complex, who: str) -> None:
    makers: dict[str, Callable[[], Account]] = {
        "head": lambda: make_head(team),
        "administrator": lambda: make_account(role=Role.ADMINISTRATOR),
        "coordinator": lambda: make_coordinator(team),
        "head elsewhere": lambda: make_head(make_complex()),
    }
    team_id, by_id = team.id, makers[who]().id

    def decide() -> None:
        with transaction():
            row, by = session.get_one(Complex, team_id), session.get_one(Account, by_id)
            services.decide_approval(row, needed=False, by=by, now=now())

    if who in ("head", "administrator"):
        decide()
    else:
        with pytest.raises(NotAllowed):
            decide()
    assert session.get_one(Complex, team_id).events_need_approval is (who not in ("head", "administrator"))


def test_without_the_rule_every_coordinator_publishes(app: Flask) -> None:
    free = make_complex()
    assert do(services.publish, make_draft(free), make_coordinator(free)).status is Status.PUBLISHED


def test_a_draft_publishes_itself_at_its_moment(app: Flask, at: Callable[[str], Any]) -> None:
    free = make_complex()
    draft = make_draft(free)
    do(services.schedule, draft, make_coordinator(free), at=now() + HOUR)
    assert jobs.publish_due() == ""
    with at("2026-03-02 10:00"):
        assert jobs.publish_due() == "1 events published"
        assert jobs.publish_due() == ""
    event = queries.get(draft)
    assert (event.status, event.publish_at, event.published_at) == (Status.PUBLISHED, None, now() + HOUR)


def test_a_draft_that_is_not_ready_waits_and_its_team_sees_it(app: Flask, at: Callable[[str], Any]) -> None:
    free = make_complex()
    coordinator, draft = make_coordinator(free), make_draft(free)
    do(services.schedule, draft, coordinator, at=now() + HOUR)
    plan = plan_of(queries.get(draft), venue_ko="", venue_en="", online_url="")
    do(services.revise, draft, coordinator, plan=plan)
    with at("2026-03-02 10:00"):
        assert jobs.publish_due() == ""
        free_id, moment = session.get_one(Event, draft).complex_id, now() + HOUR
        assert [event.id for event in queries.list_overdue([free_id], now=moment)] == [draft]
        assert queries.list_overdue([free_id], now=moment - 2 * HOUR) == []
        do(services.revise, draft, coordinator, plan=plan_of(queries.get(draft), venue_ko="대회의실"))
        assert jobs.publish_due() == "1 events published"


def test_one_event_that_fails_keeps_no_other_from_its_turn(
    app: Flask, at: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    free = make_complex()
    first, second = (make_draft(free, publish_at=now() - number * HOUR) for number in (2, 1))
    publish = services.publish_if_due

    def fail_first(event_id: int, *, now: datetime) -> bool:
        if event_id == first:
            raise RuntimeError("no")
        return publish(event_id, now=now)

    monkeypatch.setattr(services, "publish_if_due", fail_first)
    assert jobs.publish_due() == "1 events published"
    assert queries.get(second).status is Status.PUBLISHED
    assert f"event {first}" in caplog.text


@pytest.mark.parametrize("moment", [timedelta(0), -HOUR, 30 * DAY])
def test_a_moment_that_makes_no_sense_is_refused(app: Flask, moment: timedelta) -> None:
    free = make_complex()
    with pytest.raises(TooLateToPlan):
        do(services.schedule, make_draft(free), make_coordinator(free), at=now() + moment)


def test_only_who_may_publish_plans_a_publication_and_a_change_takes_it_back(team: Complex) -> None:
    coordinator, head, draft = make_coordinator(team), make_head(team), make_draft(team)
    with pytest.raises(NeedsApproval):
        do(services.schedule, draft, coordinator, at=now() + HOUR)
    assert do(services.schedule, draft, head, at=now() + HOUR).publish_at == now() + HOUR
    assert do(services.revise, draft, head, plan=plan_of(queries.get(draft), text_ko="첫째")).publish_at is not None
    assert do(services.revise, draft, coordinator, plan=plan_of(queries.get(draft), text_ko="둘째")).publish_at is None


def test_a_planned_publication_is_taken_back_once_or_twice(app: Flask) -> None:
    free = make_complex()
    coordinator, draft = make_coordinator(free), make_draft(free)
    do(services.schedule, draft, coordinator, at=now() + HOUR)
    for _ in range(2):
        assert do(services.unschedule, draft, coordinator).publish_at is None


def test_what_is_usual_is_a_teams_own(app: Flask) -> None:
    team_id, by_id = make_complex().id, make_account().id
    usual = USUAL[Kind.FORUM]
    for _ in range(2):
        with transaction():
            services.keep_usual(team_id, Kind.FORUM, usual, by=session.get_one(Account, by_id), now=now())
    assert list(queries.list_team_usuals(team_id)) == [Kind.FORUM]
    assert queries.find_team_usual(make_complex().id, Kind.FORUM) is None
    for _ in range(2):
        with transaction():
            services.forget_usual(team_id, Kind.FORUM, by=session.get_one(Account, by_id), now=now())
    assert session.query(TeamUsual).all() == []
    assert issubclass(NeedsApproval, Refusal)


def test_the_heads_hear_of_a_submitted_draft_and_nobody_else(team: Complex, outbox: Letters) -> None:
    coordinator, draft = make_coordinator(team), make_draft(team, title_ko="냉각 세미나", title_en="Cooling seminar")
    team_id = team.id
    heads = [make_head(session.get_one(Complex, team_id), locale=locale) for locale in ("ko", "en")]
    make_head(team, suspended_at=now())
    make_account(role=Role.ADMINISTRATOR)
    do(services.submit, draft, coordinator)
    letters = {letter.to_address: letter for letter in outbox()}
    assert set(letters) == {head.email for head in heads}
    korean, english = (letters[head.email] for head in heads)
    assert korean.subject == "[승인 요청] 냉각 세미나"
    assert english.subject == "[To be approved] Cooling seminar"
    address = f"http://localhost/desk/events/{queries.get(draft).public_id}"
    for letter in (korean, english):
        assert address in letter.text
        assert address in letter.html
        assert coordinator.name in letter.text


def test_a_team_without_a_head_asks_the_administrators(team: Complex, outbox: Letters) -> None:
    administrator, draft = make_account(role=Role.ADMINISTRATOR), make_draft(team)
    do(services.submit, draft, make_coordinator(team))
    assert [letter.to_address for letter in outbox()] == [administrator.email]


def test_a_head_who_submits_writes_no_letter_to_themselves(team: Complex, outbox: Letters) -> None:
    head = make_head(team)
    draft = make_draft(team)
    do(services.submit, draft, head)
    do(services.publish, draft, head)
    assert outbox() == []


@pytest.mark.parametrize(("locale", "subject"), [("ko", "[수정 요청]"), ("en", "[Given back]")])
def test_who_submitted_reads_what_to_change_each_time(
    team: Complex, outbox: Letters, at: Callable[[str], Any], locale: str, subject: str
) -> None:
    coordinator, head = make_coordinator(team, locale=locale), make_head(team)
    draft, reader = make_draft(team), coordinator.email
    for hour, note in ((10, "더 짧게 <b>"), (11, "정원을 줄여 주십시오.")):
        with at(f"2026-03-02 {hour}:00"):
            do(services.submit, draft, coordinator)
            do(services.give_back, draft, head, note=note)
    first, second = outbox(reader)
    assert first.subject.startswith(subject)
    assert "더 짧게 <b>" in first.text
    assert "더 짧게 &lt;b&gt;" in first.html
    assert "정원을 줄여 주십시오." in second.text
    assert queries.get(draft).submitted_by_id is None


@pytest.mark.parametrize(("locale", "words"), [("ko", "지금 공개되었습니다."), ("en", "It is published now.")])
def test_who_submitted_reads_that_it_is_published(team: Complex, outbox: Letters, locale: str, words: str) -> None:
    coordinator, head, draft = make_coordinator(team, locale=locale), make_head(team), make_draft(team)
    do(services.submit, draft, coordinator)
    do(services.publish, draft, head)
    (letter,) = outbox(coordinator.email)
    assert words in letter.text
    assert words in letter.html


def test_approval_for_a_moment_to_come_is_told_once_with_the_moment(
    team: Complex, outbox: Letters, at: Callable[[str], Any]
) -> None:
    coordinator, head, draft = make_coordinator(team), make_head(team), make_draft(team)
    do(services.submit, draft, coordinator)
    do(services.schedule, draft, head, at=now() + HOUR)
    with at("2026-03-02 10:00"):
        assert jobs.publish_due() == "1 events published"
    (letter,) = outbox(coordinator.email)
    assert "10:00에 자동으로 공개됩니다." in letter.text
