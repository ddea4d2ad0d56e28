"""How do the questions of one event become those of another one?"""

from dataclasses import replace

from eventhub.events.facts import EventCopied
from eventhub.events.rules import Part
from eventhub.questions import queries
from eventhub.questions.rules import Choosable
from eventhub.questions.services.editing import make


def copy_questions(fact: EventCopied) -> None:
    """Ask at a copied event what was asked at the first one, if that was wished; nobody's answers come along."""
    if Part.QUESTIONS not in fact.parts:
        return
    new_options: dict[str, str] = {}
    made = queries.list_questions(fact.event_id)
    for asked in queries.list_questions(fact.from_event_id):
        options = tuple(replace(one, public_id="") for one in asked.options)
        only_for = frozenset(new_options[one] for one in asked.only_for)
        question = make(fact.event_id, replace(asked, options=options, only_for=only_for), made, now=fact.at)
        made = queries.list_questions(fact.event_id)
        copied: list[Choosable] = list(next(one for one in made if one.public_id == question.public_id).options)
        new_options |= {old.public_id: new.public_id for old, new in zip(asked.options, copied, strict=True)}
