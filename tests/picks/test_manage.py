"""Do coordinators see who signed up for their sessions, and nobody else?"""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.programme.models import ProgrammeSession
from eventhub.registrations.models import Standing
from tests.conftest import post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.picks import make_released_session, make_sign_up
from tests.factories.programme import make_cluster_day
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]


def people_of(client: FlaskClient, sign_in: SignIn) -> tuple[str, Event, ProgrammeSession]:
    """Sign the coordinator of an event with two people in one session in."""
    complex_id = make_complex().id
    event, planned = make_released_session(make_cluster_day(complex_id=complex_id))
    make_sign_up(make_registration(event, name="박보라"), planned)
    make_sign_up(make_registration(event, name="=최가람"), planned, standing=Standing.WAITING)
    sign_in(client, _coordinator(complex_id))
    return f"/desk/events/{event.public_id}/programme/sessions/{planned.public_id}", event, planned


def _coordinator(complex_id: int) -> Account:
    """Make a coordinator of a complex."""
    return make_coordinator(session.get_one(Complex, complex_id))


def test_the_list_names_who_has_a_seat_and_who_waits(client: FlaskClient, sign_in: SignIn) -> None:
    path, _event, _planned = people_of(client, sign_in)
    page = client.get(f"{path}/sign-ups")
    assert page.text.index("박보라") < page.text.index("최가람")
    assert "2석 중 1석 신청, 대기 1명" in page.text
    assert "sign-ups" in client.get(path).text


def test_the_list_is_taken_away_as_a_table_and_that_is_written_down(client: FlaskClient, sign_in: SignIn) -> None:
    path, _event, planned = people_of(client, sign_in)
    answer = post(client, f"{path}/sign-ups.csv", page=f"{path}/sign-ups")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "박보라" in answer.text
    assert ",=" not in answer.text
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "sign-ups-downloaded")).one()
    assert (entry.subject, entry.detail) == (f"programme-session:{planned.public_id}", {"rows": 2})
    assert client.post(f"{path}/sign-ups.csv", data={"csrf_token": "forged"}).status_code == 400


def test_coordinators_of_other_complexes_do_not_see_it(client: FlaskClient, sign_in: SignIn) -> None:
    path, _event, _planned = people_of(client, sign_in)
    stranger = client.application.test_client()
    sign_in(stranger, make_coordinator(make_complex()))
    assert stranger.get(f"{path}/sign-ups").status_code == 404
    assert stranger.post(f"{path}/sign-ups.csv").status_code == 404


def test_an_empty_list_says_so(client: FlaskClient, sign_in: SignIn) -> None:
    complex_id = make_complex().id
    event, planned = make_released_session(make_cluster_day(complex_id=complex_id))
    sign_in(client, _coordinator(complex_id))
    page = client.get(f"/desk/events/{event.public_id}/programme/sessions/{planned.public_id}/sign-ups")
    assert "아직 신청한 분이 없습니다." in page.text
