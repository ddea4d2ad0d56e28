"""Which editions are there, what do they hold, and who may see or decide about it?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

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
from eventhub.cluster_day.rules import SUBMISSION, Hall, hall_of, in_order
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.secrets import seal, unseal
from eventhub.events import queries as events
from eventhub.events.models import Event, Kind, Status, Visibility
from eventhub.organisations.models import Organisation


def get_visible(year: str, account: Account | None) -> Edition:
    """Return the edition of a year as this reader may see it, with its event."""
    return get_or_refuse(_editions().where(Edition.year == _year(year), events.may_open(account)))


def get_as_coordinator(year: str, account: Account) -> Edition:
    """Return the edition of a year to those who plan its event."""
    return get_or_refuse(_editions().where(Edition.year == _year(year), served_by(account, Event.complex_id)))


def latest_year() -> int | None:
    """Return the year of the newest edition everybody finds."""
    rows = select(Edition.year).join(Edition.event)
    shown = (Event.status == Status.PUBLISHED, Event.visibility == Visibility.PUBLIC)
    return session.scalar(rows.where(*shown).order_by(Edition.year.desc()).limit(1))


def get(edition_id: int) -> Edition:
    """Return an edition by its row, with its event."""
    return session.scalars(_editions().where(Edition.id == edition_id)).one()


def lock(edition: Edition) -> Edition:
    """Return an edition, fresh, and hold its event until the transaction ends."""
    events.lock(edition.event_id)
    rows = _editions().where(Edition.id == edition.id)
    return session.scalars(rows.execution_options(populate_existing=True)).one()


def find_of_event(event_id: int) -> Edition | None:
    """Find the edition an event is."""
    return session.scalar(_editions().where(Edition.event_id == event_id))


def is_year_taken(year: int, *, except_id: int | None = None) -> bool:
    """Say whether another edition has this year."""
    rows = select(Edition.id).where(Edition.year == year)
    if except_id is not None:
        rows = rows.where(Edition.id != except_id)
    return session.scalar(rows) is not None


def list_served(account: Account) -> Sequence[Edition]:
    """List the editions a coordinator plans, newest first, with their events."""
    return session.scalars(_editions().where(served_by(account, Event.complex_id)).order_by(Edition.year.desc())).all()


def list_events_without_edition(account: Account) -> Sequence[Event]:
    """List the Cluster Days a coordinator plans that are no edition yet."""
    is_edition = select(Edition.event_id)
    rows = select(Event).where(Event.kind == Kind.CLUSTER_DAY, served_by(account, Event.complex_id))
    return session.scalars(rows.where(Event.id.not_in(is_edition)).order_by(Event.starts_at.desc(), Event.id)).all()


def list_booths(edition_id: int) -> Sequence[Booth]:
    """List the booths of an edition by number, with their organisations."""
    return in_order(session.scalars(_booths().where(Booth.edition_id == edition_id)).all())


def get_booth(edition_id: int, public_id: str) -> Booth:
    """Return a booth of an edition."""
    return get_or_refuse(_booths().where(Booth.edition_id == edition_id, Booth.public_id == public_id))


def hall(edition: Edition, *, except_id: int | None = None) -> Hall:
    """Return what a booth has to agree with; a booth that is changed does not stand in its own way."""
    booths = session.scalars(select(Booth).where(Booth.edition_id == edition.id)).all()
    return hall_of(edition.hall_columns, edition.hall_rows, (one for one in booths if one.id != except_id))


def organisations_by_name(names: Collection[str]) -> Mapping[str, int]:
    """Find the organisations of the directory that are called so; a name two of them have means neither."""
    columns = (Organisation.name_ko, Organisation.name_en)
    found: dict[str, set[int]] = {}
    for name_ko, name_en, row in session.execute(
        select(*columns, Organisation.id).where(or_(*(column.in_(names) for column in columns)))
    ):
        for name in {name_ko, name_en} & set(names):
            found.setdefault(name, set()).add(row)
    return {name: min(rows) for name, rows in found.items() if len(rows) == 1}


def find_organisation(organisation_id: int | None) -> Organisation | None:
    """Return an organisation, or None when none is named."""
    return session.get(Organisation, organisation_id) if organisation_id is not None else None


def list_entries(edition_id: int) -> Sequence[ContestEntry]:
    """List the entries of the contest with their complexes; those with an award come first."""
    rows = select(ContestEntry).options(joinedload(ContestEntry.complex, innerjoin=True))
    awarded = case((or_(ContestEntry.award_ko != "", ContestEntry.award_en != ""), 0), else_=1)
    return session.scalars(rows.where(ContestEntry.edition_id == edition_id).order_by(awarded, ContestEntry.id)).all()


def get_entry(edition_id: int, public_id: str) -> ContestEntry:
    """Return an entry of the contest, with its complex."""
    rows = select(ContestEntry).options(joinedload(ContestEntry.complex, innerjoin=True))
    return get_or_refuse(rows.where(ContestEntry.edition_id == edition_id, ContestEntry.public_id == public_id))


def has_entry(edition_id: int, complex_id: int, *, except_id: int | None) -> bool:
    """Say whether a complex has sent another entry already."""
    rows = select(ContestEntry.id).where(ContestEntry.edition_id == edition_id, ContestEntry.complex_id == complex_id)
    if except_id is not None:
        rows = rows.where(ContestEntry.id != except_id)
    return session.scalar(rows) is not None


def find_complex(slug: str) -> Complex | None:
    """Find a complex by its slug."""
    return session.scalar(select(Complex).where(Complex.slug == slug))


def list_calls(edition_id: int) -> Mapping[Wish, Call]:
    """List the calls of an edition by what may be proposed."""
    found = {one.wish: one for one in session.scalars(select(Call).where(Call.edition_id == edition_id))}
    return {wish: found[wish] for wish in Wish if wish in found}


def find_call(edition_id: int, wish: Wish) -> Call | None:
    """Find the call for sessions, or for booths."""
    return session.scalar(select(Call).where(Call.edition_id == edition_id, Call.wish == wish))


def list_submissions(edition_id: int, state: SubmissionState | None = None) -> Sequence[Submission]:
    """List what was proposed, oldest first, with the reviews."""
    rows = _submissions().where(Submission.edition_id == edition_id)
    if state is not None:
        rows = rows.where(Submission.state == state)
    return session.scalars(rows.order_by(Submission.submitted_at, Submission.id)).all()


def count_submissions(edition_id: int) -> dict[SubmissionState, int]:
    """Count what was proposed by what became of it."""
    rows = select(Submission.state, func.count()).where(Submission.edition_id == edition_id)
    return {**dict.fromkeys(SubmissionState, 0), **dict(session.execute(rows.group_by(Submission.state)).all())}


def get_submission(edition_id: int, public_id: str) -> Submission:
    """Return a submission of an edition, fresh, with its reviews and their reviewers."""
    rows = _submissions().where(Submission.edition_id == edition_id, Submission.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def get_by_link(secret: str) -> Submission:
    """Return the submission a private link names, fresh, with its edition and event."""
    public_id = unseal(SUBMISSION, secret)
    if public_id is None:
        raise NotFound
    rows = _submissions().where(Submission.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def find_review(submission_id: int, account_id: int) -> Review | None:
    """Find what somebody thinks of a submission."""
    return session.scalar(select(Review).where(Review.submission_id == submission_id, Review.account_id == account_id))


def path_of(submission: Submission) -> str:
    """Return the private address of a submission."""
    return f"/s/{seal(SUBMISSION, submission.public_id)}"


def submissions_ended_before(moment: datetime) -> Select[int]:
    """Select the submissions (rows) of editions that ended before a moment."""
    return select(Submission.id).join(Submission.edition).join(Edition.event).where(Event.ends_at < moment)


def _editions() -> Select[Edition]:
    with_event = contains_eager(Edition.event)
    return (
        select(Edition)
        .join(Edition.event)
        .options(
            with_event.joinedload(Event.complex, innerjoin=True),
            with_event.joinedload(Event.mini_cluster),
            with_event.joinedload(Event.room),
        )
    )


def _booths() -> Select[Booth]:
    return select(Booth).options(joinedload(Booth.organisation))


def _submissions() -> Select[Submission]:
    return select(Submission).options(
        joinedload(Submission.edition, innerjoin=True)
        .joinedload(Edition.event, innerjoin=True)
        .joinedload(Event.complex, innerjoin=True),
        selectinload(Submission.reviews).joinedload(Review.account, innerjoin=True),
    )


def _year(text: str) -> int:
    """Read the year in an address."""
    if not (text.isascii() and text.isdigit() and len(text) == len("2026")):
        raise NotFound
    return int(text)
