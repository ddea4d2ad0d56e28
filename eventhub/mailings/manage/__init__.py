"""How do coordinators write to many of those who registered, and watch the letters leave?"""

from eventhub.mailings.manage import sending, writing
from eventhub.mailings.manage.desk import manage

__all__ = ["manage", "sending", "writing"]
