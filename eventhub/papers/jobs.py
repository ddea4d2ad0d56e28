"""How are ordered certificates and badges drawn, a pile at a time, and when do their files and names go?"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext, pick, speaking
from eventhub.events import queries as events
from eventhub.papers import queries, rules, services
from eventhub.papers.drawing import CertificatePaper, badges_pdf, certificates_pdf, pack
from eventhub.papers.models import Packing, Paper

log = logging.getLogger(__name__)
Files = Mapping[str, CertificatePaper]


@dataclass(frozen=True)
class Task:
    """An order as it was when it was taken up."""

    order_id: int
    tries: int
    event_id: int
    paper: Paper
    packing: Packing
    start: int
    by: str


def draw_papers() -> str:
    """Draw one order, or the next files of a pack; others wait for the next tick, so that letters go out between."""
    with transaction():
        order = services.take_up(now=now())
        if order is None:
            return ""
        how = (order.paper, order.packing, order.start, order.ordered_by)
        task = Task(order.id, order.tries, order.event_id, *how)
    try:
        DRAWERS[task.paper, task.packing](task)
    except Exception:
        log.exception("order %s cannot be drawn", task.order_id)
        with transaction():
            services.fail(task.order_id, task.tries, now=now())
    return str(task.paper)


def forget_old_papers() -> str:
    """Remove files that were kept long enough, and names that were promised to be erased."""
    with transaction():
        files = services.forget_files(now=now())
    with transaction():
        names = services.forget_past(now=now())
    return f"{files} files, {names} names" if files or names else ""


def _certificates(task: Task) -> Files:
    """Give everybody who came a certificate, and write each out, by the name of its file."""
    with transaction():
        given = services.give_all(task.event_id, by=task.by, now=now())
        return {rules.file_name(one): queries.paper_of(one) for one in given}


def _draw_pages(task: Task) -> None:
    files = _certificates(task)
    _hand_over(task, certificates_pdf(files.values(), _teller(task, len(files))))


def _draw_pack(task: Task) -> None:
    files, drawn = _certificates(task), queries.parts_of(task.order_id)
    tell = _teller(task, len(files), done=len(drawn))
    for name in [one for one in files if one not in drawn][: rules.SLICE]:
        drawn[name] = certificates_pdf([files[name]])
        with transaction():
            services.keep_part(task.order_id, name, drawn[name])
        tell()
    if files.keys() <= drawn.keys():
        _hand_over(task, pack((name, paper.issued_at, drawn[name]) for name, paper in files.items()))
    else:
        with transaction():
            services.pause(task.order_id, task.tries, now=now())


def _draw_badges(task: Task) -> None:
    event = events.get(task.event_id)
    papers, made_at = queries.badges_of(event), event.updated_at
    with speaking("ko"):
        title = gettext("Badges: %(event)s", event=pick(event, "title"))
    tell = _teller(task, len(papers))
    _hand_over(task, badges_pdf(papers, title=title, start=task.start, made_at=made_at, tell=tell))


DRAWERS: Mapping[tuple[Paper, Packing], Callable[[Task], None]] = {
    (Paper.CERTIFICATES, Packing.PDF): _draw_pages,
    (Paper.CERTIFICATES, Packing.ZIP): _draw_pack,
    (Paper.BADGES, Packing.PDF): _draw_badges,
}


def _hand_over(task: Task, content: bytes) -> None:
    with transaction():
        services.finish(task.order_id, task.tries, content, now=now())


def _teller(task: Task, total: int, done: int = 0) -> Callable[[], None]:
    """Make what is called after each paper: from time to time it writes down how far the order is."""

    def tell() -> None:
        nonlocal done
        done += 1
        if done % rules.TELL_EVERY == 0 or done == 1:
            with transaction():
                services.note_done(task.order_id, task.tries, done=done, total=total, now=now())

    return tell
