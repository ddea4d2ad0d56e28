"""How does a form offer the answers people can have chosen?"""

from collections.abc import Iterable

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from eventhub.core.i18n import pick
from eventhub.questions.rules import CHOOSING, Asked
from eventhub.web.baseform import options


def answers_to_choose(questions: Iterable[Asked]) -> list[SelectChoice]:
    """Offer each option of some questions below its question; the value is its name."""
    offered = []
    for one in questions:
        if one.kind in CHOOSING:
            choices = ((option.public_id, pick(option, "label")) for option in one.options)
            offered += options(*choices, group=pick(one, "label"))
    return offered
