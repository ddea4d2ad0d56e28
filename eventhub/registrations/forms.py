"""What does somebody fill in who wants to come?"""

import re

from wtforms import RadioField
from wtforms.validators import InputRequired, Regexp

from eventhub.accounts.forms import EmailLine, PhoneLine
from eventhub.accounts.models import Account
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.organisations.queries import organisations_of
from eventhub.registrations.queries import last_organisation_name
from eventhub.registrations.rules import Applicant
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, options

# A name stands in a letter to an address nobody has proved to be theirs: it must not carry a stranger's link there.
NO_LINK = Regexp(r"^(?!.*(://|www\.))", re.IGNORECASE, _("Please write a name, not a web address."))


class RegistrationForm(BaseForm):
    """Who comes."""

    name = Line(_("Name"), limit=60, needed=_("Please write your name."), validators=[NO_LINK])
    organisation_name = Line(
        _("Affiliation"), limit=100, needed=_("Please write where you work."), validators=[NO_LINK]
    )
    email = EmailLine(_("E-mail address"), needed=_("Please write your e-mail address."))
    phone = PhoneLine(_("Telephone"))
    note = Passage(
        _("A question, or help you need"),
        limit=1000,
        needed=False,
        description=_("For instance a question to the speaker, or a wheelchair place."),
    )

    def applicant(self, locale: str) -> Applicant:
        """Return who wants to come, as plain values; letters are in the language of the page."""
        return Applicant(
            email=self.email.data,
            name=self.name.data,
            organisation_name=self.organisation_name.data,
            phone=self.phone.data,
            note=self.note.data,
            locale=locale,
        )


class SeveralDatesForm(RegistrationForm):
    """Who comes, and to which of several dates: all that are open, or those with a tick."""

    which = RadioField(_("Register for"), [InputRequired(NEEDED)], default="all")

    def offer(self, number: int) -> None:
        """Say how many dates one can register for."""
        self.which.choices = options(
            ("all", gettext("All %(number)d dates one can register for", number=number)),
            ("some", gettext("Only the dates ticked below")),
        )


def known_of(account: Account | None) -> dict[str, str]:
    """Fill in what is known of a person who has signed in, so that nothing is asked twice."""
    if account is None:
        return {}
    of_memberships = [pick(organisation, "name") for organisation in organisations_of(account)]
    organisation_name = last_organisation_name(account) or next(iter(of_memberships), "")
    return {
        "name": account.name,
        "email": account.email,
        "phone": account.phone,
        "organisation_name": organisation_name,
    }
