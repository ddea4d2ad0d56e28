"""Which questions can be asked at all, and in which order?"""

from collections.abc import Sequence
from typing import Any

from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules.asked import (
    CHOOSING,
    LARGEST_NUMBER,
    MOST_OPTIONS,
    UTMOST,
    Asked,
    Choosable,
    Plan,
    options_of,
)


def faults_of_plan(plan: Plan, earlier: Sequence[Asked]) -> dict[str, Any]:
    """Say field by field why a question cannot be asked so; `earlier` are the questions before it."""
    faults: dict[str, Any] = {}
    if not plan.label_ko and not plan.label_en:
        faults["label_ko"] = _("Please write the question in at least one language.")
    if plan.kind is Kind.CONSENT and not plan.text_ko and not plan.text_en:
        faults["text_ko"] = _("Please write what people agree to, in at least one language.")
    if plan.kind is Kind.CONSENT and plan.stage is Stage.DESK:
        faults["stage"] = _("Nobody can agree for somebody else.")
    if plan.kind in CHOOSING and (fault := _fault_of_options(plan.options)):
        faults["options"] = fault
    if fault := _fault_of_bounds(plan):
        faults["most"] = fault
    belonging = {
        question.public_id for option, (question, _one) in options_of(earlier).items() if option in plan.only_for
    }
    if not plan.only_for <= set(options_of(earlier)):
        faults["only_for"] = _("A question can depend on earlier questions only.")
    elif len(belonging) > 1:
        faults["only_for"] = _("Please tick answers to one question only.")
    return faults


def is_earlier_only(questions: Sequence[Asked]) -> bool:
    """Say whether each question depends on earlier ones only, so that no two can wait for each other."""
    seen: set[str] = set()
    for one in questions:
        if not one.only_for <= seen:
            return False
        seen |= {option.public_id for option in one.options}
    return True


def moved(questions: Sequence[Asked], public_id: str, by: int) -> list[Asked]:
    """Return a stage's questions with one of them some places up or down; it stops at the ends."""
    listed = list(questions)
    at = next(number for number, one in enumerate(listed) if one.public_id == public_id)
    one = listed.pop(at)
    listed.insert(min(max(0, at + by), len(listed)), one)
    return listed


def _fault_of_options(options: Sequence[Choosable]) -> Any | None:  # noqa: ANN401 - said when it is shown
    if len(options) < 2:  # noqa: PLR2004 - one option is no choice
        return _("Please offer at least two answers.")
    if len(options) > MOST_OPTIONS:
        return gettext("Please offer at most %(number)d answers.", number=MOST_OPTIONS)
    for name in ("label_ko", "label_en"):
        words = [getattr(one, name) for one in options if getattr(one, name)]
        if len(set(words)) < len(words):
            return _("Two answers are called the same.")
    return None


def _fault_of_bounds(plan: Plan) -> Any | None:  # noqa: ANN401 - said when it is shown
    if plan.least is not None and plan.most is not None and plan.least > plan.most:
        return _("The smallest number is larger than the largest one.")
    lowest = -LARGEST_NUMBER if plan.kind is Kind.NUMBER else 1
    if plan.most is not None and not lowest <= plan.most <= UTMOST.get(plan.kind, plan.most):
        return gettext("Write a number from %(least)d to %(most)d.", least=lowest, most=UTMOST[plan.kind])
    return None
