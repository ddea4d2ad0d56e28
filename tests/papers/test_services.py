"""Does who attended get one certificate with one number, and nobody else any?"""

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventhub.checkins.models import Attendance, CheckIn
from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.core.errors import NotFound
from eventhub.events import services as events
from eventhub.events.models import Event, Status
from eventhub.papers import jobs, queries, rules, services
from eventhub.papers.errors import (
    DidNotAttend,
    EventNotOver,
    NameErased,
    NobodyAttended,
    NobodyConfirmed,
    NotOneOfOurs,
    WasRevoked,
)
from eventhub.papers.models import Certificate, CertificateCode, OrderState, Packing, PaperFile, PaperOrder, PaperPart
from eventhub.papers.rules import FILES_KEPT, MOST_TIMES_STUCK, PATIENCE
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import KEPT
from tests.factories import saved
from tests.factories.clusters import make_complex
from tests.factories.events import make_event
from tests.papers.world import give, make_coordinator, make_guest, make_past_event, texts

PATIENCE_AT_THE_LINE = 15
TOGETHER = 8


def ordered(event: Event, packing: Packing = Packing.PDF) -> str:
    """Order everybody's certificates."""
    by, event_id = make_coordinator(event), event.id
    with transaction():
        return services.order_certificates(event_id, packing, by=by, now=now()).public_id


def badges_ordered(event: Event, start: int = 1) -> str:
    """Order everybody's badges."""
    by, event_id = make_coordinator(event), event.id
    with transaction():
        return services.order_badges(event_id, start=start, by=by, now=now()).public_id


def revoke(event: Event, certificate: Certificate, reason: str = "이름을 잘못 적었습니다.") -> None:
    """Take a certificate back."""
    by, name = make_coordinator(event), certificate.public_id
    with transaction():
        services.revoke(event, name, reason=reason, by=by, now=now())
    session.rollback()


def all_of(event_id: int) -> list[Certificate]:
    """List what was given at an event."""
    session.rollback()
    rows = select(Certificate).where(Certificate.event_id == event_id)
    return list(session.scalars(rows.order_by(Certificate.id)))


def test_a_certificate_says_who_where_when_and_how_long(app: Flask) -> None:
    certificate = give(make_guest(make_past_event(title_ko="금형 세미나")))
    assert certificate.number == "2026-CW-000001"
    assert (certificate.name, certificate.organisation_name) == ("홍길동", "가람정밀")
    assert (certificate.title, certificate.minutes, certificate.days) == ("금형 세미나", 180, ["2026-02-23"])
    assert certificate.issuer == "창원 혁신클러스터 추진단"
    assert certificate.issued_on == date(2026, 3, 2)


def test_who_reads_english_gets_an_english_one(app: Flask) -> None:
    certificate = give(make_guest(make_past_event(title_en="Mould seminar"), locale="en"))
    assert (certificate.title, certificate.issuer) == ("Mould seminar", "Changwon promotion team")
    assert certificate.place == "Main meeting room of the promotion team"
    assert queries.paper_of(certificate).heading == "Certificate of Attendance"


def test_asking_twice_is_having_one(app: Flask) -> None:
    place = make_guest(make_past_event())
    assert give(place).number == give(place).number
    assert len(all_of(place.event_id)) == 1


@pytest.mark.parametrize("came", [Attendance.ABSENT, Attendance.EXCUSED, Attendance.UNKNOWN, None])
def test_who_did_not_attend_gets_none(app: Flask, came: Attendance | None) -> None:
    place = make_guest(make_past_event(), came=came)
    with pytest.raises(DidNotAttend):
        give(place)


def test_who_gave_the_place_up_gets_none(app: Flask) -> None:
    place = make_guest(make_past_event(), standing=Standing.CANCELLED)
    with pytest.raises(DidNotAttend):
        give(place)


def test_who_was_read_at_the_door_attended_on_the_days_they_were_read(app: Flask) -> None:
    event = make_past_event(ends_at=now() - timedelta(days=5) + timedelta(hours=8))
    place = make_guest(event, came=None)
    event_id = event.id
    for lane in ("", "bcdfghjkmnpq"):
        saved(CheckIn(event_id=event_id, registration_id=place.id, day=date(2026, 2, 24), session_key=lane,
                      checked_in_at=now()))  # fmt: skip
    certificate = give(place)
    assert certificate.days == ["2026-02-24"]
    assert certificate.minutes == 480


def test_there_is_none_before_the_end_nor_of_a_cancelled_event(app: Flask) -> None:
    for event in (make_past_event(starts_at=now() - timedelta(hours=1)), make_past_event(status=Status.CANCELLED)):
        place = make_guest(event)
        with pytest.raises(EventNotOver):
            give(place)


def test_each_complex_counts_for_itself_and_each_year_anew(app: Flask, at: Callable[[str], Any]) -> None:
    home = make_complex(name_ko="창원 혁신클러스터").id
    event = make_past_event(complex_id=home)
    numbers = [give(make_guest(event, name)).number for name in ("김하늘", "박보라")]
    other = make_past_event(complex_id=make_complex(name_ko="구미 혁신클러스터").id)
    namesake = make_past_event(complex_id=make_complex(name_ko="청원 산단").id)
    numbers += [give(make_guest(one)).number for one in (other, namesake)]
    last = make_guest(event, "이솔")
    with at("2027-01-01 00:30"):
        numbers.append(give(last).number)
    assert numbers == ["2026-CW-000001", "2026-CW-000002", "2026-GM-000001", "2026-CW2-000001", "2027-CW-000001"]


def test_the_letters_of_a_complex_outlive_its_name(app: Flask) -> None:
    event = make_past_event()
    give(make_guest(event, "김하늘"))
    with transaction():
        session.get_one(Complex, event.complex_id).name_ko = "새이름 혁신클러스터"
    assert give(make_guest(event, "박보라")).number == "2026-CW-000002"


def test_what_changes_later_does_not_change_the_paper(app: Flask) -> None:
    event = make_past_event(title_ko="금형 세미나")
    place = make_guest(event)
    before = queries.paper_of(give(place))
    with transaction():
        session.get_one(Event, event.id).title_ko = "다른 이름"
        session.get_one(Registration, place.id).name = "다른 사람"
    assert queries.paper_of(give(place)) == before


def test_a_revoked_certificate_stays_revoked_until_the_team_gives_another(app: Flask) -> None:
    event = make_past_event()
    place = make_guest(event)
    first = give(place)
    revoke(event, first)
    revoke(event, first, "또 다른 까닭")
    assert queries.get_of_event(event.id, first.public_id).revoke_reason == "이름을 잘못 적었습니다."
    with pytest.raises(WasRevoked):
        give(place)
    second = give(place, by=make_coordinator(event))
    assert second.number == "2026-CW-000002"
    assert give(place).number == second.number
    assert session.scalar(select(func.count()).where(AuditEntry.action == "certificate-revoked")) == 1


def test_a_certificate_of_another_event_cannot_be_revoked(app: Flask) -> None:
    event, other = make_past_event(), make_past_event()
    certificate = give(make_guest(event))
    with pytest.raises(NotFound):
        revoke(other, certificate)


def test_number_and_whole_code_find_a_certificate_and_nothing_less(app: Flask) -> None:
    certificate = give(make_guest(make_past_event()))
    assert queries.get_by_number(certificate.number, certificate.public_id).id == certificate.id
    for number, code in (
        (certificate.number, certificate.public_id[:8]),
        (certificate.number, ""),
        ("2026-CW-000002", certificate.public_id),
    ):
        with pytest.raises(NotOneOfOurs):
            queries.get_by_number(number, code)


def test_an_order_gives_everybody_who_came_a_certificate_by_name(app: Flask) -> None:
    event = make_past_event()
    for name in ("하나", "가온", "이솔"):
        make_guest(event, name)
    make_guest(event, "나래", came=Attendance.ABSENT)
    name = ordered(event)
    assert jobs.draw_papers() == "certificates"
    found = queries.get_order(event.id, name)
    assert (found.state, found.done, found.total) == (OrderState.READY, 3, 3)
    pages = texts(queries.get_file(found))
    assert [next(one for one in ("하나", "가온", "이솔", "나래") if one in page) for page in pages] == [
        "가온",
        "이솔",
        "하나",
    ]
    assert [one.number[-1] for one in all_of(event.id)] == ["1", "2", "3"]
    assert jobs.draw_papers() == ""


def test_ordering_again_gives_the_same_file_and_no_new_numbers(app: Flask) -> None:
    event = make_past_event()
    make_guest(event)
    files = []
    for packing in (Packing.PDF, Packing.PDF, Packing.ZIP):
        name = ordered(event, packing)
        jobs.draw_papers()
        files.append(queries.get_file(queries.get_order(event.id, name)))
    assert files[0] == files[1]
    assert files[2].startswith(b"PK")
    assert len(all_of(event.id)) == 1


def test_whose_certificate_was_revoked_is_left_out_of_a_pile(app: Flask) -> None:
    event = make_past_event()
    revoke(event, give(make_guest(event, "가온")))
    make_guest(event, "이솔")
    name = ordered(event)
    jobs.draw_papers()
    (page,) = texts(queries.get_file(queries.get_order(event.id, name)))
    assert "이솔" in page
    assert len(all_of(event.id)) == 2


def test_two_presses_are_one_order(app: Flask) -> None:
    event = make_past_event()
    make_guest(event)
    assert ordered(event) == ordered(event)
    assert ordered(event) != ordered(event, Packing.ZIP)


def test_badges_are_drawn_from_the_position_that_was_asked_for(app: Flask) -> None:
    event = make_event(title_ko="금형 세미나", title_en="Mould seminar")
    for name, locale in (("가온", "ko"), ("Ann", "en"), ("이솔", "ko")):
        make_guest(event, name, came=None, locale=locale)
    names = [badges_ordered(event, start) for start in (1, 8, 8)]
    assert names[1] == names[2] != names[0]
    while jobs.draw_papers():
        pass
    whole, cut = (texts(queries.get_file(queries.get_order(event.id, name))) for name in names[:2])
    assert [len(whole), len(cut)] == [1, 2]
    assert ("가온" in cut[0], "Ann" in cut[1]) == (True, True)
    assert (whole[0].count("금형 세미나"), whole[0].count("Mould seminar")) == (2, 1)


def test_badges_of_who_gave_the_place_up_after_the_order_are_not_drawn(app: Flask) -> None:
    event = make_past_event()
    place_id = make_guest(event, "가온").id
    make_guest(event, "이솔")
    name = badges_ordered(event)
    with transaction():
        session.get_one(Registration, place_id).standing = Standing.CANCELLED
    assert jobs.draw_papers() == "badges"
    order = queries.get_order(event.id, name)
    assert (order.done, order.total) == (1, 1)
    assert "가온" not in texts(queries.get_file(order))[0]


def test_nothing_is_ordered_when_nobody_came_or_it_is_not_over(app: Flask) -> None:
    with pytest.raises(NobodyAttended):
        ordered(make_past_event())
    with pytest.raises(EventNotOver):
        ordered(make_event())
    with pytest.raises(NobodyConfirmed):
        badges_ordered(make_event())


@pytest.mark.parametrize("order", ["certificates", "badges"])
def test_progress_is_written_down_while_it_is_drawn(app: Flask, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    event = make_past_event()
    event_id = event.id
    for number in range(12):
        make_guest(event, f"손님{number:02}")
    name = ordered(event) if order == "certificates" else badges_ordered(event)
    seen, write_down = [], services.note_done

    def look(*order: int, **values: Any) -> None:
        write_down(*order, **values)
        seen.append(queries.get_order(event_id, name).percentage)

    monkeypatch.setattr(services, "note_done", look)
    jobs.draw_papers()
    assert seen == [8, 83]


def test_a_pack_is_drawn_in_slices_so_that_letters_need_not_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SLICE", 2)
    event = make_past_event()
    for name in ("가온", "나래", "다솜", "라온", "마루"):
        make_guest(event, name)
    name = ordered(event, Packing.ZIP)
    states = []
    for _ in range(3):
        jobs.draw_papers()
        states.append(queries.get_order(event.id, name).state)
    assert states == [OrderState.WAITING, OrderState.WAITING, OrderState.READY]
    with zipfile.ZipFile(io.BytesIO(queries.get_file(queries.get_order(event.id, name)))) as archive:
        pages = [texts(archive.read(one))[0] for one in archive.namelist()]
    assert ["나래" in page for page in pages] == [False, True, False, False, False]
    assert session.scalar(select(func.count()).select_from(PaperPart)) == 0


def test_who_is_revoked_while_a_pack_is_drawn_is_not_in_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SLICE", 1)
    event = make_past_event()
    for person in ("가온", "나래"):
        make_guest(event, person)
    name = ordered(event, Packing.ZIP)
    jobs.draw_papers()
    revoke(event, all_of(event.id)[0])
    jobs.draw_papers()
    with zipfile.ZipFile(io.BytesIO(queries.get_file(queries.get_order(event.id, name)))) as archive:
        assert archive.namelist() == ["certificate-2026-CW-000002.pdf"]


def test_an_order_given_up_is_taken_up_again_and_the_slow_one_writes_nothing(app: Flask) -> None:
    event = make_past_event()
    make_guest(event)
    name = ordered(event)
    with transaction():
        slow = services.take_up(now=now())
        assert slow is not None
        slow_id, slow_tries = slow.id, slow.tries
    with transaction():
        assert services.take_up(now=now()) is None
    with transaction():
        assert services.take_up(now=now() + PATIENCE + timedelta(seconds=1)) is not None
    with transaction():
        assert not services.finish(slow_id, slow_tries, b"late", now=now())
    assert queries.get_order(event.id, name).state is OrderState.RUNNING


def test_an_order_that_fails_says_so_and_does_not_stand_in_the_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_past_event()
    make_guest(event)
    name = ordered(event)

    def break_down(*_: Any) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(jobs, "certificates_pdf", break_down)
    jobs.draw_papers()
    assert queries.get_order(event.id, name).state is OrderState.FAILED
    assert jobs.draw_papers() == ""


def test_an_order_that_kills_its_worker_is_given_up_in_the_end(app: Flask) -> None:
    event = make_past_event()
    make_guest(event)
    name = ordered(event)
    for number in range(MOST_TIMES_STUCK + 1):
        with transaction():
            services.take_up(now=now() + number * (PATIENCE + timedelta(seconds=1)))
    session.rollback()
    assert queries.get_order(event.id, name).state is OrderState.FAILED


def test_files_go_after_three_days_and_certificates_stay(app: Flask) -> None:
    event = make_past_event()
    make_guest(event)
    ordered(event)
    jobs.draw_papers()
    with transaction():
        assert services.forget_files(now=now() + FILES_KEPT - timedelta(minutes=1)) == 0
    with transaction():
        assert services.forget_files(now=now() + FILES_KEPT + timedelta(minutes=1)) == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(PaperFile)) == 0
    assert len(all_of(event.id)) == 1


def test_names_go_with_the_registrations_and_the_number_can_still_be_checked(app: Flask) -> None:
    event = make_past_event()
    place = make_guest(event)
    certificate = give(place)
    number, code = certificate.number, certificate.public_id
    with transaction():
        assert services.forget_past(now=now() + KEPT) == 1
        assert services.forget_past(now=now() + KEPT) == 0
    session.rollback()
    found = queries.get_by_number(number, code)
    assert (found.name, found.organisation_name) == ("", "")
    with transaction():
        session.get_one(Registration, place.id).name = ""
    with pytest.raises(NameErased):
        give(place)


def test_a_discarded_event_leaves_no_papers(app: Flask) -> None:
    event = make_past_event()
    place, by, event_id = make_guest(event), make_coordinator(event), event.id
    give(place)
    ordered(event)
    badges_ordered(event)
    jobs.draw_papers()
    with transaction():
        row = session.get_one(Event, event_id)
        row.status, row.seats_taken = Status.DRAFT, 0
        session.get_one(Registration, place.id).standing = Standing.CANCELLED
    with transaction():
        events.discard(event_id, by=by, now=now())
    session.rollback()
    for table in (Certificate, PaperOrder, PaperFile, PaperPart):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalar(select(func.count()).select_from(CertificateCode)) == 1


def ask_at_once(app: Flask, places: list[str]) -> Counter[str]:
    """Let one thread per place ask for a certificate, all at once; count how it went for them."""
    start = Barrier(len(places))

    def ask(place: str) -> str:
        with app.app_context():
            start.wait(PATIENCE_AT_THE_LINE)
            try:
                with transaction():
                    services.give(place, now=now())
            except IntegrityError as fault:
                return type(fault).__name__
            return "given"

    with ThreadPoolExecutor(len(places)) as threads:
        return Counter(threads.map(ask, places))


def test_people_who_ask_at_once_get_consecutive_numbers(app: Flask) -> None:
    event = make_past_event()
    places = [make_guest(event, f"손님{number}").public_id for number in range(TOGETHER)]
    assert ask_at_once(app, places) == {"given": TOGETHER}
    assert sorted(one.running for one in all_of(event.id)) == list(range(1, TOGETHER + 1))


def test_one_person_asking_from_many_windows_gets_one(app: Flask) -> None:
    place = make_guest(make_past_event())
    assert ask_at_once(app, [place.public_id] * TOGETHER) == {"given": TOGETHER}
    assert len(all_of(place.event_id)) == 1


def test_without_the_lock_numbers_collide(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove that the two tests above can fail: all read the same last number, and the database refuses all but one."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    event = make_past_event()
    places = [make_guest(event, f"손님{number}").public_id for number in range(TOGETHER)]
    give(make_guest(event, "처음"))  # so that the letters of the complex are there
    line, read_number = Barrier(TOGETHER), queries.next_running

    def read_together(complex_id: int, year: int) -> int:
        number = read_number(complex_id, year)
        line.wait(PATIENCE_AT_THE_LINE)
        return number

    monkeypatch.setattr(services, "hold", lambda _name: None)
    monkeypatch.setattr(queries, "next_running", read_together)
    assert ask_at_once(app, places) == {"given": 1, "IntegrityError": TOGETHER - 1}
