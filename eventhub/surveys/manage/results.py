"""What did people answer, and how does the team take it away?"""

from flask import Response, render_template

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.sheets import csv_bytes
from eventhub.surveys import queries, rules, services
from eventhub.surveys.manage.survey import event_of, manage, survey_of
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.baseform import TokenForm


@manage.get("/events/<public_id>/survey/results")
@access(Access.COORDINATOR)
def results(public_id: str) -> Answer:
    """Show what came in, question by question."""
    return _show(public_id, TokenForm(formdata=None))


@manage.post("/events/<public_id>/survey/results.csv")
@access(Access.COORDINATOR)
def download(public_id: str) -> Answer:
    """Hand the answers over as a table, and write down who took it."""
    survey, form = survey_of(public_id), TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    responses = queries.list_responses(survey)
    rows = rules.result_rows(survey, rules.results(survey, responses))
    if not survey.is_anonymous:
        rows += [(), *rules.person_rows(survey, responses)]
    number = len(responses)
    with transaction():
        services.note_download(event_of(public_id), number=number, by=guards.me(), now=now())
    response = Response(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{public_id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(public_id: str, form: TokenForm) -> Answer:
    survey = survey_of(public_id)
    responses = queries.list_responses(survey)
    body = render_template(
        "surveys/manage/results.html",
        event=event_of(public_id),
        survey=survey,
        answered=len(responses),
        results=rules.results(survey, responses),
        mark_words=rules.MARK_WORDS,
        conversion=rules.CONVERSION,
        least=rules.LEAST,
        is_open=rules.is_open(survey, now=now()),
        form=form,
    )
    return body, form.status
