"""How do coordinators decide about places, and what do they see of one?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.registrations import services
from eventhub.registrations.models import Party, Registration, Standing
from eventhub.registrations.rules import Applicant
from tests.conftest import csrf, post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.admission import make_code, make_pool, make_quota, make_terms
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.mail import make_letter
from tests.factories.organisations import join_mini_cluster, make_member, make_organisation
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]
Outbox = Callable[..., list[OutgoingMail]]


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """An event with two seats of the complex whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex()
    complex_id = complex_.id
    sign_in(client, make_coordinator(complex_))
    return make_event(complex_id=complex_id, capacity=2)


def path_of(event: Event, place: Registration | None = None, act: str = "") -> str:
    """Return the address of the list, of a place in it, or of what can be done with it."""
    parts = ["/desk/events", event.public_id, "registrations", place.public_id if place else "", act]
    return "/".join(part for part in parts if part)


def standing_of(place: Registration) -> Standing:
    """Return what a place is worth after the last request."""
    session.rollback()
    return session.get_one(Registration, place.id).standing


def asked_to_come(event: Event, *names: str) -> list[Registration]:
    """Make people who wait for an answer."""
    return [make_registration(event, name=name, standing=Standing.REQUESTED) for name in names]


def test_several_are_approved_at_once_with_a_sentence_for_them(
    client: FlaskClient, event: Event, outbox: Outbox
) -> None:
    first, second, third = asked_to_come(event, "가람", "나래", "다온")
    path = path_of(event, act="decide")
    page = client.get(path).text
    assert page.index("가람") < page.index("나래") < page.index("다온")
    assert "checked" not in page
    assert client.get(f"{path}?all=1").text.count("checked") == 3
    note = "뒷문으로 들어오십시오."
    chosen = [first.public_id, third.public_id]
    answer = post(client, path, place=chosen, decision="approve", note=note)
    assert (answer.status_code, answer.location) == (303, path_of(event))
    assert [standing_of(one) for one in (first, second, third)] == ["confirmed", "requested", "confirmed"]
    assert [note in letter.text and note in letter.html for letter in outbox()[-2:]] == [True, True]
    assert "Approved: 2." in client.get(path_of(event)).text


def test_who_finds_no_seat_waits_and_who_is_declined_reads_why(
    client: FlaskClient, event: Event, outbox: Outbox
) -> None:
    make_registration(event)
    make_registration(event)
    first, second = asked_to_come(event, "가람", "나래")
    path = f"{path_of(event, act='decide')}?place={first.public_id}"
    page = client.get(path).text
    assert page.count("checked") == 1
    assert "나래" not in page
    assert post(client, path, place=[first.public_id], decision="approve", note="").status_code == 303
    assert standing_of(first) is Standing.WAITING
    post(client, path_of(event, act="decide"), place=[second.public_id], decision="decline", note="회원사만 모십니다.")
    assert standing_of(second) is Standing.DECLINED
    assert "회원사만 모십니다." in outbox()[-1].text


def test_a_decision_made_meanwhile_stands(client: FlaskClient, event: Event, outbox: Outbox) -> None:
    first, second = asked_to_come(event, "가람", "나래")
    path = path_of(event, act="decide")
    token = csrf(client, path)
    post(client, path, place=[first.public_id], decision="decline", note="")
    both = {"csrf_token": token, "place": [first.public_id, second.public_id], "decision": "approve"}
    assert client.post(path, data=both).status_code == 303
    assert [standing_of(first), standing_of(second)] == ["declined", "confirmed"]
    page = client.get(path_of(event)).text
    assert "Approved: 1." in page
    assert "left as they are: 1." in page
    assert len(outbox()) == 2  # a no and a yes


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": []}, "Please tick at least one person."),
        ({"place": ["forged"]}, "is not a valid choice"),
        ({"decision": ""}, "Please choose yes or no."),
        ({"decision": "perhaps"}, "Not a valid choice."),
        ({"note": "가" * 10_000}, "Please shorten this to 1000 characters"),
    ],
)
def test_a_decision_nobody_can_mean_is_refused(
    client: FlaskClient, event: Event, changes: dict[str, Any], sentence: str
) -> None:
    (place,) = asked_to_come(event, "가람")
    path = path_of(event, act="decide")
    answer = post(client, path, **{"place": [place.public_id], "decision": "approve", "note": "", **changes})
    assert answer.status_code == 422
    assert sentence.replace("'", "&#39;") in answer.text
    assert standing_of(place) is Standing.REQUESTED


def test_people_of_another_event_cannot_be_decided_about_here(client: FlaskClient, event: Event) -> None:
    asked_to_come(event, "가람")
    (theirs,) = asked_to_come(make_event(), "나래")
    path = path_of(event, act="decide")
    assert "나래" not in client.get(f"{path}?place={theirs.public_id}").text
    assert post(client, path, place=[theirs.public_id], decision="approve").status_code == 422
    assert standing_of(theirs) is Standing.REQUESTED


def test_requests_are_narrowed_as_the_list_is(client: FlaskClient, event: Event) -> None:
    asked_to_come(event, "가람", "나래")
    page = client.get(f"{path_of(event, act='decide')}?q=나래").text
    assert "나래 ·" in page
    assert "가람 ·" not in page


def test_somebody_is_seated_ahead_of_the_line_for_a_reason(client: FlaskClient, event: Event, outbox: Outbox) -> None:
    make_quota(event.id, complex_id=event.complex_id, reserved=2)
    make_registration(event, name="먼저", standing=Standing.WAITING)
    later = make_registration(event, name="나중", standing=Standing.WAITING, queued_at=now() + timedelta(minutes=1))
    path = path_of(event, later, "promote")
    assert "Seated: 0 of 2. Waiting: 2." in client.get(path).text
    assert "Please write why" in post(client, path, reason="").text
    answer = post(client, path, reason="오늘의 강사입니다.")
    assert (answer.status_code, answer.location) == (303, path_of(event, later))
    assert standing_of(later) is Standing.CONFIRMED
    page = client.get(path_of(event, later)).text
    assert "Seated ahead of the line" in page
    assert "오늘의 강사입니다." in page
    assert "오늘의 강사입니다." not in outbox()[-1].text


def test_nobody_is_seated_beyond_the_capacity(client: FlaskClient, event: Event) -> None:
    make_registration(event)
    make_registration(event)
    waits = make_registration(event, standing=Standing.WAITING)
    answer = post(client, path_of(event, waits, "promote"), reason="급한 사정")
    assert answer.status_code == 409
    assert "All places are taken. Raise the capacity first" in answer.text
    assert "급한 사정" in answer.text
    assert standing_of(waits) is Standing.WAITING


def test_a_raised_capacity_seats_who_waits_and_a_lower_one_unseats_nobody(client: FlaskClient, event: Event) -> None:
    make_registration(event)
    make_registration(event)
    waits = make_registration(event, standing=Standing.WAITING)
    path = path_of(event, act="capacity")
    assert post(client, path, path_of(event), capacity="3").status_code == 303
    assert standing_of(waits) is Standing.CONFIRMED
    for capacity, sentence in (
        ("2", "3 people"),
        ("0", "Write a whole number from 1 to 5000."),
        ("-3", "Write a whole number from 1 to 5000."),
        ("9" * 10_000, "Write a whole number from 1 to 5000."),
        ("many", "Write a whole number from 1 to 5000."),
        ("", "Please fill this in."),
    ):
        answer = post(client, path, path_of(event), capacity=capacity)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert session.get_one(Event, event.id).capacity == 3


def test_the_numbers_say_for_whom_the_free_seats_are(client: FlaskClient, event: Event) -> None:
    pool = make_pool(event.complex_id, capacity=3)
    crowd = make_event(complex_id=event.complex_id, capacity=10)
    make_terms(crowd.id, pool_id=pool.id)
    make_quota(crowd.id, complex_id=event.complex_id, reserved=1)
    make_code(crowd.id, keeps_seats=True)
    asked_to_come(crowd, "가람", "나래")
    text = client.get(path_of(crowd, act="numbers")).text
    numbers = [part.partition("<")[0] for part in text.split('<span class="stat-number">')[1:]]
    assert numbers == ["0", "1", "2", "0", "2"]


def test_everything_known_of_a_registration_stands_on_its_page(client: FlaskClient, event: Event) -> None:
    firm = make_organisation(name_en="Hanbit")
    booker = make_account(name="부탁받은 이")
    party = saved(Party(event_id=event.id, account_id=booker.id, registered_at=now()))
    code = make_code(event.id)
    values = {"party_id": party.id, "code_id": code.id, "organisation_id": firm.id, "is_member": True}
    place = make_registration(event, name="<i>하늘</i>", phone="010-0000-0003", note="<b>자리</b>", **values)
    make_registration(event, name="동료", party_id=party.id)
    page = client.get(path_of(event, place)).text
    for words in (
        "&lt;i&gt;하늘",
        "010-0000-0003",
        "&lt;b&gt;자리",
        "Hanbit",
        "known to belong there",
        "부탁받은 이",
        "동료",
    ):
        assert words in page
    assert code.code in page


def test_the_desk_mends_what_is_written_down_even_when_it_is_late_for_others(
    client: FlaskClient, event: Event, outbox: Outbox
) -> None:
    make_terms(event.id, needs_approval=False, changes_close_hours=720)
    place = make_registration(event, name="하늘")
    path = path_of(event, place, "edit")
    values = {"name": "한하늘", "organisation_name": "나래소재", "phone": "010 1234 5678", "note": "휠체어"}
    assert post(client, path, **values).status_code == 303
    session.rollback()
    found = session.get_one(Registration, place.id)
    assert (found.name, found.organisation_name, found.note) == ("한하늘", "나래소재", "휠체어")
    assert "Changed by the team" in client.get(path_of(event, place)).text
    assert "한하늘" in outbox()[-1].text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please write the name."),
        ({"name": "가" * 10_000}, "Please shorten this to 60 characters"),
        ({"name": "www.example.com"}, "Please write a name, not a web address."),
        ({"phone": "call me"}, "Write the number like 010-1234-5678."),
        ({"note": "\x00"}, "Please remove the invisible control characters."),
    ],
)
def test_what_nobody_is_called_is_refused_and_kept(
    client: FlaskClient, event: Event, changes: dict[str, str], sentence: str
) -> None:
    place = make_registration(event, name="하늘")
    path = path_of(event, place, "edit")
    answer = post(client, path, **{"name": "새 이름", "organisation_name": "", "phone": "", "note": "", **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    session.rollback()
    assert session.get_one(Registration, place.id).name == "하늘"


def test_the_desk_hands_a_place_over_to_a_colleague(client: FlaskClient, event: Event, outbox: Outbox) -> None:
    place = make_registration(event, name="하늘")
    path = path_of(event, place, "hand-over")
    colleague = {"name": "바다", "organisation_name": "가람정밀", "email": "bada@example.com", "phone": ""}
    assert "This is not an e-mail address." in post(client, path, **{**colleague, "email": "bada@"}).text
    answer = post(client, path, **colleague)
    assert answer.status_code == 303
    session.rollback()
    theirs = session.scalars(select(Registration).where(Registration.name == "바다")).one()
    assert answer.location == path_of(event, theirs)
    assert (theirs.standing, standing_of(place)) == (Standing.CONFIRMED, Standing.CANCELLED)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "place-handed-over")).one()
    assert entry.actor != place.public_id
    assert len(outbox("bada@example.com")) == 1
    answer = post(client, path_of(event, theirs, "hand-over"), **{**colleague, "name": "바다"})
    assert answer.status_code == 409
    assert "This address already has a place at this event." in answer.text


def test_a_place_that_ended_is_neither_changed_nor_handed_over(client: FlaskClient, event: Event) -> None:
    place = make_registration(event, standing=Standing.CANCELLED)
    who = {"name": "바다", "organisation_name": "", "email": "bada@example.com", "phone": "", "note": ""}
    for act in ("edit", "hand-over"):
        answer = post(client, path_of(event, place, act), **who)
        assert answer.status_code == 409
        assert "This place was given up or taken back." in answer.text


def test_the_link_is_sent_again_but_not_without_end(client: FlaskClient, event: Event, outbox: Outbox) -> None:
    place = make_registration(event)
    path = path_of(event, place, "link")
    answers = [post(client, path, path_of(event, place)) for _ in range(4)]
    assert answers[0].status_code == 303
    assert answers[-1].status_code == 429
    assert "That was too often in a short time." in answers[-1].text


def test_all_tickets_of_a_place_are_ended(client: FlaskClient, event: Event) -> None:
    place = make_registration(event)
    assert client.post(path_of(event, place, "tickets"), data={"csrf_token": "forged"}).status_code == 400
    assert post(client, path_of(event, place, "tickets"), path_of(event, place)).status_code == 303
    session.rollback()
    assert session.get_one(Registration, place.id).ticket_round == 2
    assert "All tickets ended" in client.get(path_of(event, place)).text


def test_letters_are_read_at_the_desk_without_the_links_of_their_readers(
    client: FlaskClient, event: Event, outbox: Outbox
) -> None:
    with transaction():
        made = services.register(event.id, Applicant(email="haneul@example.com", name="하늘"), now=now())
        public_id = made.public_id
    place = session.scalars(select(Registration).where(Registration.public_id == public_id)).one()
    letter = outbox("haneul@example.com")[0]
    page = client.get(path_of(event, place)).text
    assert letter.subject in page
    path = path_of(event, place, f"letters/{letter.public_id}")
    assert path in page
    shown = client.get(path).text
    assert "http://localhost/r/…" in shown
    assert "/r/" in letter.text
    assert letter.text.partition("http://localhost/r/")[2].split()[0] not in shown
    other = make_registration(event)
    assert client.get(path_of(event, other, f"letters/{letter.public_id}")).status_code == 404


def test_the_desk_reads_why_a_letter_was_not_delivered(client: FlaskClient, event: Event) -> None:
    account = make_account(email="gone@example.com")
    place = make_registration(event, account)
    key, why = f"registration:{place.public_id}:confirmed:1", "550 5.1.1 <b>no such user</b>"
    letter = make_letter(key=key, to_address="gone@example.com", state=LetterState.FAILED, last_error=why)
    for path in (path_of(event, place), path_of(event, place, f"letters/{letter.public_id}")):
        assert "550 5.1.1 &lt;b&gt;no such user" in client.get(path).text


@pytest.mark.parametrize("columns", ["", "&".join(f"columns={name}" for name in ("mini_clusters", "booker", "code"))])
def test_a_list_of_many_costs_as_many_queries_as_a_list_of_few(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any], columns: str
) -> None:
    def fill() -> None:
        firm = make_organisation()
        join_mini_cluster(firm, make_mini_cluster().id)
        booker = make_account()
        party = saved(Party(event_id=event.id, account_id=booker.id, registered_at=now()))
        code = make_code(event.id)
        values = {"organisation_id": firm.id, "is_member": True, "party_id": party.id, "code_id": code.id}
        make_registration(event, make_member(firm), standing=Standing.WAITING, **values)

    def cost(act: str = "") -> int:
        path = f"{path_of(event, act=act)}?{columns}"
        with count_queries() as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    make_quota(event.id, complex_id=event.complex_id, reserved=1)
    make_terms(event.id, pool_id=make_pool(event.complex_id).id)
    fill()
    few = [cost(), cost("decide"), cost("download")]
    for _ in range(10):
        fill()
    assert [cost(), cost("decide"), cost("download")] == few
    assert max(few) <= 15


def test_the_mini_clusters_of_people_are_shown_and_looked_for(client: FlaskClient, event: Event) -> None:
    firm, mini_cluster = make_organisation(), make_mini_cluster(name_en="Mould council")
    join_mini_cluster(firm, mini_cluster.id)
    make_registration(event, make_member(firm), name="하늘", organisation_id=firm.id)
    make_registration(event, name="나래")
    page = client.get(f"{path_of(event)}?mini_cluster={mini_cluster.slug}&columns=mini_clusters").text
    assert "하늘" in page
    assert "나래" not in page
    assert page.count("Mould council") == 2  # offered, and in the cell


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["가람", "나래", "하늘"]),
        ("newest", ["나래", "가람", "하늘"]),
        ("earliest", ["하늘", "가람", "나래"]),
        ("standing", ["나래", "하늘", "가람"]),
        ("organisation", ["하늘", "나래", "가람"]),
    ],
)
def test_the_list_is_sorted_as_asked(client: FlaskClient, event: Event, sort: str, order: list[str]) -> None:
    moments = {"하늘": 0, "가람": 1, "나래": 2}
    standings = {"하늘": Standing.WAITING, "가람": Standing.CONFIRMED, "나래": Standing.REQUESTED}
    firms = {"하늘": "가", "가람": "다", "나래": "나"}
    for name, minutes in moments.items():
        at = now() + timedelta(minutes=minutes)
        values = {"registered_at": at, "queued_at": at, "organisation_name": firms[name]}
        make_registration(event, name=name, standing=standings[name], **values)
    table = client.get(f"{path_of(event)}?sort={sort}").text.partition("<tbody")[2]
    assert sorted(order, key=table.index) == order
