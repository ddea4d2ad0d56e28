"""How do coordinators plan the Cluster Day?"""

from eventhub.cluster_day.manage import booths, calls, contest, editions
from eventhub.cluster_day.manage.desk import manage

__all__ = ["booths", "calls", "contest", "editions", "manage"]
