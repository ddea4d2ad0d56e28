"""What is a question, and what an answer, as plain values?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.programme.rules import UploadedFile
from eventhub.questions.models import Kind, Stage

MOST_QUESTIONS, MOST_OPTIONS = 50, 50
KEPT_DAYS = 365
LARGEST_NUMBER = 999_999_999
MEGABYTE = 1024 * 1024
# What `most` is where nobody said otherwise, and the most it may be.
USUAL_MOST = {Kind.SHORT: 200, Kind.LONG: 2000, Kind.FILE: 10, Kind.NUMBER: LARGEST_NUMBER}
UTMOST = {Kind.SHORT: 200, Kind.LONG: 5000, Kind.FILE: 10, Kind.NUMBER: LARGEST_NUMBER}
TO_PERSON = (Stage.REGISTRATION, Stage.FOLLOW_UP)
CHOOSING = (Kind.CHOICE, Kind.SEVERAL)
KIND_WORDS: dict[Kind, Any] = {
    Kind.SHORT: _("Short text"),
    Kind.LONG: _("Long text"),
    Kind.CHOICE: _("Choice of one"),
    Kind.SEVERAL: _("Choice of several"),
    Kind.NUMBER: _("Number"),
    Kind.DATE: _("Day"),
    Kind.FILE: _("File"),
    Kind.CONSENT: _("Consent"),
}
STAGE_WORDS: dict[Stage, Any] = {
    Stage.REGISTRATION: _("When registering"),
    Stage.FOLLOW_UP: _("Afterwards, once the place is confirmed"),
    Stage.DESK: _("Only for the team, filled in at the desk"),
}


@dataclass(frozen=True, kw_only=True)
class Choosable:
    """An option as it is offered."""

    public_id: str = ""
    label_ko: str = ""
    label_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A question as the team wants it asked; `only_for` names options of one earlier question."""

    kind: Kind
    stage: Stage = Stage.REGISTRATION
    label_ko: str = ""
    label_en: str = ""
    help_ko: str = ""
    help_en: str = ""
    is_required: bool = False
    least: int | None = None
    most: int | None = None
    kept_days: int = KEPT_DAYS
    options: tuple[Choosable, ...] = ()
    only_for: frozenset[str] = frozenset()
    text_ko: str = ""
    text_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked(Plan):
    """A question as it is asked; `text_number` is the version of the words to agree to.

    `only_at` says for which of several events it is asked, where it is not for all of them.
    """

    id: int
    public_id: str
    version: int = 1
    text_number: int = 0
    only_at: str = ""

    @property
    def limit(self) -> int:
        """The most there may be, whether the team said so or not."""
        return self.most if self.most is not None else USUAL_MOST.get(self.kind, 0)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody answered; `file_name` is a file that is kept, `file` one that is sent now."""

    text: str = ""
    choices: frozenset[str] = frozenset()
    agreed_to: int = 0
    file_name: str = ""
    file: UploadedFile | None = field(default=None, repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether there is no answer."""
        return not (self.text or self.choices or self.agreed_to or self.file_name or self.file)


BLANK = Given()


def in_order(questions: Iterable[Asked]) -> list[Asked]:
    """Order questions by when they are asked; within a stage they stay as they are."""
    ranks = {stage: rank for rank, stage in enumerate(Stage)}
    return sorted(questions, key=lambda one: ranks[one.stage])


def options_of(questions: Iterable[Asked]) -> dict[str, tuple[Asked, Choosable]]:
    """Return every option with the question it answers."""
    return {option.public_id: (one, option) for one in questions for option in one.options}
