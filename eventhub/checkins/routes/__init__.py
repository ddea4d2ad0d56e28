"""How are people let in: at a lane, by a coordinator or a helper, or by themselves in the room?"""

from eventhub.checkins.routes import lane, own
from eventhub.checkins.routes.ways import routes

__all__ = ["lane", "own", "routes"]
