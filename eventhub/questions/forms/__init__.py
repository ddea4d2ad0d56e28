"""What people and teams fill in about questions."""

from eventhub.questions.forms.answering import (
    AnswerForm,
    answer_form,
    answer_form_among,
    answer_form_at,
    answer_form_for,
)
from eventhub.questions.forms.choosing import answers_to_choose
from eventhub.questions.forms.editing import QuestionForm, values_of

__all__ = [
    "AnswerForm",
    "QuestionForm",
    "answer_form",
    "answer_form_among",
    "answer_form_at",
    "answer_form_for",
    "answers_to_choose",
    "values_of",
]
