"""Is what is found judged rightly, and does each sentence say what to do?"""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from eventhub.doctor.rules import (
    Finding,
    Level,
    Revisions,
    judge_clock,
    judge_database,
    judge_fonts,
    judge_holidays,
    judge_inbox,
    judge_mail,
    judge_migrations,
    judge_names,
    judge_search,
    judge_settings,
)
from eventhub.mail.signing import Key

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KEY = Key(
    subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True).stdout,
    "s1",
    "events.example.org",
)
GOOD = {
    "secret_key": "kX3vP9wQz7RtB2nM5cJ8hL4dF6gS1aYe",
    "base_url": "https://events.example.kr",
    "mail_url": "smtp://mail.example.kr",
    "mail_from": "EventHub <events@example.kr>",
}
WHOLE_YEAR = ["신정연휴", "설날", "추석", "기독탄신일"]


def settings(**changes: object) -> list[Finding]:
    """Judge good settings with some changes."""
    return list(judge_settings(**{**GOOD, "demo": False, **changes}))  # type: ignore[arg-type]


def test_settings_that_fit_together_give_one_good_finding() -> None:
    assert [each.level for each in settings()] == [Level.OK]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"base_url": "http://events.example.kr"}, "BASE_URL is not https"),
        ({"base_url": "http://127.0.0.1:8000"}, "links in letters"),
        ({"mail_from": "EventHub <eventhub@example.org>"}, "EVENTHUB_MAIL_FROM"),
        ({"demo": True}, "EVENTHUB_DEMO"),
    ],
)
def test_a_doubtful_setting_is_a_warning_that_names_it(changes: dict[str, object], named: str) -> None:
    (finding,) = settings(**changes)
    assert finding.level is Level.WARNING
    assert named in finding.words


def test_a_first_look_on_ones_own_machine_raises_no_doubt() -> None:
    changes = {"base_url": "http://localhost:8000", "mail_url": "console:", "mail_from": "E <e@example.org>"}
    assert [each.level for each in settings(**changes)] == [Level.OK]


def test_a_key_of_few_characters_is_serious_and_never_shown() -> None:
    findings = settings(secret_key="ab" * 20, demo=True)
    assert [each.level for each in findings] == [Level.SERIOUS, Level.WARNING]
    assert "abab" not in findings[0].words


def test_a_database_in_trouble_is_serious() -> None:
    assert judge_database("sqlite:///x", "").level is Level.OK
    assert judge_database("sqlite:///x", "is away") == Finding("database", Level.SERIOUS, "sqlite:///x: is away")


@pytest.mark.parametrize(
    ("present", "level", "said"),
    [
        ([], Level.SERIOUS, "no tables yet: run `flask"),
        (["0001"], Level.SERIOUS, "at 0001, but 0002 is needed: run `flask"),
        (["0002"], Level.OK, "at 0002, the newest"),
        (["0009"], Level.SERIOUS, "install the newer program"),
    ],
)
def test_the_tables_must_be_those_of_this_program(present: list[str], level: Level, said: str) -> None:
    finding = judge_migrations(Revisions(present, ["0002"], ["0001", "0002"]))
    assert finding.level is level
    assert said in finding.words


@pytest.mark.parametrize(
    ("url", "trouble", "level"),
    [
        ("console:", "", Level.WARNING),
        ("maildir:/var/letters", "", Level.OK),
        ("maildir:/var/letters", "cannot be written", Level.SERIOUS),
        ("smtps://me:hush@mail.example.kr", "", Level.OK),
        ("smtps://me:hush@mail.example.kr", "cannot be reached", Level.SERIOUS),
    ],
)
def test_letters_must_be_able_to_leave_and_no_password_is_shown(url: str, trouble: str, level: Level) -> None:
    finding = judge_mail(url, trouble)
    assert finding.level is level
    assert trouble in finding.words
    assert "hush" not in finding.words


def test_the_records_of_the_senders_domain_are_told_where_letters_are_sent() -> None:
    smtp = {"domain": "events.example.org", "mail_url": "smtp://me:hush@mail.example.org"}
    assert list(judge_names(None, domain="events.example.org", mail_url="maildir:x")) == []
    unsigned = {each.what: each for each in judge_names(None, **smtp)}
    assert unsigned["DKIM"].level is Level.WARNING
    assert "EVENTHUB_DKIM_KEY" in unsigned["DKIM"].words
    signed = {each.what: each.words for each in judge_names(KEY, **smtp)}
    assert "s1._domainkey.events.example.org" in signed["DKIM"]
    assert "v=spf1 a:mail.example.org" in signed["SPF"]
    assert "_dmarc.events.example.org" in signed["DMARC"]
    assert "hush" not in str(signed) + str(unsigned)
    # No string of a record is longer than the DNS takes.
    assert all(len(part) <= 255 for part in signed["DKIM"].split('"'))


@pytest.mark.parametrize(
    ("url", "trouble", "level"),
    [
        ("", "", Level.WARNING),
        ("maildir:/var/inbox", "", Level.OK),
        ("maildir:/var/inbox", "cannot be written", Level.SERIOUS),
        ("imaps://me:hush@mail.example.kr/INBOX", "", Level.OK),
        ("imaps://me:hush@mail.example.kr/INBOX", "cannot be reached", Level.SERIOUS),
    ],
)
def test_the_mailbox_must_be_read_and_no_password_is_shown(url: str, trouble: str, level: Level) -> None:
    finding = judge_inbox(url, trouble)
    assert finding.level is level
    assert trouble in finding.words
    assert "hush" not in finding.words


def test_a_missing_font_is_only_a_warning() -> None:
    assert judge_fonts("Noto Sans CJK KR").level is Level.OK
    assert judge_fonts("").level is Level.WARNING


def test_a_search_that_does_not_answer_is_only_a_warning() -> None:
    assert judge_search("/run/s", "", 7) == Finding("search", Level.OK, "/run/s answers; 7 entries can be found")
    away = judge_search("/run/s", "/run/s: No such file or directory", 0)
    assert away.level is Level.WARNING
    assert "/run/s: No such file or directory" in away.words
    assert "match serve" in away.words


@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [
        (0.4, Level.OK, "0.4 seconds"),
        (-59, Level.OK, "59.0 seconds"),
        (90, Level.SERIOUS, "90 seconds ahead of"),
        (-200_000, Level.SERIOUS, "200000 seconds behind"),
    ],
)
def test_a_clock_is_judged_by_the_workers_measure(seconds: float, level: Level, said: str) -> None:
    ours = NOW + timedelta(seconds=seconds)
    finding = judge_clock(ours=ours, theirs=NOW, most=timedelta(minutes=1), zone="Asia/Seoul")
    assert finding.level is level
    assert said in finding.words


def test_a_database_without_a_clock_agrees_with_ours() -> None:
    finding = judge_clock(ours=NOW, theirs=None, most=timedelta(minutes=1), zone="Asia/Seoul")
    assert finding.level is Level.OK


def test_this_years_holidays_are_needed_and_next_years_wanted() -> None:
    assert judge_holidays({2026: WHOLE_YEAR, 2027: WHOLE_YEAR}).level is Level.OK
    next_year = judge_holidays({2026: WHOLE_YEAR, 2027: ["신정연휴"]})
    assert (next_year.level, "for 2027:" in next_year.words) == (Level.WARNING, True)
    assert judge_holidays({2026: [], 2027: []}).level is Level.SERIOUS
