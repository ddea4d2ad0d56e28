"""How do coordinators plan, publish, change and call off the events of their complexes?"""

from eventhub.events.manage import planning, publishing, usual
from eventhub.events.manage.desk import manage

__all__ = ["manage", "planning", "publishing", "usual"]
