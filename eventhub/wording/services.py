"""How are a team's own words kept, tried out, and put into a letter?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core import audit
from eventhub.core.db import hold, session
from eventhub.mail.render import Words
from eventhub.wording import queries
from eventhub.wording.errors import ChangedMeanwhile
from eventhub.wording.models import Wording
from eventhub.wording.rules import FIELDS, fill, shortened

_tried: ContextVar[Words | None] = ContextVar("tried", default=None)


def words_for(letter: str, *, complex_id: int | None, locale: str, values: Mapping[str, str]) -> Words | None:
    """Return how a team's letter begins in a language, its placeholders filled; None where it is the usual."""
    written = _tried.get() or _kept(letter, complex_id, locale)
    if written is None:
        return None
    return Words(shortened(fill(written.subject, values)), fill(written.opening, values))


@contextmanager
def trying(words: Words) -> Iterator[None]:
    """Let the letters written in this block begin with words nobody has kept yet: for previews."""
    token = _tried.set(words)
    try:
        yield
    finally:
        _tried.reset(token)


def keep(
    complex_: Complex, letter: str, texts: Mapping[str, str], *, version: int, by: Account, now: datetime
) -> Wording:
    """Keep how a team words a letter; `version` is the one its writer has read, nought for the usual text."""
    hold(f"wording:{complex_.id}:{letter}")
    kept = queries.find(complex_.id, letter)
    there = kept.version if kept else 0
    if version != there:
        raise ChangedMeanwhile(there)
    if kept is None:
        kept = Wording(complex_id=complex_.id, letter=letter, version=0)
        session.add(kept)
    for name in FIELDS:
        setattr(kept, name, texts[name])
    kept.version, kept.updated_at = version + 1, now
    written = [name for name in FIELDS if texts[name]]
    audit.record("letter-worded", f"complex:{complex_.slug}", actor=by.public_id, now=now, letter=letter, own=written)
    return kept


def go_back_to_usual(complex_: Complex, letter: str, *, version: int, by: Account, now: datetime) -> None:
    """Let a letter say again what it says everywhere."""
    keep(complex_, letter, dict.fromkeys(FIELDS, ""), version=version, by=by, now=now)


def _kept(letter: str, complex_id: int | None, locale: str) -> Words | None:
    # A language the team left empty says the usual in that language: better than their words in one nobody asked for.
    kept = queries.find(complex_id, letter) if complex_id is not None else None
    return Words(getattr(kept, f"subject_{locale}"), getattr(kept, f"opening_{locale}")) if kept else None
