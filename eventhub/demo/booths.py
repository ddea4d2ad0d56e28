"""Who stands in the hall of the made-up Cluster Day, what competes in its contest, and what was proposed for it?"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.cluster_day.models import (
    Booth,
    Call,
    ContestEntry,
    Edition,
    Review,
    Submission,
    SubmissionState,
    Wish,
)
from eventhub.clusters.models import Complex, TeamMember
from eventhub.core.clock import local, now
from eventhub.core.db import session, transaction
from eventhub.demo import values
from eventhub.demo.identity import Chance, pair
from eventhub.demo.phrases import capitalise, fill
from eventhub.demo.words import read
from eventhub.events.models import Event
from eventhub.organisations.models import Organisation
from eventhub.programme.models import SessionType
from eventhub.programme.queries import list_sessions

COLUMNS, ROWS = 10, 6
# Who stands there: so many of each kind.
STANDS = {"firm": 44, "lab": 10, "university": 3, "support_agency": 3}
OUTCOME_SHARE, UNJUDGED_SHARE = 0.35, 0.3
ACCEPTED_SESSIONS, ACCEPTED_BOOTHS = 3, 2
OPEN_FOR, CLOSED_SINCE = timedelta(days=24), timedelta(days=4)
DAY = timedelta(days=1)


def furnish(programme: values.Programme, *, progress: Callable[[str, int, int], None]) -> None:
    """Make the Cluster Day of a loaded programme an edition, with its booths, contest and call."""
    event_id = programme.events[-1].public_id
    with transaction():
        event = session.scalars(select(Event).where(Event.public_id == event_id)).one()
        # A chance of its own, so that the hall leaves untouched what the seed gives otherwise.
        furnisher = _Furnisher(Chance(programme.seed + 2), event, now())
        booths = furnisher.fill_hall(programme)
        furnisher.hold_contest()
        furnisher.hold_call(booths)
    progress("booths", len(booths), len(booths))


class _Furnisher:
    """Fills one edition."""

    def __init__(self, chance: Chance, event: Event, moment: datetime) -> None:
        self._chance, self._event, self._words = chance, event, read("booths")
        last_day = local(min(moment - CLOSED_SINCE, event.starts_at - OPEN_FOR))
        self._closed_at = last_day.replace(hour=18, minute=0, second=0, microsecond=0)
        self._opened_at = self._closed_at - OPEN_FOR
        self._edition = Edition(
            event_id=event.id,
            year=local(event.starts_at).year,
            hall_columns=COLUMNS,
            hall_rows=ROWS,
            created_at=self._opened_at,
        )
        session.add(self._edition)
        session.flush()  # what stands in the hall refers to the number the database gives

    def fill_hall(self, programme: values.Programme) -> list[Booth]:
        """Give each place in the hall to an organisation."""
        chosen = [
            organisation
            for kind, number in STANDS.items()
            for organisation in self._some([one for one in programme.organisations if one.kind == kind], number)
        ]
        self._chance.rng.shuffle(chosen)
        rows = session.scalars(
            select(Organisation).where(Organisation.public_id.in_([one.public_id for one in chosen]))
        )
        known = {row.public_id: row for row in rows}
        booths = [self._booth(place, known[one.public_id]) for place, one in enumerate(chosen)]
        session.add_all(booths)
        return booths

    def hold_contest(self) -> None:
        """Let each of the first complexes send its case; the judges meet on the day."""
        cases = self._words["contest"]["entries"]
        complexes = session.scalars(select(Complex).order_by(Complex.id).limit(len(cases))).all()
        for complex_, case in zip(complexes, cases, strict=True):
            title_ko, title_en = pair(case["title"])
            text_ko, text_en = pair(case["text"])
            firms = select(Organisation.name_ko).where(
                Organisation.complex_id == complex_.id, Organisation.kind == "firm"
            )
            session.add(
                ContestEntry(
                    public_id=self._chance.public_id(),
                    edition_id=self._edition.id,
                    complex_id=complex_.id,
                    organisation_name=session.scalar(firms.order_by(Organisation.id).limit(1)) or "",
                    title_ko=title_ko,
                    title_en=title_en,
                    text_ko=text_ko,
                    text_en=text_en,
                    created_at=self._closed_at,
                )
            )

    def hold_call(self, booths: Sequence[Booth]) -> None:
        """Close a call for which proposals of every fate came in."""
        for wish in Wish:
            text_ko, text_en = pair(self._words["call"][wish.value])
            call = Call(
                edition_id=self._edition.id, wish=wish, text_ko=text_ko, text_en=text_en, closes_at=self._closed_at
            )
            session.add(call)
        rows = [*self._accepted_sessions(), *self._accepted_booths(booths), *self._others()]
        reviewers = self._reviewers()
        for row in rows:
            submission = self._submission(row)
            session.add(submission)
            if submission.state is SubmissionState.WITHDRAWN:
                continue
            for reviewer in reviewers:
                if not self._chance.happens(UNJUDGED_SHARE):
                    submission.reviews.append(self._review(submission, reviewer))

    def _some(self, organisations: Sequence[values.Organisation], number: int) -> Sequence[values.Organisation]:
        return self._chance.rng.sample(organisations, min(number, len(organisations)))

    def _booth(self, place: int, organisation: Organisation) -> Booth:
        words, rng = self._words["booths"], self._chance.rng
        slots = {"product": organisation.main_product_ko, "product_en": organisation.main_product_en}
        title_ko, title_en = (fill(half, slots) for half in pair(rng.choice(words[organisation.kind.value])))
        text_ko, text_en = pair(rng.choice(words["texts"]))
        shows = self._chance.happens(OUTCOME_SHARE)
        outcome_ko, outcome_en = pair(rng.choice(words["outcomes"])) if shows else ("", "")
        return Booth(
            public_id=self._chance.public_id(),
            edition_id=self._edition.id,
            organisation=organisation,
            number=str(place + 1),
            organisation_name="",
            title_ko=title_ko,
            title_en=capitalise(title_en),
            text_ko=text_ko,
            text_en=text_en,
            outcome_ko=outcome_ko,
            outcome_en=outcome_en,
            hall_column=place % COLUMNS + 1,
            hall_row=place // COLUMNS + 1,
            created_at=self._closed_at,
        )

    def _accepted_sessions(self) -> Iterator[dict[str, Any]]:
        """Say who proposed some of the talks that are on the programme now."""
        talks = [one for one in list_sessions(self._event.id) if one.type is SessionType.TALK and one.appearances]
        for talk in talks[:ACCEPTED_SESSIONS]:
            speaker = talk.appearances[-1].speaker
            yield {
                "wish": Wish.SESSION,
                "state": SubmissionState.ACCEPTED,
                "title": talk.title_ko,
                "text": talk.text_ko or talk.title_ko,
                "name": speaker.name,
                "organisation_name": speaker.organisation_name,
                "email": speaker.email,
            }

    def _accepted_booths(self, booths: Sequence[Booth]) -> Iterator[dict[str, Any]]:
        """Say who proposed some of the booths that stand in the hall now."""
        for booth, person in zip(booths[:ACCEPTED_BOOTHS], self._people(ACCEPTED_BOOTHS), strict=True):
            owner = booth.organisation.name_ko if booth.organisation else ""
            texts = {"title": booth.title_ko, "text": booth.text_ko, "organisation_name": owner}
            yield {"wish": Wish.BOOTH, "state": SubmissionState.ACCEPTED, **texts, **person}

    def _others(self) -> Iterator[dict[str, Any]]:
        """Say what else was proposed."""
        proposals = self._words["call"]["proposals"]
        rows = session.scalars(
            select(Organisation.name_ko).where(Organisation.kind == "firm").order_by(Organisation.id)
        )
        names = self._chance.rng.sample(list(rows.fetchmany(10 * len(proposals))), len(proposals))
        for proposal, name, person in zip(proposals, names, self._people(len(proposals)), strict=True):
            yield {
                "wish": Wish(proposal["wish"]),
                "state": SubmissionState(proposal["state"]),
                "title": proposal["title"],
                "text": proposal["text"],
                "organisation_name": name,
                **person,
            }

    def _people(self, number: int) -> list[dict[str, str]]:
        """Choose people who exist already, by name and address."""
        rows = select(Account).where(Account.name != "", Account.locale == "ko").order_by(Account.id.desc()).limit(300)
        chosen = self._chance.rng.sample(list(session.scalars(rows)), number)
        return [{"name": one.name, "email": one.email} for one in chosen]

    def _submission(self, row: dict[str, Any]) -> Submission:
        sent_at = self._opened_at + self._chance.rng.random() * (self._closed_at - self._opened_at)
        reasons = {
            SubmissionState.ACCEPTED: self._words["call"]["reason_accepted"],
            SubmissionState.DECLINED: self._words["call"]["reason_declined"],
        }
        is_open = row["state"] is SubmissionState.RECEIVED
        return Submission(
            public_id=self._chance.public_id(),
            edition=self._edition,
            locale="ko",
            consented_at=sent_at,
            reason=reasons.get(row["state"], ""),
            submitted_at=sent_at,
            updated_at=sent_at,
            decided_at=None if is_open else self._closed_at + DAY,
            reviews=[],
            **row,
        )

    def _reviewers(self) -> Sequence[Account]:
        rows = select(Account).join(TeamMember, TeamMember.account_id == Account.id)
        rows = rows.where(TeamMember.complex_id == self._event.complex_id).order_by(TeamMember.id)
        return session.scalars(rows.limit(3)).all()

    def _review(self, submission: Submission, reviewer: Account) -> Review:
        low, high = {SubmissionState.ACCEPTED: (4, 5), SubmissionState.DECLINED: (1, 3)}.get(submission.state, (2, 5))
        return Review(
            account=reviewer,
            score=self._chance.rng.randint(low, high),
            comment=self._chance.rng.choice(self._words["call"]["comments"]),
            reviewed_at=self._closed_at + DAY / 2,
        )
