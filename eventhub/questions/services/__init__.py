"""The verbs of questions: asked, changed, ordered, removed, copied, answered, and answers forgotten."""

from eventhub.questions.services.answering import answer, answer_again, answer_at_all, answer_for, ask_again
from eventhub.questions.services.copies import copy_questions
from eventhub.questions.services.editing import add, move, remove, revise
from eventhub.questions.services.endings import forget_discarded, forget_past

__all__ = [
    "add",
    "answer",
    "answer_again",
    "answer_at_all",
    "answer_for",
    "ask_again",
    "copy_questions",
    "forget_discarded",
    "forget_past",
    "move",
    "remove",
    "revise",
]
