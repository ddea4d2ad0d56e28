"""What is made up to measure registering and check-in with? All of it goes into a scratch database that is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account, Role
from eventhub.checkins import services as checkins
from eventhub.checkins.queries import helper_path
from eventhub.clusters.models import Complex
from eventhub.core.clock import now, today
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Kind, Status
from eventhub.registrations.models import Registration, Standing
from eventhub.tickets.queries import ticket_path

CHUNK = 5_000
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Staged:
    """An event that was made up: its row, and where its page is."""

    id: int
    public_id: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/events/{self.public_id}"


def stage(*, capacity: int, starts_in: timedelta = 240 * HOUR) -> Staged:
    """Make an event that takes registrations now, of a complex of its own."""
    starts_at = now() + starts_in
    with transaction():
        number = session.scalar(select(Complex.id).order_by(Complex.id.desc()).limit(1)) or 0
        complex_ = Complex(slug=f"bench-{number + 1}", name_ko="가상산단", name_en="Made-up complex")
        session.add(complex_)
        session.flush()  # the event refers to its row
        event = Event(
            kind=Kind.SEMINAR,
            status=Status.PUBLISHED,
            complex_id=complex_.id,
            title_ko="사출 금형 세미나",
            title_en="Injection mould seminar",
            text_ko="휨과 수축을 줄이는 방법을 듣습니다.",
            text_en="How warpage and shrinkage are reduced.",
            venue_ko="클러스터추진단 대회의실",
            venue_en="Meeting room of the promotion team",
            capacity=capacity,
            starts_at=starts_at,
            ends_at=starts_at + 3 * HOUR,
            registration_opens_at=now() - 24 * HOUR,
            registration_closes_at=now() + 24 * HOUR,
            created_at=now(),
            updated_at=now(),
            published_at=now(),
        )
        session.add(event)
        session.flush()  # its row is told
        return Staged(event.id, event.public_id)


def seat(event: Staged, number: int) -> None:
    """Give many people a confirmed place, as if they had registered long ago."""
    moment = now() - HOUR
    with transaction():
        session.get_one(Event, event.id).seats_taken = number
        for people in _chunks(number):
            accounts_made = session.scalars(
                insert(Account).returning(Account.id, sort_by_parameter_order=True),
                [_person(event, one, moment) for one in people],
            )
            rows = [
                {
                    "event_id": event.id,
                    "account_id": account_id,
                    "standing": Standing.CONFIRMED,
                    "name": _name(one),
                    "organisation_name": "가람정밀",
                    "phone": f"010-0000-{one % 10_000:04}",
                    "locale": "ko",
                    "registered_at": moment,
                    "queued_at": moment,
                }
                for one, account_id in zip(people, accounts_made, strict=True)
            ]
            session.execute(insert(Registration), rows)


def tickets_of(event: Staged) -> list[str]:
    """Write the address of everybody's ticket, as their QR code has it."""
    rows = select(Registration).where(Registration.event_id == event.id).order_by(Registration.id)
    return [f"https://events.example.org{ticket_path(place)}" for place in session.scalars(rows)]


def open_lanes(event: Staged, names: Sequence[str]) -> list[str]:
    """Make a helper's link for each of some lanes, valid today, and return the private addresses."""
    with transaction():
        by = _administrator()
        found = session.get_one(Event, event.id)
        links = [checkins.make_helper_link(found, day=today(), name=name, by=by, now=now()) for name in names]
        return [helper_path(link) for link in links]


def sign_in() -> str:
    """Sign an administrator in, who may look at every list; return what their browser holds."""
    with transaction():
        link = accounts.make_set_up_link(_administrator(), now=now())
    with transaction():
        return accounts.sign_in_by_link(link, user_agent="bench", now=now())[0]


def _administrator() -> Account:
    account = accounts.account_for("administrator@example.org", name="관리자", locale="ko", now=now())
    account.role = Role.ADMINISTRATOR
    session.flush()  # links refer to its row
    return account


def _chunks(number: int) -> Iterator[range]:
    for first in range(0, number, CHUNK):
        yield range(first, min(first + CHUNK, number))


def _person(event: Staged, one: int, moment: datetime) -> dict[str, Any]:
    email = f"guest-{event.id}-{one}@example.com"
    return {"email": email, "name": _name(one), "locale": "ko", "role": Role.MEMBER, "created_at": moment}


def _name(one: int) -> str:
    return f"김{chr(ord('가') + one % 11_000)}{chr(ord('가') + one // 11_000 * 28)}"
