"""How are ordered certificates drawn, a pile at a time, and when do their files and names go?"""

import logging
from collections.abc import Callable, Mapping

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.papers import queries, rules, services
from eventhub.papers.drawing import CertificatePaper, certificates_pdf, pack
from eventhub.papers.models import Packing

log = logging.getLogger(__name__)
Files = Mapping[str, CertificatePaper]


def draw_certificates() -> str:
    """Draw one order, or the next files of a pack; others wait for the next tick, so that letters go out between."""
    with transaction():
        order = services.take_up(now=now())
        taken = (order.id, order.tries, order.event_id, order.packing, order.ordered_by) if order else None
    if taken is None:
        return ""
    order_id, tries, event_id, packing, by = taken
    try:
        with transaction():
            given = services.give_all(event_id, by=by, now=now())
            files = {rules.file_name(one): queries.paper_of(one) for one in given}
        draw = _draw_pack if packing is Packing.ZIP else _draw_pages
        draw(order_id, tries, files)
    except Exception:
        log.exception("order %s cannot be drawn", order_id)
        with transaction():
            services.fail(order_id, tries, now=now())
    return "certificates"


def forget_old_papers() -> str:
    """Remove files that were kept long enough, and names that were promised to be erased."""
    with transaction():
        files = services.forget_files(now=now())
    with transaction():
        names = services.forget_past(now=now())
    return f"{files} files, {names} names" if files or names else ""


def _draw_pages(order_id: int, tries: int, files: Files) -> None:
    content = certificates_pdf(files.values(), _teller(order_id, tries, len(files)))
    with transaction():
        services.finish(order_id, tries, content, now=now())


def _draw_pack(order_id: int, tries: int, files: Files) -> None:
    drawn = queries.parts_of(order_id)
    tell = _teller(order_id, tries, len(files), done=len(drawn))
    for name in [one for one in files if one not in drawn][: rules.SLICE]:
        drawn[name] = certificates_pdf([files[name]])
        with transaction():
            services.keep_part(order_id, name, drawn[name])
        tell()
    with transaction():
        if files.keys() <= drawn.keys():
            packed = pack((name, paper.issued_at, drawn[name]) for name, paper in files.items())
            services.finish(order_id, tries, packed, now=now())
        else:
            services.pause(order_id, tries, now=now())


def _teller(order_id: int, tries: int, total: int, done: int = 0) -> Callable[[], None]:
    """Make what is called after each paper: from time to time it writes down how far the order is."""

    def tell() -> None:
        nonlocal done
        done += 1
        if done % rules.TELL_EVERY == 0 or done == 1:
            with transaction():
                services.note_done(order_id, tries, done=done, total=total, now=now())

    return tell
