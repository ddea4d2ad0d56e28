"""How do coordinators see who comes, decide about it and take the list away?"""

from eventhub.registrations.manage import attendees, decisions, places
from eventhub.registrations.manage.desk import manage

__all__ = ["attendees", "decisions", "manage", "places"]
