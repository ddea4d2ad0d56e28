"""How do coordinators let several events share seats?"""

from eventhub.accounts import guards
from eventhub.admission import queries, services
from eventhub.admission.forms import JoinForm, PoolForm
from eventhub.admission.manage.desk import back, event_of, manage, page
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done


@manage.route("/shared", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def pools(public_id: str) -> Answer:
    """Show the shared seats of the team, and let an event share some of them or none."""
    event, form = event_of(public_id), JoinForm()
    event_id, complex_id, pool = event.id, event.complex_id, queries.terms_of(event.id).pool
    listed = queries.list_pools(complex_id)
    form.offer(listed)
    if not form.is_submitted():
        form.pool.data = pool.public_id if pool else ""

    def join() -> None:
        chosen = queries.get_pool(complex_id, form.pool.data) if form.pool.data else None
        services.share_seats(event_id, chosen, by=guards.me(), now=now())

    if form.accepted() and done(form, join):
        return back("pools", public_id, gettext("Saved."))
    shared = queries.events_of_pools(complex_id)
    return page("pools", event_of(public_id), form, pools=queries.list_pools(complex_id), shared=shared)


@manage.route("/shared/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_pool(public_id: str) -> Answer:
    """Make seats to be shared; this event is the first to share them."""
    event = event_of(public_id)
    event_id, complex_id = event.id, event.complex_id
    form = PoolForm(data={"capacity": event.capacity})

    def make() -> None:
        pool = services.open_pool(complex_id, **form.seats(), by=guards.me(), now=now())
        services.share_seats(event_id, pool, by=guards.me(), now=now())

    if form.accepted() and done(form, make):
        return back("pools", public_id, gettext("The seats can be shared. This event is the first; let others join."))
    return page("pool", event_of(public_id), form, pool=None)


@manage.route("/shared/<pool_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_pool(public_id: str, pool_id: str) -> Answer:
    """Make shared seats more or fewer, or call them something else."""
    complex_id = event_of(public_id).complex_id
    form = PoolForm(obj=queries.get_pool(complex_id, pool_id))

    def resize() -> None:
        pool = queries.get_pool(complex_id, pool_id)
        services.resize_pool(pool, **form.seats(), by=guards.me(), now=now())

    if form.accepted() and done(form, resize):
        return back("pools", public_id, gettext("Saved. Who waits moves up within minutes where seats came to it."))
    return page("pool", event_of(public_id), form, pool=queries.get_pool(complex_id, pool_id))
