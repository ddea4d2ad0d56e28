"""What do imports refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class RowsAtFault(Refusal):
    """Some rows of the file cannot be taken over, so none is."""

    code = "rows-at-fault"
    status = 422
    sentence = _("Some rows have to be mended first. Nothing was taken over.")


class ColumnsMissing(Refusal):
    """The first line of the file does not name a column that is needed."""

    code = "columns-missing"
    status = 422

    def __init__(self, missing: tuple[str, ...], found: list[str]) -> None:
        """Say which columns are missing, and what the first line says."""
        super().__init__(", ".join(missing))
        self.sentence = gettext(
            "The first line must name the column “%(missing)s”. It says: %(found)s.",
            missing="”, “".join(missing),
            found=", ".join(title for title in found if title)[:200],
        )
