"""What do people type to get in and to say who they are?"""

from collections.abc import Sequence
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from wtforms import Form, HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired, Optional, Regexp

from eventhub.accounts.errors import WrongCode
from eventhub.accounts.models import Account, Role
from eventhub.core.clock import today
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.phones import read_phone
from eventhub.mail.rules import LONGEST_PAUSE
from eventhub.web.baseform import BaseForm, DayField, Line, Places, named, options

EMAIL_LENGTH = 254
# As typed, with all that stands between the digits.
PHONE_LENGTH = 40
# What letters can be written in, each language under its own name.
LANGUAGES = (("ko", "한국어"), ("en", "English"))


class EmailLine(Line):
    """An e-mail address; the name part is kept as typed, the domain as the mail system writes it."""

    def __init__(self, label: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Limit the address to what SMTP carries (RFC 5321, 4.5.3.1)."""
        super().__init__(label, limit=EMAIL_LENGTH, **kwargs)

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]
        """Say what is wrong with an address; whether anybody reads it is not asked."""
        super().pre_validate(form)
        if not self.data:
            return
        try:
            found = validate_email(self.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError as fault:
            raise ValidationError(
                gettext("This is not an e-mail address. Write it like name@company.co.kr.")
            ) from fault
        if found.ascii_email is None:
            raise ValidationError(gettext("Please use an address written in Latin letters."))
        self.data = found.ascii_email.lower()


class PhoneLine(Line):
    """A telephone number, typed in any manner and kept in one spelling."""

    def __init__(self, label: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Allow what people type between the digits; a number may always be left out."""
        super().__init__(label, limit=PHONE_LENGTH, needed=False, **kwargs)

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]
        """Spell the number as all are spelt, or say how one is written."""
        super().pre_validate(form)
        spelt = read_phone(self.data) if self.data else ""
        if spelt is None:
            raise ValidationError(gettext("Write the number like 010-1234-5678."))
        self.data = spelt


class SignInForm(BaseForm):
    """An address to which the way in is sent."""

    email = EmailLine(_("E-mail address"), needed=_("Please write your e-mail address."))
    next = HiddenField()


class CodeForm(BaseForm):
    """The six digits of a letter."""

    STANDS_AT: ClassVar[Places] = {WrongCode: "code"}

    email = EmailLine(_("E-mail address"))
    code = Line(
        _("Six-digit code"),
        limit=20,
        needed=_("Please type the six digits of the letter."),
        validators=[Regexp(r"^[0-9 ]{6,12}$", message=_("The code has six digits."))],
    )
    next = HiddenField()


class ProfileForm(BaseForm):
    """What a person says of themselves."""

    name = Line(_("Name"), limit=60, needed=_("Please write your name."))
    job_title = Line(_("Job title"), limit=60, needed=False)
    phone = PhoneLine(_("Telephone"))
    locale = SelectField(_("Language of letters"), choices=options(*LANGUAGES))


class LettersForm(BaseForm):
    """Which letters somebody gets, how often, in which language, and from when on again."""

    kinds = SelectMultipleField(
        _("Letters you get"),
        description=_("Letters about a place you have, an answer you gave and your sign-in always come."),
    )
    pace = RadioField(
        _("Suggestions"),
        [InputRequired()],
        choices=options(
            ("at-once", _("At once, at most one a week")), ("weekly", _("All together, on Monday morning"))
        ),
    )
    locale = SelectField(_("Language of letters"), choices=options(*LANGUAGES))
    pause = DayField(
        _("No letters before"),
        [Optional()],
        description=_(
            "Until then the letters above wait. On that day you get those that are still of use; a reminder of an "
            "event that is over, for example, is dropped. Leave this empty to get them now."
        ),
    )

    def validate_pause(self, field: DayField) -> None:
        """Refuse a day that has come already, and one so far away that nobody means it."""
        if field.data and not today() < field.data <= today() + LONGEST_PAUSE:
            raise ValidationError(gettext("Choose a day from tomorrow on, within a year."))


class SetUpForm(BaseForm):
    """Who the first administrator is."""

    name = Line(_("Name"), limit=60, needed=_("Please write your name."))
    email = EmailLine(_("E-mail address"), needed=_("Please write your e-mail address."))


class RoleForm(BaseForm):
    """Whom an administrator lets in how far; a coordinator serves a complex."""

    email = EmailLine(_("E-mail address"), needed=_("Please write the person's e-mail address."))
    name = Line(_("Name"), limit=60, needed=_("Please write the person's name."))
    role = RadioField(
        _("What this person may do"),
        choices=options(
            (Role.COORDINATOR.value, _("Coordinator of a complex")),
            (Role.ADMINISTRATOR.value, _("Administrator of everything")),
            (Role.MEMBER.value, _("Member (takes other roles away)")),
        ),
        default=Role.COORDINATOR.value,
    )
    complex_slug = SelectField(_("Complex"), choices=[])

    def offer(self, complexes: Sequence[Any], *, asker: Account) -> None:
        """Fill in which complexes there are, and who must not lock themselves out."""
        self.complex_slug.choices = named(complexes)
        self.asker_email = asker.email

    def validate_role(self, field: Any) -> None:  # noqa: ANN401 - a field of the library
        """Refuse that administrators take their own role away: nobody might be left."""
        if self.email.data == self.asker_email and field.data != Role.ADMINISTRATOR.value:
            raise ValidationError(gettext("You cannot take your own role away. Ask another administrator."))
