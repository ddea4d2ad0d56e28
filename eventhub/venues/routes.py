"""How does somebody find a venue and the way there?"""

from flask import Blueprint, render_template

from eventhub.accounts import guards
from eventhub.clusters.queries import serves
from eventhub.core.maps import maps_of
from eventhub.venues import queries, rules
from eventhub.web.access import Access, access

routes = Blueprint("venues", __name__)


@routes.get("/venues/")
@access(Access.PUBLIC)
def list_page() -> str:
    """List the venues of all complexes."""
    venues = queries.list_venues()
    rooms = queries.count_rooms([venue.id for venue in venues])
    return render_template("venues/list.html", venues=venues, rooms=rooms)


@routes.get("/venues/<public_id>")
@access(Access.PUBLIC)
def page(public_id: str) -> str:
    """Show where a venue is, what its rooms are like and how one gets in."""
    venue, asker = queries.get_venue(public_id), guards.asker()
    return render_template(
        "venues/page.html",
        venue=venue,
        rooms=queries.list_rooms([venue.id]),
        maps=maps_of(venue.address),
        hours="" if rules.never_closes(venue) else rules.say_hours(venue),
        is_coordinator=asker is not None and asker.is_coordinator,
        may_manage=asker is not None and serves(asker, venue.complex_id),
    )
