"""Do coordinators judge blind, decide about proposals and read the rules, and does an administrator see the numbers?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.lexicon import queries as lexicons
from eventhub.matching.models import LiftedAnswer, Reason, Reply, TeamSetting
from eventhub.organisations.models import Organisation
from eventhub.tuning.models import Judgement, Measure, Verdict, Way
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_suggestion
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_technical_problem
from tests.factories.tuning import make_judgement, make_measurement, make_pair, make_proposal, make_run

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PAGE, JUDGING, MATCHER = "/desk/matcher/", "/desk/matcher/judging/", "/admin/matcher"


@pytest.fixture
def complex_id(client: FlaskClient, sign_in: SignIn) -> int:
    """Sit down at the desk of a complex."""
    complex_ = make_complex()
    row = complex_.id
    sign_in(client, make_coordinator(complex_))
    return row


def firm(complex_id: int, name: str = "가람정밀") -> Organisation:
    """Make a firm of the complex."""
    return make_organisation(complex_id=complex_id, name_ko=name)


def test_a_pair_shows_its_texts_and_nothing_of_the_ranking(client: FlaskClient, complex_id: int) -> None:
    pair = make_pair(make_technical_problem(firm(complex_id)))
    make_judgement(pair, make_account(name="다른 코디"), Verdict.NOT)
    text = client.get(f"{JUDGING}{pair.public_id}").text
    for words in ("식으면서 휩니다", "냉각 불균형과 수축", 'data-key="f"', 'data-key="p"', 'data-key="n"'):
        assert words in text
    for hidden in ("다른 코디", "top", "0.5", "가상대", "가람정밀"):
        assert hidden not in text.partition("<main")[2].partition("</main>")[0]


def test_judging_walks_through_all_pairs_and_tells_the_agreement(
    client: FlaskClient, complex_id: int, sign_in: SignIn
) -> None:
    for number in range(3):
        make_pair(make_technical_problem(firm(complex_id, f"가람 {number}")))
    for verdict in ("relevant", "partly"):
        seen = []
        for _each in range(3):
            start = client.get(JUDGING).text
            found = re.search(rf'href="{JUDGING}(\w{{12}})"', start)
            assert found
            name = found[1]
            seen.append(name)
            assert post(client, f"{JUDGING}{name}", verdict=verdict if len(seen) > 1 else "not").status_code == 303
        assert len(set(seen)) == 3
        assert "Begin judging" not in client.get(f"{JUDGING}?lang=en").text
        sign_in(client, make_coordinator(session.get_one(Complex, complex_id)))
    sign_in(client, make_coordinator(session.get_one(Complex, complex_id)))
    page = client.get(f"{JUDGING}?lang=en").text
    assert "judged alike, of 3 pairs" in page
    assert session.query(Judgement).count() == 6


def test_an_answer_that_is_none_is_refused(client: FlaskClient, complex_id: int) -> None:
    pair = make_pair(make_technical_problem(firm(complex_id))).public_id
    assert post(client, f"{JUDGING}{pair}", verdict="maybe").status_code == 422
    assert post(client, f"{JUDGING}draw", JUDGING, number="0").status_code == 422
    assert post(client, f"{JUDGING}draw", JUDGING, number="5").status_code == 409


def test_the_rules_are_told_and_a_proposal_is_accepted_or_refused(client: FlaskClient, complex_id: int) -> None:
    own = make_suggestion(make_technical_problem(firm(complex_id)))
    foreign = make_suggestion(make_technical_problem(make_organisation(name_ko="남의 회사")))
    accepted = make_proposal(evidence={"suggestions": [own.public_id, foreign.public_id]}).public_id
    refused = make_proposal(words="물건").public_id
    text = client.get(f"{PAGE}?lang=en").text
    for words in ("in 3 answers", "for 3 months", "1 of other teams", "Precision Moulding Lab"):
        assert words in text
    assert "남의 회사" not in text
    token = csrf(client, PAGE)
    assert client.post(f"{PAGE}proposals/{accepted}/accept", data={"csrf_token": "forged"}).status_code == 400
    for name, verb in ((accepted, "accept"), (refused, "refuse")):
        assert client.post(f"{PAGE}proposals/{name}/{verb}", data={"csrf_token": token}).status_code == 303
    assert lexicons.current().generic == ("비품",)
    assert client.post(f"{PAGE}proposals/{refused}/accept", data={"csrf_token": token}).status_code == 303
    assert "Somebody else has decided" in client.get(PAGE).text
    assert lexicons.current().generic == ("비품",)


def test_a_pair_that_is_kept_apart_is_shown_and_lifted(client: FlaskClient, complex_id: int) -> None:
    suggestion = make_suggestion(make_technical_problem(firm(complex_id)))
    name = suggestion.public_id
    make_enquiry(suggestion, reply=Reply.DECLINED, reason=Reason.WRONG_FIELD, answered_at=now())
    old = make_suggestion(make_technical_problem(firm(complex_id, "옛날 회사")))
    long_ago = now() - timedelta(days=500)
    make_enquiry(old, reply=Reply.DECLINED, reason=Reason.KNOWN, answered_at=long_ago)
    text = client.get(PAGE).text
    assert "가람정밀" in text
    assert "옛날 회사" not in text
    assert post(client, f"{PAGE}apart/{name}", why="").status_code == 422
    assert post(client, f"{PAGE}apart/{name}", why="분야가 바뀌었습니다").status_code == 303
    assert session.scalars(select(LiftedAnswer.why)).one() == "분야가 바뀌었습니다"
    assert "가람정밀" not in client.get(PAGE).text


def test_a_team_sets_its_months_and_only_its_own(client: FlaskClient, complex_id: int) -> None:
    slug, other = session.get_one(Complex, complex_id).slug, make_complex().slug
    assert post(client, f"{PAGE}months", PAGE, complex=slug, months="6").status_code == 303
    assert post(client, f"{PAGE}months", PAGE, complex=slug, months="121").status_code == 422
    assert post(client, f"{PAGE}months", PAGE, complex=other, months="6").status_code == 422
    assert [(row.complex_id, row.months_apart) for row in session.query(TeamSetting)] == [(complex_id, 6)]


def test_an_administrator_sees_runs_numbers_and_a_picture_with_its_table(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    empty = client.get(f"{MATCHER}?lang=en").text
    assert "Nothing was judged yet" in empty
    assert "has not run yet" in empty
    make_run()
    for day in range(3):
        for way in Way:
            for measure in Measure:
                make_measurement(
                    measured_at=now() - timedelta(days=day), way=way, measure=measure, value=0.5 + day / 10
                )
    text = client.get(f"{MATCHER}?measure=recall_at_10").text
    assert text.count("<polyline") == 4
    assert text.count("<circle") == 12
    for words in ("612 MB", "0.15", "50 % (40–80)", "70 % (40–80)"):
        assert words in text
    assert client.get(f"{MATCHER}?measure=nonsense").status_code == 200


def test_the_page_of_the_rules_asks_the_same_number_of_questions_however_much_was_answered(
    client: FlaskClient, complex_id: int, count_queries: Callable[[], Any]
) -> None:
    def answered() -> int:
        for number in range(3):
            suggestion = make_suggestion(make_technical_problem(firm(complex_id, f"가람 {number}")))
            make_enquiry(suggestion, reply=Reply.DECLINED, reason=Reason.KNOWN, answered_at=now())
        with count_queries() as counted:
            client.get(PAGE)
        return len(counted)

    assert answered() == answered()
