"""How do coordinators judge pairs and decide what answers teach, and what does an administrator see of the matcher?"""

from eventhub.tuning.manage import judging, matcher
from eventhub.tuning.manage.learning import manage

__all__ = ["judging", "manage", "matcher"]
