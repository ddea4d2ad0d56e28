"""What is typed about a suggestion, by the coordinator and by the side that answers?"""

from typing import Any

from wtforms import Field, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired

from eventhub.core.i18n import lazy as _
from eventhub.matching.models import Reason, Reply
from eventhub.matching.rules import DROP_WORDS, REASON_WORDS, DropReason
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, options


class SendForm(BaseForm):
    """The sentence that introduces a partner to the member."""

    introduction = Passage(_("Your introductory sentence"), limit=1000, needed=False)


class DropForm(BaseForm):
    """Why a suggestion is not sent."""

    reason = SelectField(
        _("Why not?"),
        choices=options(*DROP_WORDS.items()),
        default=DropReason.WRONG_FIELD.value,
        validators=[DataRequired(NEEDED)],
    )
    note = Line(_("In a few words"), limit=150, needed=False)


class AnswerForm(BaseForm):
    """A yes, or a no with one of four reasons; the button pressed says which."""

    reply = RadioField(
        _("Answer"),
        choices=options((Reply.ACCEPTED, _("Yes")), (Reply.DECLINED, _("Not this time"))),
        validators=[DataRequired(NEEDED)],
    )
    reason = RadioField(_("Why not this time?"), choices=options(*REASON_WORDS.items()), validate_choice=False)
    remark = Passage(_("Anything the team should know"), limit=1000, needed=False)

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Show the reason as needed: it is, wherever it is shown."""
        super().__init__(**kwargs)
        self.reason.flags.required = True

    def validate_reason(self, field: Field) -> None:
        """Ask for a reason with a no."""
        if self.reply.data == Reply.DECLINED and field.data not in set(Reason):
            raise ValidationError(str(_("Please choose one of the reasons.")))
