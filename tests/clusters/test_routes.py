"""What do visitors see of complexes and mini-clusters?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from eventhub.core.clock import now
from eventhub.events.models import Status
from eventhub.organisations.models import Kind
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.organisations import join_mini_cluster, make_organisation


def test_the_list_shows_every_complex_with_its_counts_and_a_scheme(client: FlaskClient) -> None:
    complex_ = make_complex(latitude=35.2, longitude=128.7)
    make_mini_cluster(complex_id=complex_.id)
    make_organisation(complex_id=complex_.id)
    make_organisation(complex_id=complex_.id)
    text = client.get("/complexes/?lang=en").text
    assert f'href="/complexes/{complex_.slug}"' in text
    assert complex_.vision_en in text
    assert "Mini-clusters: 1 · Members: 2" in text
    assert "<circle" in text


def test_the_list_without_any_complex_says_so(client: FlaskClient) -> None:
    answer = client.get("/complexes/?lang=en")
    assert answer.status_code == 200
    assert "No complex has joined yet." in answer.text


def test_the_list_takes_the_same_number_of_queries_for_many(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_organisation(complex_id=make_mini_cluster().complex_id)
        with count_queries() as counted:
            assert client.get("/complexes/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 4


def test_a_complex_names_its_team_by_name_and_office_only(client: FlaskClient) -> None:
    complex_ = make_complex()
    coordinator = make_coordinator(complex_, name="이영희", phone="010-1111-2222")
    text = client.get(f"/complexes/{complex_.slug}").text
    assert "이영희" in text
    assert complex_.team_phone in text
    assert complex_.team_email in text
    assert coordinator.email not in text
    assert "010-1111-2222" not in text


def test_a_complex_counts_its_members_by_kind_and_leads_to_them(client: FlaskClient) -> None:
    complex_ = make_complex()
    for kind in (Kind.FIRM, Kind.FIRM, Kind.LAB):
        make_organisation(complex_id=complex_.id, kind=kind)
    make_organisation()
    text = client.get(f"/complexes/{complex_.slug}").text
    assert f'/organisations/?complex={complex_.slug}&amp;kind=firm">2</a>' in text
    assert f'/organisations/?complex={complex_.slug}&amp;kind=lab">1</a>' in text
    assert "kind=university" not in text


def test_next_events_are_those_of_the_place_and_no_drafts(client: FlaskClient) -> None:
    complex_ = make_complex()
    mini_cluster = make_mini_cluster(complex_id=complex_.id)
    here = {"complex_id": complex_.id, "mini_cluster_id": mini_cluster.id}
    shown = make_event(**here)
    hidden = [
        make_event(**here, status=Status.DRAFT),
        make_event(**here, starts_at=now() - timedelta(days=3)),
        make_event(),
    ]
    for path in (f"/mini-clusters/{mini_cluster.slug}", f"/complexes/{complex_.slug}"):
        text = client.get(path).text
        assert shown.title_ko in text
        assert not [event for event in hidden if event.title_ko in text]


def test_a_mini_cluster_lists_its_members_by_kind_and_its_calendar(client: FlaskClient) -> None:
    mini_cluster = make_mini_cluster()
    firm = make_organisation(name_en="Zeta Moulds")
    lab = make_organisation(kind=Kind.LAB, name_en="Alpha Lab")
    for organisation in (lab, firm):
        join_mini_cluster(organisation, mini_cluster.id)
    text = client.get(f"/mini-clusters/{mini_cluster.slug}?lang=en").text
    assert text.index("Zeta Moulds") < text.index("Alpha Lab")
    assert f'href="/organisations/{firm.public_id}"' in text
    assert f'href="/calendars/mini-clusters/{mini_cluster.slug}.ics"' in text


def test_pages_of_places_take_the_same_number_of_queries_for_many_members(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    complex_ = make_complex()
    mini_cluster = make_mini_cluster(complex_id=complex_.id)
    slug, complex_id, complex_slug = mini_cluster.slug, complex_.id, complex_.slug
    counts = []
    for _ in range(2):
        for _ in range(3):
            join_mini_cluster(make_organisation(complex_id=complex_id), mini_cluster.id)
            make_event(complex_id=complex_id, mini_cluster_id=mini_cluster.id)
        with count_queries() as counted:
            assert client.get(f"/mini-clusters/{slug}").status_code == 200
            assert client.get(f"/complexes/{complex_slug}").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 14


def test_unknown_complexes_and_mini_clusters_are_not_found(client: FlaskClient) -> None:
    for path in ("/complexes/nothing", "/mini-clusters/nothing", "/mini-clusters/%F0%9F%92%A9"):
        assert client.get(path).status_code == 404


def test_what_was_typed_into_a_name_is_shown_as_text(client: FlaskClient) -> None:
    complex_ = make_complex(name_ko="<script>alert(1)</script>", vision_ko="<b>굵게</b>")
    for path in ("/complexes/", f"/complexes/{complex_.slug}"):
        text = client.get(path).text
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text
