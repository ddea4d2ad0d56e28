"""What do all doors of the planners of events share?"""

from flask import Blueprint

from eventhub.accounts import guards
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import complexes_of
from eventhub.core.errors import NotAllowed

manage = Blueprint("events_desk", __name__, url_prefix="/desk")


def team_of(slug: str) -> Complex:
    """Return the asked-for complex this coordinator serves, else the first; who serves none has nothing to plan for."""
    complexes = complexes_of(guards.me())
    if not complexes:
        raise NotAllowed
    return next((complex_ for complex_ in complexes if complex_.slug == slug), complexes[0])
