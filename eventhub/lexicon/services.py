"""How is the lexicon changed, and how is a change taken back?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import hold, session
from eventhub.lexicon import queries
from eventhub.lexicon.errors import ChangedMeanwhile, NothingChanged
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import Lexicon, compare, undone

LEXICON = "lexicon"


def keep(lexicon: Lexicon, *, upon: int, why: str, by: Account, now: datetime) -> LexiconVersion:
    """Keep a changed lexicon as the next version; `upon` is the version its writer has read."""
    hold(LEXICON)
    current = queries.current()
    if upon != current.version:
        raise ChangedMeanwhile(current.version)
    return _add(current, lexicon, why=why, by=by, now=now)


def undo(number: int, *, why: str, by: Account, now: datetime) -> LexiconVersion:
    """Take one change back from the lexicon as it is now, as a version of its own."""
    hold(LEXICON)
    current, version = queries.current(), queries.get(number)
    changes = compare(queries.at(number - 1), queries.at(number))
    return _add(current, undone(current, changes), why=why, by=by, now=now, undoes=version.number)


def _add(
    current: Lexicon, lexicon: Lexicon, *, why: str, by: Account, now: datetime, undoes: int | None = None
) -> LexiconVersion:
    changes = compare(current, lexicon)
    if not changes:
        raise NothingChanged
    version = LexiconVersion(
        number=current.version + 1, made_at=now, made_by_id=by.id, why=why, undoes=undoes, content=lexicon.kept()
    )
    session.add(version)
    audit.record("lexicon-changed", f"lexicon:{version.number}", actor=by.public_id, now=now, undoes=undoes)
    return version
