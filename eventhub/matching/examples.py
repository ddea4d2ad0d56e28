"""What would the letters about a suggestion say, about one made up?"""

from datetime import datetime, timedelta

from eventhub.accounts import examples as accounts
from eventhub.events import examples as events
from eventhub.matching import messages
from eventhub.matching.models import Enquiry, Reply, Review, Side, Suggestion
from eventhub.matching.rules import Coming
from eventhub.organisations import examples as organisations
from eventhub.problems import examples as problems

SHARED_WITH_EVENT = {"ko": ("사출", "냉각"), "en": ("mould", "cool")}
SHARED = {"ko": ("사출", "휨", "냉각"), "en": ("warp", "mould", "cool")}


def suggestion(locale: str, *, now: datetime) -> Suggestion:
    """Make up a suggestion that was sent and that both sides, who read a language, were asked about."""
    capability = organisations.capability()
    said = {"document_id": f"{capability.id}:{locale}", "terms": [{"term": term} for term in SHARED[locale]]}
    made = Suggestion(
        public_id="example",
        problem=problems.problem(locale, now=now),
        revision=1,
        organisation=capability.organisation,
        capability=capability,
        rank=1,
        score=0.42,
        # Without the places of the words, as after a text was changed, only those still written in both are told.
        explanation={Side.OWNER.value: said, Side.PARTNER.value: said},
        review=Review.SENT,
        reviewed_by=accounts.coordinator(locale),
    )
    made.introduction = messages.introduce(made)
    partner = accounts.person(
        locale, ko="최은서", en="Eunseo Choi", job_ko="교수", job_en="Professor", email="eunseo.choi@example.ac.kr"
    )
    for side, account in ((Side.OWNER, made.problem.stated_by), (Side.PARTNER, partner)):
        Enquiry(
            public_id=f"example-{side}",
            suggestion=made,
            side=side,
            account=account,
            asked_at=now,
            expires_at=now + timedelta(days=14),
            reply=Reply.ACCEPTED,
        )
    return made


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package."""
    made = suggestion(locale, now=now)
    for enquiry in made.enquiries:
        messages.ask(enquiry, made, enquiry.account, now=now)
    coming = [Coming(events.event(now=now), SHARED_WITH_EVENT[locale])]
    messages.tell_weekly(made.enquiries[0].account, made.enquiries, coming, now=now)
    messages.tell_both_accepted(made, [accounts.coordinator(locale)], now=now)
