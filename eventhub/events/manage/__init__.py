"""How do coordinators plan the events of their complexes?"""

from eventhub.events.manage import events, usual
from eventhub.events.manage.desk import manage

__all__ = ["events", "manage", "usual"]
