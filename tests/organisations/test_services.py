"""How are organisations listed, described, joined and left?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import MiniCluster
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.mail.models import OutgoingMail
from eventhub.organisations import queries, services
from eventhub.organisations.errors import AlreadyBelongs, AlreadyListed, WrongParent, WrongSize
from eventhub.organisations.models import Capability, Kind, Organisation, Size
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_mini_cluster
from tests.factories.organisations import make_capability, make_member, make_organisation

DESCRIBED = {"main_product_ko": "기어", "about_ko": "기어를 깎습니다.", "website": "https://example.com"}
TOLD = {"title_ko": "휨 해석", "text_ko": "휨을 줄입니다.", "title_en": "", "text_en": "", "equipment": ""}


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def add(**changes: Any) -> Organisation:
    """Add a firm, or what the changes make of it."""
    values = {"kind": Kind.FIRM, "size": Size.SMALL, "name_ko": "가람정밀", "name_en": "", **changes}
    if "complex_id" not in values:
        values["complex_id"] = make_complex().id
    by = make_account()
    with transaction():
        return services.add(**values, by=by, now=now())


def test_an_organisation_is_added_to_a_complex_and_it_is_written_down(app: Flask) -> None:
    organisation = add()
    assert queries.get(organisation.public_id).complex is not None
    assert actions() == ["organisation-added"]


@pytest.mark.parametrize("changes", [{"size": Size.NONE}, {"kind": Kind.UNIVERSITY, "size": Size.LARGE}])
def test_a_size_that_does_not_fit_is_refused(app: Flask, changes: dict[str, Any]) -> None:
    with pytest.raises(WrongSize):
        add(**changes)


def test_only_a_lab_is_put_under_a_university(app: Flask) -> None:
    university = make_organisation(kind=Kind.UNIVERSITY)
    with pytest.raises(WrongParent):
        add(parent=university)
    lab = add(kind=Kind.LAB, size=Size.NONE, parent=university)
    assert queries.list_labs(university.id) == [lab]


def test_the_same_name_of_the_same_kind_is_listed_once_in_a_complex(app: Flask) -> None:
    complex_id = make_complex().id
    add(complex_id=complex_id, name_en="Garam")
    with pytest.raises(AlreadyListed):
        add(complex_id=complex_id)
    with pytest.raises(AlreadyListed):
        add(complex_id=complex_id, name_ko="", name_en="Garam")
    add(complex_id=make_complex().id)
    add(complex_id=complex_id, kind=Kind.SUPPORT_AGENCY, size=Size.NONE)


def test_labs_of_one_name_are_told_apart_by_their_universities(app: Flask) -> None:
    complex_id = make_complex().id
    for _ in range(2):
        university = make_organisation(kind=Kind.UNIVERSITY)
        lab = add(complex_id=complex_id, kind=Kind.LAB, size=Size.NONE, parent=university)
        assert queries.list_labs(university.id) == [lab]


def test_a_description_changes_the_day_only_when_something_changed(app: Flask, at: Callable[[str], Any]) -> None:
    organisation, me = make_organisation(), make_account()
    for moment, changed_at in (("2026-03-03 09:00", "03-03"), ("2026-03-04 09:00", "03-03")):
        with at(moment), transaction():
            services.describe(organisation, size=Size.MID, by=me, now=now(), **DESCRIBED)
        assert f"{organisation.updated_at:%m-%d}" == changed_at
    assert (organisation.size, organisation.about_ko) == (Size.MID, "기어를 깎습니다.")
    assert actions() == ["organisation-described"]


def test_a_description_with_a_size_that_does_not_fit_is_refused(app: Flask) -> None:
    organisation, me = make_organisation(kind=Kind.LAB), make_account()
    with pytest.raises(WrongSize), transaction():
        services.describe(organisation, size=Size.SMALL, by=me, now=now())


def test_the_audit_names_what_changed_and_not_the_words(app: Flask) -> None:
    organisation, me = make_organisation(), make_account()
    with transaction():
        services.describe(organisation, size=Size.SMALL, by=me, now=now(), about_ko="비밀 공정")
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.detail == {"changed": ["about_ko"]}
    assert entry.subject == f"organisation:{organisation.public_id}"


def offer(organisation: Organisation, **changes: Any) -> Capability:
    """Offer a capability."""
    me = make_account()
    with transaction():
        values = {**TOLD, "trl": None, "requests_per_quarter": 2, **changes}
        return services.offer(organisation, by=me, now=now(), **values)


def test_what_is_offered_begins_with_its_first_revision(app: Flask) -> None:
    organisation = make_organisation()
    capability = offer(organisation, trl=6)
    assert [row.id for row in queries.list_capabilities(organisation.id)] == [capability.id]
    assert (capability.revision, capability.trl) == (1, 6)


def test_a_revision_grows_with_every_change_and_with_nothing_else(app: Flask, at: Callable[[str], Any]) -> None:
    capability, me = offer(make_organisation()), make_account()
    same = {**TOLD, "trl": None, "requests_per_quarter": 2}
    steps: list[tuple[dict[str, Any], int]] = [({}, 1), ({"trl": 4}, 2), ({"trl": 4, "text_ko": "더 줄입니다."}, 3)]
    for day, (change, revision) in enumerate(steps, 3):
        with at(f"2026-03-0{day} 09:00"), transaction():
            services.revise(capability, by=me, now=now(), **{**same, **change})
        assert capability.revision == revision
    assert f"{capability.updated_at:%m-%d}" == "03-05"
    assert actions() == ["capability-offered", "capability-revised", "capability-revised"]


def test_what_is_withdrawn_is_offered_no_longer_and_only_once_withdrawn(app: Flask) -> None:
    capability, me = make_capability(make_organisation()), make_account()
    for _ in range(2):
        with transaction():
            services.withdraw(capability, by=me, now=now())
    assert capability.withdrawn_at == now()
    assert capability.revision == 2
    assert queries.list_capabilities(capability.organisation_id) == []
    assert queries.capability_texts() == []
    assert actions() == ["capability-withdrawn"]


def add_person(organisation: Organisation, by: Account, email: str = "new@example.com") -> None:
    """Add a person to an organisation."""
    with transaction():
        services.add_person(organisation, email=email, name="김철수", post="공장장", locale="ko", by=by, now=now())


def test_a_person_added_has_an_account_and_a_letter(app: Flask, outbox: Callable[..., list[OutgoingMail]]) -> None:
    organisation, by = make_organisation(), make_account()
    add_person(organisation, by)
    assert [account.name for account in queries.contacts_of(organisation.id)] == ["김철수"]
    assert [letter.to_address for letter in outbox()] == ["new@example.com"]
    assert actions() == ["person-added"]


def test_who_is_known_keeps_their_name_and_locale(app: Flask, outbox: Callable[..., list[OutgoingMail]]) -> None:
    organisation, by = make_organisation(), make_account()
    make_account(email="known@example.com", name="박연구", locale="en")
    add_person(organisation, by, "Known@example.com")
    assert [account.name for account in queries.contacts_of(organisation.id)] == ["박연구"]
    assert outbox()[0].locale == "en"


def test_a_person_belongs_to_an_organisation_once(app: Flask, outbox: Callable[..., list[OutgoingMail]]) -> None:
    organisation, by = make_organisation(), make_account()
    add_person(organisation, by)
    with pytest.raises(AlreadyBelongs):
        add_person(organisation, by)
    assert len(outbox()) == 1
    assert len(queries.list_people(organisation.id)) == 1


def test_who_is_removed_keeps_the_account_and_may_come_back(
    app: Flask, at: Callable[[str], Any], outbox: Callable[..., list[OutgoingMail]]
) -> None:
    organisation, by = make_organisation(), make_account()
    add_person(organisation, by)
    account = queries.contacts_of(organisation.id)[0]
    for _ in range(2):
        with transaction():
            services.remove_person(organisation, account, by=by, now=now())
    assert queries.contacts_of(organisation.id) == []
    with at("2026-03-05 09:00"):
        add_person(organisation, by)
    assert len(outbox()) == 2
    assert actions() == ["person-added", "person-removed", "person-added"]


def test_a_mini_cluster_is_joined_and_left_once(app: Flask) -> None:
    organisation, mini_cluster = make_organisation(), make_mini_cluster()
    for change in (services.join, services.join):
        _in_transaction(change, organisation, mini_cluster)
    assert [row.id for row in queries.mini_clusters_of(organisation.id)] == [mini_cluster.id]
    for change in (services.leave, services.leave):
        _in_transaction(change, organisation, mini_cluster)
    assert queries.mini_clusters_of(organisation.id) == []
    assert actions() == ["mini-cluster-joined", "mini-cluster-left"]


def test_suspended_people_get_no_letters(app: Flask) -> None:
    organisation = make_organisation()
    make_member(organisation, suspended_at=now())
    active = make_member(organisation)
    assert [account.id for account in queries.contacts_of(organisation.id)] == [active.id]


def _in_transaction(change: Callable[..., None], organisation: Organisation, mini_cluster: MiniCluster) -> None:
    by = make_account()
    with transaction():
        change(organisation, mini_cluster, by=by, now=now())
