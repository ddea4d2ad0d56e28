"""Are the letters about a place shown together, from the team of its event, and are links sent to who asked?"""

from collections.abc import Callable

from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail.models import MailingList, OutgoingMail
from eventhub.registrations import queries, services
from eventhub.registrations.messages import remind
from eventhub.registrations.rules import Applicant
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex
from tests.factories.events import make_event
from tests.factories.registrations import make_party, make_registration

Outbox = Callable[..., list[OutgoingMail]]
BORA = Applicant(email="bora@example.com", name="박보라")


def test_what_follows_on_a_registration_names_its_first_letter(app: Flask, outbox: Outbox) -> None:
    team = make_complex(team_email="team@changwon.example.org")
    slug, event = team.slug, make_event(complex_id=team.id)
    event_id, starts_at = event.id, event.starts_at
    with transaction():
        place = services.register(event_id, BORA, now=now())
        public_id = place.public_id
    with transaction():
        services.give_up(public_id, now=now())
    with transaction():
        services.register(event_id, BORA, now=now())
    with transaction():
        held = queries.get(public_id)
        remind(held, held.event, hours=24, now=now())
    first, *later = outbox(BORA.email)
    assert (first.thread, first.in_reply_to) == (f"registration:{public_id}", "")
    assert [(letter.thread, letter.in_reply_to) for letter in later] == [(first.thread, first.key)] * 3
    assert {letter.reply_to for letter in (first, *later)} == {"team@changwon.example.org"}
    assert {letter.team for letter in (first, *later)} == {slug}
    assert {letter.domain for letter in (first, *later)} == {"example.com"}
    assert [letter.list_id for letter in later] == ["", "", MailingList.REMINDERS]
    assert later[-1].useful_until == starts_at


def test_two_places_are_two_threads_and_so_are_two_readers(app: Flask, outbox: Outbox) -> None:
    events = [make_event().id for _ in range(2)]
    with transaction():
        for event_id in events:
            services.register(event_id, BORA, now=now())
        services.register(events[0], Applicant(email="other@example.com", name="다른이"), now=now())
    assert [letter.in_reply_to for letter in outbox()] == ["", "", ""]
    assert len({letter.thread for letter in outbox()}) == 3


def test_lost_links_go_to_who_asked_and_not_to_a_colleague(app: Flask, outbox: Outbox) -> None:
    booker, event = make_account(email="booker@example.com", name="이하준"), make_event()
    party = make_party(event, booker)
    make_registration(event, account=make_account(email="colleague@example.com"), party_id=party.id)
    with transaction():
        services.send_links("booker@example.com", network="192.0.2.1", now=now())
    (letter,) = outbox()
    assert letter.to_address == "booker@example.com"
    assert "이하준" in letter.text
