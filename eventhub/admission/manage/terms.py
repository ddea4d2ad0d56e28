"""How do coordinators decide on which terms an event lets people in?"""

from eventhub.accounts import guards
from eventhub.admission import queries, services
from eventhub.admission.forms import TermsForm, values_of_terms
from eventhub.admission.manage.desk import back, event_of, manage, page
from eventhub.admission.rules import say_terms
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done


@manage.route("/", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def overview(public_id: str) -> Answer:
    """Show in plain words how an event lets people in, and change it."""
    event = event_of(public_id)
    event_id, form = event.id, TermsForm(data=values_of_terms(queries.terms_of(event.id)))

    def decide() -> None:
        services.decide_terms(event_id, **form.decided(), by=guards.me(), now=now())

    if form.accepted() and done(form, decide):
        return back("overview", public_id, gettext("Saved. Who waits already goes on waiting."))
    event = event_of(public_id)
    return page("terms", event, form, sentences=say_terms(event, queries.terms_of(event.id)))
