"""How does the team prepare a survey, read what came in, and answer who wants to go on with somebody?"""

from eventhub.surveys.manage import follow_ups, results
from eventhub.surveys.manage.survey import manage

__all__ = ["follow_ups", "manage", "results"]
