"""Are the made-up timetables complete, repeatable, without a clash, and released once?"""

import re
from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.core.db import session
from eventhub.demo import generate as generate_module
from eventhub.demo.generate import generate
from eventhub.demo.timetables import Timetable, list_timetables
from eventhub.events.models import Event
from eventhub.programme import queries, rules
from eventhub.programme.models import Release
from tests.demo.test_loader import TINY

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def small() -> list[Timetable]:
    return list_timetables(generate("small", 2026, TODAY))


def test_the_same_seed_gives_the_same_timetables(small: list[Timetable]) -> None:
    assert list_timetables(generate("small", 2026, TODAY)) == small
    assert list_timetables(generate("small", 7, TODAY)) != small


def test_the_cluster_day_has_two_days_six_rooms_and_forty_speakers(small: list[Timetable]) -> None:
    cluster_day = small[0]
    speakers = [speaker for made in cluster_day.sessions for speaker in made.speakers]
    assert cluster_day.event.kind == "cluster_day"
    assert (len(cluster_day.sessions), len(speakers), len(cluster_day.tracks)) == (30, 40, 5)
    assert len({made.room for made in cluster_day.sessions if made.room}) == 6
    assert len({made.starts_at.date() for made in cluster_day.sessions}) == 2
    assert any(not speaker.has_consented for speaker in speakers)


def test_larger_forums_to_come_and_past_have_two_to_four_sessions(small: list[Timetable]) -> None:
    sizes = Counter(len(timetable.sessions) for timetable in small[1:])
    assert 20 <= sizes.total() <= 30
    assert set(sizes) == {2, 3, 4}


def test_sessions_lie_in_their_event_and_share_no_room_at_one_time(small: list[Timetable]) -> None:
    for timetable in small:
        event = timetable.event
        for made in timetable.sessions:
            assert event.starts_at <= made.starts_at < made.ends_at <= event.ends_at
        for one, two in combinations(timetable.sessions, 2):
            is_apart = one.room != two.room or one.ends_at <= two.starts_at or two.ends_at <= one.starts_at
            assert is_apart, (one, two)


def test_everybody_speaks_once_and_has_an_address_of_nobody(small: list[Timetable]) -> None:
    speakers = [speaker for timetable in small for made in timetable.sessions for speaker in made.speakers]
    assert len({speaker.email for speaker in speakers}) == len({speaker.public_id for speaker in speakers})
    assert all(re.fullmatch(r"[a-z]+\.speaker\d{3}@example\.com", speaker.email) for speaker in speakers)


def test_no_gap_is_left_open_and_english_is_english(small: list[Timetable]) -> None:
    made = [one for timetable in small for one in timetable.sessions]
    speakers = [speaker for one in made for speaker in one.speakers]
    english = [one.title_en + one.text_en for one in made] + [speaker.text_en for speaker in speakers]
    korean = [one.title_ko + one.text_ko for one in made] + [speaker.text_ko for speaker in speakers]
    assert not [text for text in korean + english if "{" in text or "|" in text]
    assert not [text for text in english if re.search("[가-힣]", text)]
    assert all(one.title_ko and one.title_en for one in made)


def test_every_timetable_is_released_once_without_a_clash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(generate_module.SIZES, "small", TINY)
    done = app.test_cli_runner().invoke(args=("demo", "load", "--size", "small"))
    assert done.exit_code == 0, done.output
    session.rollback()
    releases = session.scalars(select(Release)).all()
    assert {release.number for release in releases} == {1}
    assert 1 < len({release.event_id for release in releases}) == len(releases)
    for release in releases:
        found = rules.clashes(queries.programme_of(session.get_one(Event, release.event_id)))
        assert not [clash for clash in found if clash.is_hard]
