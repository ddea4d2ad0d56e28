"""Do the letters say what people need, in their language, and nothing anybody smuggled in?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.rules import place_known
from eventhub.registrations import messages, queries
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant, Outcome
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.registrations import make_party, make_registration

Send = Callable[..., None]


def tell_event_moved(place: Registration, event: Event, *, was: dict[str, Any], now: datetime) -> None:
    """Write of one event that moved."""
    messages.tell_events_moved([place], was={event.id: was}, now=now)


def tell_event_cancelled(place: Registration, _event: Event, *, now: datetime) -> None:
    """Write of one event that was called off."""
    messages.tell_events_cancelled([place], now=now)


LETTERS: dict[str, tuple[Send, dict[str, Any], str]] = {
    "confirmed": (messages.tell_registered, {"number": 0}, "[신청 완료]"),
    "waiting": (messages.tell_registered, {"number": 3, "standing": Standing.WAITING}, "[대기 신청]"),
    "requested": (messages.tell_registered, {"number": 0, "standing": Standing.REQUESTED}, "[신청 접수]"),
    "offered": (messages.tell_offered, {"standing": Standing.OFFERED}, "[자리 남]"),
    "lapsed": (messages.tell_lapsed, {"standing": Standing.LAPSED}, "[제안 마감]"),
    "declined": (messages.tell_declined, {"standing": Standing.DECLINED}, "[참가 어려움]"),
    "changed": (messages.tell_changed, {}, "[정보 변경]"),
    "handed over": (messages.tell_handed_over, {"colleague_name": "이하준"}, "[자리 넘김]"),
    "moved up": (messages.tell_moved_up, {}, "[대기 → 확정]"),
    "given up": (messages.tell_given_up, {"by_desk": False}, "[신청 취소]"),
    "given up by the desk": (messages.tell_given_up, {"by_desk": True}, "[신청 취소]"),
    "event moved": (tell_event_moved, {"was": "옛 강당"}, "[변경]"),
    "event cancelled": (tell_event_cancelled, {}, "[취소]"),
    "link again": (messages.send_link_again, {}, "[내 신청]"),
}


def letter_of(
    outbox: Callable[..., list[Any]], send: Send, values: dict[str, Any], *, locale: str = "ko", **changes: Any
) -> Any:
    """Send one letter about one place and return it."""
    values = dict(values)
    standing = values.pop("standing", Standing.CONFIRMED)
    offer_until = now() + timedelta(days=1) if standing is Standing.OFFERED else None
    place = make_registration(
        make_event(**changes), locale=locale, name="박보라", standing=standing, offer_until=offer_until
    )
    public_id, event_id = place.public_id, place.event_id
    with transaction():
        event = events.get(event_id)
        if "was" in values:
            values = {"was": {**place_known(event), "venue_ko": values["was"], "venue_en": ""}}
        send(queries.get(public_id), event, **values, now=now())
    return outbox()[-1]


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_names_the_event_its_time_and_its_place(
    app: Flask, outbox: Callable[..., list[Any]], name: str
) -> None:
    send, values, mark = LETTERS[name]
    letter = letter_of(outbox, send, values, title_ko="사출 금형 세미나", cancel_reason="발표자가 아픕니다.")
    assert letter.subject == f"{mark} 사출 금형 세미나"
    for part in (letter.text, letter.html):
        for shown in (
            "박보라",
            "사출 금형 세미나",
            "2026. 3. 12.(목) 09:00–12:00",
            "클러스터추진단 대회의실",
            "http://localhost/",
        ):
            assert shown in part
    assert letter.locale == "ko"


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_in_english_holds_no_korean_but_what_people_wrote(
    app: Flask, outbox: Callable[..., list[Any]], name: str
) -> None:
    send, values, _mark = LETTERS[name]
    english = {
        "title_ko": "",
        "title_en": "Mould seminar",
        "venue_ko": "",
        "venue_en": "Room 2",
        "address": "",
        "cancel_reason": "Typhoon",
    }
    letter = letter_of(
        outbox, send, {**values, **({"was": "Room 1"} if "was" in values else {})}, locale="en", **english
    )
    said = f"{letter.subject}{letter.text}{letter.html}"
    for written in ("박보라", "이하준", "가람정밀"):
        said = said.replace(written, "")
    assert not any("가" <= sign <= "힣" for sign in said)
    assert letter.subject.endswith("Mould seminar")


def test_the_letters_say_what_is_their_own(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    assert "대기 3번째" in letter_of(outbox, *LETTERS["waiting"][:2]).html
    assert "옛 강당" in letter_of(outbox, tell_event_moved, {"was": "옛 강당"}).text
    assert "태풍" in letter_of(outbox, tell_event_cancelled, {}, cancel_reason="태풍").text


def test_the_online_address_is_in_the_letters_of_those_who_have_a_place(
    app: Flask, outbox: Callable[..., list[Any]]
) -> None:
    url = "https://meet.example.org/a"
    assert url in letter_of(outbox, messages.tell_registered, {"number": 0}, online_url=url).text
    waiting = make_registration(make_event(online_url=url), standing=Standing.WAITING)
    public_id, event_id = waiting.public_id, waiting.event_id
    with transaction():
        messages.tell_registered(queries.get(public_id), events.get(event_id), number=1, now=now())
    letter = outbox()[-1]
    assert url not in f"{letter.text}{letter.html}"


def test_a_long_title_does_not_make_a_long_subject(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    subject = letter_of(outbox, messages.tell_registered, {"number": 0}, title_ko="가나다라" * 40).subject
    assert len(subject) <= 40
    assert subject.endswith("…")


def test_what_people_type_can_neither_mark_up_nor_template_a_letter(
    app: Flask, outbox: Callable[..., list[Any]]
) -> None:
    typed = "{{7*1000193}} {0.__class__} %(name)s <a href='http://evil.example'>x</a> **[x](http://evil.example)**"
    letter = letter_of(outbox, messages.tell_registered, {"number": 0}, title_ko=typed, venue_ko=typed)
    assert "<a href='http://evil" not in letter.html
    assert "7001351" not in letter.text
    assert typed in letter.text


def test_letters_about_the_same_are_written_once(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    place = make_registration(make_event())
    public_id, event_id = place.public_id, place.event_id
    for _ in range(2):
        with transaction():
            messages.tell_registered(queries.get(public_id), events.get(event_id), number=0, now=now())
    assert len(outbox()) == 1


def test_a_letter_about_several_dates_says_what_is_asked_and_what_is_offered(
    app: Flask, outbox: Callable[..., list[Any]]
) -> None:
    account, standings = make_account(), (Standing.REQUESTED, Standing.OFFERED, Standing.WAITING)
    made = [make_registration(make_event(), account, standing=standing).public_id for standing in standings]
    with transaction():
        outcomes = [Outcome(events.get(place.event_id), place, 4, is_new=True) for place in map(queries.get, made)]
        messages.tell_of_all(outcomes, now=now())
    for part in (outbox()[-1].text, outbox()[-1].html):
        assert part.count("클러스터추진단이 검토한 뒤") == 1
        assert part.count("참석 여부를 알려 주십시오") == 1
        assert part.count("대기 4번") == 1


def test_who_registered_somebody_and_gives_the_place_up_is_named(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    letter = letter_of(outbox, messages.tell_given_up, {"by_desk": False, "booker_name": "김철수"})
    assert "대신 신청해 주신 김철수 님이" in letter.text
    assert "대신 신청해 주신 김철수 님이" in letter.html


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_who_registers_several_gets_an_overview_with_a_link_of_its_own(
    app: Flask, outbox: Callable[..., list[Any]], locale: str
) -> None:
    event = make_event(title_ko="", title_en="Mould seminar", venue_ko="", venue_en="Room 2", address="")
    party, place = make_party(event), make_registration(event, name="Bora", standing=Standing.WAITING)
    event_id, place_id, path = event.id, place.public_id, queries.party_path(party)
    booker = Applicant(email="booker@example.com", name="Kim", locale=locale)
    with transaction():
        outcome = Outcome(events.get(event_id), queries.get(place_id), 2, is_new=True)
        messages.tell_booker(booker, session.merge(party), outcome.event, [outcome], now=now())
    letter = outbox("booker@example.com")[-1]
    for part in (letter.text, letter.html):
        assert path in part
        assert "Bora" in part
        assert ("대기 2번째" if locale == "ko" else "number 2 on the waiting list") in part
    assert any("가" <= sign <= "힣" for sign in letter.text) is (locale == "ko")
