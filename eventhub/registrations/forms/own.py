"""What does somebody fill in who wants to come, alone or with colleagues, or lets a colleague come?"""

import re
from typing import Any, ClassVar

from wtforms import BooleanField, FieldList, FormField, RadioField, ValidationError
from wtforms.validators import InputRequired, Regexp

from eventhub.accounts.forms import EmailLine, PhoneLine
from eventhub.accounts.models import Account
from eventhub.admission.errors import CodeExpired, CodeUsedUp, UnknownCode
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.organisations.queries import organisations_of
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import Outlook, find_remembered, last_organisation_name
from eventhub.registrations.rules import FIRST_ROWS, LARGEST_PARTY, Applicant
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, Places, ReadingForm, options

# A name stands in a letter to an address nobody has proved to be theirs: it must not carry a stranger's link there.
NO_LINK = Regexp(r"^(?!.*(://|www\.))", re.IGNORECASE, _("Please write a name, not a web address."))
CODE_LENGTH = 40
# What is wrong with an invitation code is said where it is written.
AT_CODE: Places = {UnknownCode: "code", CodeUsedUp: "code", CodeExpired: "code"}


def need_one(email: EmailLine, phone: PhoneLine) -> None:
    """Ask for one way to reach a person, where either is enough."""
    if not email.data and not phone.data:
        raise ValidationError(gettext("Please write a telephone number or an e-mail address."))


class DetailsForm(BaseForm):
    """What a person says of themselves, their address aside."""

    name = Line(_("Name"), limit=60, needed=_("Please write your name."), validators=[NO_LINK])
    organisation_name = Line(
        _("Affiliation"), limit=100, needed=_("Please write where you work."), validators=[NO_LINK]
    )
    phone = PhoneLine(_("Telephone"))
    note = Passage(
        _("A question, or help you need"),
        limit=1000,
        needed=False,
        description=_("For instance a question to the speaker, or a wheelchair place."),
    )

    def applicant_at(self, email: str, locale: str) -> Applicant:
        """Return who wants to come, as plain values; letters are in the language of the page."""
        return Applicant(
            email=email,
            name=self.name.data,
            organisation_name=self.organisation_name.data,
            phone=self.phone.data,
            note=self.note.data,
            locale=locale,
        )


class PersonForm(DetailsForm):
    """Who comes."""

    email = EmailLine(_("E-mail address"), needed=_("Please write your e-mail address."))

    def applicant(self, locale: str) -> Applicant:
        """Return who wants to come, as plain values."""
        return self.applicant_at(self.email.data, locale)


class RegistrationForm(PersonForm):
    """Who comes to one event; an address or a telephone number is enough."""

    STANDS_AT: ClassVar[Places] = AT_CODE

    email = EmailLine(_("E-mail address"), needed=False)
    code = Line(_("Invitation code"), limit=CODE_LENGTH, needed=False)
    remember = BooleanField(
        _("Remember my name, organisation, e-mail and phone on this device for the next registration")
    )

    @property
    def is_known(self) -> bool:
        """Whether everything needed is known already, so that one press is enough."""
        return not self.errors and all(
            (self.name.data, self.organisation_name.data, self.email.data or self.phone.data)
        )

    def validate_email(self, field: EmailLine) -> None:
        """Ask for one way to reach the person."""
        need_one(field, self.phone)


class SeveralDatesForm(PersonForm):
    """Who comes, and to which of several dates: all that are open, or those with a tick."""

    which = RadioField(_("Register for"), [InputRequired(NEEDED)], default="all")

    def offer(self, number: int) -> None:
        """Say how many dates one can register for."""
        self.which.choices = options(
            ("all", gettext("All %(number)d dates one can register for", number=number)),
            ("some", gettext("Only the dates ticked below")),
        )


class ColleagueRow(ReadingForm):
    """One of several people who are registered together; a row nobody filled in is none."""

    name = Line(_("Name"), limit=60, needed=_("Please write the person's name."), validators=[NO_LINK])
    email = EmailLine(_("E-mail address"), needed=_("Please write the person's e-mail address."))
    organisation_name = Line(_("Affiliation"), limit=100, needed=False, validators=[NO_LINK])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written into this row."""
        return not any((self.name.data, self.email.data, self.organisation_name.data))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check what is written; an empty row holds."""
        return self.is_empty or super().validate(extra_validators)


class GroupForm(BaseForm):
    """Who registers, and whom."""

    STANDS_AT: ClassVar[Places] = AT_CODE

    name = Line(_("Your name"), limit=60, needed=_("Please write your name."), validators=[NO_LINK])
    organisation_name = Line(
        _("Affiliation"), limit=100, needed=_("Please write where you work."), validators=[NO_LINK]
    )
    email = EmailLine(_("Your e-mail address"), needed=_("Please write your e-mail address."))
    phone = PhoneLine(_("Telephone"))
    comes = BooleanField(_("I come too"))
    people = FieldList(FormField(ColleagueRow), min_entries=FIRST_ROWS, max_entries=LARGEST_PARTY)
    code = Line(_("Invitation code"), limit=CODE_LENGTH, needed=False)

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Give each row its number, so that a mistake can be found among fifty."""
        super().__init__(*given, **more)
        self._number_rows()

    def add_row(self, largest: int) -> None:
        """Make room for one more person."""
        if len(self.people) < min(largest, LARGEST_PARTY):
            self.people.append_entry()
            self._number_rows()

    def _number_rows(self) -> None:
        for number, entry in enumerate(self.people, start=1):
            entry.label.text = gettext("Person %(number)d", number=number)

    def booker(self, locale: str) -> Applicant:
        """Return who registers the others."""
        return Applicant(
            email=self.email.data,
            name=self.name.data,
            organisation_name=self.organisation_name.data,
            phone=self.phone.data,
            locale=locale,
        )

    def applicants(self, locale: str) -> list[Applicant]:
        """Return who wants to come, in the order written; who names no organisation comes for the booker's."""
        others = [
            Applicant(
                email=row.email.data,
                name=row.name.data,
                organisation_name=row.organisation_name.data or self.organisation_name.data,
                locale=locale,
            )
            for row in self.filled()
        ]
        return [self.booker(locale), *others] if self.comes.data else others

    def filled(self) -> list[ColleagueRow]:
        """List the rows somebody wrote into."""
        return [entry.form for entry in self.people if not entry.form.is_empty]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each row, that there is one, and that nobody stands there twice."""
        holds = super().validate(extra_validators)
        seen = {self.email.data} if self.comes.data else set()
        for row in self.filled():
            if row.email.data in seen:
                row.email.errors = [gettext("This address stands here twice. Each person needs their own.")]
            seen.add(row.email.data)
        if not seen:
            first = self.people[0].form
            first.name.errors = [gettext("Please write at least one person.")]
        self.people.errors = [entry.errors for entry in self.people] if any(e.errors for e in self.people) else []
        return holds and not self.people.errors


class ColleagueForm(BaseForm):
    """Who comes instead."""

    STANDS_AT: ClassVar[Places] = {AlreadyRegistered: "email"}

    name = Line(_("Colleague's name"), limit=60, needed=_("Please write the person's name."), validators=[NO_LINK])
    email = EmailLine(_("Colleague's e-mail address"), needed=_("Please write the person's e-mail address."))
    organisation_name = Line(
        _("Affiliation"), limit=100, needed=_("Please write where the person works."), validators=[NO_LINK]
    )
    phone = PhoneLine(_("Telephone"))

    def applicant(self, locale: str) -> Applicant:
        """Return who comes instead, as plain values."""
        return Applicant(
            email=self.email.data,
            name=self.name.data,
            organisation_name=self.organisation_name.data,
            phone=self.phone.data,
            locale=locale,
        )


class LostLinkForm(BaseForm):
    """Whose links are sent again."""

    email = EmailLine(_("E-mail address"), needed=_("Please write your e-mail address."))


def form_for(outlook: Outlook, *, account: Account | None, device: str, code: str) -> RegistrationForm:
    """Return the form of an event's page with all that is known of its reader.

    Who has a place already may still register a colleague, with an empty form.
    """
    known = {} if outlook.place else known_of(account, device)
    return RegistrationForm(formdata=None, data={**known, "code": code[:CODE_LENGTH]})


def known_of(account: Account | None, device: str = "") -> dict[str, str]:
    """Fill in what is known of a person who has signed in, or whom this device remembers: nothing is asked twice."""
    if account is None:
        return _remembered(find_remembered(device))
    of_memberships = [pick(organisation, "name") for organisation in organisations_of(account)]
    organisation_name = last_organisation_name(account) or next(iter(of_memberships), "")
    return {
        "name": account.name,
        "email": account.email,
        "phone": account.phone,
        "organisation_name": organisation_name,
    }


def _remembered(place: Registration | None) -> dict[str, str]:
    if place is None:
        return {}
    return {
        "name": place.name,
        "email": place.account.address,
        "phone": place.phone,
        "organisation_name": place.organisation_name,
    }
