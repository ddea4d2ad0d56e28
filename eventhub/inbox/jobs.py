"""How is the mailbox read, message by message, and when is it forgotten what came in?"""

import logging
from time import monotonic

from flask import current_app

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.links import is_inbox_read
from eventhub.inbox import rules, services
from eventhub.inbox.errors import Unreachable
from eventhub.inbox.models import Matter
from eventhub.inbox.transport import Mailbox, opened
from eventhub.mail import services as outbox

log = logging.getLogger(__name__)
# What stays marked in the mailbox for somebody to look at there.
ASIDE = (Matter.UNREADABLE, Matter.TOO_LARGE)


def read_inbox() -> str:
    """Handle every message that waits in the mailbox: each in a transaction of its own, then marked there."""
    if not is_inbox_read():
        return ""
    number, until = 0, monotonic() + rules.TURN_LASTS_AT_MOST.total_seconds()
    try:
        with opened(current_app.config["INBOX_URL"]) as mailbox:
            for name in mailbox.waiting()[: rules.AT_ONCE]:
                if monotonic() > until:
                    break
                mailbox.settle(name, aside=_take_in(mailbox, name) in ASIDE)
                number += 1
    except Unreachable as fault:
        log.warning("mailbox unreachable: %s", fault)
    return f"{number} messages" if number else ""


def forget_old_inbox() -> str:
    """Forget what came in long ago, and which addresses letters came back from long ago."""
    with transaction():
        number = services.forget_past(now=now()) + outbox.forget_bounces(now=now())
    return f"{number} rows" if number else ""


def _take_in(mailbox: Mailbox, name: str) -> Matter:
    """Handle one message; what should not happen puts this one aside and keeps none behind it waiting."""
    size = mailbox.size(name)
    if size > rules.LARGEST:
        mail = rules.read_head(mailbox.read(name, rules.LARGEST_HEAD), size=size)
    else:
        mail = rules.read(mailbox.read(name, rules.LARGEST))
    try:
        with transaction():
            return services.take_in(mail, now=now())
    except Exception:
        log.exception("message %s", name)
    with transaction():
        return services.take_in(rules.Mail(key=mail.key, sender=mail.sender, is_broken=True), now=now())
