"""What does a survey refuse?"""

from eventhub.core.errors import Overtaken, Refusal
from eventhub.core.i18n import lazy as _


class AlreadyAnswered(Refusal):
    """Each person answers once."""

    code = "already-answered"
    sentence = _("You have answered already. Thank you.")


class SurveyClosed(Refusal):
    """The time to answer is over, or has not begun."""

    code = "survey-closed"
    sentence = _("This survey takes no answers at this moment.")


class NothingAnswered(Refusal):
    """An empty form is no answer."""

    code = "nothing-answered"
    status = 422
    sentence = _("Please answer at least one question, or name somebody you want to follow up with.")


class OnlyWording(Refusal):
    """Once somebody has answered, the questions stay what they were."""

    code = "only-wording"
    sentence = _("There are answers already, so that only the wording of the questions can still be changed.")


class TooManyQuestions(Refusal):
    """Long surveys are not answered."""

    code = "too-many-questions"
    sentence = _("A survey has at most twelve questions. Few answer a long one.")


class NoQuestionLeft(Refusal):
    """A survey asks something."""

    code = "no-question-left"
    sentence = _("This is the last question. If nobody shall be asked, switch the survey off.")


class PromiseGiven(Refusal):
    """People were told whether their answers carry their names."""

    code = "promise-given"
    sentence = _("The survey is open: what people were told about their names, and by when they answer, stays.")


class SurveyChanged(Overtaken):
    """Somebody else saved the survey since this form was made."""

    code = "survey-changed"
    sentence = _("Somebody else has saved this survey meanwhile.")


class AlreadyDecided(Refusal):
    """Somebody on the team was faster; the person has had a letter."""

    code = "already-decided"
    sentence = _("Somebody on the team has answered this request meanwhile.")
