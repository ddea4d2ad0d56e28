"""What runs when?"""

from eventhub.jobs.rules import Job
from eventhub.mail.jobs import carry
from eventhub.matching.jobs import match_new_problems

SCHEDULE = (
    Job("carry-letters", carry, None),
    Job("match-new-problems", match_new_problems, "10 2 * * *"),
)
