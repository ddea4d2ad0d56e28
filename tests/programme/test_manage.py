"""What can coordinators do with the programme of an event, and what not?"""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventhub.accounts.models import Account
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status
from eventhub.programme import queries, rules
from eventhub.programme.models import Audience, Material, ProgrammeSession, Speaker, SpeakerRole, Track
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_organisation
from tests.factories.programme import make_cluster_day, make_material, make_room, make_session, make_speaker, make_track

SEOUL = ZoneInfo("Asia/Seoul")
SignIn = Callable[[FlaskClient, Account], FlaskClient]
TEN = datetime(2026, 3, 12, 10, tzinfo=SEOUL)
TALK = {"type": "talk", "title_ko": "냉각 채널 설계", "title_en": "Cooling channels", "track": "", "version": "1"}
PLACE = {"day": "2026-03-12", "begins": "10:05", "minutes": "40", "room": "", "version": "1"}
MINIMAL_PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def day(client: FlaskClient, sign_in: SignIn) -> Event:
    """A Cluster Day on the twelfth and thirteenth of March whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex()
    event = make_cluster_day(complex_id=complex_.id)
    sign_in(client, make_coordinator(complex_))
    session.refresh(event)
    return event


def desk(event: Event, *parts: str) -> str:
    """Address a page of the programme's planners."""
    return "/".join((f"/desk/events/{event.public_id}/programme", *parts))


def only(kind: type[Any]) -> Any:
    """Return the one row there is of a kind, fresh."""
    session.rollback()
    return session.scalars(select(kind)).one()


def number_of(kind: type[Any]) -> int:
    """Count the rows of a kind."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


# -- Sessions --------------------------------------------------------------------------------------------------------


def test_a_session_is_added_and_then_its_place_is_chosen(client: FlaskClient, day: Event) -> None:
    track = make_track(day.id).public_id
    answer = post(client, desk(day, "sessions", "new"), **{**TALK, "track": track, "capacity": "30"})
    added = only(ProgrammeSession)
    assert (answer.status_code, answer.location) == (303, desk(day, "sessions", added.public_id, "place"))
    assert (added.title_ko, added.capacity, added.starts_at) == ("냉각 채널 설계", 30, None)
    assert "Now choose its room and time." in client.get(answer.location).text
    assert "Cooling channels" in client.get(desk(day, "sessions")).text


BAD_SESSIONS = [
    ({"title_ko": "", "title_en": ""}, "Please write a title in at least one language."),
    ({"title_ko": "가" * 201}, "Please shorten this to 200 characters; it has 201."),
    ({"title_en": "a\x07b"}, "Please remove the invisible control characters."),
    ({"type": "party"}, "Not a valid choice."),
    ({"track": "nowhere"}, "Not a valid choice."),
    ({"capacity": "many"}, "Write a whole number from 1 to 5000."),
    ({"capacity": "0"}, "Write a whole number from 1 to 5000."),
    ({"capacity": "9" * 40}, "Write a whole number from 1 to 5000."),
    ({"text_ko": "가" * 5001}, "Please shorten this to 5000 characters; it has 5001."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD_SESSIONS)
@pytest.mark.parametrize("is_new", [True, False])
def test_each_mistake_about_a_session_is_said_and_what_was_typed_is_kept(
    client: FlaskClient, day: Event, changes: dict[str, str], sentence: str, *, is_new: bool
) -> None:
    path = desk(day, "sessions", "new" if is_new else make_session(day.id).public_id)
    answer = post(client, path, **{**TALK, "text_en": "<b>Bold</b>", **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in answer.text


def test_a_session_is_changed_and_keeps_its_place(client: FlaskClient, day: Event) -> None:
    room = make_room()
    path = desk(day, "sessions", make_session(day.id, starts_at=TEN, room_id=room.id).public_id)
    room_id = room.id
    answer = post(client, path, **TALK, minutes_ko="금형 온도를 낮추기로 했습니다.")
    changed = only(ProgrammeSession)
    assert (answer.status_code, answer.location) == (303, path)
    assert (changed.title_en, changed.starts_at, changed.room_id) == ("Cooling channels", TEN, room_id)
    assert changed.minutes_ko == "금형 온도를 낮추기로 했습니다."


def test_the_second_of_two_editors_is_shown_the_difference_and_loses_no_word(client: FlaskClient, day: Event) -> None:
    path = desk(day, "sessions", make_session(day.id, title_en="Old title", version=2).public_id)
    answer = post(client, path, **{**TALK, "title_en": "My title", "text_en": "My words"})
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile." in answer.text
    for words in ("Old title", "My title", "My words", 'name="version" type="hidden" value="2"'):
        assert words in answer.text
    assert only(ProgrammeSession).title_en == "Old title"
    assert client.post(path, data={**TALK, "csrf_token": csrf(client, path), "version": "2"}).status_code == 303


def test_the_desk_says_who_moderates_and_leads_to_the_materials_of_a_session(client: FlaskClient, day: Event) -> None:
    speaker, moderator = make_speaker(day.id, name="Kim"), make_speaker(day.id, name="Lee")
    planned = make_session(day.id, speaker, starts_at=TEN)
    path, names = desk(day, "sessions", planned.public_id), [speaker.public_id, moderator.public_id]
    chosen = {"speakers": [names[0]], "moderators": [names[1]], "version": "1"}
    assert post(client, f"{path}/people", **chosen).status_code == 303
    for page in (path, desk(day, "sessions"), desk(day)):
        assert "Lee (moderation)" in client.get(page).text
        assert "Kim (moderation)" not in client.get(page).text
    way = f"{desk(day, 'materials')}?session={planned.public_id}"
    assert f'href="{way}#add"' in client.get(path).text
    assert f'<option selected value="{planned.public_id}">' in client.get(way).text


def test_who_may_read_the_minutes_is_kept_and_compared(client: FlaskClient, day: Event) -> None:
    path = desk(day, "sessions", make_session(day.id).public_id)
    said = {"minutes_ko": "금형 온도", "minutes_audience": "registered"}
    assert post(client, path, **TALK, **said).status_code == 303
    kept = only(ProgrammeSession)
    assert (kept.minutes_ko, kept.minutes_audience) == ("금형 온도", Audience.REGISTERED)
    answer = post(client, path, **TALK, **{**said, "minutes_audience": "team"})
    assert answer.status_code == 409
    assert "Promotion team only" in answer.text[: answer.text.index("<form", 9000)]
    assert post(client, path, **TALK, minutes_audience="nobody").status_code == 422


@pytest.mark.parametrize("sent", [{}, {"version": ""}])
def test_a_form_that_says_no_version_saves_over_nobody(client: FlaskClient, day: Event, sent: dict[str, str]) -> None:
    path = desk(day, "sessions", make_session(day.id, title_en="Old title").public_id)
    fields = {name: value for name, value in TALK.items() if name != "version"}
    assert post(client, path, **fields, **sent).status_code == 409
    assert only(ProgrammeSession).title_en == "Old title"


def make_link(event_id: int) -> Material:
    """Make a link as the form of a material shows it."""
    return make_material(event_id, title="Slides")


TWICE_EDITED = [
    ("speakers", make_speaker, {"name": "Park", "text_en": "Works on glass.", "locale": "en", "has_consented": "y"}),
    ("tracks", make_track, {"name_ko": "유리", "name_en": "Glass"}),
    ("materials", make_link, {"title": "Film", "audience": "registered", "session": "", "url": "https://example.org"}),
]


@pytest.mark.parametrize(("kind", "make", "mine"), TWICE_EDITED, ids=["speaker", "track", "material"])
def test_the_second_who_changes_a_speaker_track_or_material_compares_first(
    client: FlaskClient, day: Event, kind: str, make: Callable[[int], Any], mine: dict[str, str]
) -> None:
    first = next(iter(mine))
    path = desk(day, kind, make(day.id).public_id)
    assert 'name="version" type="hidden" value="1"' in client.get(path).text
    assert post(client, path, **{**mine, first: "Theirs", "version": "1"}).status_code == 303
    answer = post(client, path, **{**mine, first: "Mine <b>", "version": "1"})
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile." in answer.text
    assert "Nothing is lost: the form below holds what you wrote." in answer.text
    for words in ("Theirs", "Mine &lt;b&gt;", 'name="version" type="hidden" value="2"'):
        assert words in answer.text
    assert post(client, path, **{**mine, first: "Mine", "version": "2"}).status_code == 303
    assert 'value="Mine"' in client.get(path).text


def test_who_agreed_is_compared_in_words(client: FlaskClient, day: Event) -> None:
    path = desk(day, "speakers", make_speaker(day.id, version=2, organisation_name="").public_id)
    answer = post(client, path, name="Park", locale="en", version="1")
    compared = answer.text[answer.text.index("Nothing is lost") : answer.text.index("<form", 9000)]
    assert "The person agrees to be shown on the public programme" in compared
    assert ">yes<" in compared
    assert ">no<" in compared


def test_fewer_places_than_people_who_signed_up_are_refused_at_the_field(client: FlaskClient, day: Event) -> None:
    path = desk(day, "sessions", make_session(day.id, capacity=9, seats_taken=5).public_id)
    answer = post(client, path, **{**TALK, "capacity": "4"})
    assert answer.status_code in (409, 422)
    assert 'id="capacity-error"' in answer.text


def test_a_session_is_removed_once_it_is_confirmed(client: FlaskClient, day: Event) -> None:
    path = desk(day, "sessions", make_session(day.id).public_id, "remove")
    assert "go for good" in client.get(path).text
    assert post(client, path, version="0").status_code == 409
    assert number_of(ProgrammeSession) == 1
    answer = post(client, path, version="1")
    assert (answer.status_code, answer.location) == (303, desk(day, "sessions"))
    assert number_of(ProgrammeSession) == 0


# -- Room and time ---------------------------------------------------------------------------------------------------


def test_a_session_is_placed_to_five_minutes(client: FlaskClient, day: Event) -> None:
    room = make_room()
    room_id, room_name = room.id, room.public_id
    path = desk(day, "sessions", make_session(day.id, title_en="Cooling").public_id, "place")
    assert 'value="40"' in client.get(path).text, "as long as usual"
    answer = post(client, path, **{**PLACE, "room": room_name})
    placed = only(ProgrammeSession)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, desk(day))
    assert (placed.starts_at, placed.ends_at) == (TEN + timedelta(minutes=5), TEN + timedelta(minutes=45))
    assert placed.room_id == room_id
    page = client.get(desk(day)).text
    assert "Placed: Cooling" in page
    assert "10:05–10:45" in page


BAD_PLACES = [
    ({"day": "2026-04-01"}, "Not a valid choice."),
    ({"day": ""}, "Please fill this in."),
    ({"begins": "noon"}, "Not a valid time value."),
    ({"begins": ""}, "Please fill this in."),
    ({"minutes": "0"}, "Write a whole number from 1 to 1440."),
    ({"minutes": "1441"}, "Write a whole number from 1 to 1440."),
    ({"minutes": ""}, "Please fill this in."),
    ({"room": "nowhere"}, "Not a valid choice."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD_PLACES)
def test_each_mistake_about_a_place_is_said(
    client: FlaskClient, day: Event, changes: dict[str, str], sentence: str
) -> None:
    path = desk(day, "sessions", make_session(day.id).public_id, "place")
    answer = post(client, path, **{**PLACE, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert only(ProgrammeSession).starts_at is None


def test_a_taken_room_is_refused_unless_that_is_wanted_for_the_moment(client: FlaskClient, day: Event) -> None:
    room = make_room()
    make_session(day.id, starts_at=TEN, room_id=room.id, title_en="First come")
    path = desk(day, "sessions", make_session(day.id, title_en="Second").public_id, "place")
    fields = {**PLACE, "room": room.public_id}
    answer = post(client, path, **fields)
    assert answer.status_code == 409
    assert "is taken at that time: First come." in answer.text
    assert "Place it there all the same" in answer.text
    assert post(client, path, **fields, despite_taken_room="y").status_code == 303
    page = client.get(desk(day)).text
    assert "1 clash to solve before a release" in page
    assert "Room taken twice" in page


@pytest.mark.parametrize("version", ["1", "", "meddled"])
def test_a_stale_place_is_refused_and_shows_where_it_is_now(client: FlaskClient, day: Event, version: str) -> None:
    path = desk(day, "sessions", make_session(day.id, starts_at=TEN, version=2).public_id, "place")
    answer = post(client, path, **{**PLACE, "begins": "15:00", "version": version})
    assert answer.status_code == 409
    assert "Somebody else placed it meanwhile" in answer.text
    assert "10:00–11:00" in answer.text
    assert 'value="15:00"' in answer.text


def test_a_session_is_taken_out_of_the_timetable(client: FlaskClient, day: Event) -> None:
    planned = make_session(day.id, starts_at=TEN)
    path = desk(day, "sessions", planned.public_id, "take-out")
    page = desk(day, "sessions", planned.public_id, "place")
    answer = post(client, path, page=page, version="7")
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile." in answer.text
    assert post(client, path, page=page, version="1").status_code == 303
    assert only(ProgrammeSession).starts_at is None


# -- People ----------------------------------------------------------------------------------------------------------


def test_the_people_of_a_session_are_chosen_in_their_roles(client: FlaskClient, day: Event) -> None:
    one, two = make_speaker(day.id, name="가람"), make_speaker(day.id, name="나래")
    planned = make_session(day.id, one)
    path = desk(day, "sessions", planned.public_id, "people")
    answer = post(client, path, speakers=[two.public_id], moderators=[one.public_id], version="1")
    assert answer.status_code == 303
    session.rollback()
    kept = queries.get_session(day.id, planned.public_id).appearances
    assert [(appearance.speaker.name, appearance.role) for appearance in kept] == [
        ("나래", SpeakerRole.SPEAKER),
        ("가람", SpeakerRole.MODERATOR),
    ]


def test_nobody_is_in_two_roles_of_one_session_and_strangers_in_none(client: FlaskClient, day: Event) -> None:
    one, stranger = make_speaker(day.id), make_speaker(make_cluster_day().id)
    path = desk(day, "sessions", make_session(day.id).public_id, "people")
    answer = post(client, path, speakers=[one.public_id], moderators=[one.public_id], version="1")
    assert answer.status_code == 422
    assert "Please choose one." in answer.text
    assert post(client, path, speakers=[stranger.public_id], version="1").status_code == 422
    assert post(client, path, speakers=[one.public_id], version="9").status_code == 409


def test_without_speakers_the_way_to_add_one_is_shown(client: FlaskClient, day: Event) -> None:
    page = client.get(desk(day, "sessions", make_session(day.id).public_id, "people")).text
    assert desk(day, "speakers", "new") in page


SPEAKER = {"name": "이은주", "organisation_name": "한빛대학교", "email": "", "locale": "ko"}


def test_a_speaker_is_shown_only_once_they_agreed(client: FlaskClient, day: Event) -> None:
    assert post(client, desk(day, "speakers", "new"), **SPEAKER).status_code == 303
    speaker = only(Speaker)
    assert speaker.consented_at is None
    assert "Not agreed yet" in client.get(desk(day, "speakers")).text
    path = desk(day, "speakers", speaker.public_id)
    assert post(client, path, **SPEAKER, has_consented="y", version="1").status_code == 303
    assert only(Speaker).consented_at is not None
    assert "checked" in client.get(path).text


BAD_SPEAKERS = [
    ({"name": ""}, "Please fill this in."),
    ({"name": "가" * 201}, "Please shorten this to 200 characters; it has 201."),
    ({"name": "가\x00"}, "Please remove the invisible control characters."),
    ({"organisation_name": "a\x00b"}, "Please remove the invisible control characters."),
    ({"email": "nobody"}, "This is not an e-mail address."),
    ({"locale": "xx"}, "Not a valid choice."),
    ({"organisation": "nowhere"}, "Not a valid choice."),
    ({"text_en": "a" * 5001}, "Please shorten this to 5000 characters; it has 5001."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD_SPEAKERS)
def test_each_mistake_about_a_speaker_is_said(
    client: FlaskClient, day: Event, changes: dict[str, str], sentence: str
) -> None:
    answer = post(client, desk(day, "speakers", "new"), **{**SPEAKER, "text_ko": "<i>글</i>", **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "&lt;i&gt;글&lt;/i&gt;" in answer.text
    assert number_of(Speaker) == 0


def test_an_organisation_is_looked_up_in_the_directory(client: FlaskClient, day: Event) -> None:
    organisation = make_organisation(name_ko="한빛대학교 금형연구실", name_en="Hanbit mould lab")
    row, name = organisation.id, organisation.public_id
    found = post(client, desk(day, "speakers", "new"), **SPEAKER)
    assert found.status_code == 422
    assert "Is it one of these? Please choose, then save again." in found.text
    assert "Hanbit mould lab" in found.text
    assert number_of(Speaker) == 0
    offered = client.get(desk(day, "speakers", "organisations"), query_string={"organisation_name": "한빛"})
    assert "Hanbit mould lab" in offered.text
    assert "<html" not in offered.text
    post(client, desk(day, "speakers", "new"), **SPEAKER, organisation=name)
    speaker = only(Speaker)
    assert (speaker.organisation_id, speaker.organisation_name) == (row, "한빛대학교 금형연구실")
    assert f'value="{name}" checked' in client.get(desk(day, "speakers", speaker.public_id)).text


def test_a_name_that_is_not_in_the_directory_is_taken_as_it_is(client: FlaskClient, day: Event) -> None:
    offered = client.get(desk(day, "speakers", "organisations"), query_string={"organisation_name": "한빛"})
    assert "The directory has no organisation of that name." in offered.text
    make_organisation(name_ko="한빛대학교 금형연구실")
    post(client, desk(day, "speakers", "new"), **SPEAKER, organisation="")
    kept = only(Speaker)
    assert (kept.organisation_id, kept.organisation_name) == (None, "한빛대학교")


def test_a_speaker_is_removed(client: FlaskClient, day: Event) -> None:
    speaker = make_speaker(day.id)
    make_session(day.id, speaker)
    assert post(client, desk(day, "speakers", speaker.public_id, "remove")).status_code == 303
    assert number_of(Speaker) == 0


# -- Tracks ----------------------------------------------------------------------------------------------------------


def test_tracks_are_added_renamed_ordered_and_removed(client: FlaskClient, day: Event) -> None:
    for name in ("공정", "소재"):
        assert post(client, desk(day, "tracks"), name_ko=name, name_en="").status_code == 303
    first, second = queries.list_tracks(day.id)
    names = [first.public_id, second.public_id]
    assert (
        post(client, desk(day, "tracks", names[1]), name_ko="신소재", name_en="Materials", version="1").status_code
        == 303
    )
    answer = post(client, desk(day, "tracks", names[1], "move"), page=desk(day, "tracks"), by="-1")
    assert answer.status_code == 303
    session.rollback()
    assert [track.name_ko for track in queries.list_tracks(day.id)] == ["신소재", "공정"]
    post(client, desk(day, "tracks", names[1], "move"), page=desk(day, "tracks"), by="1")
    session.rollback()
    assert [track.name_ko for track in queries.list_tracks(day.id)] == ["공정", "신소재"]
    assert post(client, desk(day, "tracks", names[1], "remove")).status_code == 303
    assert number_of(Track) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Please write the Korean name."), ("공정", "There is a track of this name already."), ("가" * 201, "201")],
)
def test_each_mistake_about_a_track_is_said(client: FlaskClient, day: Event, name: str, sentence: str) -> None:
    make_track(day.id, name_ko="공정")
    other = make_track(day.id).public_id
    for path in (desk(day, "tracks"), desk(day, "tracks", other)):
        answer = post(client, path, name_ko=name, name_en="<i>x</i>", version="1")
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "&lt;i&gt;x&lt;/i&gt;" in answer.text


# -- Materials -------------------------------------------------------------------------------------------------------


def upload(client: FlaskClient, day: Event, name: str, content: bytes, **changes: str) -> Any:
    """Send a file as a browser does."""
    fields = {"title": "발표 자료", "session": "", "audience": "public", "url": "", **changes}
    fields["csrf_token"] = csrf(client, desk(day, "materials"))
    return send(client, desk(day, "materials"), {**fields, "file": FileStorage(io.BytesIO(content), name)})


def send(client: FlaskClient, path: str, fields: dict[str, Any]) -> Any:
    """Send texts and files; written here, because the test client keeps large ones in files it does not close."""
    boundary, body = encode_multipart(fields)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_is_kept_with_a_session(client: FlaskClient, day: Event) -> None:
    planned = make_session(day.id, title_en="Cooling")
    answer = upload(client, day, "slides.pdf", MINIMAL_PDF, session=planned.public_id, audience="registered")
    assert answer.status_code == 303
    kept = only(Material)
    assert (kept.file_name, kept.size, kept.audience) == ("slides.pdf", len(MINIMAL_PDF), Audience.REGISTERED)
    assert queries.content_of(kept.id) == MINIMAL_PDF
    page = client.get(desk(day, "materials")).text
    for words in ("slides.pdf", "Cooling", "People with a place"):
        assert words in page


def test_a_link_is_kept_for_the_whole_event(client: FlaskClient, day: Event) -> None:
    fields = {"title": "영상", "session": "", "audience": "public", "url": "https://example.org/video"}
    assert post(client, desk(day, "materials"), **fields).status_code == 303
    assert only(Material).url == "https://example.org/video"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("talk.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024), "This file is larger than 10 MB."),
        ("talk.exe", b"MZ", "can be kept."),
        ("talk.pdf", b"MZ", "does not fit its name."),
        ("talk.pdf", b"", "This file is empty."),
    ],
    ids=["large", "wrong kind", "disguised", "empty"],
)
def test_a_file_nobody_can_use_is_refused_and_what_was_typed_is_kept(
    client: FlaskClient, day: Event, name: str, content: bytes, sentence: str
) -> None:
    answer = upload(client, day, name, content, title="<b>제목</b>")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="file-error"' in answer.text
    assert "&lt;b&gt;제목&lt;/b&gt;" in answer.text
    assert number_of(Material) == 0


BAD_MATERIALS = [
    ({"title": ""}, "Please fill this in."),
    ({"url": ""}, "Choose a file or write an address, one of the two."),
    ({"url": "javascript:alert(1)"}, "Write an address that begins with https:// or http://."),
    ({"url": "https://example.org/" + "a" * 500}, "Please shorten this to 500 characters; it has 520."),
    ({"audience": "friends"}, "Not a valid choice."),
    ({"session": "nowhere"}, "Not a valid choice."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD_MATERIALS)
def test_each_mistake_about_a_material_is_said(
    client: FlaskClient, day: Event, changes: dict[str, str], sentence: str
) -> None:
    fields = {"title": "영상", "session": "", "audience": "public", "url": "https://example.org/video"}
    answer = post(client, desk(day, "materials"), **{**fields, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_texts_sent_as_files_are_no_texts(client: FlaskClient, day: Event) -> None:
    data = {
        "csrf_token": csrf(client, desk(day, "materials")),
        "title": FileStorage(io.BytesIO(b"x"), "x"),
        "file": "x",
    }
    assert send(client, desk(day, "materials"), data).status_code == 422


def test_only_the_page_for_materials_reads_large_files(client: FlaskClient, day: Event) -> None:
    data = {"csrf_token": "x", "file": FileStorage(io.BytesIO(b"x" * 2_000_000), "x.pdf")}
    assert send(client, desk(day, "tracks"), data).status_code == 413


def test_a_material_is_renamed_and_shown_to_others_and_its_file_stays(client: FlaskClient, day: Event) -> None:
    upload(client, day, "slides.pdf", MINIMAL_PDF)
    path = desk(day, "materials", only(Material).public_id)
    assert "slides.pdf" in client.get(path).text
    fields = {"title": "고친 제목", "session": make_session(day.id).public_id, "audience": "team", "version": "1"}
    assert post(client, path, **fields).status_code == 303
    kept = only(Material)
    assert (kept.title, kept.audience, kept.file_name) == ("고친 제목", Audience.TEAM, "slides.pdf")
    assert queries.content_of(kept.id) == MINIMAL_PDF
    assert f'<option selected value="{fields["session"]}">' in client.get(path).text
    assert post(client, path, **{**fields, "title": ""}).status_code == 422


def test_a_material_is_removed(client: FlaskClient, day: Event) -> None:
    path = desk(day, "materials", make_material(day.id).public_id, "remove")
    assert post(client, path).status_code == 303
    assert number_of(Material) == 0


# -- Timetable, warnings, releases -------------------------------------------------------------------------------------


def release(client: FlaskClient, day: Event, **fields: str) -> Any:
    """Release the programme as its page does."""
    return post(client, desk(day, "releases"), **{"note_ko": "", "note_en": "", **fields})


def test_an_empty_programme_shows_the_first_step(client: FlaskClient, day: Event) -> None:
    page = client.get(desk(day)).text
    assert "There is no session yet." in page
    assert "Visitors see no programme yet." in page


def test_the_timetable_shows_what_is_placed_and_what_waits(client: FlaskClient, day: Event) -> None:
    room = make_room(name_en="Great hall")
    track = make_track(day.id, name_en="Moulds")
    make_session(day.id, make_speaker(day.id, name="가람"), starts_at=TEN, room_id=room.id, track_id=track.id)
    make_session(day.id, title_en="Waiting talk")
    page = client.get(desk(day)).text
    for words in ("Great hall", "Moulds", "가람", "10:00–11:00", "Waiting talk", "Nothing clashes.", "Fri 13 Mar 2026"):
        assert words in page
    assert 'data-day="2026-03-13"' in page


def test_a_warning_is_accepted_with_a_note(client: FlaskClient, day: Event) -> None:
    speaker = make_speaker(day.id, name="가람")
    make_session(day.id, speaker, starts_at=TEN)
    make_session(day.id, speaker, starts_at=TEN + timedelta(minutes=65))
    page = client.get(desk(day)).text
    assert "1 warning: solve it, or accept it with a note" in page
    key = re.search(r'name="keys" value="([^"]+)"', page)
    assert key
    path = desk(day, "accept")
    without_note = post(client, path, page=desk(day), keys=[key[1]], note=" ")
    assert without_note.status_code == 422
    assert "Please write why this is all right." in without_note.text
    without_choice = post(client, path, page=desk(day), note="<b>같은 방</b>")
    assert without_choice.status_code == 422
    assert "&lt;b&gt;같은 방&lt;/b&gt;" in without_choice.text
    assert post(client, path, page=desk(day), keys=["no-such-key"], note="x").status_code == 422
    assert release(client, day).status_code == 409
    assert post(client, path, page=desk(day), keys=[key[1]], note="같은 방입니다.").status_code == 303
    page = client.get(desk(day)).text
    assert "1 accepted warning" in page
    assert "같은 방입니다." in page
    assert release(client, day).status_code == 303


def test_an_accepted_warning_can_be_taken_back(client: FlaskClient, day: Event) -> None:
    speaker = make_speaker(day.id)
    make_session(day.id, speaker, starts_at=TEN)
    make_session(day.id, speaker, starts_at=TEN + timedelta(minutes=65))
    key = rules.clashes(queries.programme_of(day))[0].key
    post(client, desk(day, "accept"), page=desk(day), keys=[key], note="같은 방입니다.")
    page = client.get(desk(day)).text
    assert "Take this back" in page
    assert f'name="key" value="{key}"' in page
    answer = post(client, desk(day, "accept", "take-back"), page=desk(day), key=key)
    assert (answer.status_code, answer.location) == (303, desk(day))
    page = client.get(desk(day)).text
    assert "The warning stands again." in page
    assert "1 warning: solve it" in page
    again = post(client, desk(day, "accept", "take-back"), page=desk(day), key=key)
    assert again.status_code == 409
    assert "This warning is not there any more." in again.text


def undo_of(page: str) -> dict[str, str]:
    """Read what the button to undo a move would send."""
    form = page[page.index('id="undo"') :]
    fields = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form[: form.index("</form>")])
    return dict(fields)


def test_a_move_can_be_undone_right_away(client: FlaskClient, day: Event) -> None:
    hall, room = make_room(name_en="Great hall"), make_room()
    planned = make_session(day.id, starts_at=TEN, room_id=hall.id, title_en="Cooling")
    path, hall_id = desk(day, "sessions", planned.public_id), hall.id
    answer = post(client, f"{path}/place", **{**PLACE, "begins": "14:00", "room": room.public_id})
    page = client.get(answer.location).text
    assert "“Cooling” was before:" in page
    assert "10:00–11:00" in page
    assert "Great hall" in page
    undone = client.post(f"{path}/put-back", data=undo_of(page))
    assert undone.status_code == 303
    back = only(ProgrammeSession)
    assert (back.starts_at, back.room_id, back.version) == (TEN, hall_id, 3)
    page = client.get(undone.location).text
    assert "Back where it was: Cooling" in page
    assert "14:00–14:40" in page
    assert client.post(f"{path}/put-back", data=undo_of(page)).status_code == 303
    assert only(ProgrammeSession).starts_at == TEN + timedelta(hours=4)


def test_taking_a_session_out_can_be_undone_until_somebody_changes_it(client: FlaskClient, day: Event) -> None:
    path = desk(day, "sessions", make_session(day.id, starts_at=TEN).public_id)
    answer = post(client, f"{path}/take-out", page=f"{path}/place", version="1")
    page = client.get(answer.location).text
    values = undo_of(page)
    assert post(client, path, **{**TALK, "version": "2"}).status_code == 303
    assert 'id="undo"' not in client.get(answer.location).text
    refused = client.post(f"{path}/put-back", data=values)
    assert refused.status_code == 409
    assert "Somebody else has changed this meanwhile." in refused.text
    assert only(ProgrammeSession).starts_at is None


def test_what_was_not_moved_is_not_undone(client: FlaskClient, day: Event) -> None:
    planned = make_session(day.id, starts_at=TEN)
    path = desk(day, "sessions", planned.public_id)
    same = {**PLACE, "begins": "10:00", "minutes": "60"}
    assert post(client, f"{path}/place", **same).location == desk(day)
    for was in ("", "nonsense", "20260312T010000Z"):
        address = f"{desk(day)}?moved={planned.public_id}&version=1&was={was}"
        assert 'id="undo"' not in client.get(address).text
        answer = post(client, f"{path}/put-back", page=desk(day), version="1", was=was)
        assert answer.status_code == 422
        assert "Not a valid choice." in answer.text


def test_the_page_of_releases_says_what_visitors_find_and_who_stays_unnamed(client: FlaskClient, day: Event) -> None:
    silent = make_speaker(day.id, name="Silent Kim", consented_at=None)
    planned = make_session(day.id, make_speaker(day.id, name="Open Park"), silent, starts_at=TEN, title_en="Cooling")
    make_track(day.id, name_en="Moulds")
    make_material(day.id, session_id=planned.id)
    page = client.get(desk(day, "releases")).text
    assert "The programme is out: one session." in page
    assert "New: Cooling (Thu 12 Mar 2026 10:00–11:00)" in page
    found = page[page.index("What visitors find then") :]
    for words in ("Moulds", "Open Park", "Silent Kim", "Everybody: 1", "Thu 12 Mar 2026"):
        assert words in found
    assert desk(day, "speakers", silent.public_id) in found
    assert "Silent Kim" not in page[: page.index("What visitors find then")]


def test_a_release_is_shown_in_words_before_it_is_made(client: FlaskClient, day: Event) -> None:
    room = make_room(name_en="Great hall")
    planned = make_session(day.id, make_speaker(day.id), starts_at=TEN, title_en="Cooling")
    page = client.get(desk(day, "releases")).text
    assert "The programme is out: one session." in page
    assert "A letter goes to 1 speaker" in page
    answer = release(client, day, note_en="The first one.")
    assert (answer.status_code, answer.location) == (303, desk(day))
    assert "Visitors see release 1 of" in client.get(desk(day)).text
    path = desk(day, "sessions", planned.public_id, "place")
    post(client, path, **{**PLACE, "begins": "14:00", "room": room.public_id})
    assert "1 change since" in client.get(desk(day)).text
    page = client.get(desk(day, "releases")).text
    assert "Moved: Cooling, from" in page
    assert "Great hall" in page
    assert "The first one." in page
    assert release(client, day).status_code == 303
    assert "Nothing changed since" in client.get(desk(day)).text
    assert release_page_offers_no_button(client, day)


def release_page_offers_no_button(client: FlaskClient, day: Event) -> bool:
    """Say whether the page of releases has nothing to release."""
    return 'name="note_ko"' not in client.get(desk(day, "releases")).text


def test_hard_clashes_and_drafts_are_not_released(client: FlaskClient, day: Event) -> None:
    room = make_room()
    for _ in range(2):
        make_session(day.id, starts_at=TEN, room_id=room.id)
    page = client.get(desk(day, "releases")).text
    assert "This stands against a release" in page
    assert release_page_offers_no_button(client, day)
    token = csrf(client, desk(day, "tracks"))
    answer = client.post(desk(day, "releases"), data={"csrf_token": token})
    assert answer.status_code == 409
    assert "Please solve the clashes first." in answer.text
    with transaction():
        session.get_one(Event, day.id).status = Status.DRAFT
    assert "Please publish the event first." in client.get(desk(day, "releases")).text


def test_a_note_that_is_too_long_is_said(client: FlaskClient, day: Event) -> None:
    make_session(day.id, starts_at=TEN)
    answer = release(client, day, note_ko="가" * 1001)
    assert answer.status_code == 422
    assert "Please shorten this to 1000 characters; it has 1001." in answer.text


def test_a_cancelled_event_is_planned_no_more(client: FlaskClient, day: Event) -> None:
    with transaction():
        session.get_one(Event, day.id).status = Status.CANCELLED
    answer = post(client, desk(day, "sessions", "new"), **TALK)
    assert answer.status_code == 409
    assert "This event is cancelled." in answer.text
    assert TALK["title_ko"] in answer.text


# -- Who may, and what must not be -------------------------------------------------------------------------------------


def addresses(event: Event) -> dict[str, str]:
    """Name every page of a programme with one of everything in it."""
    session_id = make_session(event.id, starts_at=TEN).public_id
    speaker_id, track_id = make_speaker(event.id).public_id, make_track(event.id).public_id
    material_id = make_material(event.id).public_id
    parts = {
        "overview": (), "sessions": ("sessions",), "new_session": ("sessions", "new"),
        "session": ("sessions", session_id), "place": ("sessions", session_id, "place"),
        "people": ("sessions", session_id, "people"), "remove_session": ("sessions", session_id, "remove"),
        "take_out": ("sessions", session_id, "take-out"), "accept": ("accept",),
        "put_back": ("sessions", session_id, "put-back"), "take_back": ("accept", "take-back"),
        "speakers": ("speakers",), "organisations": ("speakers", "organisations"), "new_speaker": ("speakers", "new"),
        "speaker": ("speakers", speaker_id), "remove_speaker": ("speakers", speaker_id, "remove"),
        "tracks": ("tracks",), "track": ("tracks", track_id), "move_track": ("tracks", track_id, "move"),
        "remove_track": ("tracks", track_id, "remove"), "materials": ("materials",),
        "material": ("materials", material_id), "remove_material": ("materials", material_id, "remove"),
        "releases": ("releases",),
    }  # fmt: skip
    return {name: desk(event, *path) for name, path in parts.items()}


POSTED_ONLY = ("take_out", "put_back", "accept", "take_back", "move_track")
SHOWN_ONLY = ("overview", "sessions", "speakers", "organisations")


def test_every_page_can_be_seen_by_its_planners(client: FlaskClient, day: Event) -> None:
    for name, path in addresses(day).items():
        expected = 405 if name in POSTED_ONLY else 200
        assert client.get(path).status_code == expected, path
        assert client.get(path, headers={"Accept-Language": "ko"}).status_code == expected, path


def test_the_programmes_of_others_do_not_exist(client: FlaskClient, day: Event) -> None:
    token = csrf(client, desk(day, "tracks"))
    for name, path in addresses(make_cluster_day()).items():
        if name not in POSTED_ONLY:
            assert client.get(path).status_code == 404, path
        if name not in SHOWN_ONLY:
            assert client.post(path, data={**TALK, "csrf_token": token}).status_code == 404, path


def test_the_parts_of_another_programme_do_not_exist_in_this_one(client: FlaskClient, day: Event) -> None:
    theirs = make_cluster_day(complex_id=day.complex_id)
    for name, path in addresses(theirs).items():
        if len(path.split("/")) > 6 and not path.endswith(("new", "organisations")) and name not in POSTED_ONLY:
            moved = path.replace(theirs.public_id, day.public_id)
            assert client.get(moved).status_code == 404, moved


def test_a_member_does_not_plan(client: FlaskClient, day: Event, sign_in: SignIn) -> None:
    paths = addresses(day)
    sign_in(client, make_account())
    for name, path in paths.items():
        assert client.open(path, method="POST" if name in POSTED_ONLY else "GET").status_code == 403, path


def test_a_forged_token_changes_nothing_and_keeps_what_was_typed(client: FlaskClient, day: Event) -> None:
    for name, path in addresses(day).items():
        if name not in SHOWN_ONLY:
            answer = client.post(path, data={**TALK, **SPEAKER, "title": "제목", "csrf_token": "forged"})
            assert answer.status_code == 400, path
            assert "This page had grown old" in answer.text, path
    assert [number_of(kind) for kind in (ProgrammeSession, Speaker, Track, Material)] == [1, 1, 1, 1]


def test_pages_cost_the_same_for_one_session_and_for_many(
    client: FlaskClient, day: Event, count_queries: Callable[[], Any]
) -> None:
    room = make_room()
    pages = ("", "sessions", "speakers", "materials", "releases")

    def cost() -> list[int]:
        spent = []
        for name in pages:
            with count_queries() as counted:
                assert client.get(desk(day, name).rstrip("/")).status_code == 200
            spent.append(len(counted))
        return spent

    def add(hour: int) -> None:
        track, speaker = make_track(day.id), make_speaker(day.id)
        at = TEN + timedelta(hours=hour)
        planned = make_session(day.id, speaker, starts_at=at, room_id=room.id, track_id=track.id)
        make_material(day.id, session_id=planned.id)

    add(0)
    one = cost()
    for hour in range(1, 6):
        add(hour)
    assert cost() == one
    assert max(one) <= 25
