"""What is typed, read or pressed at the door, and what does the team decide about it?"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from wtforms import HiddenField, SelectField, ValidationError
from wtforms.validators import DataRequired

from eventhub.accounts.forms import EmailLine, PhoneLine
from eventhub.checkins.models import Attendance
from eventhub.checkins.rules import KEY, MOST_SCANS_AT_ONCE, WRONG_KEYBOARD, Reading, is_in_hangul
from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_day
from eventhub.core.secrets import make_token
from eventhub.registrations.forms import NO_LINK, need_one
from eventhub.registrations.rules import Applicant
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, Places, options

LONGEST_BATCH = 200_000


class KeyField(HiddenField):
    """A key made with the page, so that pressing a button twice is pressing it once."""

    data: str

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Make a new key for each page."""
        super().__init__(default=make_token, **kwargs)

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - as WTForms calls it
        """Refuse what no page of ours holds."""
        if not KEY.match(self.data or ""):
            raise ValidationError(gettext("This page had grown old and has to be sent again."))

    def renew(self) -> None:
        """Stand for the next press."""
        self.data = make_token()


class ReadForm(BaseForm):
    """What a scanner read or a person typed."""

    q = Line(_("Ticket, name or last four digits"), limit=500, needed=_("Read a ticket, or type a name."))
    key = KeyField()

    def validate_q(self, field: Line) -> None:
        """Say what to do when the scanner typed on a Korean keyboard."""
        if is_in_hangul(field.data):
            raise ValidationError(str(WRONG_KEYBOARD))


class PlaceForm(BaseForm):
    """A button beside a name."""

    place = HiddenField()
    key = KeyField()


class WalkInForm(BaseForm):
    """Somebody who came without a place; short, because others wait behind them."""

    name = Line(_("Name"), limit=60, needed=_("Please write the name."), validators=[NO_LINK])
    organisation_name = Line(_("Affiliation"), limit=100, needed=False, validators=[NO_LINK])
    phone = PhoneLine(_("Telephone"))
    email = EmailLine(_("E-mail address"), needed=False)
    key = KeyField()

    def validate_email(self, field: EmailLine) -> None:
        """Ask for one way to reach the person."""
        need_one(field, self.phone)

    def applicant(self, locale: str) -> Applicant:
        """Return who has come."""
        return Applicant(
            email=self.email.data,
            name=self.name.data,
            organisation_name=self.organisation_name.data,
            phone=self.phone.data,
            locale=locale,
        )


class BatchForm(BaseForm):
    """What a device read and kept until there was a network: JSON, one entry per reading."""

    scans = Passage(_("Readings"), limit=LONGEST_BATCH)

    def validate_scans(self, field: Passage) -> None:
        """Read the entries; whoever wrote them is no page of ours if they cannot be read."""
        try:
            entries = json.loads(field.data)
        except ValueError as fault:
            raise ValidationError(gettext("These readings cannot be read.")) from fault
        if not isinstance(entries, list) or len(entries) > MOST_SCANS_AT_ONCE:
            raise ValidationError(gettext("These readings cannot be read."))
        read = [_reading(entry) for entry in entries]
        self.readings = [reading for reading in read if reading]
        if len(read) != len(self.readings):
            raise ValidationError(gettext("These readings cannot be read."))


class HelperForm(BaseForm):
    """Whom a link is for, and for which day."""

    name = Line(_("Whom is it for?"), limit=60, needed=False, description=_("For instance: students at lane 2."))
    day = SelectField(_("Valid on"), [DataRequired(NEEDED)], choices=[])

    def offer(self, days: Sequence[date], *, today: date) -> None:
        """Offer the days of the event that are not over."""
        self.day.choices = options(*((day.isoformat(), say_day(day)) for day in days if day >= today))


class RoomCodeForm(BaseForm):
    """The code shown in the room."""

    STANDS_AT: ClassVar[Places] = {Refusal: "code"}

    code = Line(_("Code shown in the room"), limit=20, needed=_("Please type the six signs shown in the room."))


class MarkForm(BaseForm):
    """Whether somebody came."""

    place = HiddenField()
    attendance = SelectField(choices=options(*((one.value, one.value) for one in Attendance)))


def _reading(entry: Any) -> Reading | None:  # noqa: ANN401 - whatever JSON held
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name, ""), str) for name in ("key", "code", "at")):
        return None
    if not KEY.match(entry.get("key", "")):
        return None
    return Reading(key=entry["key"], code=entry.get("code", "")[:500], claimed_at=_moment(entry.get("at", "")))


def _moment(text: str) -> datetime | None:
    """Read what a device says of the time; what cannot be read was not said."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
