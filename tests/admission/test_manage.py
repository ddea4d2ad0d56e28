"""How do coordinators decide who may come, and what is kept from everybody else?"""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.admission.models import InvitationCode, Quota, SeatPool, Terms
from eventhub.core.audit import AuditEntry
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, Standing
from tests.conftest import csrf, post
from tests.factories.admission import make_code, make_pool, make_quota, make_terms
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.organisations import make_member, make_organisation
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]
TERMS = {"giving": "offer", "offer_hours": "24", "changes_close_hours": "48", "largest_group": "5"}
LONG = "9" * 10_000


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """An event of the complex whose coordinator has signed in, reading English, with five seats."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex()
    complex_id = complex_.id
    sign_in(client, make_coordinator(complex_))
    return make_event(complex_id=complex_id, capacity=5)


def desk(event: Event, page: str = "") -> str:
    """Return the address of a page of the terms."""
    return f"/desk/events/{event.public_id}/admission/{page}"


def kept(table: type[Any]) -> Any:
    """Return the one row there is, as the last request left it."""
    session.rollback()
    return session.scalars(select(table)).one()


def test_the_terms_are_said_in_plain_words_and_changed(client: FlaskClient, event: Event) -> None:
    page = client.get(desk(event))
    assert "Whoever registers first gets a seat at once" in page.text
    answer = post(client, desk(event), needs_approval="y", **TERMS)
    assert (answer.status_code, answer.location) == (303, desk(event))
    terms = kept(Terms)
    assert (terms.needs_approval, terms.offer_hours, terms.changes_close_hours, terms.largest_group) == (
        True,
        24,
        48,
        5,
    )
    page = client.get(desk(event)).text
    assert "A coordinator looks at everybody who registers" in page
    assert "is offered for 24 hours to who waits longest" in page


def test_a_seat_given_at_once_needs_no_hours(client: FlaskClient, event: Event) -> None:
    assert post(client, desk(event), **{**TERMS, "giving": "at_once", "offer_hours": ""}).status_code == 303
    assert kept(Terms).offer_hours == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("giving", "", "Please fill this in."),
        ("giving", "never", "Not a valid choice."),
        ("offer_hours", "", "Please write for how many hours an offer stands."),
        ("offer_hours", "0", "Write a whole number from 1 to 720."),
        ("offer_hours", "-1", "Write a whole number from 1 to 720."),
        ("changes_close_hours", "-1", "Write a whole number from 0 to 720."),
        ("changes_close_hours", "soon", "Write a whole number from 0 to 720."),
        ("largest_group", "0", "Write a whole number from 1 to 50."),
        ("largest_group", "51", "Write a whole number from 1 to 50."),
        ("largest_group", LONG, "Write a whole number from 1 to 50."),
        ("largest_group", "", "Please fill this in."),
    ],
)
def test_terms_nobody_can_mean_are_refused_at_the_field(
    client: FlaskClient, event: Event, field: str, value: str, sentence: str
) -> None:
    answer = post(client, desk(event), **{**TERMS, field: value})
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2  # above the form and at the field
    session.rollback()
    assert session.scalar(select(Terms)) is None


def test_shared_seats_are_made_joined_resized_and_left(client: FlaskClient, event: Event) -> None:
    make_registration(event)
    answer = post(client, desk(event, "shared/new"), name="설명회 두 번", capacity="7")
    assert (answer.status_code, answer.location) == (303, desk(event, "shared"))
    pool = kept(SeatPool)
    assert (pool.name, pool.capacity, pool.seats_taken, pool.complex_id) == ("설명회 두 번", 7, 1, event.complex_id)
    other = make_event(complex_id=event.complex_id)
    make_registration(other)
    assert post(client, desk(other, "shared"), pool=pool.public_id).status_code == 303
    assert kept(SeatPool).seats_taken == 2
    page = client.get(desk(event, "shared")).text
    assert "5 of 7 left" in page
    assert other.title_en in page
    answer = post(client, desk(event, f"shared/{pool.public_id}"), name="설명회 세 번", capacity="1")
    assert answer.status_code == 422
    assert "More people than that have a seat" in answer.text
    assert "설명회 세 번" in answer.text
    assert post(client, desk(event, f"shared/{pool.public_id}"), name="설명회 세 번", capacity="9").status_code == 303
    assert (kept(SeatPool).name, kept(SeatPool).capacity) == ("설명회 세 번", 9)
    assert post(client, desk(event, "shared"), pool="").status_code == 303
    assert kept(SeatPool).seats_taken == 1


def test_shared_seats_that_are_too_few_are_not_joined(client: FlaskClient, event: Event) -> None:
    make_registration(event)
    pool = make_pool(event.complex_id, capacity=1, seats_taken=1)
    answer = post(client, desk(event, "shared"), pool=pool.public_id)
    assert answer.status_code == 422
    assert "Make them more first." in answer.text
    answer = post(client, desk(event, "shared/new"), name="하나", capacity="0")
    assert answer.status_code == 422
    assert "Write a whole number from 1 to 5000." in answer.text


def test_the_shared_seats_of_another_team_are_not_there(client: FlaskClient, event: Event) -> None:
    theirs = make_pool(make_complex().id)
    assert client.get(desk(event, f"shared/{theirs.public_id}")).status_code == 404
    assert theirs.name not in client.get(desk(event, "shared")).text
    assert (
        post(client, desk(event, f"shared/{theirs.public_id}"), desk(event), name="가", capacity="9").status_code == 404
    )
    make_pool(event.complex_id)
    answer = post(client, desk(event, "shared"), pool=theirs.public_id)
    assert answer.status_code == 422
    assert "Not a valid choice." in answer.text


def test_seats_are_kept_for_an_organisation_found_in_the_directory(client: FlaskClient, event: Event) -> None:
    firm = make_organisation(name_ko="한빛정밀", name_en="Hanbit")
    make_registration(event, make_member(firm), organisation_id=firm.id, is_member=True)
    path = desk(event, "quotas/new")
    answer = post(client, path, group="organisation", organisation_name="한빛", reserved="2", most="3", released_at="")
    assert (answer.status_code, answer.location) == (303, desk(event, "quotas"))
    quota = kept(Quota)
    assert (quota.organisation_id, quota.reserved, quota.most, quota.released_at) == (firm.id, 2, 3, None)
    row = client.get(desk(event, "quotas")).text.partition("<tbody")[2]
    cells = [part.partition("</div>")[0] for part in row.split("<div>")[1:6]]
    assert cells == ["2", "3", "1", "1", "–"]


def test_of_several_organisations_one_is_chosen(client: FlaskClient, event: Event) -> None:
    first, second = make_organisation(name_ko="누리테크 1공장"), make_organisation(name_ko="누리테크 2공장")
    path, values = (
        desk(event, "quotas/new"),
        {"group": "organisation", "organisation_name": "누리테크", "reserved": "1"},
    )
    answer = post(client, path, **values)
    assert answer.status_code == 422
    assert "Is it one of these?" in answer.text
    assert first.name_en in answer.text
    assert post(client, path, **values, organisation=second.public_id).status_code == 303
    assert kept(Quota).organisation_id == second.id


def test_seats_are_kept_for_a_mini_cluster_or_a_complex_until_a_moment(client: FlaskClient, event: Event) -> None:
    mini_cluster = make_mini_cluster()
    values = {"group": "mini_cluster", "mini_cluster": mini_cluster.slug, "reserved": "1", "most": ""}
    assert post(client, desk(event, "quotas/new"), **values, released_at="2026-03-05T09:00").status_code == 303
    quota = kept(Quota)
    assert (quota.mini_cluster_id, quota.released_at.isoformat()) == (mini_cluster.id, "2026-03-05T00:00:00+00:00")
    answer = post(client, desk(event, "quotas/new"), **values)
    assert answer.status_code == 422
    assert "There is a rule for this group already." in answer.text
    path = desk(event, f"quotas/{quota.public_id}")
    assert 'value="2026-03-05T09:00"' in client.get(path).text
    assert post(client, path, reserved="3", most="4", released_at="").status_code == 303
    quota = kept(Quota)
    assert (quota.reserved, quota.most, quota.released_at) == (3, 4, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reserved": "6"}, "More seats would be kept than the event has."),
        ({"reserved": "-1"}, "Write a whole number from 0 to 5000."),
        ({"reserved": "0"}, "Please keep at least one seat, or write the most the group may take."),
        ({"reserved": "3", "most": "2"}, "This is fewer than the seats kept for the group."),
        ({"released_at": "tomorrow"}, "Not a valid datetime value."),
        ({"released_at": "9999-01-01T09:00"}, "Write a day like 2026-11-25."),
        ({"group": "everybody"}, "Not a valid choice."),
        ({"group": "complex", "complex": ""}, "Please choose one."),
        ({"group": "complex", "complex": "nowhere"}, "Not a valid choice."),
        ({"group": "organisation"}, "Please write the name of the organisation."),
        (
            {"group": "organisation", "organisation_name": "없는 기관"},
            "The directory has no organisation of that name.",
        ),
        ({"group": "organisation", "organisation_name": "가" * 10_000}, "Please shorten this to 100 characters"),
        (
            {"group": "organisation", "organisation_name": "없는", "organisation": "x"},
            "The directory has no organisation",
        ),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_at_the_field(
    client: FlaskClient, event: Event, changes: dict[str, str], sentence: str
) -> None:
    slug = make_mini_cluster().slug
    values = {"group": "mini_cluster", "mini_cluster": slug, "reserved": "1", "most": "", **changes}
    answer = post(client, desk(event, "quotas/new"), **values)
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    session.rollback()
    assert session.scalar(select(Quota)) is None


def test_a_rule_that_goes_lets_those_up_who_wait(client: FlaskClient, event: Event) -> None:
    quota = make_quota(event.id, complex_id=event.complex_id, reserved=5)
    waits = make_registration(event, standing=Standing.WAITING)
    path = desk(event, f"quotas/{quota.public_id}/drop")
    assert "Remove the rule for" in client.get(path).text
    session.rollback()
    assert session.scalar(select(Quota)) is not None
    assert post(client, path).status_code == 303
    session.rollback()
    assert session.scalar(select(Quota)) is None
    assert session.get_one(Registration, waits.id).standing is Standing.CONFIRMED


def test_codes_are_made_listed_with_their_links_and_revoked(client: FlaskClient, event: Event) -> None:
    values = {"number": "3", "most_uses": "1", "note": "<b>강사</b>", "expires_at": "2026-03-05T09:00"}
    answer = post(client, desk(event, "codes/new"), **values, skips_approval="y", keeps_seats="y")
    assert (answer.status_code, answer.location) == (303, desk(event, "codes"))
    session.rollback()
    codes = session.scalars(select(InvitationCode)).all()
    assert [(one.skips_approval, one.keeps_seats, one.most_uses) for one in codes] == [(True, True, 1)] * 3
    page = client.get(desk(event, "codes")).text
    for code in codes:
        assert f"http://localhost/events/{event.public_id}?code={code.code}" in page
    assert "&lt;b&gt;강사&lt;/b&gt;" in page
    path = desk(event, f"codes/{codes[0].public_id}/revoke")
    assert codes[0].code in client.get(path).text
    assert post(client, path).status_code == 303
    session.rollback()
    assert [one.revoked_at is None for one in session.scalars(select(InvitationCode).order_by(InvitationCode.id))] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "0"}, "Write a whole number from 1 to 500."),
        ({"number": "-5"}, "Write a whole number from 1 to 500."),
        ({"number": "500"}, "An event can have at most 500 invitation codes."),
        ({"most_uses": LONG}, "Write a whole number from 1 to 5000."),
        ({"most_uses": "6", "keeps_seats": "y"}, "More seats would be kept than the event has."),
        ({"expires_at": "2026-03-01T09:00"}, "This moment has passed."),
        ({"note": "가" * 10_000}, "Please shorten this to 200 characters"),
    ],
)
def test_codes_that_cannot_be_are_refused_at_the_field(
    client: FlaskClient, event: Event, changes: dict[str, str], sentence: str
) -> None:
    make_code(event.id)
    answer = post(client, desk(event, "codes/new"), **{"number": "1", "most_uses": "1", "note": "강사", **changes})
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    session.rollback()
    assert len(session.scalars(select(InvitationCode)).all()) == 1


def test_codes_are_taken_away_for_a_reason_that_is_written_down(client: FlaskClient, event: Event) -> None:
    code = make_code(event.id, note="=1+1", most_uses=3, uses=1)
    path = desk(event, "codes/download")
    assert "1 codes, with their links." in client.get(path).text
    answer = post(client, path, reason="")
    assert answer.status_code == 422
    assert "Please write what you need the file for." in answer.text
    answer = post(client, path, reason="강사에게 보냄")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows[1][0] == code.code
    assert rows[1][2:6] == ["'=1+1", "Lets in", "2", "3"]
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "codes-downloaded")).one()
    assert entry.detail == {"reason": "강사에게 보냄", "rows": 1}


COPY = {"day": "2026-05-04", "descriptions": "y", "place": "y", "places": "y"}


def test_a_copy_takes_terms_and_seats_for_groups_along_and_codes_never(client: FlaskClient, event: Event) -> None:
    pool = make_pool(event.complex_id)
    make_terms(event.id, offer_hours=24, largest_group=3, pool_id=pool.id)
    make_quota(event.id, complex_id=event.complex_id, most=4, released_at=event.starts_at)
    make_code(event.id)
    path, event_id, starts_at = f"/desk/events/{event.public_id}/copy", event.id, event.starts_at
    assert post(client, path, **COPY, terms="y").status_code == 303
    session.rollback()
    copied = session.scalars(select(Event).where(Event.id != event_id)).one()
    terms = session.scalars(select(Terms).where(Terms.event_id == copied.id)).one()
    assert (terms.needs_approval, terms.offer_hours, terms.largest_group, terms.pool_id) == (True, 24, 3, None)
    quota = session.scalars(select(Quota).where(Quota.event_id == copied.id)).one()
    assert (quota.complex_id, quota.reserved, quota.most) == (copied.complex_id, 2, 4)
    assert quota.released_at == copied.starts_at != starts_at
    assert [code.event_id for code in session.scalars(select(InvitationCode))] == [event_id]


def test_a_copy_without_them_is_on_usual_terms(client: FlaskClient, event: Event) -> None:
    make_terms(event.id)
    make_quota(event.id, complex_id=event.complex_id)
    assert post(client, f"/desk/events/{event.public_id}/copy", **COPY).status_code == 303
    assert (kept(Terms).event_id, kept(Quota).event_id) == (event.id, event.id)


def test_a_copy_with_fewer_seats_than_would_be_kept_is_refused(client: FlaskClient, event: Event) -> None:
    big = make_event(complex_id=event.complex_id, capacity=2000)
    make_quota(big.id, complex_id=event.complex_id, reserved=1500)
    answer = post(client, f"/desk/events/{big.public_id}/copy", **{**COPY, "terms": "y", "places": ""})
    # An unticked box is not sent at all by a browser, and is no tick when it is sent empty.
    assert answer.status_code == 422
    assert answer.text.count("More seats would be kept than the event has.") >= 2
    session.rollback()
    assert len(session.scalars(select(Event)).all()) == 2


@pytest.mark.parametrize(
    "page", ["", "shared", "shared/new", "quotas", "quotas/new", "codes", "codes/new", "codes/download"]
)
def test_the_terms_of_others_do_not_exist(client: FlaskClient, event: Event, page: str) -> None:
    theirs, token = make_event(), csrf(client, desk(event))
    assert client.get(desk(theirs, page)).status_code == 404
    assert client.post(desk(theirs, page), data={"csrf_token": token}).status_code in (404, 405)


@pytest.mark.parametrize("page", ["quotas/{quota}", "quotas/{quota}/drop", "codes/{code}/revoke"])
def test_what_belongs_to_another_event_is_not_reached_through_ones_own(
    client: FlaskClient, event: Event, page: str
) -> None:
    elsewhere = make_event(complex_id=event.complex_id)
    quota, code = make_quota(elsewhere.id, complex_id=event.complex_id), make_code(elsewhere.id)
    path = desk(event, page.format(quota=quota.public_id, code=code.public_id))
    assert client.get(path).status_code == 404
    assert post(client, path, desk(event), reserved="1").status_code == 404
    session.rollback()
    assert (session.get_one(Quota, quota.id).reserved, session.get_one(InvitationCode, code.id).revoked_at) == (2, None)


def test_many_pools_quotas_and_codes_cost_as_many_queries_as_few(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    def fill() -> None:
        pool = make_pool(event.complex_id)
        make_terms(make_event(complex_id=event.complex_id).id, pool_id=pool.id)
        make_quota(event.id, mini_cluster_id=make_mini_cluster().id, reserved=0, most=3)
        make_code(event.id)

    def cost(page: str) -> int:
        with count_queries() as counted:
            assert client.get(desk(event, page)).status_code == 200
        return len(counted)

    fill()
    few = [cost(page) for page in ("shared", "quotas", "codes")]
    for _ in range(5):
        fill()
    assert [cost(page) for page in ("shared", "quotas", "codes")] == few
    assert max(few) <= 10


def test_the_pages_speak_korean(client: FlaskClient, event: Event) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"
    assert "신청 조건" in client.get(desk(event)).text
    assert "정수로 적어" in post(client, desk(event), **{**TERMS, "largest_group": "0"}).text
