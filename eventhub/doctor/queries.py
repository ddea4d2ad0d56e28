"""How are the things EventHub stands on: the database, the way out for letters, fonts, the list of holidays?"""

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

import holidays
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from eventhub.core.db import db, session
from eventhub.doctor.rules import Revisions
from eventhub.inbox.errors import Unreachable as Unread
from eventhub.inbox.transport import opened
from eventhub.mail.transport import Unreachable, connected
from eventhub.search.errors import NotAnswered
from eventhub.search.transport import ask_state

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
KOREAN_FONT = re.compile(
    r"(cjk|nanum|pretendard|malgun|gulim|batang|dotum|sourcehan\w*kr|noto\w*kr).*\.(ttf|ttc|otf)$", re.IGNORECASE
)
FONTCONFIG_SECONDS = 30


def where_database_is() -> str:
    """Name the database, without its password."""
    return db.engine.url.render_as_string(hide_password=True)


def missing_file() -> bool:
    """Say whether the database is a file that is not there; merely connecting would make an empty one."""
    path = db.engine.url.database
    return db.engine.dialect.name == "sqlite" and path not in (None, "", ":memory:") and not Path(str(path)).exists()


def has_clock() -> bool:
    """Say whether the database is a server with a clock of its own."""
    return db.engine.dialect.name != "sqlite"


def is_read_only() -> bool:
    """Ask a server whether it takes no changes; SQLite refuses to begin a write transaction."""
    if session.connection().dialect.name != "postgresql":
        return False
    return str(session.execute(text("SHOW transaction_read_only")).scalar_one()) == "on"


def revisions(migrations: Config) -> Revisions:
    """Compare the database's last migrations with the program's."""
    script = ScriptDirectory.from_config(migrations)
    present = MigrationContext.configure(session.connection()).get_current_heads()
    return Revisions(present, script.get_heads(), [each.revision for each in script.walk_revisions()])


def mail_trouble(url: str) -> str:
    """Say what keeps letters from leaving, or nothing; a server is greeted and signed in to, but sent no letter."""
    scheme, _colon, folder = url.partition(":")
    if scheme == "maildir":
        return _folder_trouble(Path(folder))
    try:
        with connected(url):
            return ""
    # A host name that cannot be written as one fails before anybody is called.
    except (Unreachable, UnicodeError) as fault:
        return f"cannot be reached ({fault})"


def inbox_trouble(url: str) -> str:
    """Say what keeps the mailbox from being read, or nothing; no message is looked at."""
    scheme, _colon, folder = url.partition(":")
    if scheme == "maildir":
        return _folder_trouble(Path(folder))
    try:
        with opened(url):
            return ""
    except Unread as fault:
        return f"cannot be reached ({fault})"


def search_state(path: str) -> tuple[str, int]:
    """Say what keeps searches from being answered, or nothing, and how much can be found."""
    try:
        return "", int(ask_state(path).get("entries", 0))
    except NotAnswered as fault:
        return str(fault), 0


def find_korean_font() -> str:
    """Name a font with Korean letters, as fontconfig knows them or, without it, by the names of the files."""
    families = sorted(filter(None, _ask_fontconfig().splitlines()))
    if families:
        return families[0].partition(",")[0]
    return next((path.name for path in _font_files() if KOREAN_FONT.search(path.name)), "")


def holiday_names(year: int) -> Collection[str]:
    """List the names of the days on which Korea rests in a year, by the date."""
    found = holidays.country_holidays("KR", years=year, language="ko")
    return [name for _day, name in sorted(found.items())]


def _ask_fontconfig() -> str:
    program = shutil.which("fc-list")
    if program is None:
        return ""
    asked = [program, ":lang=ko", "family"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=FONTCONFIG_SECONDS, check=False)  # noqa: S603 - nobody's words
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _folder_trouble(folder: Path) -> str:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        return f"{there} is not a folder"
    return "" if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written"


def _font_files() -> Iterator[Path]:
    for folder in FONT_FOLDERS:
        yield from sorted(Path(folder).expanduser().rglob("*.[ot]t[fc]"))
