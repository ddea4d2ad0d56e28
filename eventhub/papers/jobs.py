"""How are ordered certificates drawn, a pile at a time, and when do their files and names go?"""

import logging
from collections.abc import Callable, Sequence

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.papers import queries, rules, services
from eventhub.papers.drawing import CertificatePaper, certificates_pdf, certificates_zip
from eventhub.papers.models import Packing

log = logging.getLogger(__name__)


def draw_certificates() -> str:
    """Draw one order; others wait for the next tick, so that letters go out between them."""
    with transaction():
        order = services.take_up(now=now())
        taken = (order.id, order.event_id, order.tries, order.packing, order.ordered_by) if order else None
    if taken is None:
        return ""
    order_id, event_id, tries, packing, by = taken
    try:
        with transaction():
            given = services.give_all(event_id, by=by, now=now())
            files = [(rules.file_name(one), queries.paper_of(one)) for one in given]
        content = _draw(packing, files, order_id, tries)
        with transaction():
            services.finish(order_id, tries, content, now=now())
    except Exception:
        log.exception("order %s cannot be drawn", order_id)
        with transaction():
            services.fail(order_id, tries, now=now())
    return "an order of certificates"


def forget_old_papers() -> str:
    """Remove files that were kept long enough, and names that were promised to be erased."""
    with transaction():
        files = services.forget_files(now=now())
    with transaction():
        names = services.forget_past(now=now())
    return f"{files} files, {names} names" if files or names else ""


def _draw(packing: Packing, files: Sequence[tuple[str, CertificatePaper]], order_id: int, tries: int) -> bytes:
    tell = _teller(order_id, tries, len(files))
    if packing is Packing.ZIP:
        return certificates_zip(files, tell)
    return certificates_pdf([paper for _name, paper in files], tell)


def _teller(order_id: int, tries: int, total: int) -> Callable[[], None]:
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if done % rules.TELL_EVERY == 0 or done == 1:
            with transaction():
                services.note_done(order_id, tries, done=done, total=total, now=now())

    return tell
