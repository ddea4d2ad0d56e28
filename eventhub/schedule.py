"""What runs when?"""

from eventhub.jobs.rules import Job
from eventhub.mail.jobs import carry
from eventhub.matching.jobs import match_new_problems
from eventhub.matching.rules import JOB
from eventhub.registrations.jobs import forget_old_data

SCHEDULE = (
    Job("carry-letters", carry, None),
    Job(JOB, match_new_problems, "10 2 * * *"),
    Job("forget-old-data", forget_old_data, "40 3 * * *"),
)
