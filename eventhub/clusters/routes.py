"""What can everybody read of complexes and mini-clusters?"""

from flask import Blueprint, render_template

from eventhub.accounts import guards
from eventhub.clusters import queries
from eventhub.clusters.rules import POST_WORDS, draw
from eventhub.core.clock import now
from eventhub.events import queries as events
from eventhub.events.rules import KIND_WORDS as EVENT_KIND_WORDS
from eventhub.events.rules import Filters
from eventhub.organisations import queries as organisations
from eventhub.organisations.rules import KIND_WORDS, by_kind
from eventhub.web.access import Access, access

routes = Blueprint("clusters", __name__)


@routes.get("/complexes/")
@access(Access.PUBLIC)
def list_page() -> str:
    """Show the complexes as a picture and as cards."""
    complexes = queries.list_complexes()
    members = organisations.count_by_complex()
    return render_template(
        "clusters/list.html",
        complexes=complexes,
        sheet=draw([(row.latitude, row.longitude, members.get(row.id, 0)) for row in complexes]),
        mini_clusters=queries.count_mini_clusters(),
        members=members,
    )


@routes.get("/complexes/<slug>")
@access(Access.PUBLIC)
def complex_page(slug: str) -> str:
    """Show a complex: its team, its mini-clusters and what takes place next."""
    complex_ = queries.get_complex(slug)
    return render_template(
        "clusters/complex.html",
        complex=complex_,
        team=queries.list_team(complex_.id),
        post_words=POST_WORDS,
        mini_clusters=queries.list_mini_clusters(complex_.id),
        members=organisations.count_by_mini_cluster(complex_.id),
        kinds=organisations.count_by_kind(complex_id=complex_.id),
        kind_words=KIND_WORDS,
        events=events.list_upcoming(Filters(complex_id=complex_.id), 1, account=guards.asker(), now=now()),
        event_kind_words=EVENT_KIND_WORDS,
    )


@routes.get("/mini-clusters/<slug>")
@access(Access.PUBLIC)
def mini_cluster_page(slug: str) -> str:
    """Show a mini-cluster: its field, its members and what takes place next."""
    mini_cluster = queries.get_mini_cluster(slug)
    return render_template(
        "clusters/mini_cluster.html",
        mini_cluster=mini_cluster,
        members=by_kind(organisations.list_in_mini_cluster(mini_cluster.id)),
        kind_words=KIND_WORDS,
        events=events.list_upcoming(Filters(mini_cluster_id=mini_cluster.id), 1, account=guards.asker(), now=now()),
        event_kind_words=EVENT_KIND_WORDS,
    )
