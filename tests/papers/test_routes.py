"""Who gets which paper at which address, and what does somebody read who gets none?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.secrets import seal
from eventhub.papers import jobs, queries, services
from eventhub.papers.drawing import certificates_pdf
from eventhub.papers.models import Certificate
from eventhub.papers.rules import TRIES_AT_VERIFYING, spaced
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.queries import path_of
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.papers.world import give, make_coordinator, make_guest, make_past_event, texts

SignIn = Callable[[FlaskClient, Account], FlaskClient]
FORGED = {"csrf_token": "forged"}


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def given_certificates() -> int:
    """Count the certificates there are."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_a_person_presses_once_and_downloads_the_same_file_ever_after(client: FlaskClient) -> None:
    path = path_of(make_guest(make_past_event())) + "/certificate"
    assert "Get my certificate" in client.get(path).text
    assert given_certificates() == 0
    answer = post(client, path)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "2026-CW-000001" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    files = [client.get(f"{path}.pdf") for _ in range(2)]
    assert files[0].data == files[1].data
    assert files[0].content_type == "application/pdf"
    assert files[0].headers["Content-Disposition"] == "attachment; filename=certificate-2026-CW-000001.pdf"
    assert files[0].headers["Cache-Control"] == "no-store"
    assert "홍길동" in texts(files[0].data)[0]


def test_opening_the_file_first_leads_to_the_button_and_gives_nothing(client: FlaskClient) -> None:
    path = path_of(make_guest(make_past_event())) + "/certificate"
    answer = client.get(f"{path}.pdf")
    assert (answer.status_code, answer.location) == (303, path)
    assert given_certificates() == 0


@pytest.mark.parametrize("came", [Attendance.ABSENT, None])
def test_who_did_not_attend_reads_why_there_is_none(client: FlaskClient, came: Attendance | None) -> None:
    place = make_guest(make_past_event(), came=came)
    path = path_of(place) + "/certificate"
    page = client.get(path)
    assert page.status_code == 200
    assert "not noted that you attended" in page.text
    assert "Get my certificate" not in page.text
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"
    assert "참석하신 기록이 없어" in client.get(path).text


def test_pressing_although_there_is_none_is_refused_with_the_reason(client: FlaskClient) -> None:
    place = make_guest(make_past_event(), came=Attendance.ABSENT)
    answer = post(client, path_of(place) + "/certificate", page="/verify")
    assert answer.status_code == 409
    assert "not noted that you attended" in answer.text
    assert given_certificates() == 0


def test_before_the_end_there_is_a_sentence(client: FlaskClient) -> None:
    place = make_guest(make_past_event(starts_at=now() - timedelta(hours=1)))
    assert "once the event is over" in client.get(path_of(place) + "/certificate").text


def test_a_revoked_one_is_not_handed_out_and_says_why(client: FlaskClient) -> None:
    event = make_past_event()
    place = make_guest(event)
    certificate, by = give(place).public_id, make_coordinator(event)
    with transaction():
        services.revoke(event, certificate, reason="A wrong <b>name</b>", by=by, now=now())
    path = path_of(place) + "/certificate"
    page = client.get(path)
    assert "was revoked" in page.text
    assert "A wrong &lt;b&gt;name&lt;/b&gt;" in page.text
    assert client.get(f"{path}.pdf").status_code == 303
    assert post(client, path, page="/verify").status_code == 409


def test_links_of_others_open_nothing(client: FlaskClient) -> None:
    place = make_guest(make_past_event())
    certificate = give(place)
    for forged in ("/r/x", f"/r/{seal('ticket', place.public_id)}", f"/r/{seal('place', 'nobody')}"):
        assert client.get(f"{forged}/certificate").status_code == 404
        assert client.get(f"{forged}/certificate.pdf").status_code == 404
    for forged in (certificate.public_id, certificate.number, seal("place", certificate.public_id)):
        assert client.get(f"/verify/{forged}").status_code == 404
    assert client.post(f"{path_of(place)}/certificate", data=FORGED).status_code == 400


def test_the_page_of_a_place_leads_to_the_certificate_once_it_is_over(client: FlaskClient) -> None:
    place = make_guest(make_past_event())
    assert f"{path_of(place)}/certificate" in client.get(path_of(place)).text
    soon = make_guest(make_past_event(starts_at=now() + timedelta(days=1)), came=None)
    assert "/certificate" not in client.get(path_of(soon)).text


@pytest.mark.parametrize("came", [Attendance.ABSENT, Attendance.EXCUSED, None])
def test_the_page_of_a_place_leads_to_no_certificate_that_is_not_to_be_had(
    client: FlaskClient, came: Attendance | None
) -> None:
    place = make_guest(make_past_event(), came=came)
    assert "/certificate" not in client.get(path_of(place)).text


def test_who_had_a_certificate_that_was_revoked_is_led_to_the_reason(client: FlaskClient) -> None:
    event = make_past_event()
    place = make_guest(event)
    certificate, by = give(place).public_id, make_coordinator(event)
    with transaction():
        services.revoke(event, certificate, reason="A wrong name", by=by, now=now())
    assert f"{path_of(place)}/certificate" in client.get(path_of(place)).text


def test_the_code_on_the_paper_opens_what_must_stand_on_it(client: FlaskClient) -> None:
    certificate = give(make_guest(make_past_event(title_ko="금형 세미나")))
    page = client.get(queries.verify_path(certificate))
    assert page.status_code == 200
    for shown in ("is genuine", "홍길동", "가람정밀", "금형 세미나", "2026-CW-000001", "3 hours"):
        assert shown in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "@example" not in page.text
    assert "010-" not in page.text


def test_number_and_code_typed_from_the_paper_open_it_too(client: FlaskClient) -> None:
    certificate = give(make_guest(make_past_event()))
    typed = {"number": "제 2026-cw-000001 호", "code": spaced(certificate.public_id).upper()}
    answer = post(client, "/verify", **typed)
    assert (answer.status_code, answer.location) == (303, queries.verify_path(certificate))


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"number": "2026-CW-000001", "code": "bcdf-ghjk"}, 404, "is not genuine"),
        ({"number": "2026-CW-000001", "code": ""}, 422, "fill this in"),
        ({"number": "", "code": "bcdf"}, 422, "fill this in"),
        ({"number": "<script>", "code": "bcdf"}, 404, "&lt;script&gt;"),
        ({"number": "x" * 61, "code": "bcdf"}, 422, "shorten this"),
        ({"number": "2026\u0007", "code": "bcdf"}, 422, "control characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: FlaskClient, fields: dict[str, str], status: int, sentence: str
) -> None:
    give(make_guest(make_past_event()))
    answer = post(client, "/verify", **fields)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "홍길동" not in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


def test_codes_cannot_be_guessed_by_the_thousand(client: FlaskClient) -> None:
    with transaction():
        for _ in range(TRIES_AT_VERIFYING):
            services.count_try("127.0.0.1", now=now())
    assert post(client, "/verify", number="2026-CW-000001", code="bcdf").status_code == 429


def test_a_revoked_one_is_told_to_who_checks_it(client: FlaskClient) -> None:
    event = make_past_event()
    certificate = give(make_guest(event))
    path, name, by = queries.verify_path(certificate), certificate.public_id, make_coordinator(event)
    with transaction():
        services.revoke(event, name, reason="Another person came.", by=by, now=now())
    page = client.get(path)
    assert "This certificate was revoked" in page.text
    assert "Another person came." in page.text
    assert "is genuine" not in page.text


def test_a_name_that_was_erased_is_said_to_be(client: FlaskClient) -> None:
    certificate = give(make_guest(make_past_event()))
    path = queries.verify_path(certificate)
    with transaction():
        services.forget_past(now=now() + timedelta(days=400))
    page = client.get(path)
    assert "The name is erased" in page.text
    assert "2026-CW-000001" in page.text


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn) -> Any:
    """An event with two who came, one who did not, one who waits; its coordinator at the desk, and its address."""
    event = make_past_event(title_en="Mould seminar")
    for name, came in (("하나", Attendance.ATTENDED), ("가온", Attendance.ATTENDED), ("나래", Attendance.ABSENT)):
        make_guest(event, name, came=came)
    make_guest(event, "이솔", came=None, standing=Standing.WAITING)
    sign_in(client, make_coordinator(event))
    return event, f"/desk/events/{event.public_id}/papers"


def test_the_desk_orders_badges_of_confirmed_people_by_name(client: FlaskClient, desk: Any) -> None:
    event, path = desk
    subject, event_id = f"event:{event.public_id}", event.id
    answer = post(client, f"{path}/badges", page=path, start="3")
    assert (answer.status_code, answer.location) == (303, f"{path}#orders")
    page = client.get(path)
    assert "0 of 3 drawn (0 %)" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    jobs.draw_papers()
    files = []
    for _ in range(2):
        name = queries.list_orders(event_id)[0].public_id
        files.append(client.get(f"{path}/orders/{name}"))
        post(client, f"{path}/badges", page=path, start="3")
        jobs.draw_papers()
    assert files[0].content_type == "application/pdf"
    assert files[0].headers["Content-Disposition"].startswith("attachment; filename=badges-")
    assert files[0].data == files[1].data
    (words,) = texts(files[0].data)
    places = [words.index(name) for name in ("가온", "나래", "하나")]
    assert places == sorted(places)
    assert "이솔" not in words
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "badges-ordered")).first()
    assert entry is not None
    assert (entry.subject, entry.detail) == (subject, {"number": 3})


def test_badges_of_nobody_are_refused_with_a_sentence(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_past_event()
    sign_in(client, make_coordinator(event))
    path = f"/desk/events/{event.public_id}/papers"
    answer = post(client, f"{path}/badges", page=path, start="1")
    assert answer.status_code == 409
    assert "Nobody has a confirmed place yet" in answer.text


def test_a_test_print_names_nobody(client: FlaskClient, desk: Any) -> None:
    _event, path = desk
    answer = post(client, f"{path}/badges/sample", page=path, start="1")
    (words,) = texts(answer.data)
    assert "홍길동" in words
    assert "가온" not in words
    assert "하나" not in words
    assert session.scalar(select(func.count()).where(AuditEntry.action == "badges-ordered")) == 0


@pytest.mark.parametrize("start", ["0", "9", "", "x"])
def test_a_position_that_is_not_on_the_sheet_is_refused(client: FlaskClient, desk: Any, start: str) -> None:
    _event, path = desk
    assert post(client, f"{path}/badges", page=path, start=start).status_code == 422


def test_letters_the_fonts_lack_are_shown_before_they_are_printed(client: FlaskClient, desk: Any) -> None:
    event, path = desk
    assert "The printed letters lack" not in client.get(path).text
    make_guest(event, "金哲洙")
    assert "The printed letters lack" not in client.get(path).text
    make_guest(event, "Ali محمد")
    page = client.get(path)
    assert "The printed letters lack" in page.text
    assert "(محد)" in page.text


def test_who_has_such_letters_in_their_name_reads_it_before_the_certificate_is_given(client: FlaskClient) -> None:
    event = make_past_event()
    page = client.get(path_of(make_guest(event, "Ali محمد")) + "/certificate")
    assert "a line is left on the paper: محد" in page.text
    assert "a line is left" not in client.get(path_of(make_guest(event, "金哲洙")) + "/certificate").text


def test_who_holds_a_certificate_finds_where_it_is_checked(client: FlaskClient) -> None:
    place = make_guest(make_past_event())
    certificate = give(place)
    assert f'href="{queries.verify_path(certificate)}"' in client.get(path_of(place) + "/certificate").text
    assert 'href="/verify"' in client.get("/").text
    assert "/verify" in texts(certificates_pdf([queries.paper_of(certificate)]))[0]


def test_the_desk_orders_waits_and_downloads(client: FlaskClient, desk: Any) -> None:
    _event, path = desk
    answer = post(client, f"{path}/certificates", page=path, packing="pdf")
    assert answer.status_code == 303
    page = client.get(path)
    for shown in ("Waits for its turn", "0 of 2 drawn (0 %)", 'hx-trigger="every 2s"', '<meta http-equiv="refresh"'):
        assert shown in page.text
    jobs.draw_papers()
    page = client.get(path)
    assert "Ready to download" in page.text
    assert "hx-trigger" not in page.text
    assert 'http-equiv="refresh"' not in page.text
    name = queries.list_orders(_event.id)[0].public_id
    answer = client.get(f"{path}/orders/{name}")
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    assert len(texts(answer.data)) == 2
    assert post(client, f"{path}/certificates", page=path, packing="tar").status_code == 422


def test_ordering_before_the_end_is_refused_with_a_sentence(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_past_event(starts_at=now() + timedelta(days=1))
    sign_in(client, make_coordinator(event))
    path = f"/desk/events/{event.public_id}/papers"
    answer = post(client, f"{path}/certificates", page=path, packing="pdf")
    assert answer.status_code == 409
    assert "once the event is over" in answer.text


def test_the_desk_gives_downloads_revokes_and_gives_again(client: FlaskClient, desk: Any) -> None:
    _event, path = desk
    place = session.scalars(select(Registration).where(Registration.name == "가온")).one().public_id
    assert post(client, f"{path}/give/{place}", page=path).status_code == 303
    certificate = session.scalars(select(Certificate)).one().public_id
    assert "가온" in texts(client.get(f"{path}/certificates/{certificate}.pdf").data)[0]
    assert post(client, f"{path}/certificates/{certificate}/revoke", reason="").status_code == 422
    assert post(client, f"{path}/certificates/{certificate}/revoke", reason="x" * 201).status_code == 422
    assert post(client, f"{path}/certificates/{certificate}/revoke", reason="A wrong name").status_code == 303
    page = client.get(path)
    assert "No longer valid" in page.text
    assert "A wrong name" in page.text
    assert post(client, f"{path}/give/{place}", page=path).status_code == 303
    assert "2026-CW-000002" in client.get(path).text


def test_the_desk_gives_none_to_who_did_not_come(client: FlaskClient, desk: Any) -> None:
    _event, path = desk
    place = session.scalars(select(Registration).where(Registration.name == "나래")).one().public_id
    answer = post(client, f"{path}/give/{place}", page=path)
    assert answer.status_code == 409
    assert given_certificates() == 0


def test_papers_of_another_complex_are_not_there(client: FlaskClient, desk: Any, sign_in: SignIn) -> None:
    event, path = desk
    place = session.scalars(select(Registration).where(Registration.name == "가온")).one()
    certificate = give(place).public_id
    post(client, f"{path}/certificates", page=path, packing="pdf")
    name = queries.list_orders(event.id)[0].public_id
    other = make_past_event()
    sign_in(client, make_coordinator(other))
    for address in ("", f"/orders/{name}", f"/certificates/{certificate}.pdf", f"/certificates/{certificate}/revoke"):
        assert client.get(path + address).status_code == 404
    elsewhere = f"/desk/events/{other.public_id}/papers"
    for address in (f"/orders/{name}", f"/certificates/{certificate}.pdf", f"/certificates/{certificate}/revoke"):
        assert client.get(elsewhere + address).status_code == 404
    for address in ("/badges", "/badges/sample", "/certificates", f"/give/{place.public_id}"):
        assert client.post(path + address, data=FORGED).status_code == 404
    assert post(client, f"{elsewhere}/give/{place.public_id}", page=elsewhere).status_code == 404


def test_members_and_visitors_do_not_enter(client: FlaskClient, desk: Any, sign_in: SignIn) -> None:
    _event, path = desk
    client.delete_cookie("eventhub_session")
    assert client.get(path).status_code == 303
    sign_in(client, make_account())
    assert client.get(path).status_code == 403


def test_a_forged_token_prints_nothing(client: FlaskClient, desk: Any) -> None:
    _event, path = desk
    for address in ("/badges", "/badges/sample", "/certificates"):
        answer = client.post(path + address, data={**FORGED, "start": "1", "packing": "pdf"})
        assert answer.status_code == 400
        assert answer.content_type.startswith("text/html")


def test_the_page_asks_as_often_for_many_as_for_few(
    client: FlaskClient, desk: Any, count_queries: Callable[[], Any]
) -> None:
    event, path = desk
    with count_queries() as few:
        client.get(path)
    for number in range(20):
        make_guest(event, f"손님{number:02}", standing=Standing.CANCELLED if number % 2 else Standing.CONFIRMED)
    with count_queries() as many:
        page = client.get(path)
    assert "손님18" in page.text
    assert len(many) == len(few)
