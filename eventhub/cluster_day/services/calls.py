"""How does somebody propose a session or a booth, and how is it judged and decided on?"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.cluster_day import messages, queries, rules
from eventhub.cluster_day.errors import AlreadyDecided, CallIsClosed, SenselessEdition
from eventhub.cluster_day.models import Call, Edition, Review, Submission, SubmissionState, Wish
from eventhub.cluster_day.rules import BoothPlan, Proposal
from eventhub.cluster_day.services.booths import add_booth
from eventhub.core import audit
from eventhub.core.db import rows_changed, session
from eventhub.core.i18n import lazy as _
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.programme import services as programme
from eventhub.programme.models import SessionType, Speaker
from eventhub.programme.queries import list_speakers
from eventhub.programme.rules import AppearancePlan, SessionPlan, SpeakerPlan


def open_call(
    edition: Edition, wish: Wish, *, text_ko: str, text_en: str, closes_at: datetime, by: Account, now: datetime
) -> Call:
    """Call for sessions, or for booths, until a moment; calling again changes the call."""
    event = events.lock(edition.event_id)
    if closes_at > event.ends_at:
        raise SenselessEdition({"closes_at": _("The call must close before the event ends.")})
    call = queries.find_call(edition.id, wish)
    if call is None:
        call = Call(edition_id=edition.id, wish=wish)
        session.add(call)
    call.text_ko, call.text_en, call.closes_at = text_ko, text_en, closes_at
    audit.record("call-opened", f"event:{event.public_id}", actor=by.public_id, now=now, wish=wish)
    return call


def count_try(email: str, *, network: str, now: datetime) -> None:
    """Count a try at proposing something, from a network and for an address."""
    accounts.spend_attempt(f"submit-network:{network}", at_most=rules.TRIES_PER_NETWORK, now=now)
    accounts.spend_attempt(f"submit:{email}", at_most=rules.TRIES_PER_ADDRESS, now=now)


def submit(edition: Edition, proposal: Proposal, *, now: datetime) -> Submission:
    """Take a proposal in while the call is open, and confirm it by letter."""
    event = events.lock(edition.event_id)
    if not rules.is_open(queries.find_call(edition.id, proposal.wish), event, now=now):
        raise CallIsClosed
    submission = Submission(
        public_id=new_public_id(),
        edition=edition,
        wish=proposal.wish,
        state=SubmissionState.RECEIVED,
        email=proposal.email,
        locale=proposal.locale,
        submitted_at=now,
    )
    _describe(submission, proposal, now)
    session.add(submission)
    messages.tell_received(submission, event, now=now)
    return submission


def change(submission: Submission, proposal: Proposal, *, now: datetime) -> Submission:
    """Change what was proposed, until the call closes; what it is and the address stay."""
    submission = _undecided(submission)
    call = queries.find_call(submission.edition_id, submission.wish)
    if not rules.is_open(call, submission.edition.event, now=now):
        raise CallIsClosed
    _describe(submission, proposal, now)
    return submission


def withdraw(submission: Submission, *, now: datetime) -> None:
    """Take a proposal back before it is decided on; once or twice is the same."""
    events.lock(submission.edition.event_id)
    submission = queries.get_submission(submission.edition_id, submission.public_id)
    if submission.state is SubmissionState.WITHDRAWN:
        return
    if submission.state is not SubmissionState.RECEIVED:
        raise AlreadyDecided
    submission.state, submission.decided_at = SubmissionState.WITHDRAWN, now


def review(submission: Submission, *, score: int, comment: str, by: Account, now: datetime) -> Review:
    """Write down what somebody thinks of a submission; each reviewer once, who may think again until the decision."""
    submission = _undecided(submission)
    judged = queries.find_review(submission.id, by.id)
    if judged is None:
        judged = Review(submission_id=submission.id, account_id=by.id)
        session.add(judged)
    judged.score, judged.comment, judged.reviewed_at = score, comment, now
    return judged


def decide(submission: Submission, state: SubmissionState, *, reason: str, by: Account, now: datetime) -> Submission:
    """Accept or decline a submission, with a letter; what is accepted is planned at once, without a place yet."""
    submission = _undecided(submission)
    submission.state, submission.reason, submission.decided_at = state, reason, now
    if state is SubmissionState.ACCEPTED:
        add = _add_session if submission.wish is Wish.SESSION else _add_booth
        add(submission, by=by, now=now)
    audit.record(f"submission-{state}", f"submission:{submission.public_id}", actor=by.public_id, now=now)
    messages.tell_decision(submission, submission.edition.event, now=now)
    return submission


def forget_past(*, now: datetime) -> int:
    """Erase what people proposed for editions long past, and what was thought of it; return how many."""
    old = queries.submissions_ended_before(now - rules.KEPT)
    session.execute(delete(Review).where(Review.submission_id.in_(old)))
    return rows_changed(delete(Submission).where(Submission.id.in_(old)))


def _undecided(submission: Submission) -> Submission:
    """Hold the event and read the submission again: meanwhile it may have been decided on."""
    events.lock(submission.edition.event_id)
    submission = queries.get_submission(submission.edition_id, submission.public_id)
    if submission.state is not SubmissionState.RECEIVED:
        raise AlreadyDecided
    return submission


def _describe(submission: Submission, proposal: Proposal, now: datetime) -> None:
    submission.name, submission.organisation_name = proposal.name, proposal.organisation_name
    submission.title, submission.text = proposal.title, proposal.text
    submission.consented_at = (submission.consented_at or now) if proposal.has_consented else None
    submission.updated_at = now


def _words(submission: Submission) -> dict[str, Any]:
    """Write title and text into the columns of the language they are in."""
    return {f"title_{submission.locale}": submission.title, f"text_{submission.locale}": submission.text}


def _add_session(submission: Submission, *, by: Account, now: datetime) -> None:
    event_id = submission.edition.event_id
    planned = programme.add_session(event_id, SessionPlan(type=SessionType.TALK, **_words(submission)), by=by, now=now)
    speaker = _known_speaker(submission) or programme.add_speaker(event_id, _speaker_plan(submission), by=by, now=now)
    session.flush()  # the session and the speaker are looked up again by their public ids
    cast = [AppearancePlan(speaker_id=speaker.public_id)]
    programme.set_appearances(event_id, planned.public_id, cast, version=planned.version, by=by, now=now)


def _known_speaker(submission: Submission) -> Speaker | None:
    """Find whom the programme has already: somebody with two sessions is one speaker, who cannot be twice at once."""
    who = _who(submission.name, submission.email)
    speakers = list_speakers(submission.edition.event_id)
    return next((one for one in speakers if _who(one.name, one.email) == who), None)


def _who(name: str, email: str) -> tuple[str, str]:
    return "".join(name.split()).casefold(), email.casefold()


def _speaker_plan(submission: Submission) -> SpeakerPlan:
    return SpeakerPlan(
        name=submission.name,
        organisation_name=submission.organisation_name,
        email=submission.email,
        locale=submission.locale,
        has_consented=submission.consented_at is not None,
    )


def _add_booth(submission: Submission, *, by: Account, now: datetime) -> None:
    edition, name = submission.edition, submission.organisation_name
    organisation_id = queries.organisations_by_name([name]).get(name)
    number = rules.next_number(queries.hall(edition).numbers)
    plan = BoothPlan(
        number=number,
        organisation_id=organisation_id,
        organisation_name="" if organisation_id else name,
        **_words(submission),
    )
    add_booth(edition, plan, by=by, now=now)
