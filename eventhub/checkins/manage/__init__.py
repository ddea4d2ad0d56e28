"""How does the team prepare the door, and look at who came?"""

from eventhub.checkins.manage import attendance, helpers, room
from eventhub.checkins.manage.desk import manage

__all__ = ["attendance", "helpers", "manage", "room"]
