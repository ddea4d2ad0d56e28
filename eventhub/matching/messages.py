"""Which letters ask the two sides, and which tells the coordinators that both said yes?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventhub.accounts.messages import write
from eventhub.accounts.models import Account
from eventhub.core.i18n import gettext, pick, speaking
from eventhub.core.links import absolute
from eventhub.mail.models import MailingList
from eventhub.mail.services import About
from eventhub.matching.models import Enquiry, Side, Suggestion
from eventhub.matching.rules import Coming, key_of_question
from eventhub.matching.rules.explaining import explain
from eventhub.problems.messages import about

LETTERS = {Side.OWNER: "matching/recommendation", Side.PARTNER: "matching/request"}


def introduce(suggestion: Suggestion) -> str:
    """Propose the sentence that introduces a partner, in the language of the person who will read it."""
    with speaking(suggestion.problem.stated_by.locale):
        partner = pick(suggestion.organisation, "name")
        return gettext("I have read both texts and believe that a talk with %(partner)s helps you on.", partner=partner)


def ask(enquiry: Enquiry, suggestion: Suggestion, reader: Account, *, now: datetime) -> None:
    """Ask one side by letter; the partner reads the coordinator's wording and no name."""
    write(
        LETTERS[enquiry.side],
        reader,
        key=key_of_question(suggestion, enquiry.side),
        about=replace(_about(suggestion), mailing_list=MailingList.RECOMMENDATIONS, useful_until=enquiry.expires_at),
        now=now,
        suggestion=suggestion,
        enquiry=enquiry,
        coordinator=suggestion.reviewed_by,
        why=explain(suggestion, enquiry.side),
        **_links(enquiry),
    )


def tell_weekly(reader: Account, enquiries: Sequence[Enquiry], coming: Sequence[Coming], *, now: datetime) -> None:
    """Ask somebody in one letter what would have been asked in several during the week, and name events that fit."""
    teams = {_about(enquiry.suggestion).team: _about(enquiry.suggestion) for enquiry in enquiries}
    # Where several teams are concerned, answers go to none of them.
    from_one = next(iter(teams.values())) if len(teams) == 1 else About()
    write(
        "matching/weekly",
        reader,
        key=f"weekly:{reader.public_id}:{now:%Y%m%d}",
        about=replace(
            from_one,
            thread="",
            mailing_list=MailingList.RECOMMENDATIONS,
            is_weekly=True,
            useful_until=max(enquiry.expires_at for enquiry in enquiries),
        ),
        now=now,
        entries=[
            {
                "suggestion": enquiry.suggestion,
                "is_owner": enquiry.side is Side.OWNER,
                "why": explain(enquiry.suggestion, enquiry.side),
                "expires_at": enquiry.expires_at,
                **_links(enquiry),
            }
            for enquiry in enquiries
        ],
        coming=[
            {"event": event, "words": words, "link": absolute(f"/events/{event.public_id}")} for event, words in coming
        ],
    )


def tell_both_accepted(suggestion: Suggestion, coordinators: Sequence[Account], *, now: datetime) -> None:
    """Tell the coordinators of the problem's complex that both sides want to meet."""
    for reader in coordinators:
        write(
            "matching/both_accepted",
            reader,
            key=f"suggestion:{suggestion.public_id}:both-accepted:{reader.public_id}",
            about=_about(suggestion),
            now=now,
            suggestion=suggestion,
            owner=suggestion.asked(Side.OWNER),
            partner=suggestion.asked(Side.PARTNER),
            link=absolute("/desk/introductions/?stage=introduced"),
        )


def _links(enquiry: Enquiry) -> dict[str, Any]:
    link = absolute(f"/a/{enquiry.secret}")
    return {"accept_link": f"{link}?reply=accepted", "decline_link": f"{link}?reply=declined"}


def _about(suggestion: Suggestion) -> About:
    return replace(about(suggestion.problem), thread=f"suggestion:{suggestion.public_id}")
