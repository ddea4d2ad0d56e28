"""Is everybody let in once, and is every other reading answered with what to do?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.checkins import queries, rules, services
from eventhub.checkins.errors import NotYetOpen
from eventhub.checkins.models import Attendance, AttendanceMark, CheckIn, HelperLink, Outcome, RoomCode, Scan
from eventhub.checkins.rules import Door, Reading, Result
from eventhub.core.clock import now, today
from eventhub.core.db import session, transaction
from eventhub.core.links import absolute
from eventhub.events import services as events
from eventhub.events.models import Event, Status
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services as registrations
from eventhub.registrations.errors import NoSeatLeft, RegistrationClosed
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import KEPT, Applicant
from eventhub.tickets.queries import ticket_path
from tests.checkins.world import door, make_coordinator, make_event_today, make_place
from tests.factories import saved

DAY = timedelta(days=1)


def read(event: Event, code: str, key: str = "key-00001", at: Door | None = None, **changes: Any) -> Result:
    """Read a code at the door."""
    event_id = event.id
    with transaction():
        return services.read(event_id, Reading(key=key, code=code, **changes), at or door(), now=now())


def code_of(place: Registration) -> str:
    """Return what a scanner reads."""
    return absolute(ticket_path(place))


def inside(event: Event) -> int:
    """Count who is in."""
    session.rollback()
    return session.scalar(select(func.count()).where(CheckIn.event_id == event.id)) or 0


def test_a_ticket_lets_its_owner_in(app: Flask) -> None:
    event = make_event_today()
    place = make_place(event)
    result = read(event, code_of(place))
    assert result.outcome is Outcome.LET_IN
    assert result.registration is not None
    assert result.registration.name == "홍길동"
    assert inside(event) == 1


def test_a_second_reading_says_when_and_at_which_lane(app: Flask, at: Callable[[str], Any]) -> None:
    event = make_event_today()
    code = code_of(make_place(event))
    with at("2026-03-02 10:04"):
        read(event, code, at=door(lane="2번 창구"))
    with at("2026-03-02 10:30"):
        result = read(event, code, key="key-00002")
    assert result.outcome is Outcome.ALREADY
    assert rules.sentence_of(result) == "이미 10:04에 확인됨(2번 창구)"
    assert inside(event) == 1


def test_the_same_reading_sent_again_is_the_one_it_was(app: Flask) -> None:
    event = make_event_today()
    code = code_of(make_place(event))
    assert [read(event, code).outcome for _ in range(3)] == [Outcome.LET_IN] * 3
    assert inside(event) == 1


def test_what_the_desk_took_back_is_not_undone_by_a_device_that_sends_again(app: Flask) -> None:
    event = make_event_today()
    place = make_place(event)
    code, place_id, event_id = code_of(place), place.public_id, event.id
    read(event, code)
    with transaction():
        services.take_back(event_id, place_id, door(), now=now())
        services.take_back(event_id, place_id, door(), now=now())
    read(event, code)
    assert inside(event) == 0
    assert read(event, code, key="key-00002").outcome is Outcome.LET_IN


def test_every_other_code_is_told_apart(app: Flask) -> None:
    event, other = make_event_today(), make_event_today(title_ko="다른 세미나")
    cases = {
        Outcome.OTHER_EVENT: code_of(make_place(other)),
        Outcome.NOT_CONFIRMED: code_of(make_place(event, standing=Standing.WAITING)),
        Outcome.GIVEN_UP: code_of(make_place(event, standing=Standing.CANCELLED)),
        Outcome.NOT_A_TICKET: "http://localhost/t/bcdfghjkmnpq-1.forged",
    }
    replaced = make_place(event)
    cases[Outcome.REPLACED] = code_of(replaced)
    replaced_id = replaced.public_id
    with transaction():
        registrations.refuse_tickets(replaced_id, by="desk", now=now())
    for number, (outcome, code) in enumerate(cases.items()):
        result = read(event, code, key=f"key-1000{number}")
        assert result.outcome is outcome
        assert rules.sentence_of(result)
        assert result.tone == "bad"
    assert inside(event) == 0


def test_another_events_ticket_names_the_event_and_nobody(app: Flask) -> None:
    event, other = make_event_today(), make_event_today(title_ko="다른 세미나")
    result = read(event, code_of(make_place(other)))
    assert rules.sentence_of(result) == "다른 행사의 입장권입니다: 다른 세미나"
    assert result.registration is None


def test_a_cancelled_event_lets_nobody_in(app: Flask) -> None:
    event = make_event_today(status=Status.CANCELLED)
    assert read(event, code_of(make_place(event))).outcome is Outcome.EVENT_CANCELLED
    assert inside(event) == 0


def test_a_code_nobody_knows_is_kept_for_the_team(app: Flask) -> None:
    event = make_event_today()
    read(event, "https://example.com/t/whatever" + "x" * 300)
    (scan,) = queries.list_unknown_scans(event.id)
    assert scan.code.startswith("https://example.com/t/whatever")


def test_nobody_is_let_in_before_the_day(app: Flask) -> None:
    event = make_event_today(starts_at=now() + DAY, ends_at=now() + DAY + timedelta(hours=2))
    code = code_of(make_place(event))
    with pytest.raises(NotYetOpen):
        read(event, code, at=door(day=today() + DAY))


def test_each_day_and_each_session_has_a_door_of_its_own(app: Flask, at: Callable[[str], Any]) -> None:
    event = make_event_today(ends_at=now() + 2 * DAY)
    code = code_of(make_place(event))
    assert read(event, code).outcome is Outcome.LET_IN
    assert read(event, code, key="key-00002", at=door(session_key="bcdfghjkmnpq")).outcome is Outcome.LET_IN
    with at("2026-03-03 09:00"):
        assert read(event, code, key="key-00003", at=door(day=today())).outcome is Outcome.LET_IN
    assert inside(event) == 3


def test_the_server_says_when_and_the_device_only_claims(app: Flask) -> None:
    event = make_event_today()
    wrong = datetime(2019, 1, 1, 3, tzinfo=UTC)
    read(event, code_of(make_place(event)), claimed_at=wrong)
    check_in = session.scalars(select(CheckIn)).one()
    assert (check_in.checked_in_at, check_in.claimed_at, check_in.day) == (now(), wrong, today())


def let_walk_in(event: Event, key: str = "walk-00001", **changes: Any) -> Result:
    """Let somebody in who came without a place."""
    applicant = Applicant(**{"email": "walk@example.com", "name": "장그래", "phone": "010-1234-5678", **changes})
    event_id = event.id
    with transaction():
        return services.let_walk_in(event_id, applicant, door(), key=key, now=now())


def test_who_comes_without_a_place_gets_one_and_is_in(app: Flask, outbox: Callable[..., list[OutgoingMail]]) -> None:
    event = make_event_today()
    result = let_walk_in(event)
    assert result.outcome is Outcome.LET_IN
    assert let_walk_in(event).outcome is Outcome.LET_IN
    assert inside(event) == 1
    assert session.get_one(Event, event.id).seats_taken == 1
    assert len(outbox("walk@example.com")) == 1


def test_no_letter_is_written_to_who_left_only_a_telephone(
    app: Flask, outbox: Callable[..., list[OutgoingMail]]
) -> None:
    let_walk_in(make_event_today(), email="")
    assert outbox() == []


def test_a_full_house_lets_nobody_in_without_a_place(app: Flask) -> None:
    event = make_event_today(capacity=1)
    make_place(event)
    with pytest.raises(NoSeatLeft):
        let_walk_in(event)
    assert inside(event) == 0
    assert session.scalars(select(Registration.name).where(Registration.event_id == event.id)).all() == ["홍길동"]


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.REQUESTED, Standing.CANCELLED])
def test_who_is_here_and_had_no_seat_gets_a_free_one(app: Flask, standing: Standing) -> None:
    event = make_event_today()
    place = make_place(event, standing=standing)
    place_id, email = place.id, session.get_one(Account, place.account_id).email
    result = let_walk_in(event, email=email)
    assert result.outcome is Outcome.LET_IN
    assert result.registration is not None
    assert result.registration.id == place_id


def test_who_has_a_seat_and_does_not_say_so_keeps_it(app: Flask) -> None:
    event = make_event_today()
    let_walk_in(event)
    assert let_walk_in(event, key="walk-00002", name="다른 이름").outcome is Outcome.ALREADY
    assert session.get_one(Event, event.id).seats_taken == 1


def test_who_leaves_only_a_telephone_twice_is_one_person(app: Flask) -> None:
    event = make_event_today()
    assert let_walk_in(event, email="").outcome is Outcome.LET_IN
    again = let_walk_in(event, key="walk-00002", email="")
    assert again.outcome is Outcome.ALREADY
    other = let_walk_in(event, key="walk-00003", email="", name="오상식")
    assert other.outcome is Outcome.LET_IN
    assert (inside(event), session.get_one(Event, event.id).seats_taken) == (2, 2)


def test_who_registered_and_tells_the_door_only_a_telephone_keeps_their_place(app: Flask) -> None:
    event = make_event_today()
    place = make_place(event, "장그래", phone="010-1234-5678")
    place_id = place.id
    result = let_walk_in(event, email="")
    assert result.outcome is Outcome.LET_IN
    assert result.registration is not None
    assert result.registration.id == place_id


def test_a_draft_takes_no_walk_ins(app: Flask) -> None:
    with pytest.raises(RegistrationClosed):
        let_walk_in(make_event_today(status=Status.DRAFT))


def test_names_in_other_letters_come_after_the_last_of_hangul(app: Flask) -> None:
    event = make_event_today()
    for name in ("金哲洙", "Zoe Kim", "힣찬", "Anna Lee", "가온", "나 Kim", "李英愛", "각시"):
        make_place(event, name)
    listed = [one.name for one in queries.list_by_name(event.id)]
    assert listed == ["가온", "각시", "나 Kim", "힣찬", "Anna Lee", "Zoe Kim", "李英愛", "金哲洙"]


def test_attendance_is_what_the_team_wrote_else_what_was_read(app: Flask) -> None:
    event = make_event_today()
    came, away, excused, silent = (make_place(event, name) for name in ("가", "나", "다", "라"))
    ids = [one.id for one in (came, away, excused, silent)]
    public_ids = [one.public_id for one in (came, away, excused, silent)]
    by = make_coordinator(event)
    read(event, code_of(came))
    for public_id, attendance in ((public_ids[1], Attendance.ABSENT), (public_ids[2], Attendance.EXCUSED)):
        with transaction():
            services.mark(event, public_id, attendance, by=by, now=now())
    assert queries.attendance_of(event.id) == dict(
        zip(ids, (Attendance.ATTENDED, Attendance.ABSENT, Attendance.EXCUSED, Attendance.UNKNOWN), strict=True)
    )
    with transaction():
        assert services.mark_the_rest_absent(event, by=by, now=now()) == 1
    with transaction():
        services.mark(event, public_ids[1], Attendance.UNKNOWN, by=by, now=now())
    assert queries.count_attendance(event.id) == {
        Attendance.ATTENDED: 1,
        Attendance.ABSENT: 1,
        Attendance.EXCUSED: 1,
        Attendance.UNKNOWN: 1,
    }


def test_what_was_read_is_forgotten_in_time_and_who_came_is_not(app: Flask) -> None:
    old, fresh = make_event_today(starts_at=now() - KEPT - 2 * DAY), make_event_today()
    for event in (old, fresh):
        read(event, "https://example.com/?q=a-name://", key=f"key-{event.id}0000")
        by = make_coordinator(event)
        with transaction():
            services.make_helper_link(event, day=today(), name="김도우", by=by, now=now())
    read(old, code_of(make_place(old)), key="key-00009")
    with transaction():
        assert services.forget_past(now=now()) == 3
    session.rollback()
    assert set(session.scalars(select(Scan.event_id))) == {fresh.id}
    assert sorted(session.scalars(select(HelperLink.name))) == ["", "김도우"]
    assert inside(old) == 1


def test_a_draft_that_is_thrown_away_takes_its_door_along(app: Flask) -> None:
    event = make_event_today(status=Status.DRAFT)
    event_id, by = event.id, make_coordinator(event)
    place = make_place(event, standing=Standing.CANCELLED)
    saved(CheckIn(event_id=event_id, registration_id=place.id, day=today(), checked_in_at=now()))
    saved(AttendanceMark(registration_id=place.id, event_id=event_id, attendance=Attendance.ABSENT,
                         marked_by_id=by.id, marked_at=now()))  # fmt: skip
    saved(RoomCode(event_id=event_id, is_open=True))
    read(event, code_of(place))
    with transaction():
        services.make_helper_link(event, day=today(), name="", by=by, now=now())
    with transaction():
        events.discard(event_id, by=by, now=now())
    session.rollback()
    for table in (CheckIn, Scan, HelperLink, RoomCode, AttendanceMark):
        assert session.scalar(select(func.count()).select_from(table)) == 0
