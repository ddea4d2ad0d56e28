"""What is wrong with what was found, how serious is it, and what is to be done?"""

import enum
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from eventhub.mail.signing import Key

FEWEST_CHARACTERS = 10
LOCAL = ("localhost", "127.0.0.1", "::1")
PLACEHOLDER = "@example.org"
# The feasts of the lunar calendar: a list that only counts dates of the sun has none of them.
MOVABLE_FEASTS = ("설날", "추석")
UPGRADE = "run `flask --app wsgi db upgrade`"


class Level(enum.StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARNING = "warning"
    SERIOUS = "serious"


class Finding(NamedTuple):
    """What was looked at, how it is, and in one sentence why."""

    what: str
    level: Level
    words: str


class Revisions(NamedTuple):
    """Which migrations a database has seen last, which the program ends with, and all the program knows."""

    present: Collection[str]
    wanted: Collection[str]
    known: Collection[str]


def judge_settings(*, secret_key: str, base_url: str, mail_url: str, mail_from: str, demo: bool) -> Iterator[Finding]:
    """Judge settings that can be read, but that may not be meant; values that make no sense stop the start."""
    base, is_sending = urlsplit(base_url), mail_url.startswith("smtp")
    doubts = {
        "EVENTHUB_BASE_URL is not https: sign-in cookies and private links can be read on the way": (
            base.scheme != "https" and base.hostname not in LOCAL
        ),
        f"EVENTHUB_BASE_URL is {base_url}: the links in letters lead nowhere for their readers": (
            is_sending and base.hostname in LOCAL
        ),
        f"EVENTHUB_MAIL_FROM is {mail_from}: mail servers refuse letters from an address that is not yours": (
            is_sending and PLACEHOLDER in mail_from
        ),
        "EVENTHUB_DEMO is true: anybody can read every letter, sign-in links included": demo,
    }
    if len(set(secret_key)) < FEWEST_CHARACTERS:
        yield Finding("settings", Level.SERIOUS, "EVENTHUB_SECRET_KEY can be guessed; set one made by chance")
    yield from (Finding("settings", Level.WARNING, words) for words, is_so in doubts.items() if is_so)
    if len(set(secret_key)) >= FEWEST_CHARACTERS and not any(doubts.values()):
        yield Finding("settings", Level.OK, "all can be read and make sense together")


def judge_database(where: str, trouble: str) -> Finding:
    """Judge whether the database can be reached and written."""
    return (
        Finding("database", Level.SERIOUS, f"{where}: {trouble}") if trouble else Finding("database", Level.OK, where)
    )


def judge_migrations(revisions: Revisions) -> Finding:
    """Judge whether the tables are those the program expects."""
    present, wanted = (", ".join(sorted(some)) for some in (revisions.present, revisions.wanted))
    if not revisions.present:
        return Finding("migrations", Level.SERIOUS, f"the database has no tables yet: {UPGRADE}")
    if set(revisions.present) == set(revisions.wanted):
        return Finding("migrations", Level.OK, f"at {present}, the newest")
    if set(revisions.present) - set(revisions.known):
        words = f"the database is at {present}, which this program does not know: install the newer program"
        return Finding("migrations", Level.SERIOUS, words)
    return Finding("migrations", Level.SERIOUS, f"at {present}, but {wanted} is needed: {UPGRADE}")


def judge_mail(mail_url: str, trouble: str) -> Finding:
    """Judge whether letters can leave."""
    scheme, _colon, rest = mail_url.partition(":")
    if scheme == "console":
        words = "letters are printed where the worker runs, not sent; set EVENTHUB_MAIL_URL to send them"
        return Finding("mail", Level.WARNING, words)
    # The host alone: a password may stand beside it.
    where = rest if scheme == "maildir" else str(urlsplit(mail_url).hostname)
    if trouble:
        return Finding("mail", Level.SERIOUS, f"{where}: {trouble}")
    said = "can be written; nothing leaves this machine" if scheme == "maildir" else "answers and lets us in"
    return Finding("mail", Level.OK, f"{where} {said}")


def judge_names(key: Key | None, *, domain: str, mail_url: str) -> Iterator[Finding]:
    """Say which records the domain of the sender needs so that mail servers believe our letters."""
    if not mail_url.startswith("smtp"):
        return
    host = urlsplit(mail_url).hostname
    if key is None:
        words = f"letters are not signed here: let {host} sign them for {domain}, or set EVENTHUB_DKIM_KEY"
        yield Finding("DKIM", Level.WARNING, words)
    else:
        yield Finding("DKIM", Level.OK, f"set in the DNS: {key.record_name} TXT {_in_strings(key.record)}")
    yield Finding(
        "SPF", Level.OK, f'set in the DNS what says that {host} may send: {domain} TXT "v=spf1 a:{host} -all"'
    )
    words = (
        f'set in the DNS, and read the reports: _dmarc.{domain} TXT "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"'
    )
    yield Finding("DMARC", Level.OK, words)


def _in_strings(record: str) -> str:
    """Cut a record into strings as long as the DNS takes (RFC 1035, 3.3)."""
    most = 255
    return " ".join(f'"{record[start : start + most]}"' for start in range(0, len(record), most))


def judge_inbox(inbox_url: str, trouble: str) -> Finding:
    """Judge whether what comes back by mail is read."""
    scheme, _colon, rest = inbox_url.partition(":")
    if not scheme:
        words = "no mailbox is read: letters that come back are not noticed; set EVENTHUB_INBOX_URL to read one"
        return Finding("inbox", Level.WARNING, words)
    where = rest if scheme == "maildir" else str(urlsplit(inbox_url).hostname)
    if trouble:
        return Finding("inbox", Level.SERIOUS, f"{where}: {trouble}")
    return Finding("inbox", Level.OK, f"{where} {'can be read' if scheme == 'maildir' else 'answers and lets us in'}")


def judge_search(path: str, trouble: str, entries: int) -> Finding:
    """Judge whether searches are answered by what words mean; without that they are by the words as typed."""
    if trouble:
        words = f"only words as typed are found ({trouble}): run `flask --app wsgi match serve` beside the web"
        return Finding("search", Level.WARNING, words)
    return Finding("search", Level.OK, f"{path} answers; {entries} entries can be found")


def judge_fonts(found: str) -> Finding:
    """Judge whether this machine can draw Korean letters."""
    if found:
        return Finding("fonts", Level.OK, f"{found} has Korean letters")
    words = "no font with Korean letters: what is drawn here would show empty boxes; install Noto Sans CJK or Nanum"
    return Finding("fonts", Level.WARNING, words)


def judge_clock(*, ours: datetime, theirs: datetime | None, most: timedelta, zone: str) -> Finding:
    """Judge whether this machine's clock agrees with the database's, if that has one, by the worker's own measure."""
    if theirs is None:
        return Finding("clock", Level.OK, f"a SQLite database has no other clock than ours; times are shown in {zone}")
    skew = (ours - theirs).total_seconds()
    if abs(skew) > most.total_seconds():
        words = f"{abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} the database's: no worker works until"
        return Finding("clock", Level.SERIOUS, f"{words} it is set right")
    return Finding("clock", Level.OK, f"{abs(skew):.1f} seconds off the database's; times are shown in {zone}")


def judge_holidays(names: dict[int, Collection[str]]) -> Finding:
    """Judge whether the list of holidays reaches from the first of some years to the last."""
    lacking = [year for year, known in names.items() if not _has_feasts(known)]
    if not lacking:
        said = " and ".join(f"{year} ({len(known)} days)" for year, known in names.items())
        return Finding("holidays", Level.OK, f"Korean holidays are known for {said}")
    level = Level.SERIOUS if min(names) in lacking else Level.WARNING
    words = f"no Korean holidays are known for {', '.join(map(str, lacking))}: bring the `holidays` library up to date"
    return Finding("holidays", level, words)


def _has_feasts(names: Collection[str]) -> bool:
    return all(any(feast in name for name in names) for feast in MOVABLE_FEASTS)
