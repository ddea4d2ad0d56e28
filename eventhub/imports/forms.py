"""What does a coordinator send to import?"""

from collections.abc import Iterable
from typing import ClassVar, Self

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import InputRequired

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _
from eventhub.imports.models import Subject
from eventhub.imports.rules import SUBJECT_WORDS
from eventhub.web.baseform import NEEDED, FileForm, Places, options


class ImportForm(FileForm):
    """A file, and what its rows are."""

    STANDS_AT: ClassVar[Places] = {Refusal: "file"}

    subject = RadioField(
        _("What the rows are"),
        [InputRequired(NEEDED)],
        choices=[],
        default=Subject.SPEAKERS.value,
    )
    file = FileField(
        _("File"),
        [FileRequired(_("Please choose a file."))],
        description=_("An Excel workbook (.xlsx) or a CSV file: 2,000 rows and 10 MB at most."),
    )

    def offer(self, subjects: Iterable[Subject]) -> Self:
        """Say what the rows can be."""
        self.subject.choices = options(*((subject, SUBJECT_WORDS[subject]) for subject in subjects))
        return self
