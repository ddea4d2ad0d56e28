"""What do coordinators fill in about how an event lets people in?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from eventhub.admission.errors import PoolHasNoRoom, PoolTooSmall, TooManyCodes, TooManyKept, TwiceTheSameGroup
from eventhub.admission.models import Quota, SeatPool, Terms
from eventhub.admission.rules import LARGEST_GROUP, LONGEST_HOURS, MOST_CODES, CodePlan
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import on_clocks
from eventhub.events.forms import MomentField
from eventhub.events.rules import LARGEST
from eventhub.organisations.models import Organisation
from eventhub.web.baseform import NEEDED, BaseForm, Line, Places, WholeNumber, named, options

USUAL_HOURS = 24


class Giving(StrEnum):
    """How a seat that becomes free is given to who waits."""

    AT_ONCE = "at_once"
    AS_AN_OFFER = "offer"


class GroupKind(StrEnum):
    """For whom seats are kept."""

    ORGANISATION = "organisation"
    MINI_CLUSTER = "mini_cluster"
    COMPLEX = "complex"


class TermsForm(BaseForm):
    """How an event lets people in."""

    needs_approval = BooleanField(
        _("A coordinator looks at everybody first"),
        description=_("Whoever registers asks to come, and has a seat only when one of you has said yes."),
    )
    giving = RadioField(
        _("When a seat becomes free"),
        [InputRequired(NEEDED)],
        choices=options(
            (Giving.AT_ONCE, _("It goes at once to who waits longest, with a letter.")),
            (Giving.AS_AN_OFFER, _("It is offered to who waits longest; without an answer in time, to the next.")),
        ),
    )
    offer_hours = WholeNumber(_("Hours an offer stands"), least=1, most=LONGEST_HOURS)
    changes_close_hours = WholeNumber(
        _("Changes close (hours before the beginning)"),
        least=0,
        most=LONGEST_HOURS,
        description=_(
            "Until then people change their place, or give it up, by themselves. 0: until the event is over."
        ),
        needed=True,
    )
    largest_group = WholeNumber(
        _("Largest group"),
        least=1,
        most=LARGEST_GROUP,
        description=_("How many people one person may register together. 1: everybody for themselves."),
        needed=True,
    )

    def validate_giving(self, field: RadioField) -> None:
        """Ask for the hours where a seat is offered."""
        if field.data == Giving.AS_AN_OFFER and self.offer_hours.data is None and not self.offer_hours.errors:
            raise ValidationError(gettext("Please write for how many hours an offer stands."))

    def decided(self) -> dict[str, Any]:
        """Return what was decided, as plain values."""
        offers = self.giving.data == Giving.AS_AN_OFFER
        kept = {name: self._fields[name].data for name in ("needs_approval", "changes_close_hours", "largest_group")}
        return {**kept, "offer_hours": self.offer_hours.data if offers else 0}


class PoolForm(BaseForm):
    """How many seats are shared, under which name."""

    STANDS_AT: ClassVar[Places] = {PoolTooSmall: "capacity"}

    name = Line(_("Name of the shared seats"), limit=100, needed=_("Please write a name your team knows them by."))
    capacity = WholeNumber(_("Number of seats"), least=1, most=LARGEST, needed=True)

    def seats(self) -> dict[str, Any]:
        """Return what was decided, as plain values."""
        return {"name": self.name.data, "capacity": self.capacity.data}


class JoinForm(BaseForm):
    """With which events an event shares its seats."""

    STANDS_AT: ClassVar[Places] = {PoolHasNoRoom: "pool"}

    pool = RadioField(_("Whose seats"), default="")

    def offer(self, pools: Iterable[SeatPool]) -> None:
        """Say which shared seats the team has."""
        self._left = {pool.public_id: pool.seats_left for pool in pools}
        self.pool.choices = options(
            ("", gettext("Its own only")),
            *(
                (
                    pool.public_id,
                    gettext(
                        "%(name)s: %(left)d of %(number)d left",
                        name=pool.name,
                        left=pool.seats_left,
                        number=pool.capacity,
                    ),
                )
                for pool in pools
            ),
        )


class SeatsForm(BaseForm):
    """How many seats are kept for a group, at most how many it may take, and until when."""

    STANDS_AT: ClassVar[Places] = {TooManyKept: "reserved", TwiceTheSameGroup: "group"}

    reserved = WholeNumber(
        _("Seats kept"),
        least=0,
        most=LARGEST,
        description=_("So many seats wait for people of the group. 0: none, there is only a most."),
        needed=True,
    )
    most = WholeNumber(
        _("The most they may take"),
        least=0,
        most=LARGEST,
        description=_("Left empty, people of the group may also take seats that are for everybody."),
    )
    released_at = MomentField(
        _("Seats are released on"),
        needed=False,
        description=_("From then on the seats nobody of the group took are for everybody. Left empty: they stay kept."),
    )

    def validate_reserved(self, field: WholeNumber) -> None:
        """Refuse a rule that says nothing."""
        if field.data == 0 and self.most.data is None and not self.most.errors:
            raise ValidationError(gettext("Please keep at least one seat, or write the most the group may take."))

    def validate_most(self, field: WholeNumber) -> None:
        """Refuse fewer seats than are kept."""
        if field.data is not None and self.reserved.data is not None and field.data < self.reserved.data:
            raise ValidationError(gettext("This is fewer than the seats kept for the group."))

    def seats(self) -> dict[str, Any]:
        """Return what was decided, as plain values."""
        released_at = self.released_at.moment_if_any()
        return {"reserved": self.reserved.data, "most": self.most.data, "released_at": released_at}


class QuotaForm(SeatsForm):
    """For whom seats are kept, and how many."""

    group = RadioField(
        _("For whom"),
        [InputRequired(NEEDED)],
        default=GroupKind.ORGANISATION.value,
        choices=options(
            (GroupKind.ORGANISATION, _("An organisation, with its labs")),
            (GroupKind.MINI_CLUSTER, _("A mini-cluster")),
            (GroupKind.COMPLEX, _("An industrial complex")),
        ),
    )
    organisation_name = Line(
        _("Organisation"),
        limit=100,
        needed=False,
        description=_("A part of its name is enough; you choose then from the directory."),
    )
    organisation = RadioField(_("In the directory"), default="", validate_choice=False)
    mini_cluster = SelectField(_("Mini-cluster"), default="")
    complex = SelectField(_("Complex"), default="")

    def offer(
        self, organisations: Sequence[Organisation], mini_clusters: Iterable[MiniCluster], complexes: Iterable[Complex]
    ) -> None:
        """Say which organisations a name may mean, and which other groups there are."""
        self._ids: dict[str, dict[str, int]] = {
            GroupKind.ORGANISATION: {one.public_id: one.id for one in organisations},
            GroupKind.MINI_CLUSTER: {one.slug: one.id for one in mini_clusters},
            GroupKind.COMPLEX: {one.slug: one.id for one in complexes},
        }
        self.organisation.choices = options(*((one.public_id, pick(one, "name")) for one in organisations))
        by_complex = (
            choice
            for one in mini_clusters
            for choice in options((one.slug, pick(one, "name")), group=pick(one.complex, "name"))
        )
        self.mini_cluster.choices = [*options(("", gettext("Please choose"))), *by_complex]
        self.complex.choices = [*options(("", gettext("Please choose"))), *named(complexes)]

    def validate_organisation_name(self, field: Line) -> None:
        """Find the organisation that is meant, or ask which."""
        if self.group.data != GroupKind.ORGANISATION or field.errors:
            return
        found = self._ids[GroupKind.ORGANISATION]
        if self.organisation.data in found:
            return
        if not field.data:
            raise ValidationError(gettext("Please write the name of the organisation."))
        if not found:
            raise ValidationError(gettext("The directory has no organisation of that name. A part of it is enough."))
        if len(found) > 1:
            raise ValidationError(gettext("Is it one of these? Please choose, then save again."))
        self.organisation.data = next(iter(found))

    def validate_mini_cluster(self, field: SelectField) -> None:
        """Ask which one is meant."""
        self._ask_which(GroupKind.MINI_CLUSTER, field)

    def validate_complex(self, field: SelectField) -> None:
        """Ask which one is meant."""
        self._ask_which(GroupKind.COMPLEX, field)

    def chosen(self) -> dict[str, int | None]:
        """Return whose seats these are, by the column that names them."""
        kind = GroupKind(self.group.data)
        return {f"{kind}_id": self._ids[kind][self._fields[kind.value].data]}

    def _ask_which(self, kind: GroupKind, field: SelectField) -> None:
        if self.group.data == kind and not field.data:
            raise ValidationError(gettext("Please choose one."))


class CodesForm(BaseForm):
    """What some invitation codes shall be worth."""

    STANDS_AT: ClassVar[Places] = {TooManyKept: "keeps_seats", TooManyCodes: "number"}

    note = Line(
        _("Note for your team"),
        limit=200,
        needed=False,
        description=_("For whom the codes are, for instance. Only your team reads this."),
    )
    number = WholeNumber(_("How many codes"), least=1, most=MOST_CODES, default=1, needed=True)
    most_uses = WholeNumber(
        _("How often each can be used"),
        least=1,
        most=LARGEST,
        default=1,
        description=_("1: one code for one person. More: one code for a whole group."),
        needed=True,
    )
    expires_at = MomentField(_("Expires on"), needed=False)
    skips_approval = BooleanField(_("Who has it needs no approval"))
    keeps_seats = BooleanField(
        _("It keeps seats"), description=_("As many seats as the codes have uses wait for those who got them.")
    )

    def validate_expires_at(self, field: MomentField) -> None:
        """Refuse a code that has ended before it began."""
        moment = field.moment_if_any()
        if moment is not None and moment <= now():
            raise ValidationError(gettext("This moment has passed. Please choose one to come."))

    def plan(self) -> CodePlan:
        """Return what was decided, as plain values."""
        names = ("number", "most_uses", "note", "skips_approval", "keeps_seats")
        return CodePlan(**{name: self._fields[name].data for name in names}, expires_at=self.expires_at.moment_if_any())


def values_of_terms(terms: Terms) -> dict[str, Any]:
    """Show the terms of an event in their form."""
    return {
        "needs_approval": terms.needs_approval,
        "giving": Giving.AS_AN_OFFER if terms.offer_hours else Giving.AT_ONCE,
        "offer_hours": terms.offer_hours or USUAL_HOURS,
        "changes_close_hours": terms.changes_close_hours,
        "largest_group": terms.largest_group,
    }


def values_of_quota(quota: Quota) -> dict[str, int | datetime | None]:
    """Show a quota in its form, on people's clocks."""
    released_at = on_clocks(quota.released_at) if quota.released_at else None
    return {"reserved": quota.reserved, "most": quota.most, "released_at": released_at}
