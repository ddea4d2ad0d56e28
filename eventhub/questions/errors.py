"""What do questions and answers refuse?"""

from collections.abc import Mapping
from typing import Any

from eventhub.core.errors import Faulty, Overtaken, Refusal
from eventhub.core.i18n import lazy as _


class SenselessQuestion(Faulty):
    """A question that cannot be asked so; `faults` say at which field."""

    code = "senseless-question"
    sentence = _("This question cannot be asked like this.")


class SenselessAnswers(Refusal):
    """Answers that do not fit the questions, at the latest because those changed meanwhile; `faults` by question."""

    code = "senseless-answers"
    status = 422
    sentence = _("The questions changed while you were answering. Please look at them again.")

    def __init__(self, faults: Mapping[str, Any]) -> None:
        """Keep what is wrong, by question."""
        super().__init__(", ".join(faults))
        self.faults = faults


class QuestionChangedMeanwhile(Overtaken):
    """Somebody else saved the question since the form was opened."""

    code = "question-changed-meanwhile"
    sentence = _("Somebody else changed this question meanwhile.")


class OthersDependOnIt(Refusal):
    """Other questions are asked only because of an answer to this one."""

    code = "others-depend-on-it"
    sentence = _("Other questions are asked depending on this one. Change those first.")


class DependsOnEarlier(Refusal):
    """A question stays behind the one whose answer it needs."""

    code = "depends-on-earlier"
    sentence = _("A question stays behind the one it depends on.")


class TooManyQuestions(Refusal):
    """Nobody answers so many questions."""

    code = "too-many-questions"
    sentence = _("An event has at most 50 questions.")


class NoMoreAnswers(Refusal):
    """The event is over, or the place was given up."""

    code = "no-more-answers"
    sentence = _("These questions can no longer be answered.")
