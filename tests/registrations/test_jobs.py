"""Does personal data end when it was promised to end, and not before?"""

from datetime import timedelta

from flask import Flask

from eventhub.accounts import queries as accounts
from eventhub.accounts import services
from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.mail.models import LetterState
from eventhub.registrations.jobs import forget_old_data
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.mail import make_letter
from tests.factories.organisations import make_member, make_organisation
from tests.factories.registrations import make_registration

DAY = timedelta(days=1)
LONG_AGO = 380 * DAY


def test_a_visitor_of_long_ago_is_forgotten_and_still_counted(app: Flask) -> None:
    event = make_event(starts_at=now() - LONG_AGO)
    visitor = make_account(name="손님", email="guest@example.com", phone="010-0000-0000", created_at=now() - LONG_AGO)
    place = make_registration(event, visitor, note="휠체어")
    assert forget_old_data() == "1 registrations, 1 visitors"
    session.refresh(place)
    assert (place.name, place.organisation_name, place.phone, place.note) == ("", "", "", "")
    assert accounts.find_by_email("guest@example.com") is None
    assert session.get_one(Account, visitor.id).name == ""
    assert forget_old_data() == ""


def test_whoever_came_since_belongs_or_serves_is_kept(app: Flask) -> None:
    old, recent = make_event(starts_at=now() - LONG_AGO), make_event(starts_at=now() - 30 * DAY)
    again = make_account(created_at=now() - LONG_AGO)
    member = make_member(make_organisation(), created_at=now() - LONG_AGO)
    coordinator = make_account(role=Role.COORDINATOR, created_at=now() - LONG_AGO)
    for account in (again, member, coordinator):
        make_registration(old, account)
    latest = make_registration(recent, again)
    assert forget_old_data() == "3 registrations"
    session.refresh(latest)
    assert latest.name == again.name


def test_old_letters_say_nothing_but_keep_their_keys(app: Flask) -> None:
    old = make_letter(key="old", state=LetterState.SENT, queued_at=now() - 200 * DAY)
    fresh = make_letter(state=LetterState.SENT, queued_at=now() - 100 * DAY)
    waiting = make_letter(state=LetterState.QUEUED, queued_at=now() - 200 * DAY)
    assert forget_old_data() == "1 letters"
    for letter in (old, fresh, waiting):
        session.refresh(letter)
    assert (old.key, old.to_address, old.subject, old.text, old.html) == ("old", "", "", "", "")
    assert fresh.text
    assert waiting.text


def test_old_sign_ins_are_erased_and_open_ones_stay(app: Flask) -> None:
    account = make_account()
    with transaction():
        token = services.make_set_up_link(session.get_one(Account, account.id), now=now() - 100 * DAY)
    with transaction():
        services.sign_in_by_link(token, user_agent="old", now=now() - 100 * DAY)
    with transaction():
        fresh = services.make_set_up_link(session.get_one(Account, account.id), now=now())
    with transaction():
        services.sign_in_by_link(fresh, user_agent="new", now=now())
    assert forget_old_data() == "2 sign-ins"
    assert [one.user_agent for one in accounts.list_sessions(account, now())] == ["new"]
