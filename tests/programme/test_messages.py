"""What does the letter to a speaker say, in both languages?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.events import queries as events
from eventhub.programme import messages, queries
from eventhub.programme.models import Release
from eventhub.programme.rules import Concern
from tests.factories.programme import make_cluster_day, make_speaker

HALL = {"name_ko": "대강당", "name_en": "Main hall", "venue_ko": "회관", "venue_en": "Guild house"}


def row(public_id: str, day: int) -> dict[str, Any]:
    """Make up a session of a snapshot, on a day of March."""
    times = {"starts_at": f"2026-03-{day:02}T01:00:00+00:00", "ends_at": f"2026-03-{day:02}T02:00:00+00:00"}
    return {"id": public_id, "title_ko": f"발표 {public_id}", "title_en": f"Talk {public_id}", "room": "hall", **times}


def snapshot(*rows: dict[str, Any]) -> dict[str, Any]:
    """Make up a snapshot with one room."""
    return {"rooms": [{"id": "hall", **HALL}], "sessions": list(rows)}


def letter(outbox: Callable[..., list[Any]], locale: str, concern: Concern, was: dict[str, Any], **changes: Any) -> Any:
    """Write to a speaker and return the letter."""
    event = make_cluster_day(
        title_ko="산업단지 혁신 클러스터의 날 2026 창원 행사", title_en="Innovation Cluster Day 2026 Changwon"
    )
    event_id, public_id = event.id, event.public_id
    speaker_id = make_speaker(event_id, name="박지훈", locale=locale, email="park@example.com").public_id
    shown = snapshot(row("a", 20), row("b", 21))
    released = Release(number=3, note_ko="주차장이 바뀝니다.", note_en="Another car park.", snapshot=shown)
    with transaction():
        for _ in range(2):
            messages.tell_speaker(
                queries.get_speaker(event_id, speaker_id), events.get(event_id), released, concern, was=was, now=now()
            )
    (found,) = outbox()
    assert found.key == f"speaker:{speaker_id}:release:3"
    assert (found.to_address, found.to_name, found.locale) == ("park@example.com", "박지훈", locale)
    assert f"http://localhost/events/{public_id}/programme" in found.text
    assert len(found.subject) <= (40 if locale == "ko" else 70)
    return found


@pytest.mark.parametrize(
    ("locale", "subject", "sentences"),
    [
        (
            "ko",
            "[발표 안내]",
            ["박지훈 님", "2026. 3. 20.(금) 10:00–11:00, 대강당, 회관", "발표 a", "주차장이 바뀝니다."],
        ),
        (
            "en",
            "[Your session]",
            ["Dear 박지훈", "Fri 20 Mar 2026 10:00–11:00, Main hall, Guild house", "Talk a", "Another car park."],
        ),
    ],
)
def test_a_speaker_reads_when_and_where_they_speak(
    app: Flask, outbox: Callable[..., list[Any]], locale: str, subject: str, sentences: list[str]
) -> None:
    found = letter(outbox, locale, Concern(added=["a"], moved=[], removed=[]), snapshot())
    assert found.subject.startswith(subject)
    for sentence in sentences:
        assert sentence in found.text
        assert sentence in found.html


@pytest.mark.parametrize(
    ("locale", "subject", "sentences"),
    [
        (
            "ko",
            "[발표 변경]",
            ["2026. 3. 10.(화) 10:00–11:00, 대강당", "2026. 3. 21.(토) 10:00–11:00, 대강당", "발표 c"],
        ),
        ("en", "[Session changed]", ["Tue 10 Mar 2026 10:00–11:00, Main hall", "Sat 21 Mar 2026", "Talk c"]),
    ],
)
def test_a_speaker_reads_what_it_was_and_what_is_not_theirs_any_more(
    app: Flask, outbox: Callable[..., list[Any]], locale: str, subject: str, sentences: list[str]
) -> None:
    was = snapshot(row("b", 10), row("c", 11))
    found = letter(outbox, locale, Concern(added=[], moved=["b"], removed=["c"]), was)
    assert found.subject.startswith(subject)
    for sentence in sentences:
        assert sentence in found.text
        assert sentence in found.html
    assert "Talk a" not in found.text
    assert "발표 a" not in found.text
