"""Does a form of questions ask what applies, of several people apart?"""

from flask import Flask

from eventhub.core.i18n import speaking
from eventhub.questions import queries
from eventhub.questions.forms import answer_form, answer_form_for
from eventhub.questions.models import Kind
from eventhub.questions.rules import Given
from tests.factories.events import make_event
from tests.factories.questions import make_question, option


def test_two_people_on_one_page_answer_apart(app: Flask) -> None:
    event_id = make_event().id
    asked = make_question(event_id, is_required=True)
    sent = {f"first-{asked.public_id}": "one", f"second-{asked.public_id}": ""}
    with app.test_request_context(method="POST", data=sent):
        first, second = (answer_form_for(event_id, prefix=prefix) for prefix in ("first", "second"))
        assert first.accepted()
        assert not second.accepted()
    assert first.given() == {asked.public_id: Given(text="one")}
    assert second.status == 422


def test_a_question_that_hangs_on_an_answer_elsewhere_is_asked_or_left_out(app: Flask) -> None:
    event_id = make_event().id
    first = make_question(event_id, Kind.CHOICE)
    second = make_question(event_id, only_for=frozenset({option(first, "None")}))
    questions = queries.list_questions(event_id)
    with app.test_request_context(), speaking("en"):
        both = answer_form(questions, questions)
        assert both.when_asked(second) == "Only if “Question choice” is “None”."
        for chosen, is_asked in (("None", True), ("Korean", False)):
            kept = {first.public_id: Given(choices=frozenset({option(first, chosen)}))}
            form = answer_form(questions, [second], kept=kept)
            assert [field.asked for field in form] == ([second] if is_asked else [])
            assert form.when_asked(second) == ""


def test_who_need_not_answer_may_take_an_answer_back(app: Flask) -> None:
    event_id = make_event().id
    free, needed = make_question(event_id, Kind.CHOICE), make_question(event_id, Kind.CHOICE, is_required=True)
    with app.test_request_context(), speaking("en"):
        form = answer_form_for(event_id)
        offered = {field.asked.id: [choice.label for choice in field.iter_choices()] for field in form}
    assert offered[free.id] == ["Korean", "Vegetarian", "None", "No answer"]
    assert offered[needed.id] == ["Korean", "Vegetarian", "None"]
