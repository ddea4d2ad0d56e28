"""Does a release show what was planned, refuse what clashes, and reach exactly those it concerns?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.facts import Fact
from eventhub.events.errors import EventIsCancelled
from eventhub.events.models import Event, Status
from eventhub.programme import queries, rules, services
from eventhub.programme.errors import NoSuchWarning, NoteMissing, NothingToRelease, NotShownYet, StillClashing
from eventhub.programme.facts import ProgrammeReleased
from eventhub.programme.models import Audience, ProgrammeSession, Release
from eventhub.programme.rules import AppearancePlan, SpeakerPlan
from eventhub.programme.services import releases
from tests.factories.programme import (
    HOUR,
    make_cluster_day,
    make_material,
    make_room,
    make_session,
    make_speaker,
    make_track,
)


def release(event_id: int, by: Account, **notes: Any) -> Release:
    """Release a programme."""
    with transaction():
        return services.release(event_id, **notes, by=by, now=now())


def place(event_id: int, public_id: str, by: Account, **where: Any) -> None:
    """Put a session elsewhere, whatever its version."""
    planned = queries.get_session(event_id, public_id)
    there = {"room_id": planned.room_id, "starts_at": planned.starts_at, "ends_at": planned.ends_at}
    version = planned.version
    with transaction():
        services.place_session(event_id, public_id, **{**there, **where}, version=version, by=by, now=now())


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> list[Fact]:
    """What was announced."""
    heard: list[Fact] = []
    monkeypatch.setattr(releases, "announce", heard.append)
    return heard


def test_the_first_release_has_number_one_and_holds_everything(event: Event, by: Account, facts: list[Fact]) -> None:
    event_id, track, speaker = event.id, make_track(event.id), make_speaker(event.id)
    planned = make_session(event_id, speaker, starts_at=event.starts_at, track_id=track.id, room_id=make_room().id)
    make_session(event_id)
    public_id, speaker_id = planned.public_id, speaker.public_id
    assert queries.latest_release(event_id) is None
    release(event_id, by, note_ko="프로그램을 공개합니다.")
    released = queries.latest_release(event_id)
    assert released is not None
    assert (released.number, released.note_ko, released.released_at) == (1, "프로그램을 공개합니다.", now())
    assert [row["id"] for row in released.snapshot["sessions"]] == [public_id]
    assert released.cast == {public_id: [speaker_id]}
    assert released.changes["sentences"]["en"][0] == "The programme is out: one session."
    assert facts == [ProgrammeReleased(event_id=event_id, number=1, changed_session_ids=(public_id,), at=now())]
    assert session.scalars(select(AuditEntry.action)).all() == ["programme-released"]


def test_a_later_release_says_what_changed_in_both_languages(event: Event, by: Account, facts: list[Fact]) -> None:
    event_id, at, room_id = event.id, event.starts_at, make_room().id
    moved, gone, kept = (
        make_session(event_id, starts_at=at + hours * HOUR, room_id=room_id).public_id for hours in (0, 2, 4)
    )
    release(event_id, by)
    place(event_id, moved, by, starts_at=at + 6 * HOUR, ends_at=at + 7 * HOUR)
    with transaction():
        services.remove_session(event_id, gone, version=1, by=by, now=now())
    added = make_session(event_id, starts_at=at + 24 * HOUR, room_id=room_id).public_id
    release(event_id, by)
    second, first = queries.list_releases(event_id)
    assert (second.number, first.number) == (2, 1)
    sentences = second.changes["sentences"]
    assert [len(sentences[locale]) for locale in ("ko", "en")] == [3, 3]
    assert [line.split(":")[0] for line in sentences["en"]] == ["New", "Dropped", "Moved"]
    assert rules.apply(first.snapshot, rules.changes_from(second.changes)) == second.snapshot
    assert kept in {row["id"] for row in second.snapshot["sessions"]}
    assert isinstance(facts[1], ProgrammeReleased)
    assert facts[1].changed_session_ids == tuple(sorted((moved, gone, added)))


def test_nothing_is_released_twice_or_before_there_is_anything(event: Event, by: Account) -> None:
    event_id, at = event.id, event.starts_at
    make_session(event_id)
    with pytest.raises(NothingToRelease):
        release(event_id, by)
    make_session(event_id, starts_at=at)
    release(event_id, by)
    with pytest.raises(NothingToRelease):
        release(event_id, by)
    assert len(queries.list_releases(event_id)) == 1


def test_drafts_and_cancelled_events_have_nothing_to_show(app: Flask, by: Account) -> None:
    for status, refusal in ((Status.DRAFT, NotShownYet), (Status.CANCELLED, EventIsCancelled)):
        event = make_cluster_day(status=status)
        make_session(event.id, starts_at=event.starts_at)
        with pytest.raises(refusal):
            release(event.id, by)


def test_a_hard_clash_blocks_a_release(event: Event, by: Account) -> None:
    event_id, room_id = event.id, make_room().id
    for _ in range(2):
        make_session(event_id, starts_at=event.starts_at, room_id=room_id)
    with pytest.raises(StillClashing) as caught:
        release(event_id, by)
    (clash,) = caught.value.clashes
    assert clash.is_hard
    with pytest.raises(NoSuchWarning), transaction():
        services.accept_warning(event_id, clash.key, note="괜찮습니다.", by=by, now=now())
    assert queries.latest_release(event_id) is None


def test_a_warning_is_solved_or_accepted_with_a_note(event: Event, by: Account) -> None:
    event_id, at, small = event.id, event.starts_at, make_room(capacity=10).id
    public_id = make_session(event_id, starts_at=at, room_id=small, capacity=20).public_id
    with pytest.raises(StillClashing) as caught:
        release(event_id, by)
    (warning,) = caught.value.clashes
    with pytest.raises(NoteMissing), transaction():
        services.accept_warning(event_id, warning.key, note="", by=by, now=now())
    with pytest.raises(NoSuchWarning), transaction():
        services.accept_warning(event_id, "room-small:other", note="괜찮습니다.", by=by, now=now())
    for note in ("의자를 더 놓습니다.", "의자를 열 개 더 놓습니다."):
        with transaction():
            services.accept_warning(event_id, warning.key, note=note, by=by, now=now())
    assert [one.note for one in queries.accepted_warnings(event_id).values()] == ["의자를 열 개 더 놓습니다."]
    release(event_id, by)
    # Elsewhere it is another warning.
    place(event_id, public_id, by, starts_at=at + 2 * HOUR, ends_at=at + 3 * HOUR)
    with pytest.raises(StillClashing):
        release(event_id, by)


Told = Callable[[], set[str]]


@pytest.fixture
def told(outbox: Callable[..., list[Any]]) -> Told:
    """Who was written to since the last look."""
    seen: set[int] = set()

    def look() -> set[str]:
        new = [letter for letter in outbox() if letter.id not in seen]
        seen.update(letter.id for letter in new)
        assert len({letter.to_address for letter in new}) == len(new), "one letter per person and release"
        return {letter.to_address for letter in new}

    return look


def test_an_acceptance_is_taken_back_and_the_warning_stands_against_a_release_again(event: Event, by: Account) -> None:
    event_id, speaker = event.id, make_speaker(event.id)
    make_session(event_id, speaker, starts_at=event.starts_at)
    make_session(event_id, speaker, starts_at=event.starts_at + HOUR)
    key = rules.clashes(queries.programme_of(event))[0].key
    with transaction():
        services.accept_warning(event_id, key, note="같은 방입니다.", by=by, now=now())
    with transaction():
        services.take_back_acceptance(event_id, key, by=by, now=now())
    with pytest.raises(StillClashing):
        release(event_id, by)
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "warning-acceptance-taken-back")).one()
    assert (noted.actor, noted.detail) == (by.public_id, {"key": key})
    with pytest.raises(NoSuchWarning), transaction():
        services.take_back_acceptance(event_id, key, by=by, now=now())


def test_what_a_release_holds_is_counted(event: Event) -> None:
    named, unnamed, absent = make_speaker(event.id), make_speaker(event.id, consented_at=None), make_speaker(event.id)
    track, room = make_track(event.id), make_room()
    make_session(event.id, named, unnamed, starts_at=event.starts_at, track_id=track.id, room_id=room.id)
    make_session(event.id, absent)
    for audience in (Audience.PUBLIC, Audience.PUBLIC, Audience.TEAM):
        make_material(event.id, audience=audience)
    lists = (queries.list_sessions(event.id), queries.list_speakers(event.id), queries.list_materials(event.id))
    contents = rules.contents_of(queries.snapshot_now(event), *lists)
    assert (contents.sessions, contents.unplaced, len(contents.days)) == (1, 1, 1)
    assert (contents.tracks, contents.rooms) == ([track.name_ko], [room.name_ko])
    assert (contents.named, [one.id for one in contents.unnamed]) == ([named.name], [unnamed.id])
    assert contents.materials == {Audience.PUBLIC: 2, Audience.TEAM: 1}


def test_exactly_the_speakers_concerned_are_told(event: Event, by: Account, told: Told) -> None:
    event_id, at, rooms = event.id, event.starts_at, [make_room().id for _ in range(2)]
    moved, roomed, gone, kept, shy, silent, joins = (
        make_speaker(event_id, email=f"{name}@x.org")
        for name in ("moved", "roomed", "gone", "kept", "shy", "", "joins")
    )
    with transaction():
        session.get_one(type(silent), silent.id).email = ""
        session.get_one(type(shy), shy.id).consented_at = None
    names = {one.email: one.public_id for one in (moved, roomed, gone, kept, shy, silent, joins)}

    def planned(hours: int, *people: Any) -> ProgrammeSession:
        return make_session(event_id, *people, starts_at=at + hours * HOUR, room_id=rooms[0])

    to_move, to_room = planned(0, moved, shy).public_id, planned(2, roomed).public_id
    to_go, to_keep = planned(4, gone, silent).public_id, planned(6, kept).public_id
    make_session(event_id, joins)
    release(event_id, by)
    assert told() == {f"{name}@x.org" for name in ("moved", "roomed", "gone", "kept", "shy")}

    place(event_id, to_move, by, starts_at=at + 8 * HOUR, ends_at=at + 9 * HOUR)
    place(event_id, to_room, by, room_id=rooms[1])
    with transaction():
        services.remove_session(event_id, to_go, version=1, by=by, now=now())
        cast = [AppearancePlan(speaker_id=names[one]) for one in ("kept@x.org", "joins@x.org")]
        services.set_appearances(event_id, to_keep, cast, version=1, by=by, now=now())
    release(event_id, by)
    assert told() == {f"{name}@x.org" for name in ("moved", "roomed", "gone", "shy", "joins")}

    with transaction():
        services.set_appearances(event_id, to_keep, cast[:1], version=2, by=by, now=now())
    release(event_id, by)
    assert told() == {"joins@x.org"}


def test_other_words_concern_no_speaker(event: Event, by: Account, told: Told) -> None:
    event_id, speaker = event.id, make_speaker(event.id)
    planned = make_session(event_id, speaker, starts_at=event.starts_at)
    public_id, speaker_id = planned.public_id, speaker.public_id
    release(event_id, by)
    assert len(told()) == 1
    new_title = rules.SessionPlan(**{**vars(rules.plan_of_session(planned)), "title_ko": "고친 제목"})
    with transaction():
        services.revise_session(event_id, public_id, new_title, version=1, by=by, now=now())
        services.revise_speaker(
            event_id, speaker_id, SpeakerPlan(name="박", email="a@x.org"), version=1, by=by, now=now()
        )
    release(event_id, by)
    assert told() == set()


def test_a_session_taken_off_the_timetable_is_dropped_for_its_speaker(event: Event, by: Account, told: Told) -> None:
    event_id = event.id
    public_id = make_session(event_id, make_speaker(event_id), starts_at=event.starts_at).public_id
    release(event_id, by)
    told()
    with transaction():
        services.unplace_session(event_id, public_id, version=1, by=by, now=now())
    release(event_id, by)
    assert len(told()) == 1
    latest = queries.latest_release(event_id)
    assert latest is not None
    assert latest.changes["sentences"]["en"][0].startswith("Dropped: ")


def test_a_release_after_the_event_writes_to_nobody(app: Flask, by: Account, told: Told) -> None:
    event = make_cluster_day(starts_at=now() - timedelta(days=9))
    event_id = event.id
    make_session(event_id, make_speaker(event_id), starts_at=event.starts_at)
    release(event_id, by)
    assert told() == set()
