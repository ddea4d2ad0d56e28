"""Who may take which of the free seats, until when may one change one's mind, and how is a code written?"""

import enum
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from eventhub.admission.models import InvitationCode, Quota, Terms
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_moment
from eventhub.core.types import ALPHABET
from eventhub.events.models import Event
from eventhub.organisations.rules import Belonging

CODE_GROUPS, CODE_GROUP_LENGTH = 3, 4
MOST_CODES = 500
LONGEST_HOURS, LARGEST_GROUP = 720, 50


class CodeState(enum.StrEnum):
    """Whether a code still lets somebody in, and if not, why."""

    OPEN = "open"
    USED_UP = "used_up"
    EXPIRED = "expired"
    REVOKED = "revoked"


CODE_STATE_WORDS: dict[CodeState, Any] = {
    CodeState.OPEN: _("Lets in"),
    CodeState.USED_UP: _("Used up"),
    CodeState.EXPIRED: _("Expired"),
    CodeState.REVOKED: _("Revoked"),
}


@dataclass(frozen=True, kw_only=True)
class CodePlan:
    """What some invitation codes, made at once, shall be worth."""

    number: int = 1
    most_uses: int = 1
    note: str = ""
    expires_at: datetime | None = None
    skips_approval: bool = False
    keeps_seats: bool = False


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one group has of an event: seats kept for it, the most it may take, what it has taken."""

    quota_id: int
    reserved: int
    most: int | None
    taken: int

    @property
    def kept(self) -> int:
        """How many seats still wait for people of this group."""
        return max(0, self.reserved - self.taken)


@dataclass
class House:
    """The seats of an event while somebody is being seated: `left` are free, some of them kept for groups and codes.

    A seat kept for an organisation and again for its mini-cluster is kept twice: rules that overlap err on the side
    of keeping.
    """

    left: int
    shares: dict[int, Share] = field(default_factory=dict)
    kept_by_codes: int = 0

    def room_for(self, mine: Iterable[int]) -> int:
        """Count the free seats that somebody of these groups (quotas) could take."""
        own = set(mine)
        kept = sum(share.kept for share in self.shares.values() if share.quota_id not in own)
        limits = [self.shares[one].most for one in own]
        rooms = [limit - self.shares[one].taken for one, limit in zip(own, limits, strict=True) if limit is not None]
        return max(0, min([self.left - self.kept_by_codes - kept, *rooms]))

    def seat(self, mine: Iterable[int]) -> None:
        """Count one seat as taken by somebody of these groups."""
        self.left -= 1
        for one in mine:
            self.shares[one] = replace(self.shares[one], taken=self.shares[one].taken + 1)


def includes(quota: Quota, belonging: Belonging) -> bool:
    """Say whether a quota is for people who belong so."""
    return (
        quota.organisation_id in belonging.organisation_ids
        or quota.mini_cluster_id in belonging.mini_cluster_ids
        or (quota.complex_id is not None and quota.complex_id == belonging.complex_id)
    )


def usual_terms(event_id: int) -> Terms:
    """Say how an event lets people in about which nobody decided anything."""
    return Terms(
        event_id=event_id, needs_approval=False, offer_hours=0, changes_close_hours=0, largest_group=10, pool_id=None
    )


def kept_by(codes: Iterable[InvitationCode], *, now: datetime) -> int:
    """Count the seats that wait for people with codes."""
    return sum(code.most_uses - code.uses for code in codes if code.keeps_seats and is_open(code, now=now))


def is_open(code: InvitationCode, *, now: datetime) -> bool:
    """Say whether a code still lets somebody in."""
    return state_of(code, now=now) is CodeState.OPEN


def state_of(code: InvitationCode, *, now: datetime) -> CodeState:
    """Say whether a code lets in, or what ended it."""
    if code.revoked_at is not None:
        return CodeState.REVOKED
    if code.expires_at is not None and code.expires_at <= now:
        return CodeState.EXPIRED
    return CodeState.OPEN if code.uses < code.most_uses else CodeState.USED_UP


def say_group(quota: Quota) -> str:
    """Name the organisation, mini-cluster or complex a quota is for; they are loaded."""
    return next(pick(one, "name") for one in (quota.organisation, quota.mini_cluster, quota.complex) if one is not None)


def say_terms(event: Event, terms: Terms) -> list[str]:
    """Say in plain words how an event lets people in."""
    until = say_moment(changes_until(event, terms))
    return [
        gettext("A coordinator looks at everybody who registers before they get a seat.")
        if terms.needs_approval
        else gettext("Whoever registers first gets a seat at once, while there are any."),
        gettext(
            "A seat that becomes free is offered for %(number)d hours to who waits longest.", number=terms.offer_hours
        )
        if terms.offer_hours
        else gettext("A seat that becomes free goes at once to who waits longest."),
        gettext("People may change their place or give it up by themselves until %(moment)s.", moment=until),
        gettext("One person may register up to %(number)d people together.", number=terms.largest_group),
    ]


def keeps(quota: Quota, *, now: datetime) -> bool:
    """Say whether the seats a quota reserves are still kept."""
    return quota.released_at is None or now < quota.released_at


def changes_until(event: Event, terms: Terms) -> datetime:
    """Say until when people may change their place, or give it up, by themselves."""
    return event.starts_at - timedelta(hours=terms.changes_close_hours) if terms.changes_close_hours else event.ends_at


def offer_until(event: Event, terms: Terms, *, now: datetime) -> datetime | None:
    """Say how long a seat that became free is offered; None when it is given at once, as when there is no time left."""
    end = now + timedelta(hours=terms.offer_hours)
    return end if terms.offer_hours and end < event.starts_at else None


def make_code() -> str:
    """Make a code that can be read out on the telephone: twelve letters and digits in groups, some 56 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(CODE_GROUP_LENGTH)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


def tidy_code(text: str) -> str:
    """Read a code as people type it: capitals, spaces and missing hyphens make no difference."""
    plain = "".join(character for character in text.lower() if character.isalnum())
    return "-".join(plain[start : start + CODE_GROUP_LENGTH] for start in range(0, len(plain), CODE_GROUP_LENGTH))
