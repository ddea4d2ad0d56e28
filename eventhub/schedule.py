"""What runs when?"""

from eventhub.checkins.jobs import forget_old_scans
from eventhub.cluster_day.jobs import forget_old_submissions
from eventhub.events.jobs import publish_due, tell_of_moves
from eventhub.imports.jobs import forget_old_imports
from eventhub.inbox.jobs import forget_old_inbox, read_inbox
from eventhub.jobs.rules import Job
from eventhub.mail.jobs import carry
from eventhub.mailings.jobs import forget_old_mailings, send_mailings
from eventhub.matching.jobs import match_new_problems
from eventhub.matching.rules import JOB
from eventhub.papers.jobs import draw_papers, forget_old_papers
from eventhub.picks.jobs import forget_unused_picks
from eventhub.questions.jobs import ask_those_who_owe_answers, forget_old_answers
from eventhub.registrations.jobs import forget_old_data, mind_the_line, remind
from eventhub.related.jobs import find_related, write_weekly_letters
from eventhub.related.rules import JOB as RELATED
from eventhub.surveys.jobs import ask_after_events, forget_old_surveys
from eventhub.tuning.jobs import learn_from_answers, measure_matcher

SCHEDULE = (
    Job("publish-due", publish_due, None),
    Job("tell-of-moves", tell_of_moves, None),
    Job("remind", remind, None),
    Job("mind-the-line", mind_the_line, "* * * * *"),
    Job("read-inbox", read_inbox, "* * * * *"),
    Job("ask-questions", ask_those_who_owe_answers, "* * * * *"),
    Job("ask-after-events", ask_after_events, "*/10 * * * *"),
    Job("send-mailings", send_mailings, None),
    Job("carry-letters", carry, None),
    Job("draw-papers", draw_papers, None),
    Job(JOB, match_new_problems, "10 2 * * *"),
    Job(RELATED, find_related, "25 2 * * *"),
    Job("learn-from-answers", learn_from_answers, "40 2 * * *"),
    Job("measure-matcher", measure_matcher, "50 2 * * *"),
    Job("write-weekly-letters", write_weekly_letters, "30 8 * * 1"),
    Job("forget-old-data", forget_old_data, "40 3 * * *"),
    Job("forget-old-answers", forget_old_answers, "35 3 * * *"),
    Job("forget-old-imports", forget_old_imports, "45 3 * * *"),
    Job("forget-old-inbox", forget_old_inbox, "45 3 * * *"),
    Job("forget-old-mailings", forget_old_mailings, "45 3 * * *"),
    Job("forget-unused-picks", forget_unused_picks, "50 3 * * *"),
    Job("forget-old-papers", forget_old_papers, "50 3 * * *"),
    Job("forget-old-scans", forget_old_scans, "50 3 * * *"),
    Job("forget-old-surveys", forget_old_surveys, "50 3 * * *"),
    Job("forget-old-submissions", forget_old_submissions, "50 3 * * *"),
)
