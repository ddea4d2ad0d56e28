"""Does a copied programme hold what was asked for, later by as much as was asked for?"""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.programme import queries, rules, services
from eventhub.programme.errors import SameEvent
from eventhub.programme.models import Audience, ProgrammeSession, SessionType, SpeakerRole
from eventhub.programme.rules import AppearancePlan, MaterialPlan, SessionPlan, SpeakerPlan, UploadedFile
from eventhub.programme.services import ALL_PARTS, Part
from tests.factories.accounts import make_account
from tests.factories.programme import make_cluster_day, make_room

YEAR = timedelta(days=364)
PDF = UploadedFile(name="발표.pdf", content=b"%PDF-1.7 ...")


def plan_a_day(event: Event, rooms: list[int], drawn: list[tuple[Any, ...]]) -> None:
    """Plan a programme: tracks, speakers, sessions as drawn, a file of the first session and a link of the event."""
    by, event_id, at = make_account(), event.id, event.starts_at
    done = {"by": by, "now": now()}
    with transaction():
        tracks = [services.add_track(event_id, name_ko=name, name_en=name, **done) for name in ("공정", "소재")]
        people = [
            services.add_speaker(event_id, SpeakerPlan(name=name, email="a@x.org", text_ko="글", locale="en"), **done)
            for name in ("박지훈", "정은비")
        ]
        session.flush()  # the tests read the numbers of what was added
        for number, (begin, room, track, cast, capacity) in enumerate(drawn):
            starts_at = None if begin is None else at + timedelta(minutes=begin)
            planned = SessionPlan(
                type=SessionType.TALK,
                title_ko=f"발표 {number}",
                room_id=None if room is None else rooms[room],
                track_id=None if track is None else tracks[track].id,
                starts_at=starts_at,
                ends_at=starts_at and starts_at + timedelta(minutes=50),
                capacity=capacity,
            )
            added = services.add_session(event_id, planned, despite_taken_room=True, **done)
            session.flush()  # see above
            roles = [AppearancePlan(speaker_id=people[one].public_id, role=role) for one, role in cast]
            services.set_appearances(event_id, added.public_id, roles, version=1, **done)
            if number == 0:
                about = MaterialPlan(title="자료", session_id=added.public_id, audience=Audience.REGISTERED)
                services.add_material(event_id, about, file=PDF, **done)
        services.add_material(event_id, MaterialPlan(title="영상", url="https://example.org/film"), **done)


def described(event_id: int, *, later: timedelta = timedelta(0)) -> dict[str, Any]:
    """Describe a programme apart from ids and versions."""
    session.remove()
    sessions = queries.list_sessions(event_id)
    titles = {one.id: one.title_ko for one in sessions}

    def when(planned: ProgrammeSession) -> Any:
        return planned.starts_at and (planned.starts_at - later, planned.ends_at and planned.ends_at - later)

    return {
        "tracks": [(one.name_ko, one.name_en) for one in queries.list_tracks(event_id)],
        "speakers": sorted(
            (one.name, one.email, one.locale, one.text_ko, one.organisation_name)
            for one in queries.list_speakers(event_id)
        ),
        "sessions": [
            (
                one.title_ko,
                when(one),
                one.room_id,
                one.track and one.track.name_ko,
                one.capacity,
                [(each.speaker.name, each.role) for each in one.appearances],
            )
            for one in sessions
        ],
        "materials": [
            (
                one.title,
                one.audience,
                one.url,
                one.file_name,
                titles.get(one.session_id or 0),
                queries.content_of(one.id) if one.file_name else None,
            )
            for one in queries.list_materials(event_id)
        ],
    }


def copy(from_event_id: int, to_event_id: int, by: Account, **how: Any) -> None:
    """Copy everything, one year later, if nothing else is said."""
    with transaction():
        choice = {"parts": ALL_PARTS, "shift": YEAR, **how}
        services.copy_programme(from_event_id, to_event_id, **choice, by=by, now=now())


ROLES = st.sampled_from(list(SpeakerRole))
SESSIONS = st.lists(
    st.tuples(
        st.none() | st.integers(0, 1000),
        st.none() | st.integers(0, 1),
        st.none() | st.integers(0, 1),
        st.lists(st.tuples(st.integers(0, 1), ROLES), unique_by=lambda one: one[0]),
        st.none() | st.integers(1, 99),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=SESSIONS, days=st.integers(-400, 400))
def test_copied_and_shifted_back_it_is_the_same_programme(app: Flask, drawn: list[Any], days: int) -> None:
    first, second, third = (make_cluster_day() for _ in range(3))
    ids = [one.id for one in (first, second, third)]
    plan_a_day(first, [make_room().id, make_room().id], drawn)
    by, shift = make_account(), timedelta(days=days)
    copy(ids[0], ids[1], by, shift=shift)
    copy(ids[1], ids[2], session.merge(by), shift=-shift)
    assert described(ids[1], later=shift) == described(ids[0]) == described(ids[2])


ONE = [(0, 0, 0, [(0, SpeakerRole.SPEAKER)], 20)]


@pytest.mark.parametrize(
    ("parts", "has"),
    [
        ({Part.TRACKS}, (2, 0, 0, 0)),
        ({Part.SPEAKERS}, (0, 2, 0, 0)),
        ({Part.SESSIONS}, (0, 0, 1, 0)),
        ({Part.MATERIALS}, (0, 0, 0, 1)),  # what belongs to a session stays with it
        ({Part.SESSIONS, Part.MATERIALS}, (0, 0, 1, 2)),
        (ALL_PARTS, (2, 2, 1, 2)),
    ],
)
def test_what_was_chosen_comes_along(app: Flask, by: Account, parts: set[Part], has: tuple[int, ...]) -> None:
    first, second = make_cluster_day(), make_cluster_day()
    from_id, to_id = first.id, second.id
    plan_a_day(first, [make_room().id], ONE)
    copy(from_id, to_id, by, parts=parts)
    found = described(to_id)
    assert tuple(len(found[name]) for name in ("tracks", "speakers", "sessions", "materials")) == has
    if parts == {Part.SESSIONS}:
        assert (found["sessions"][0][3], found["sessions"][0][5]) == (None, [])


def test_what_belongs_to_one_time_is_left_behind(app: Flask, by: Account) -> None:
    first, second = make_cluster_day(), make_cluster_day()
    from_id, to_id = first.id, second.id
    plan_a_day(first, [make_room().id], ONE)
    with transaction():
        (planned,) = queries.list_sessions(from_id)
        planned.minutes_ko, planned.seats_taken = "질문 세 건", 7
        for speaker in queries.list_speakers(from_id):
            speaker.consented_at = now()
    copy(from_id, to_id, by)
    (copied,) = queries.list_sessions(to_id)
    assert (copied.minutes_ko, copied.seats_taken, copied.version) == ("", 0, 1)
    assert {one.consented_at for one in queries.list_speakers(to_id)} == {None}
    assert queries.latest_release(to_id) is None
    assert rules.cast_of([copied]) != {}


def test_a_track_of_the_same_name_is_used_again(app: Flask, by: Account) -> None:
    first, second = make_cluster_day(), make_cluster_day()
    from_id, to_id = first.id, second.id
    plan_a_day(first, [make_room().id], ONE)
    copy(from_id, to_id, by)
    copy(from_id, to_id, session.merge(by))
    found = described(to_id)
    assert (len(found["tracks"]), len(found["sessions"])) == (2, 2)


def test_a_programme_is_not_copied_onto_itself(event: Event, by: Account) -> None:
    with pytest.raises(SameEvent):
        copy(event.id, event.id, by)
