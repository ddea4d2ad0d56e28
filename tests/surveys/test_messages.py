"""Do the letters after an event say what people need, in their language, and nothing anybody smuggled in?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventhub.checkins.models import Attendance, AttendanceMark
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.i18n import speaking
from eventhub.events import queries as events
from eventhub.mail.services import gathering
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of
from eventhub.surveys import messages, queries
from eventhub.surveys.examples import write_letters
from eventhub.surveys.models import FollowUpState
from tests.factories import saved
from tests.factories.clusters import make_coordinator
from tests.factories.registrations import make_registration
from tests.factories.surveys import invitations_of, make_follow_up, make_past_event, make_survey
from tests.factories.wording import make_wording

Letters = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("locale", "words"),
    [("ko", ("[감사]", "어떠셨습니까?", "익명 설문입니다")), ("en", ("[Thank you]", "How was it?", "anonymous"))],
)
def test_the_letter_of_thanks_leads_to_the_survey_in_the_readers_language(
    app: Flask, outbox: Letters, locale: str, words: tuple[str, ...]
) -> None:
    event = make_past_event()
    make_registration(event, name="박보라", locale=locale)
    session.refresh(event)
    survey = make_survey(0, event=event)
    (letter,) = outbox()
    link = f"http://localhost{queries.path_of(invitations_of(survey)[0])}"
    for part in (letter.text, letter.html):
        assert link in part
        assert all(word in part for word in words[1:])
    assert letter.subject.startswith(words[0])
    assert letter.to_name == "박보라"


@pytest.mark.parametrize(
    ("came", "words"), [(Attendance.ATTENDED, "와 주셔서 고맙습니다"), (None, "관심을 가져 주셔서 고맙습니다")]
)
def test_who_came_is_thanked_for_coming_and_led_to_the_certificate(
    app: Flask, outbox: Letters, came: Attendance | None, words: str
) -> None:
    event = make_past_event()
    place = make_registration(event)
    if came is not None:
        mark = {"registration_id": place.id, "event_id": place.event_id, "attendance": came}
        saved(AttendanceMark(**mark, marked_by_id=place.account_id, marked_at=now()))
    session.expire_all()
    make_survey(0, event=events.get(place.event_id))
    (letter,) = outbox()
    for part in (letter.text, letter.html):
        assert words in part
        assert ("/certificate" in part) is (came is not None)


def test_a_team_words_its_thanks_itself(app: Flask, outbox: Letters) -> None:
    event = make_past_event()
    place = make_registration(event, name="박보라")
    make_wording(events.get(place.event_id).complex_id, "surveys/thanks", opening_ko="{name} 님, 덕분입니다. {link}")
    make_survey(0, event=events.get(place.event_id))
    (letter,) = outbox()
    link = f"http://localhost{path_of(session.get_one(Registration, place.id))}"
    assert f"박보라 님, 덕분입니다. {link}" in letter.text
    assert "안녕하십니까" not in letter.text
    assert "어떠셨습니까?" in letter.text


def test_a_survey_with_names_says_so_in_its_letters(app: Flask, outbox: Letters) -> None:
    make_survey(1, is_anonymous=False)
    assert "누가 무엇을 답했는지 읽습니다" in outbox()[0].text


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("state", [FollowUpState.DONE, FollowUpState.DECLINED])
def test_the_answer_to_a_wish_carries_the_coordinators_words_and_telephone(
    app: Flask, outbox: Letters, locale: str, state: FollowUpState
) -> None:
    event = make_past_event()
    by = make_coordinator(events.get(event.id).complex, name="이영희")
    session.refresh(event)
    wish = make_follow_up(event, make_registration(event, locale=locale).id, state=state, note="<b>수요일</b>에")
    with transaction():
        messages.tell_follow_up(queries.lock_follow_up(wish.public_id), by=by, now=now())
    (letter,) = outbox()
    assert "<b>수요일</b>에" in letter.text
    assert "&lt;b&gt;수요일&lt;/b&gt;에" in letter.html
    assert "이영희" in letter.text
    assert "055-000-0000" in letter.text
    assert ("이번에는 이어 드리지 못했습니다" in letter.text) is (locale == "ko" and state is FollowUpState.DECLINED)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_letter_can_be_looked_at_beforehand(app: Flask, locale: str) -> None:
    with gathering() as gathered, speaking(locale):
        write_letters(locale, now=now())
    names = [name for name, _letter in gathered]
    assert sorted(set(names)) == ["surveys/follow_up_answered", "surveys/reminder", "surveys/thanks"]
    assert all(len(letter.subject) <= 60 for _name, letter in gathered)
