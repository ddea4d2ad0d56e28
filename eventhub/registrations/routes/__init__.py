"""How does a person take a place, look at it, change it, find it again and give it up?"""

from eventhub.registrations.routes import finding, group, own, registering
from eventhub.registrations.routes.shared import routes

__all__ = ["finding", "group", "own", "registering", "routes"]
