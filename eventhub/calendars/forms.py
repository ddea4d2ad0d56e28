"""What do people choose and type about calendars?"""

from collections.abc import Sequence
from typing import ClassVar

from wtforms import SelectField

from eventhub.calendars.errors import TooManyLinks
from eventhub.calendars.rules import NAME_LENGTH
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.events.rules import KIND_WORDS
from eventhub.web.baseform import BaseForm, Line, Places, ReadingForm, options

ALL = "all"


class ChooseForm(ReadingForm):
    """Which public calendar."""

    feed = SelectField(_("Which events?"), default=ALL)
    named: dict[str, str]

    def offer(self, complexes: Sequence[Complex], mini_clusters: Sequence[MiniCluster]) -> None:
        """Name the calendars one can choose from: the value of a choice is its address below /calendars/."""
        of_complex = {row.id: pick(row, "name") for row in complexes}
        mini = [(row.slug, f"{of_complex[row.complex_id]} · {pick(row, 'name')}") for row in mini_clusters]
        groups = {
            gettext("Everything"): [(ALL, gettext("All events"))],
            gettext("One complex"): [(f"complexes/{row.slug}", pick(row, "name")) for row in complexes],
            gettext("One mini-cluster"): [(f"mini-clusters/{slug}", name) for slug, name in mini],
            gettext("One kind of event"): [(f"kinds/{kind.value}", str(word)) for kind, word in KIND_WORDS.items()],
        }
        self.feed.choices = [choice for group, pairs in groups.items() for choice in options(*pairs, group=group)]
        self.named = dict(pair for pairs in groups.values() for pair in pairs)

    def chosen(self) -> tuple[str, str]:
        """Return the address and the name of what was chosen; what does not exist is everything."""
        if self.feed.data not in self.named:
            self.feed.data = ALL
        return self.feed.data, self.named[self.feed.data]


class LinkForm(BaseForm):
    """What a private address is for."""

    STANDS_AT: ClassVar[Places] = {TooManyLinks: "name"}

    name = Line(
        _("Name of this calendar"),
        limit=NAME_LENGTH,
        needed=_("Please write a name, for example: My phone."),
        description=_("For example the device that reads it: you will know later which one to end."),
    )
