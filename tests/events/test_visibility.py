"""Does an event that is not for everybody stay out of everything strangers find?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account, Role
from eventhub.calendars import queries as calendars
from eventhub.calendars.models import FeedLink
from eventhub.calendars.queries import path_of
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.core.errors import NotFound
from eventhub.events import queries
from eventhub.events.models import Event, Kind, Status, Visibility
from eventhub.events.rules import Filters
from eventhub.organisations.models import MiniClusterMembership
from tests.conftest import post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.organisations import make_member, make_organisation
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]
TITLE, WORD = "비공개 간담회", "열쇠말"
HIDDEN = (Visibility.UNLISTED, Visibility.MEMBERS)
DAY = timedelta(days=1)


@pytest.fixture
def mini_cluster(app: Flask) -> MiniCluster:
    """A mini-cluster that plans events."""
    return make_mini_cluster()


def hidden(mini_cluster: MiniCluster, visibility: Visibility, **changes: Any) -> Event:
    """Make an event that not everybody finds."""
    complex_id, mini_cluster_id = mini_cluster.complex_id, mini_cluster.id
    changes = {"title_ko": TITLE, "title_en": TITLE, "text_ko": WORD, "kind": Kind.FORUM, **changes}
    return make_event(complex_id=complex_id, mini_cluster_id=mini_cluster_id, visibility=visibility, **changes)


def places(mini_cluster: MiniCluster) -> list[str]:
    """Name every public place where events are listed."""
    session.refresh(mini_cluster)
    session.refresh(mini_cluster, ["complex"])
    slug = mini_cluster.slug
    return [
        "/",
        "/events/",
        f"/events/?q={WORD}",
        "/events/?kind=forum",
        "/calendars/all.ics",
        "/calendars/kinds/forum.ics",
        f"/calendars/mini-clusters/{slug}.ics",
        f"/calendars/complexes/{mini_cluster.complex.slug}.ics",
        f"/mini-clusters/{slug}",
        f"/complexes/{mini_cluster.complex.slug}",
    ]


def holding(client: FlaskClient, paths: list[str]) -> list[str]:
    """List the places that show the event; calendars fold their lines."""
    found = []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        if TITLE.encode() in answer.data.replace(b"\r\n ", b""):
            found.append(path)
    return found


def test_what_is_for_everybody_is_in_all_of_them(client: FlaskClient, mini_cluster: MiniCluster) -> None:
    """Prove that the next tests can fail."""
    hidden(mini_cluster, Visibility.PUBLIC)
    assert holding(client, places(mini_cluster)) == places(mini_cluster)


@pytest.mark.parametrize("visibility", HIDDEN)
def test_what_is_not_for_everybody_is_in_no_public_place(
    client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn, visibility: Visibility
) -> None:
    hidden(mini_cluster, visibility)
    hidden(mini_cluster, visibility, status=Status.CANCELLED)
    paths = places(mini_cluster)
    assert holding(client, paths) == []
    assert holding(sign_in(client, make_account()), paths) == []
    assert queries.count_in_month(now().date()) == 0
    assert queries.list_next(5, now=now()) == []
    assert calendars.list_events(Filters(), now=now()) == []


def test_members_find_what_is_theirs_in_lists_but_not_in_public_calendars(
    client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn
) -> None:
    hidden(mini_cluster, Visibility.MEMBERS)
    member = make_member(make_organisation())
    found = holding(sign_in(client, member), places(mini_cluster))
    assert found == [path for path in places(mini_cluster) if path != "/" and not path.endswith(".ics")]


@pytest.mark.parametrize("tie", ["organisation", "mini-cluster", "team", "administrator"])
def test_who_belongs_to_a_complex_reads_of_its_members_events_at_home(
    client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn, tie: str
) -> None:
    hidden(mini_cluster, Visibility.MEMBERS)
    complex_id, mini_cluster_id = mini_cluster.complex_id, mini_cluster.id
    ours = make_organisation(**({"complex_id": complex_id} if tie == "organisation" else {}))
    if tie == "mini-cluster":
        saved(MiniClusterMembership(mini_cluster_id=mini_cluster_id, organisation_id=ours.id))
    people = {
        "team": lambda: make_coordinator(session.get_one(Complex, complex_id)),
        "administrator": lambda: make_account(role=Role.ADMINISTRATOR),
    }
    sign_in(client, people.get(tie, lambda: make_member(ours))())
    assert holding(client, ["/", "/me/"]) == ["/", "/me/"]
    assert "회원 전용" in client.get("/me/").text


@pytest.mark.parametrize("who", ["member elsewhere", "coordinator elsewhere", "nobody's"])
def test_members_events_of_other_complexes_are_not_at_home(
    client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn, who: str
) -> None:
    hidden(mini_cluster, Visibility.MEMBERS)
    people: dict[str, Callable[[], Account]] = {
        "member elsewhere": lambda: make_member(make_organisation()),
        "coordinator elsewhere": lambda: make_coordinator(make_complex()),
        "nobody's": make_account,
    }
    sign_in(client, people[who]())
    assert holding(client, ["/", "/me/"]) == []


def test_my_page_names_the_next_events_of_my_complexes_in_few_questions(
    client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn, count_queries: Callable[[], Any]
) -> None:
    complex_id = mini_cluster.complex_id
    member = sign_in(client, make_member(make_organisation(complex_id=complex_id)))

    def cost() -> int:
        session.remove()
        with count_queries() as counted:
            member.get("/me/")
        return len(counted)

    make_event(complex_id=complex_id, title_ko="우리 행사 1")
    make_event(title_ko="남의 행사")
    before = cost()
    for number in range(2, 8):
        make_event(complex_id=complex_id, title_ko=f"우리 행사 {number}", starts_at=now() + (10 + number) * DAY)
    assert cost() == before
    page = member.get("/me/").text
    assert [number for number in range(1, 8) if f"우리 행사 {number}<" in page] == [1, 2, 3, 4]
    assert "남의 행사" not in page


def test_members_do_not_find_what_is_unlisted(client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn) -> None:
    hidden(mini_cluster, Visibility.UNLISTED)
    assert holding(sign_in(client, make_member(make_organisation())), places(mini_cluster)) == []


def test_an_unlisted_event_opens_by_its_address_and_asks_search_engines_to_pass_by(
    client: FlaskClient, mini_cluster: MiniCluster
) -> None:
    path = f"/events/{hidden(mini_cluster, Visibility.UNLISTED).public_id}"
    answer = client.get(path)
    assert (answer.status_code, answer.headers.get("X-Robots-Tag")) == (200, "noindex")
    calendar = client.get(f"{path}.ics")
    assert (calendar.status_code, calendar.headers.get("X-Robots-Tag")) == (200, "noindex")
    assert "public" not in calendar.headers["Cache-Control"]


def test_a_members_event_exists_for_members_and_coordinators_only(
    client: FlaskClient, mini_cluster: MiniCluster, sign_in: SignIn
) -> None:
    path = f"/events/{hidden(mini_cluster, Visibility.MEMBERS).public_id}"
    typed = {"name": "홍길동", "organisation_name": "가람", "email": "a@example.com"}
    for outsider in (None, make_account()):
        if outsider:
            sign_in(client, outsider)
        assert client.get(path).status_code == client.get(f"{path}.ics").status_code == 404
        assert (
            post(client, f"{path}/registrations", page="/help" if outsider else "/sign-in", **typed).status_code == 404
        )
    elsewhere = make_coordinator(make_complex())
    for insider in (make_member(make_organisation()), elsewhere, make_account(role=Role.ADMINISTRATOR)):
        sign_in(client, insider)
        assert client.get(path).status_code == client.get(f"{path}.ics").status_code == 200


def test_a_draft_for_members_is_seen_by_its_team_only(mini_cluster: MiniCluster) -> None:
    draft = hidden(mini_cluster, Visibility.MEMBERS, status=Status.DRAFT).public_id
    with pytest.raises(NotFound):
        queries.get_visible(draft, make_member(make_organisation()))


def test_a_place_at_a_members_event_is_in_ones_own_calendar(client: FlaskClient, mini_cluster: MiniCluster) -> None:
    member = make_member(make_organisation())
    make_registration(hidden(mini_cluster, Visibility.MEMBERS), member)
    link = saved(FeedLink(account_id=member.id, name="전화기", created_at=now()))
    assert holding(client, [path_of(link)]) == [path_of(link)]


def test_planning_shows_teams_their_own_drafts_and_nobody_elses(mini_cluster: MiniCluster) -> None:
    own, other = mini_cluster.complex_id, make_complex()
    for visibility in Visibility:
        hidden(mini_cluster, visibility, title_ko=f"우리 {visibility}")
        make_event(complex_id=other.id, visibility=visibility, title_ko=f"남의 {visibility}")
    hidden(mini_cluster, Visibility.PUBLIC, status=Status.DRAFT, title_ko="우리 초안")
    make_event(complex_id=other.id, status=Status.DRAFT, title_ko="남의 초안")
    session.refresh(mini_cluster, ["complex"])
    coordinator = make_coordinator(mini_cluster.complex)

    def between(account: Account | None, **filters: Any) -> set[str]:
        found = queries.list_spans(Filters(**filters), now(), now() + 30 * DAY, account=account)
        return {line.title_ko for line in queries.lines_of(row.id for row in found).values()}

    ours = {"우리 public", "우리 unlisted", "우리 members", "우리 초안"}
    assert between(coordinator) == ours | {"남의 public", "남의 members"}
    assert between(coordinator, complex_id=own) == ours
    assert between(None) == {"우리 public", "남의 public"}
    assert queries.list_spans(Filters(), now() - 9 * DAY, now(), account=coordinator) == []
