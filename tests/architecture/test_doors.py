"""Is every door guarded, and closed to what has no business there?"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from eventhub.accounts.models import Account
from eventhub.app import create_app
from eventhub.web.access import Access, policy_of
from tests.conftest import settings_for
from tests.factories.accounts import make_account

ROOT = Path(__file__).parents[2]
# A mail program's one click comes without a cookie and a token (RFC 8058); its proof is the link.
WITHOUT_TOKEN = {"mail.unsubscribe_now"}


def address(rule: Rule) -> str:
    """Fill an address with names that nothing has."""
    return str(rule.build(dict.fromkeys(rule.arguments, "nothing-has-this-name"))[1])


APP = create_app(settings_for("sqlite:///:memory:"))
RULES = sorted(APP.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
CHANGING = [rule for rule in RULES if "POST" in (rule.methods or ()) and rule.endpoint not in WITHOUT_TOKEN]
AT_THE_DESK = [
    rule for rule in RULES if policy_of(APP.view_functions[rule.endpoint]) in (Access.COORDINATOR, Access.ADMINISTRATOR)
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_view_declares_who_may_enter(rule: Rule) -> None:
    assert policy_of(APP.view_functions[rule.endpoint]) is not None


def test_a_view_without_a_policy_is_closed(migrated_app: Flask) -> None:
    app = create_app(settings_for(str(migrated_app.config["SQLALCHEMY_DATABASE_URI"])))
    app.add_url_rule("/undeclared", view_func=lambda: "open", endpoint="undeclared")
    assert app.test_client().get("/undeclared").status_code == 404


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_visitor_is_sent_to_sign_in_where_that_is_needed(rule: Rule, client: FlaskClient) -> None:
    policy = policy_of(client.application.view_functions[rule.endpoint])
    method = "POST" if "GET" not in (rule.methods or ()) else "GET"
    answer = client.open(address(rule), method=method)
    if policy in (Access.SIGNED_IN, Access.COORDINATOR, Access.ADMINISTRATOR):
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in?next=")
    else:
        assert answer.status_code < 500


@pytest.mark.parametrize("rule", AT_THE_DESK, ids=str)
def test_a_member_does_not_enter_the_desk(
    rule: Rule, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    sign_in(client, make_account())
    method = "POST" if "GET" not in (rule.methods or ()) else "GET"
    assert client.open(address(rule), method=method).status_code == 403


@pytest.mark.parametrize("rule", CHANGING, ids=str)
def test_nothing_is_changed_without_the_token_of_the_page(rule: Rule, client: FlaskClient) -> None:
    answer = client.post(address(rule), data={"csrf_token": "forged"})
    assert answer.status_code in (303, 400, 404)
    assert answer.status_code != 303 or answer.location.startswith("/sign-in") or rule.endpoint == "accounts.sign_out"


MOST_MEGABYTES = 150
# numpy is not among them: the reader of workbooks loads it where it is there.
HEAVY = ("sklearn", "scipy", "numba", "kiwipiepy", "mecab", "distributed")


def test_the_web_process_never_loads_what_the_matcher_needs_and_stays_small() -> None:
    look = (
        "import sys; from wsgi import app; "
        "app.test_client().get('/sign-in'); "
        f"print([name for name in {HEAVY!r} if name in sys.modules]); "
        # A new process reports the peak of the one it was started from, so what it holds now is read.
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS'))); "
        # A worker, or a command, that finds nothing to match does without as well.
        f"app.extensions['eventhub.load_schedule'](); print([name for name in {HEAVY!r} if name in sys.modules]); "
        "import eventhub.matching.finding; print('sklearn' in sys.modules, 'numba' in sys.modules)"
    )
    environment = {**os.environ, "EVENTHUB_SECRET_KEY": "k" * 32, "EVENTHUB_DATABASE_URL": "sqlite:///:memory:"}
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded, kilobytes, worker, matcher = done.stdout.splitlines()
    assert loaded == "[]"
    assert int(kilobytes) < MOST_MEGABYTES * 1024
    assert worker == "[]"
    assert matcher == "True True", "matching does load it, so that this test can fail"
