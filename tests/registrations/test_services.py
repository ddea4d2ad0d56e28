"""Does everybody get the place that is theirs, and the letter that says so?"""

import re
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
from eventhub.core.errors import TooMany
from eventhub.events import services as events
from eventhub.events.models import Event, Status
from eventhub.events.rules import QUIET
from eventhub.registrations import queries, services
from eventhub.registrations.errors import AlreadyRegistered, RegistrationClosed, TooLateToGiveUp
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import TRIES_PER_NETWORK, Applicant
from tests.factories.accounts import make_account
from tests.factories.admission import make_terms
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event, plan_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def register(event: Event, who: str, **changes: Any) -> Registration:
    """Register a person as the page does."""
    event_id = event.id
    at = changes.pop("at", now())
    with transaction():
        place = services.register(event_id, Applicant(email=f"{who}@example.com", name=who, **changes), now=at)
    session.refresh(place)
    return place


def standing_of(place: Registration) -> Standing:
    """Read what a place is worth, fresh."""
    session.expire_all()
    return place.standing


def keys(outbox: Callable[..., list[Any]], who: str) -> list[str]:
    """List why letters went to somebody, oldest first."""
    return [letter.key.split(":", 2)[2] for letter in outbox(f"{who}@example.com")]


def test_who_comes_in_time_has_a_seat_and_a_letter(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=2)
    place = register(event, "hana", organisation_name="가람", phone="010-0000-0001", note="질문", locale="en")
    assert (place.standing, place.round, place.locale) == (Standing.CONFIRMED, 1, "en")
    assert (place.organisation_name, place.phone, place.note) == ("가람", "010-0000-0001", "질문")
    assert session.get_one(Event, event.id).seats_taken == 1
    assert keys(outbox, "hana") == ["confirmed:1"]


def test_who_comes_late_waits_and_knows_the_number(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    register(event, "hana")
    second, third = register(event, "dul"), register(event, "set")
    assert [standing_of(one) for one in (second, third)] == [Standing.WAITING] * 2
    assert [queries.number_in_line(one) for one in (second, third)] == [1, 2]
    assert keys(outbox, "set") == ["waiting:1"]
    assert session.get_one(Event, event.id).seats_taken == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.DRAFT},
        {"status": Status.CANCELLED},
        {"starts_at": -2 * DAY},
        {"registration_closes_at": -MINUTE},
        {"registration_opens_at": MINUTE},
    ],
    ids=["draft", "cancelled", "over", "closed", "not yet"],
)
def test_a_closed_door_lets_nobody_in(app: Flask, outbox: Callable[..., list[Any]], changes: dict[str, Any]) -> None:
    event = make_event(**{name: now() + one if isinstance(one, timedelta) else one for name, one in changes.items()})
    with pytest.raises(RegistrationClosed):
        register(event, "hana")
    assert outbox() == []
    assert session.scalars(select(Account).where(Account.email == "hana@example.com")).all() == []


def test_one_person_has_one_place(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event()
    place = register(event, "hana")
    with pytest.raises(AlreadyRegistered) as refusal:
        register(event, "HANA")
    assert (refusal.value.public_id, refusal.value.account_id) == (place.public_id, place.account_id)
    assert len(outbox()) == 1


def test_the_place_of_who_gives_up_goes_to_who_waits_longest(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    first = register(event, "hana")
    second = register(event, "dul", at=now() + MINUTE)
    third = register(event, "set", at=now() + 2 * MINUTE)
    with transaction():
        services.give_up(first.public_id, now=now() + 3 * MINUTE)
    assert [standing_of(one) for one in (first, second, third)] == ["cancelled", "confirmed", "waiting"]
    assert second.promoted_at == now() + 3 * MINUTE
    assert queries.number_in_line(third) == 1
    assert session.get_one(Event, event.id).seats_taken == 1
    assert keys(outbox, "hana") == ["confirmed:1", "given-up:1"]
    assert keys(outbox, "dul") == ["waiting:1", "moved-up:1"]
    assert keys(outbox, "set") == ["waiting:1"]


def test_who_has_the_event_later_stands_behind_whatever_their_clock_says(
    app: Flask, outbox: Callable[..., list[Any]]
) -> None:
    """A moment is read before the event is held, and by several machines' clocks: it must put nobody in between."""
    event = make_event(capacity=1)
    first = register(event, "hana")
    second = register(event, "dul", at=now() + 2 * MINUTE)
    third = register(event, "set", at=now() + MINUTE)
    fourth = register(event, "net", at=now() + 2 * MINUTE)
    letters = [outbox(f"{who}@example.com")[0].html for who in ("dul", "set", "net")]
    told = [re.findall(r"대기 (\d+)번", letter) for letter in letters]
    assert told == [["1"], ["2"], ["3"]]
    assert [queries.number_in_line(one) for one in (second, third, fourth)] == [1, 2, 3]
    with transaction():
        services.give_up(first.public_id, now=now())
    assert [standing_of(one) for one in (second, third)] == [Standing.CONFIRMED, Standing.WAITING]


def test_who_comes_instead_stands_where_the_other_stood(app: Flask) -> None:
    event = make_event(capacity=1)
    register(event, "hana")
    second, third = register(event, "dul"), register(event, "set")
    with transaction():
        colleague = services.hand_over(second.public_id, Applicant(email="net@example.com", name="넷"), now=now())
    assert [queries.number_in_line(one) for one in (colleague, third)] == [1, 2]


def test_giving_up_twice_is_giving_up_once(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    place = register(event, "hana")
    for _ in range(2):
        with transaction():
            services.give_up(place.public_id, now=now())
    assert session.get_one(Event, event.id).seats_taken == 0
    assert keys(outbox, "hana") == ["confirmed:1", "given-up:1"]


def test_who_waited_and_gives_up_frees_no_seat(app: Flask) -> None:
    event = make_event(capacity=1)
    register(event, "hana")
    waiting = register(event, "dul")
    with transaction():
        services.give_up(waiting.public_id, now=now())
    assert session.get_one(Event, event.id).seats_taken == 1
    assert queries.count_waiting(event.id) == 0


def test_who_comes_back_stands_at_the_end_of_the_line(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    first = register(event, "hana")
    second = register(event, "dul", at=now() + MINUTE)
    with transaction():
        services.give_up(first.public_id, now=now() + 2 * MINUTE)
    again = register(event, "hana", at=now() + 3 * MINUTE)
    assert again.id == first.id
    assert (standing_of(again), again.round, again.cancelled_at) == (Standing.WAITING, 2, None)
    assert standing_of(second) is Standing.CONFIRMED
    assert keys(outbox, "hana") == ["confirmed:1", "given-up:1", "waiting:2"]


def test_what_is_over_is_not_given_up(app: Flask) -> None:
    event = make_event()
    public_id, ends_at = register(event, "hana").public_id, event.ends_at
    for moment in (ends_at, ends_at + DAY):
        with pytest.raises(TooLateToGiveUp), transaction():
            services.give_up(public_id, now=moment)
    with transaction():
        services.give_up(public_id, now=ends_at - MINUTE)


def test_the_desk_cancels_a_place_and_that_is_written_down(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    place, waiting = register(event, "hana"), register(event, "dul")
    coordinator = make_coordinator(make_complex())
    with transaction():
        services.give_up(place.public_id, by_desk=coordinator, now=now())
    assert standing_of(waiting) is Standing.CONFIRMED
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "place-cancelled")).one()
    assert (entry.actor, entry.subject) == (coordinator.public_id, f"registration:{place.public_id}")
    assert "클러스터추진단" in outbox("hana@example.com")[-1].text


def test_more_places_seat_as_many_as_fit_in_their_order(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    places = [register(event, who, at=now() + number * MINUTE) for number, who in enumerate(("a", "b", "c", "d"))]
    plan, by = plan_of(event, capacity=3), make_account()
    with transaction():
        events.revise(event.id, plan, by=by, now=now() + DAY)
    assert [standing_of(one) for one in places] == ["confirmed", "confirmed", "confirmed", "waiting"]
    assert session.get_one(Event, event.id).seats_taken == 3
    assert [keys(outbox, who)[-1] for who in "abcd"] == ["confirmed:1", "moved-up:1", "moved-up:1", "waiting:1"]


def test_everybody_hears_of_a_move_but_who_gave_up(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    register(event, "hana")
    register(event, "dul", locale="en")
    gone = register(event, "set")
    with transaction():
        services.give_up(gone.public_id, now=now())
    plan, by = plan_of(event, venue_ko="새 강당", venue_en="New hall"), make_account()
    old = {"hana": event.venue_ko, "dul": event.venue_en}
    with transaction():
        events.revise(event.id, plan, by=by, now=now())
    assert keys(outbox, "hana")[-1] == "confirmed:1"
    with transaction():
        events.tell_if_quiet([event.id], now=now() + QUIET)
    assert keys(outbox, "hana")[-1] == keys(outbox, "dul")[-1] == "event-moved:1"
    assert keys(outbox, "set")[-1] == "given-up:1"
    address = "경남 창원시 성산구 가상로 1"
    for who, where, new in (("hana", "장소", "새 강당"), ("dul", "Where", "New hall")):
        text = outbox(f"{who}@example.com")[-1].text
        assert f"{where}: {old[who]}, {address} → {new}, {address}" in text


def test_who_waits_does_not_hear_of_the_online_address(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    register(event, "hana")
    register(event, "dul")
    plan, by = plan_of(event, online_url="https://meet.example.org/new"), make_account()
    with transaction():
        events.revise(event.id, plan, by=by, now=now())
    with transaction():
        events.tell_if_quiet([event.id], now=now() + QUIET)
    assert "https://meet.example.org/new" in outbox("hana@example.com")[-1].text
    assert keys(outbox, "dul") == ["waiting:1"]


def test_a_place_at_a_cancelled_event_is_given_up_without_a_seat(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    first, second = register(event, "hana"), register(event, "dul")
    by = make_account()
    with transaction():
        events.cancel(event.id, reason="태풍", by=by, now=now())
    with transaction():
        services.give_up(first.public_id, now=now())
    assert (standing_of(first), standing_of(second)) == ("cancelled", "waiting")
    assert session.get_one(Event, event.id).seats_taken == 0


def test_who_hears_of_a_cancellation_hears_what_else_there_is(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event()
    register(event, "hana")
    other = make_event(complex_id=event.complex_id, title_ko="다음 세미나", starts_at=now() + 20 * DAY).public_id
    by = make_account()
    with transaction():
        events.cancel(event.id, reason="태풍", by=by, now=now())
    letter = outbox("hana@example.com")[-1]
    for part in (letter.text, letter.html):
        assert "다음 세미나" in part
        assert f"http://localhost/events/{other}" in part


def test_a_withdrawn_event_is_thrown_away_with_what_is_left_of_its_places(app: Flask) -> None:
    event = make_event()
    place = register(event, "hana")
    by = make_account()
    with transaction():
        services.give_up(place.public_id, now=now())
    with transaction():
        events.withdraw(event.id, by=by, now=now())
    with transaction():
        events.discard(event.id, by=by, now=now())
    assert session.scalars(select(Registration)).all() == []


def test_everybody_hears_why_an_event_is_cancelled_and_keeps_their_place(
    app: Flask, outbox: Callable[..., list[Any]]
) -> None:
    event = make_event(capacity=1)
    places = [register(event, "hana"), register(event, "dul")]
    by = make_account()
    with transaction():
        events.cancel(event.id, reason="발표자가 아픕니다.", by=by, now=now())
    assert [standing_of(one) for one in places] == ["confirmed", "waiting"]
    for who in ("hana", "dul"):
        assert keys(outbox, who)[-1] == "event-cancelled:1"
        assert "발표자가 아픕니다." in outbox(f"{who}@example.com")[-1].text


def test_six_hundred_letters_fit_into_one_transaction(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=600, seats_taken=600)
    event_id = event.id
    with transaction():
        for number in range(600):
            account = Account(email=f"g{number}@example.com", name="가", role=Role.MEMBER, created_at=now())
            session.add(
                Registration(
                    event_id=event_id,
                    account=account,
                    standing=Standing.CONFIRMED,
                    name="가",
                    locale="ko",
                    registered_at=now(),
                    queued_at=now(),
                )
            )
    by = make_account()
    with transaction():
        events.cancel(event_id, reason="태풍", by=by, now=now())
    assert len(outbox()) == 600


def test_a_link_is_sent_again_a_few_times_only(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    place = register(make_event(), "hana")
    for second in range(3):
        with transaction():
            services.send_link_again(place.public_id, now=now() + timedelta(seconds=second))
    with pytest.raises(TooMany), transaction():
        services.send_link_again(place.public_id, now=now() + MINUTE)
    assert [key.split(":")[0] for key in keys(outbox, "hana")] == [
        "confirmed",
        "link-again",
        "link-again",
        "link-again",
    ]


def test_a_network_may_register_a_whole_company_but_not_a_whole_city(app: Flask) -> None:
    for number in range(TRIES_PER_NETWORK):
        with transaction():
            services.count_try(f"p{number}@example.com", network="203.0.113.7", now=now())
    with pytest.raises(TooMany), transaction():
        services.count_try("one-more@example.com", network="203.0.113.7", now=now())
    with transaction():
        services.count_try("one-more@example.com", network="203.0.113.8", now=now())


def test_places_of_a_person_come_with_their_events_in_one_question(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    account = make_account(email="hana@example.com")
    for days in (3, 1, 2):
        register(make_event(starts_at=now() + days * DAY), "hana")
    gone = register(make_event(), "hana")
    with transaction():
        services.give_up(gone.public_id, now=now())
    session.refresh(account)
    with count_queries() as counted:
        places = queries.places_of(account)
        assert [one.event.complex.slug for one in places]
        assert [one.event.mini_cluster for one in places] == [None] * 3
    assert len(counted) == 1
    starts = [one.event.starts_at for one in places]
    assert starts == sorted(starts)
    assert len(queries.places_of(account, since=now() + 2 * DAY)) == 2


def test_a_cancelled_event_offers_everybody_a_similar_one_they_do_not_hold(
    app: Flask, outbox: Callable[..., list[Any]]
) -> None:
    complex_ = make_complex()
    cancelled, second, third = (
        make_event(complex_id=complex_.id, starts_at=now() + number * DAY, title_ko=f"{number}회 모임")
        for number in (1, 2, 3)
    )
    register(cancelled, "hana")
    for event in (cancelled, second):
        register(event, "dul")
    for event in (cancelled, second, third):
        register(event, "set")
    by = make_coordinator(cancelled)
    with transaction():
        events.cancel(cancelled.id, reason="강사 사정", by=by, now=now())
    letters = {who: outbox(f"{who}@example.com")[-1].text for who in ("hana", "dul", "set")}
    assert ["강사 사정" in text for text in letters.values()] == [True] * 3
    offered = {who: [title for title in ("2회 모임", "3회 모임") if title in text] for who, text in letters.items()}
    assert offered == {"hana": ["2회 모임"], "dul": ["3회 모임"], "set": []}


def test_a_seat_is_not_offered_to_who_would_not_hear_of_it(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=2)
    make_terms(event.id, needs_approval=False, offer_hours=5)
    seated = [register(event, who) for who in ("하나", "둘")]
    for email, phone in (("", "010-1234-5678"), ("net@example.com", "")):
        with transaction():
            services.register(event.id, Applicant(email=email, name="기다림", phone=phone), now=now())
    for place in seated:
        with transaction():
            services.give_up(place.public_id, now=now())
    session.rollback()
    line = session.scalars(select(Registration).where(Registration.name == "기다림").order_by(Registration.id)).all()
    assert [place.standing for place in line] == [Standing.CONFIRMED, Standing.OFFERED]
