"""What do people choose and type about calendars?"""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, SelectField

from eventhub.accounts.models import Account
from eventhub.calendars.errors import TooManyLinks
from eventhub.calendars.models import Scope
from eventhub.calendars.rules import ALARM_WORDS, NAME_LENGTH, SCOPE_WORDS
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.events.rules import KIND_WORDS
from eventhub.series.models import Series
from eventhub.web.baseform import BaseForm, Line, Places, ReadingForm, options

ALL = "all"


class ChooseForm(ReadingForm):
    """Which public calendar."""

    feed = SelectField(_("Which events?"), default=ALL)
    deadlines = BooleanField(_("Until when one can register, too"))
    named: dict[str, str]

    def offer(
        self, complexes: Sequence[Complex], mini_clusters: Sequence[MiniCluster], parts: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Name the calendars one can choose from: the value of a choice is its address without the ending.

        `parts` are those of the Cluster Day to come: all of it, its tracks and its rooms.
        """
        of_complex = {row.id: pick(row, "name") for row in complexes}
        mini = [(row.slug, f"{of_complex[row.complex_id]} · {pick(row, 'name')}") for row in mini_clusters]
        groups = {
            gettext("Everything"): [(ALL, gettext("All events"))],
            gettext("Innovation Cluster Day"): parts,
            gettext("One complex"): [(f"complexes/{row.slug}", pick(row, "name")) for row in complexes],
            gettext("One mini-cluster"): [(f"mini-clusters/{slug}", name) for slug, name in mini],
            gettext("One kind of event"): [(f"kinds/{kind.value}", str(word)) for kind, word in KIND_WORDS.items()],
        }
        self.feed.choices = [choice for group, pairs in groups.items() for choice in options(*pairs, group=group)]
        self.named = dict(pair for pairs in groups.values() for pair in pairs)

    def offer_series(self, series: Series) -> None:
        """Name one series too: there are too many for a list, so whoever looks at one comes from its page."""
        address, name = f"series/{series.public_id}", pick(series, "title")
        self.feed.choices = [*(self.feed.choices or ()), *options((address, name), group=gettext("One series"))]
        self.named[address] = name

    def chosen(self) -> tuple[str, str]:
        """Return the address and the name of what was chosen; what does not exist is everything."""
        if self.feed.data not in self.named:
            self.feed.data = ALL
        return self.feed.data, self.named[self.feed.data]


class SettingsForm(BaseForm):
    """What a private calendar is called and shows."""

    name = Line(
        _("Name of this calendar"),
        limit=NAME_LENGTH,
        needed=_("Please write a name, for example: My phone."),
        description=_("For example the device that reads it: you will know later which one to end."),
    )
    alarm = SelectField(
        _("Remind me"),
        coerce=int,
        default=0,
        choices=options(*((str(minutes), word) for minutes, word in ALARM_WORDS.items())),
    )
    deadlines = BooleanField(
        _("Deadlines too"), description=_("Until when one can register, or has to answer an offered place.")
    )

    def settings(self) -> dict[str, Any]:
        """Return what was chosen, as a link keeps it."""
        return {"name": self.name.data, "has_deadlines": self.deadlines.data, "alarm_minutes": self.alarm.data}


class LinkForm(SettingsForm):
    """What a new private calendar shows."""

    STANDS_AT: ClassVar[Places] = {TooManyLinks: "name"}

    scope = RadioField(_("What shall it show?"), default=Scope.PLACES.value)

    def offer(self, account: Account) -> "LinkForm":
        """Name the calendars a person may have: the desk's only to those who serve at one."""
        scopes = [scope for scope in Scope if scope is not Scope.DESK or account.is_coordinator]
        self.scope.choices = options(*((scope.value, SCOPE_WORDS[scope]) for scope in scopes))
        return self

    def wanted(self) -> dict[str, Any]:
        """Return what was chosen, as a new link keeps it."""
        return {**self.settings(), "scope": Scope(self.scope.data)}
