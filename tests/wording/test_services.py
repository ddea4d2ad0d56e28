"""Do a team's own words arrive in its letters, inert, and nowhere else?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.i18n import LOCALES
from eventhub.events import queries as events
from eventhub.mail import services as mail
from eventhub.questions import examples as questions
from eventhub.registrations import examples, messages, queries
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant
from eventhub.registrations.services import register
from eventhub.surveys import examples as surveys
from eventhub.wording import services
from eventhub.wording.errors import ChangedMeanwhile
from eventhub.wording.models import Wording
from eventhub.wording.queries import find
from eventhub.wording.rules import LETTERS
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration
from tests.factories.wording import make_wording

CONFIRMED = "registrations/confirmed"
Outbox = Callable[..., list[Any]]
TEXTS = {"subject_ko": "{event} 안내", "opening_ko": "{name} 님께", "subject_en": "", "opening_en": ""}
ATTACK = "{event.__init__} {{7*1000193}} {0.__class__} **[x](http://evil.example)** <a href='http://evil.example'>x</a>"


def confirmed(place: Registration, outbox: Outbox) -> Any:
    """Send the letter that confirms a place, and return it."""
    public_id, event_id = place.public_id, place.event_id
    with transaction():
        messages.tell_registered(queries.get(public_id), events.get(event_id), number=0, now=now())
    return outbox()[-1]


def test_a_letter_begins_with_the_teams_words_and_keeps_what_is_ours(app: Flask, outbox: Outbox) -> None:
    event = make_event(title_ko="금형 세미나")
    make_wording(
        event.complex_id, opening_ko="{name} 님,\n{event}에 오시는군요.\n\n{when} {where}\n{team} {phone}\n{link}"
    )
    place = make_registration(event, name="박보라")
    letter = confirmed(place, outbox)
    assert letter.subject == "금형 세미나 안내"
    team = session.get_one(type(event), event.id)
    assert team is not None
    for part in (letter.text, letter.html):
        assert "박보라 님," in part
        assert "금형 세미나에 오시는군요." in part
        assert "2026. 3. 12.(목) 09:00–12:00" in part
        assert "클러스터추진단 대회의실, 경남 창원시" in part
        assert "추진단 055-000-0000" in part
        # The team's words stand where the greeting and its sentence do; the facts, the link and the sender are ours.
        assert "안녕하십니까" not in part
        assert "장소" in part
        assert part.count("http://localhost/r/") >= 2
        assert "EventHub · " in part
    assert "<br>금형 세미나에" in letter.html


def test_what_a_team_writes_is_never_read_as_a_template_or_as_markup(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    make_wording(event.complex_id, subject_ko=f"제목 {ATTACK}"[:100], opening_ko=f"시작 {ATTACK} 끝")
    letter = confirmed(make_registration(event), outbox)
    assert f"시작 {ATTACK} 끝" in letter.text
    assert "{event.__init__} {{7*1000193}} {0.__class__} **[x](http://evil.example)** &lt;a href=" in letter.html
    assert "<a href='http://evil" not in letter.html
    assert 'href="http://evil' not in letter.html
    assert "7001351" not in f"{letter.subject}{letter.text}{letter.html}"
    assert "{{7*1000193}}" in letter.subject


def test_what_a_reader_typed_is_not_filled_in_again(app: Flask, outbox: Outbox) -> None:
    event = make_event(title_ko="{link} {phone}")
    make_wording(event.complex_id, opening_ko="{name} / {event}")
    letter = confirmed(make_registration(event, name="{team} {{7*1000193}}"), outbox)
    assert letter.text.startswith("{team} {{7*1000193}} / {link} {phone}\n")


def test_a_language_the_team_left_empty_says_the_usual(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    make_wording(event.complex_id)
    letter = confirmed(make_registration(event, locale="en", name="Bora"), outbox)
    assert letter.subject.startswith("[Registered]")
    assert letter.text.startswith("Dear Bora,")


def test_an_empty_subject_beside_an_opening_is_the_usual_one(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    make_wording(event.complex_id, subject_ko="")
    letter = confirmed(make_registration(event), outbox)
    assert letter.subject.startswith("[신청 완료]")
    assert "반갑습니다." in letter.text


def test_a_teams_words_are_in_no_other_teams_letters(app: Flask, outbox: Outbox) -> None:
    make_wording(make_complex().id)
    assert "반갑습니다" not in confirmed(make_registration(make_event()), outbox).text


def test_a_subject_that_fills_too_long_is_cut_and_nobody_is_kept_from_registering(app: Flask, outbox: Outbox) -> None:
    event = make_event(title_ko="가" * 200)
    make_wording(event.complex_id, subject_ko="{event}" * 14)
    applicant = Applicant(email="bora@example.com", name="박보라")
    with transaction():
        register(event.id, applicant, now=now())
    assert len(outbox()[-1].subject) <= 300


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_letter_keeps_its_facts_whatever_the_team_writes(app: Flask, letter: str, locale: str) -> None:
    write_letters = {"surveys": surveys, "questions": questions}.get(letter.partition("/")[0], examples).write_letters
    with mail.gathering(only=letter) as usual:
        write_letters(locale, now=now())
    words = services.Words("own subject", "own opening\n\nsecond passage")
    with mail.gathering(only=letter) as worded, services.trying(words):
        write_letters(locale, now=now())
    assert usual
    for (_, before), (_, after) in zip(usual, worded, strict=True):
        assert after.subject == "own subject"
        for part, earlier in ((after.text, before.text), (after.html, before.html)):
            assert "own opening" in part
            assert "second passage" in part
            assert part.count("http://localhost") == earlier.count("http://localhost")
            assert part.count("■") == earlier.count("■")
            assert part.count("<td") == earlier.count("<td")
    said = [after.text for _, after in worded]
    if letter.endswith("/offered"):
        assert all("09:00" in text or "14:00" in text for text in said)


def test_a_preview_is_about_a_real_place_and_its_links_open_nothing(app: Flask) -> None:
    event = make_event(title_ko="진짜 세미나")
    real = make_registration(event, name="박보라")
    like = queries.find_newest(event.complex_id)
    with mail.gathering(only=CONFIRMED) as letters:
        examples.write_letters("ko", like=like, now=now())
    text = letters[0][1].text
    assert "진짜 세미나" in text
    assert "박보라" in text
    assert queries.path_of(real) not in text


def test_words_are_kept_with_who_wrote_them_down(app: Flask) -> None:
    team = make_complex()
    by, team_id = make_coordinator(team), team.id
    with transaction():
        services.keep(team, CONFIRMED, TEXTS, version=0, by=by, now=now())
    kept = find(team_id, CONFIRMED)
    assert kept is not None
    assert (kept.subject_ko, kept.opening_ko, kept.version) == ("{event} 안내", "{name} 님께", 1)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "letter-worded")).one()
    assert entry.detail == {"letter": CONFIRMED, "own": ["subject_ko", "opening_ko"]}


def test_who_saves_upon_an_older_state_is_refused(app: Flask) -> None:
    team = make_complex()
    by, team_id = make_coordinator(team), team.id
    make_wording(team_id)
    with pytest.raises(ChangedMeanwhile), transaction():
        services.keep(team, CONFIRMED, TEXTS, version=0, by=by, now=now())
    with transaction():
        services.go_back_to_usual(team, CONFIRMED, version=1, by=by, now=now())
    kept = session.scalars(select(Wording)).one()
    assert (kept.subject_ko, kept.opening_ko, kept.version) == ("", "", 2)


def test_a_letter_costs_one_more_question(app: Flask, count_queries: Callable[[], Any]) -> None:
    event = make_event()
    make_wording(event.complex_id)
    for _ in range(3):
        make_registration(event, standing=Standing.WAITING)
    event_id = event.id
    with transaction():
        places, event = queries.list_active([event_id]), events.get(event_id)
        with count_queries() as counted:
            for place in places:
                messages.send_link_again(place, event, now=now())
    assert len([one for one in counted.statements if "FROM wording" in one]) == 3
