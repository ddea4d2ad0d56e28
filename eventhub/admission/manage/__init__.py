"""How do coordinators decide the terms on which an event lets people in?"""

from eventhub.admission.manage import codes, pools, quotas, terms
from eventhub.admission.manage.desk import manage

__all__ = ["codes", "manage", "pools", "quotas", "terms"]
