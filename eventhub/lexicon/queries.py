"""What is the lexicon now, and what was it before?"""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.core.db import get_or_refuse, session
from eventhub.core.paging import Page, paginate
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import Lexicon, restore, shipped


def current() -> Lexicon:
    """Return the lexicon that holds now: the latest version, else the one that comes with the program."""
    latest = session.scalar(select(LexiconVersion).order_by(LexiconVersion.number.desc()).limit(1))
    return restore(latest.content, latest.number) if latest else shipped()


def at(number: int) -> Lexicon:
    """Return the lexicon as it was at a version."""
    return restore(get(number).content, number) if number else shipped()


def get(number: int) -> LexiconVersion:
    """Return a version with who made it, or refuse: the one that comes with the program was made by nobody here."""
    rows = select(LexiconVersion).options(joinedload(LexiconVersion.made_by))
    return get_or_refuse(rows.where(LexiconVersion.number == number))


def list_versions(page: int = 1) -> Page[LexiconVersion]:
    """List the versions with who made them, the latest first."""
    rows = select(LexiconVersion).options(joinedload(LexiconVersion.made_by))
    return paginate(rows.order_by(LexiconVersion.number.desc()), page)
