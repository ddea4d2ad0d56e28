"""Does a programme change as its planners decide, and is nothing overwritten or lost?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.core.facts import Fact
from eventhub.core.i18n import speaking
from eventhub.events import services as events
from eventhub.events.errors import CapacityBelowSeats, EventIsCancelled
from eventhub.events.models import Event, Status
from eventhub.programme import queries, rules, services
from eventhub.programme.errors import ChangedMeanwhile, FileRefused, RoomTaken, SenselessProgramme
from eventhub.programme.facts import SessionCapacityRaised
from eventhub.programme.models import (
    Appearance,
    Audience,
    Material,
    MaterialFile,
    ProgrammeSession,
    SessionType,
    Speaker,
    SpeakerRole,
    Track,
)
from eventhub.programme.rules import AppearancePlan, MaterialPlan, MinutesPlan, SessionPlan, SpeakerPlan, UploadedFile
from tests.factories.events import make_event
from tests.factories.organisations import make_organisation
from tests.factories.programme import (
    HOUR,
    make_cluster_day,
    make_material,
    make_room,
    make_session,
    make_speaker,
    make_track,
)

LATER = timedelta(minutes=5)
PDF = UploadedFile(name="자료\\발표.pdf", content=b"%PDF-1.7 ...")


def actions() -> list[str]:
    """List what was written down."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def plan(**changes: Any) -> SessionPlan:
    """Plan a talk."""
    return SessionPlan(**{"type": SessionType.TALK, "title_ko": "냉각", **changes})


def revise(event_id: int, planned: ProgrammeSession, *, by: Account, version: int = 1, **changes: Any) -> Any:
    """Change some values of a session, five minutes later."""
    values = {name: getattr(planned, name) for name in rules.SESSION_FIELDS}
    public_id, revised = planned.public_id, SessionPlan(**{**values, **changes})
    with transaction():
        return services.revise_session(event_id, public_id, revised, version=version, by=by, now=now() + LATER)


def place(
    event_id: int, public_id: str, room_id: int, at: datetime, *, by: Account, version: int = 1, **more: Any
) -> None:
    """Put a session of an hour into a room."""
    where = {"room_id": room_id, "starts_at": at, "ends_at": at + HOUR}
    with transaction():
        services.place_session(event_id, public_id, **where, version=version, by=by, now=now(), **more)


def test_a_new_session_waits_for_its_place_and_is_written_down(event: Event, by: Account) -> None:
    event_id, track_id = event.id, make_track(event.id).id
    with transaction():
        added = services.add_session(event_id, plan(track_id=track_id, capacity=20), by=by, now=now())
    assert (added.version, added.seats_taken, added.starts_at, added.track_id) == (1, 0, None, track_id)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor) == ("session-added", by.public_id)
    assert entry.subject == f"programme-session:{added.public_id}"


def test_a_session_changes_once_and_grows_its_version(event: Event, by: Account) -> None:
    event_id, planned = event.id, make_session(event.id)
    public_id, created = planned.public_id, planned.updated_at
    revise(event_id, planned, by=by, title_ko="사출")
    found = queries.get_session(event_id, public_id)
    assert (found.title_ko, found.version, found.updated_at) == ("사출", 2, created + LATER)
    revise(event_id, found, by=by, version=2)
    assert queries.get_session(event_id, public_id).version == 2
    assert actions() == ["session-revised"]


def test_the_second_planner_is_shown_what_is_there_now(event: Event, by: Account) -> None:
    event_id, planned = event.id, make_session(event.id)
    public_id = planned.public_id
    revise(event_id, planned, by=by, title_ko="첫째가 쓴 제목")
    with pytest.raises(ChangedMeanwhile) as caught:
        revise(event_id, queries.get_session(event_id, public_id), by=by, version=1, title_ko="둘째가 쓴 제목")
    assert caught.value.version == 2
    calls: tuple[Any, ...] = (
        lambda old: services.remove_session(event_id, public_id, **old),
        lambda old: services.set_appearances(event_id, public_id, [], **old),
        lambda old: services.write_minutes(event_id, public_id, MinutesPlan(), **old),
        lambda old: services.unplace_session(event_id, public_id, **old),
    )
    for call in calls:
        with pytest.raises(ChangedMeanwhile), transaction():
            call({"version": 1, "by": by, "now": now()})
    assert queries.get_session(event_id, public_id).title_ko == "첫째가 쓴 제목"


@pytest.mark.parametrize("field", ["title_ko", "track_id", "room_id"])
def test_a_senseless_plan_is_refused_by_field(event: Event, by: Account, field: str) -> None:
    event_id = event.id
    strange = {"title_ko": "", "track_id": make_track(make_event().id).id, "room_id": 999_999}
    with pytest.raises(SenselessProgramme) as caught, transaction():
        services.add_session(event_id, plan(**{field: strange[field]}), by=by, now=now())
    assert list(caught.value.faults) == [field]


def test_a_session_keeps_seats_for_who_signed_up(event: Event, by: Account) -> None:
    planned = make_session(event.id, capacity=10, seats_taken=6)
    with pytest.raises(CapacityBelowSeats):
        revise(planned.event_id, planned, by=by, capacity=5)
    event_id, public_id = planned.event_id, planned.public_id
    revise(event_id, queries.get_session(event_id, public_id), by=by, capacity=6)


def test_more_seats_in_a_session_are_announced(event: Event, by: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Fact] = []
    monkeypatch.setattr(services.sessions, "announce", heard.append)
    event_id, planned = event.id, make_session(event.id, capacity=10)
    public_id = planned.public_id
    for version, capacity in enumerate((9, 11, 11, None), start=1):
        current = queries.get_session(event_id, public_id)
        revise(event_id, current, by=by, version=min(version, current.version), capacity=capacity)
    assert heard == [SessionCapacityRaised(event_id=event_id, session_id=public_id, at=now() + LATER)] * 2


def test_a_session_of_another_event_is_not_found(event: Event, by: Account) -> None:
    planned = make_session(event.id)
    public_id, other = planned.public_id, make_event().id
    with pytest.raises(NotFound), transaction():
        services.remove_session(other, public_id, version=1, by=by, now=now())


def test_the_programme_of_a_cancelled_event_does_not_change(app: Flask, by: Account) -> None:
    event_id = make_cluster_day(status=Status.CANCELLED).id
    with pytest.raises(EventIsCancelled), transaction():
        services.add_session(event_id, plan(), by=by, now=now())


def test_a_session_is_placed_and_taken_off_again(event: Event, by: Account) -> None:
    event_id, at, room_id, public_id = event.id, event.starts_at, make_room().id, make_session(event.id).public_id
    place(event_id, public_id, room_id, at, by=by)
    found = queries.get_session(event_id, public_id)
    assert (found.room_id, found.starts_at, found.ends_at, found.version) == (room_id, at, at + HOUR, 2)
    with transaction():
        services.unplace_session(event_id, public_id, version=2, by=by, now=now())
    found = queries.get_session(event_id, public_id)
    assert (found.room_id, found.starts_at, found.version) == (None, None, 3)


def test_a_taken_room_is_refused_unless_it_is_wanted_for_the_moment(event: Event, by: Account) -> None:
    event_id, at, room_id = event.id, event.starts_at, make_room(name_en="Main hall").id
    make_session(event_id, starts_at=at, room_id=room_id, title_en="Opening")
    public_id = make_session(event_id).public_id
    with pytest.raises(RoomTaken) as caught, speaking("en"):
        place(event_id, public_id, room_id, at + HOUR / 2, by=by)
    assert caught.value.sentence == "Main hall is taken at that time: Opening."
    place(event_id, public_id, room_id, at + HOUR, by=by)
    place(event_id, public_id, room_id, at + HOUR / 2, by=by, version=2, despite_taken_room=True)
    # What stays where it is can still be given another title.
    revise(event_id, queries.get_session(event_id, public_id), by=by, version=3, title_ko="다른 제목")


def test_a_room_other_events_use_is_taken_too(event: Event, by: Account) -> None:
    event_id, at, room_id, other_room_id = event.id, event.starts_at, make_room().id, make_room().id
    make_event(title_ko="다른 팀의 세미나", starts_at=at, room_id=room_id)
    other_id = make_event(title_ko="다른 팀의 포럼", starts_at=at).id
    make_session(other_id, starts_at=at, room_id=other_room_id)
    public_id = make_session(event_id).public_id
    for room, title in ((room_id, "다른 팀의 세미나"), (other_room_id, "다른 팀의 포럼")):
        with pytest.raises(RoomTaken) as caught:
            place(event_id, public_id, room, at, by=by)
        assert caught.value.title == title


def test_people_are_named_once_and_in_order(event: Event, by: Account) -> None:
    event_id = event.id
    first, second, third = (make_speaker(event_id).public_id for _ in range(3))
    stranger = make_speaker(make_event().id).public_id
    public_id = make_session(event_id).public_id

    def cast(version: int, *people: AppearancePlan) -> list[tuple[str, SpeakerRole]]:
        with transaction():
            services.set_appearances(event_id, public_id, people, version=version, by=by, now=now())
        found = queries.get_session(event_id, public_id).appearances
        return [(one.speaker.public_id, one.role) for one in found]

    moderator = AppearancePlan(speaker_id=third, role=SpeakerRole.MODERATOR)
    people = AppearancePlan(speaker_id=second), moderator, AppearancePlan(speaker_id=stranger)
    assert cast(1, *people) == [(second, SpeakerRole.SPEAKER), (third, SpeakerRole.MODERATOR)]
    assert cast(2, *people) == [(second, SpeakerRole.SPEAKER), (third, SpeakerRole.MODERATOR)]
    turned = moderator, AppearancePlan(speaker_id=first), moderator
    assert cast(2, *turned) == [(third, SpeakerRole.MODERATOR), (first, SpeakerRole.SPEAKER)]
    assert cast(3) == []
    assert actions() == ["session-cast"] * 3


def test_minutes_are_written_afterwards(event: Event, by: Account) -> None:
    event_id, public_id = event.id, make_session(event.id).public_id
    for version in (1, 2):
        with transaction():
            said = MinutesPlan(minutes_ko="질문 세 건", minutes_en="Three questions", minutes_audience=Audience.TEAM)
            services.write_minutes(event_id, public_id, said, version=version, by=by, now=now())
    found = queries.get_session(event_id, public_id)
    assert (found.minutes_ko, found.minutes_en, found.version) == ("질문 세 건", "Three questions", 2)
    assert rules.minutes_of(found) == said
    assert actions() == ["session-minuted"]


def test_a_removed_session_leaves_its_people_and_materials(event: Event, by: Account) -> None:
    event_id, speaker = event.id, make_speaker(event.id)
    planned = make_session(event_id, speaker)
    public_id, material_id = planned.public_id, make_material(event_id, session_id=planned.id).id
    with transaction():
        services.remove_session(event_id, public_id, version=1, by=by, now=now())
    assert queries.list_sessions(event_id) == []
    assert session.scalars(select(Appearance)).all() == []
    assert len(queries.list_speakers(event_id)) == 1
    assert session.get_one(Material, material_id).session_id is None
    assert actions() == ["session-removed"]


def test_a_speaker_is_written_down_and_consent_counts_from_its_first_day(event: Event, by: Account) -> None:
    event_id, organisation = event.id, make_organisation(name_ko="가람정밀")
    written = SpeakerPlan(name="박지훈", organisation_id=organisation.id, email="park@example.com", has_consented=True)
    with transaction():
        public_id = services.add_speaker(event_id, written, by=by, now=now()).public_id
    speaker = queries.get_speaker(event_id, public_id)
    assert (speaker.organisation_name, speaker.consented_at) == ("가람정밀", now())
    revisions = (({"text_ko": "글"}, now()), ({"has_consented": False}, None))
    for version, (changes, consented_at) in enumerate(revisions, start=1):
        with transaction():
            revised = SpeakerPlan(**{**vars(written), **changes})
            services.revise_speaker(event_id, public_id, revised, version=version, by=by, now=now() + LATER)
        assert queries.get_speaker(event_id, public_id).consented_at == consented_at
    with transaction():
        same = rules.plan_of_speaker(queries.get_speaker(event_id, public_id))
        services.revise_speaker(event_id, public_id, same, version=3, by=by, now=now())
    assert actions() == ["speaker-added", "speaker-revised", "speaker-revised"]


def test_a_nameless_speaker_is_refused_and_an_unknown_organisation_is_none(event: Event, by: Account) -> None:
    event_id = event.id
    with pytest.raises(SenselessProgramme), transaction():
        services.add_speaker(event_id, SpeakerPlan(name=""), by=by, now=now())
    with transaction():
        speaker = services.add_speaker(event_id, SpeakerPlan(name="김", organisation_id=999_999), by=by, now=now())
    assert speaker.organisation_id is None


def test_a_forgotten_speaker_leaves_the_sessions(event: Event, by: Account) -> None:
    event_id, speaker = event.id, make_speaker(event.id)
    public_id, speaker_id = make_session(event_id, speaker).public_id, speaker.public_id
    with transaction():
        services.remove_speaker(event_id, speaker_id, by=by, now=now())
    planned = queries.get_session(event_id, public_id)
    assert (planned.appearances, planned.version) == ([], 2)
    assert session.scalars(select(Speaker)).all() == []


def test_tracks_have_their_own_names_and_an_order(event: Event, by: Account) -> None:
    event_id = event.id

    def names() -> list[str]:
        return [track.name_ko for track in queries.list_tracks(event_id)]

    with transaction():
        for name in ("공정", "소재", "인공지능"):
            services.add_track(event_id, name_ko=name, by=by, now=now())
    last = queries.list_tracks(event_id)[2].public_id
    with transaction():
        services.move_track(event_id, last, position=0, by=by, now=now())
        services.revise_track(event_id, last, name_ko="AI", name_en="AI", version=1, by=by, now=now())
    assert names() == ["AI", "공정", "소재"]
    with transaction():
        services.revise_track(event_id, last, name_ko="인공지능", name_en="AI", version=2, by=by, now=now())
    assert names() == ["인공지능", "공정", "소재"]
    for refused in ("", "소재"):
        with pytest.raises(SenselessProgramme), transaction():
            services.add_track(event_id, name_ko=refused, by=by, now=now())
        with pytest.raises(SenselessProgramme), transaction():
            services.revise_track(event_id, last, name_ko=refused, name_en="", version=3, by=by, now=now())


def test_a_move_is_undone_also_into_a_room_that_is_taken(event: Event, by: Account) -> None:
    event_id, begins, room = event.id, event.starts_at, make_room()
    planned = make_session(event_id, starts_at=begins, room_id=room.id)
    make_session(event_id, starts_at=begins, room_id=room.id)
    public_id, room_id = planned.public_id, room.id
    was = rules.place_of(queries.get_session(event_id, public_id))
    how: dict[str, Any] = {"by": by, "now": now()}
    with transaction():
        services.unplace_session(event_id, public_id, version=1, **how)
    nowhere = rules.place_of(queries.get_session(event_id, public_id))
    with transaction():
        services.put_back(event_id, public_id, was, version=2, **how)
    back = queries.get_session(event_id, public_id)
    assert (back.starts_at, back.ends_at, back.room_id) == (begins, begins + HOUR, room_id)
    with pytest.raises(ChangedMeanwhile), transaction():
        services.put_back(event_id, public_id, nowhere, version=2, **how)
    with transaction():
        services.put_back(event_id, public_id, nowhere, version=3, **how)
    assert queries.get_session(event_id, public_id).starts_at is None


@pytest.mark.parametrize("kind", ["speaker", "track", "material"])
def test_the_second_of_two_who_change_the_same_is_refused(event: Event, by: Account, kind: str) -> None:
    event_id = event.id
    makers: dict[str, Any] = {"speaker": make_speaker, "track": make_track, "material": make_material}
    public_id = makers[kind](event_id).public_id

    def revise(words: str, version: int) -> None:
        how: dict[str, Any] = {"version": version, "by": by, "now": now()}
        with transaction():
            if kind == "speaker":
                services.revise_speaker(event_id, public_id, SpeakerPlan(name=words), **how)
            elif kind == "track":
                services.revise_track(event_id, public_id, name_ko=words, name_en="", **how)
            else:
                link = MaterialPlan(title=words, url="https://example.org/slides")
                services.revise_material(event_id, public_id, link, **how)

    revise("첫째", 1)
    with pytest.raises(ChangedMeanwhile) as refusal:
        revise("둘째", 1)
    assert refusal.value.version == 2
    revise("둘째", 2)
    readers: dict[str, Any] = {"speaker": queries.get_speaker, "track": queries.get_track}
    kept = readers.get(kind, queries.get_material)(event_id, public_id)
    words = {"speaker": "name", "track": "name_ko", "material": "title"}[kind]
    assert (getattr(kept, words), kept.version) == ("둘째", 3)


def test_a_track_can_be_moved_while_somebody_renames_it(event: Event, by: Account) -> None:
    event_id, track = event.id, make_track(event.id)
    public_id = track.public_id
    make_track(event_id)
    with transaction():
        services.move_track(event_id, public_id, position=1, by=by, now=now())
    assert queries.get_track(event_id, public_id).version == 1


def test_who_edits_a_material_sees_that_its_session_went(event: Event, by: Account) -> None:
    event_id, planned = event.id, make_session(event.id)
    session_id, material_id = planned.public_id, make_material(event_id, session_id=planned.id).public_id
    with transaction():
        services.remove_session(event_id, session_id, version=1, by=by, now=now())
    assert queries.get_material(event_id, material_id).version == 2


def test_a_removed_track_leaves_its_sessions(event: Event, by: Account) -> None:
    event_id, track, kept = event.id, make_track(event.id), make_session(event.id).public_id
    public_id, track_id = make_session(event_id, track_id=track.id).public_id, track.public_id
    with transaction():
        services.remove_track(event_id, track_id, by=by, now=now())
    planned = queries.get_session(event_id, public_id)
    assert (planned.track, planned.version) == (None, 2)
    assert queries.get_session(event_id, kept).version == 1
    assert session.scalars(select(Track)).all() == []


def test_a_file_is_kept_with_what_it_is(event: Event, by: Account) -> None:
    event_id, session_id = event.id, make_session(event.id).public_id
    about = MaterialPlan(title="발표 자료", audience=Audience.REGISTERED, session_id=session_id)
    with transaction():
        public_id = services.add_material(event_id, about, file=PDF, by=by, now=now()).public_id
    kept = queries.get_material(event_id, public_id)
    assert (kept.file_name, kept.media_type, kept.size) == ("발표.pdf", "application/pdf", len(PDF.content))
    assert queries.content_of(kept.id) == PDF.content
    assert rules.plan_of_material(kept, session_id) == about
    with transaction():
        services.revise_material(event_id, public_id, MaterialPlan(title="고친 자료"), version=1, by=by, now=now())
    kept = queries.get_material(event_id, public_id)
    assert (kept.title, kept.session_id, kept.file_name) == ("고친 자료", None, "발표.pdf")
    with transaction():
        services.remove_material(event_id, public_id, by=by, now=now())
    assert session.scalars(select(MaterialFile.material_id)).all() == []
    assert actions() == ["material-added", "material-revised", "material-removed"]


def test_a_link_is_kept_without_a_file(event: Event, by: Account) -> None:
    event_id, link = event.id, MaterialPlan(title="영상", url="https://example.org/film")
    with transaction():
        material = services.add_material(event_id, link, by=by, now=now())
    public_id, material_id = material.public_id, material.id
    with pytest.raises(NotFound):
        queries.content_of(material_id)
    with transaction():
        moved = MaterialPlan(title="영상", url="https://example.org/b")
        services.revise_material(event_id, public_id, moved, version=1, by=by, now=now())
    assert queries.get_material(event_id, public_id).url == "https://example.org/b"
    with transaction():
        services.remove_material(event_id, public_id, by=by, now=now())
    assert queries.list_materials(event_id) == []


def test_a_wrong_file_is_refused_and_nothing_is_kept(event: Event, by: Account) -> None:
    event_id, wrong = event.id, UploadedFile(name="실행.exe", content=b"MZ")
    with pytest.raises(FileRefused), transaction():
        services.add_material(event_id, MaterialPlan(title="자료"), file=wrong, by=by, now=now())
    with pytest.raises(SenselessProgramme), transaction():
        services.add_material(event_id, MaterialPlan(title="자료"), by=by, now=now())
    assert queries.list_materials(event_id) == []


def test_a_draft_that_is_thrown_away_takes_its_programme_along(app: Flask, by: Account) -> None:
    draft, other = make_cluster_day(status=Status.DRAFT).id, make_cluster_day().id
    for event_id in (draft, other):
        track, speaker = make_track(event_id), make_speaker(event_id)
        make_session(event_id, speaker, track_id=track.id)
        with transaction():
            services.add_material(event_id, MaterialPlan(title="자료"), file=PDF, by=by, now=now())
    with transaction():
        events.discard(draft, by=by, now=now())
    assert session.get(Event, draft) is None
    for model in (Track, Speaker, ProgrammeSession, Material, MaterialFile, Appearance):
        assert len(session.scalars(select(model)).all()) == 1


def test_speakers_can_be_written_to_until_two_years_after_the_event(app: Flask) -> None:
    long_ago, lately = (make_cluster_day(starts_at=now() - timedelta(days=days)).id for days in (740, 720))
    for event_id in (long_ago, lately):
        make_speaker(event_id, email=f"at{event_id}@example.com")
    for forgotten in (1, 0):
        with transaction():
            assert services.forget_past(now=now()) == forgotten
    assert set(session.scalars(select(Speaker.email))) == {"", f"at{lately}@example.com"}
