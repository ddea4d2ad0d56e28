"""Do the rules of programmes hold: plans, files, snapshots, differences?"""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.i18n import speaking
from eventhub.events.models import Event
from eventhub.programme import rules
from eventhub.programme.models import (
    Appearance,
    ProgrammeSession,
    SessionType,
    Speaker,
    SpeakerRole,
    Track,
)
from eventhub.programme.rules import MaterialPlan, SessionPlan, SpeakerPlan, UploadedFile
from eventhub.venues.models import Room, Venue

NINE = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # Monday, nine o'clock in Seoul
HOUR = timedelta(hours=1)
ZONE = UTC


def plan(**changes: Any) -> SessionPlan:
    """Plan a session that makes sense, with some changes."""
    values = {"type": SessionType.TALK, "title_ko": "냉각", "starts_at": NINE, "ends_at": NINE + HOUR}
    return SessionPlan(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"starts_at": None, "ends_at": None}, None),
        ({"title_ko": "", "title_en": "Cooling"}, None),
        ({"title_ko": ""}, "title_ko"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": None}, "ends_at"),
        ({"ends_at": NINE}, "ends_at"),
        ({"ends_at": NINE - HOUR}, "ends_at"),
        ({"ends_at": NINE + 24 * HOUR}, None),
        ({"ends_at": NINE + 25 * HOUR}, "ends_at"),
        ({"capacity": 1}, None),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 5001}, "capacity"),
    ],
)
def test_a_session_makes_sense_or_one_field_is_named(changes: dict[str, Any], field: str | None) -> None:
    assert list(rules.faults_of_session(plan(**changes))) == ([field] if field else [])


def test_a_speaker_has_a_name() -> None:
    assert rules.faults_of_speaker(SpeakerPlan(name="박지훈")) == {}
    assert list(rules.faults_of_speaker(SpeakerPlan(name=""))) == ["name"]


@pytest.mark.parametrize(
    ("changes", "has_file", "field"),
    [
        ({}, True, None),
        ({"url": "https://example.org/a"}, False, None),
        ({"title": ""}, True, "title"),
        ({}, False, "url"),
        ({"url": "https://example.org/a"}, True, "url"),
        ({"url": "javascript:alert(1)"}, False, "url"),
    ],
)
def test_a_material_is_a_file_or_a_link(changes: dict[str, Any], has_file: bool, field: str | None) -> None:
    found = rules.faults_of_material(MaterialPlan(**{"title": "자료", **changes}), has_file=has_file)
    assert list(found) == ([field] if field else [])


def archive(**entries: bytes) -> bytes:
    """Pack an archive; two underscores in a name stand for a folder, `ct` for the table of an office document."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in entries.items():
            made.writestr("[Content_Types].xml" if name == "ct" else name.replace("__", "/"), content)
    return packed.getvalue()


PNG, JPEG = b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100 + b"HWP Document File V5.00"
WORD = archive(ct=b"", word__document=b"")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("발표.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("발표.PDF", b"%PDF-1.7 ...", "application/pdf"),
        ("그림.png", PNG, "image/png"),
        ("사진.jpg", JPEG, "image/jpeg"),
        ("사진.jpeg", JPEG, "image/jpeg"),
        ("움직임.gif", b"GIF89a...", "image/gif"),
        ("그림.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("문서.hwp", HWP, "application/x-hwp"),
        ("문서.hwpx", archive(mimetype=b"application/hwp+zip"), "application/hwp+zip"),
        ("문서.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "발표.pptx",
            archive(ct=b"", ppt__slide=b""),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            "표.xlsx",
            archive(ct=b"", xl__sheet=b""),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("묶음.zip", archive(readme=b"hello"), "application/zip"),
    ],
)
def test_files_people_exchange_are_kept(name: str, content: bytes, media_type: str) -> None:
    assert rules.fault_of_file(UploadedFile(name=name, content=content)) is None
    assert rules.media_type_of(name) == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("발표.pdf", b"", "empty"),
        ("발표.pdf", b"%PDF-" + b"\0" * rules.LARGEST, "larger than 10 MB"),
        ("", b"%PDF-", "name"),
        ("발\u202e표.pdf", b"%PDF-", "name"),
        ("두\n줄.pdf", b"%PDF-", "name"),
        ("긴" * 200 + ".pdf", b"%PDF-", "name"),
        ("pdf", b"%PDF-", "Only PDF"),
        ("실행.exe", b"MZ", "Only PDF"),
        ("쪽.html", b"<html>", "Only PDF"),
        ("그림.svg", b"<svg>", "Only PDF"),
        ("발표.pdf", b"MZ\x90", "fit its name"),
        ("그림.png", JPEG, "fit its name"),
        ("그림.webp", b"RIFF\0\0\0\0WAVE", "fit its name"),
        ("문서.docx", archive(ct=b"", ppt__slide=b""), "fit its name"),
        ("문서.docx", archive(readme=b""), "fit its name"),
        ("문서.docx", b"PK\x03\x04 broken", "fit its name"),
        ("묶음.zip", b"PK\x03\x04 broken", "fit its name"),
        ("문서.hwp", HWP[:60], "fit its name"),
        ("문서.hwpx", archive(mimetype=b"application/zip"), "fit its name"),
        ("문서.hwpx", archive(readme=b""), "fit its name"),
    ],
)
def test_other_files_are_refused_with_the_reason(name: str, content: bytes, sentence: str) -> None:
    with speaking("en"):
        found = str(rules.fault_of_file(UploadedFile(name=name, content=content)))
    assert sentence in found


def test_an_archive_whose_bytes_are_spoilt_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", b"application/hwp+zip" * 20)
    spoilt = bytearray(packed.getvalue())
    spoilt[38:46] = b"\xff" * 8
    assert rules.fault_of_file(UploadedFile(name="문서.hwpx", content=bytes(spoilt))) is not None


def test_folders_in_a_files_name_are_left_out() -> None:
    assert rules.shown_name("C:\\자료\\발표.pdf") == "발표.pdf"
    assert rules.shown_name("../../etc/발표.pdf") == "발표.pdf"


def small_programme() -> tuple[Event, list[Track], list[ProgrammeSession], list[Speaker]]:
    """Make up a placed and an unplaced session, and speakers: one agreed to be shown, one not, one is not placed."""
    venue = Venue(id=1, public_id="venue", name_ko="회관", name_en="Hall", address="창원시")
    room = Room(id=1, public_id="room", name_ko="대강당", name_en="Main hall", capacity=300, venue=venue)
    track = Track(id=1, public_id="track", name_ko="공정", name_en="Process")
    shown = Speaker(
        id=1,
        public_id="shown",
        name="박지훈",
        organisation_name="한빛대",
        text_ko="",
        text_en="",
        email="secret@example.com",
        consented_at=NINE,
    )
    shy = Speaker(
        id=2, public_id="shy", name="정은비", organisation_name="", text_ko="", text_en="", email="shy@example.com"
    )
    idle = Speaker(
        id=3, public_id="idle", name="한가람", organisation_name="", text_ko="", text_en="", consented_at=NINE
    )
    texts = {"title_en": "", "text_ko": "", "text_en": ""}
    talk = ProgrammeSession(
        public_id="talk",
        type=SessionType.TALK,
        title_ko="냉각",
        starts_at=NINE,
        ends_at=NINE + HOUR,
        track=track,
        room=room,
        room_id=1,
        **texts,
    )
    talk.appearances = [
        Appearance(speaker=shy, speaker_id=2, role=SpeakerRole.MODERATOR, position=0),
        Appearance(speaker=shown, speaker_id=1, role=SpeakerRole.SPEAKER, position=1),
    ]
    waiting = ProgrammeSession(public_id="waiting", type=SessionType.TALK, title_ko="미정", **texts)
    waiting.appearances = [Appearance(speaker=idle, speaker_id=3, role=SpeakerRole.SPEAKER, position=0)]
    event = Event(
        public_id="event",
        title_ko="행사",
        title_en="Event",
        starts_at=NINE,
        ends_at=NINE + 9 * HOUR,
        venue_ko="회관",
        venue_en="Hall",
        address="창원시",
    )
    return event, [track], [waiting, talk], [shown, shy, idle]


def test_a_snapshot_shows_what_is_placed_and_who_agreed() -> None:
    event, tracks, sessions, speakers = small_programme()
    snapshot = rules.snapshot_of(event, tracks, sessions, speakers, zone=ZONE)
    assert [row["id"] for row in snapshot["sessions"]] == ["talk"]
    assert snapshot["sessions"][0]["speakers"] == [{"id": "shown", "role": "speaker"}]
    assert snapshot["sessions"][0]["starts_at"] == "2026-03-02T00:00:00+00:00"
    assert (snapshot["sessions"][0]["track"], snapshot["sessions"][0]["room"]) == ("track", "room")
    assert [row["id"] for row in snapshot["speakers"]] == ["shown"]
    assert (snapshot["days"], snapshot["rooms"][0]["venue_ko"]) == (["2026-03-02"], "회관")
    assert (snapshot["event"]["venue_ko"], snapshot["event"]["venue_en"]) == ("회관", "Hall")
    assert "secret@example.com" not in repr(snapshot)
    assert "정은비" not in repr(snapshot)
    assert rules.cast_of(sessions) == {"talk": ["shy", "shown"]}


# -- Places ------------------------------------------------------------------------------------------------------------

MOMENTS = st.none() | st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30))  # noqa: DTZ001 - given a zone below
ROOMS = st.none() | st.text("abcdefghjkmnpqrstvwxyz0123456789", min_size=12, max_size=12)


@given(MOMENTS, MOMENTS, ROOMS)
def test_a_place_that_is_written_is_read_as_it_was(
    starts_at: datetime | None, ends_at: datetime | None, room: str | None
) -> None:
    begins, ends = (one and one.replace(microsecond=0, tzinfo=UTC) for one in (starts_at, ends_at))
    place = rules.Place(starts_at=begins, ends_at=ends, room=room)
    assert rules.place_in(rules.written_place(place)) == place


@pytest.mark.parametrize(
    "text", ["", "- -", "- - - -", "tomorrow - -", "20260312T010000Z 99999999T010000Z -", "18000101T000000Z - -", "  "]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert rules.place_in(text) is None
