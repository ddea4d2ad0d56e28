"""Does every setting refuse nonsense in one sentence that names it?"""

import dataclasses
from pathlib import Path

import pytest

from config import BadSettingError, Settings

KEY = "0123456789abcdef0123456789abcdef"
REFUSED = {
    "SECRET_KEY": ("", "  ", "too short", "a" * 31),
    "DATABASE_URL": ("mysql://db/eventhub", "postgresql://db/eventhub", "eventhub.sqlite3", "sqlite:"),
    "BASE_URL": (
        "events.example.org",
        "ftp://events.example.org",
        "https://",
        "https://e.example.org?x=1",
        "https://e#x",
    ),
    "MAIL_URL": (
        "imap://mail.example.org",
        "smtp:",
        "smtp://",
        "smtps://",
        "maildir:",
        "smtp://mail.example.org:0",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org:abc",
        "smtp://mail.example.org?tls=maybe",
        "smtp://mail.example.org?starttls",
    ),
    "MAIL_FROM": ("nobody", "@example.org", "EventHub <a@b>", "a@example.org\nBcc: b@example.org", "x <>"),
    "ANALYSER": ("komoran", "Kiwi"),
    "DASK_SCHEDULER": ("10.0.0.5:8786", "http://a:1", "tcp://", "tcp://a b:1"),
    "SEARCH_SOCKET": ("/run/" + "x" * 103, "/" + "가" * 36),
    "INBOX_URL": (
        "imap",
        "imaps:",
        "imaps://mail.example.org",
        "imaps://user:p@",
        "maildir:",
        "pop3://user:p@mail.example.org",
        "imaps://user:p@mail.example.org:abc/INBOX",
        "imap://user:p@mail.example.org/INBOX?tls=maybe",
    ),
    "TIMEZONE": ("Seoul", "Asia/Nowhere", "../../etc/passwd", "/etc/localtime"),
    "TRUSTED_PROXIES": ("-1", "one", "1.5", "99999"),
    "DEMO": ("yes", "1", "True", "TRUE", "on"),
}
TAKEN = {
    "DATABASE_URL": ("sqlite:////var/lib/eventhub.sqlite3", "postgresql+psycopg://eventhub@db/eventhub"),
    "BASE_URL": ("https://events.example.org", "http://127.0.0.1:8000", "https://example.org/hub"),
    "SEARCH_SOCKET": ("/run/eventhub/search.sock", "/run/" + "x" * 102),
    "MAIL_URL": (
        "console:",
        "maildir:var/letters",
        "smtp://mail.example.org",
        "smtp://user:p%40ss@mail.example.org:587?tls=starttls",
        "smtps://mail.example.org:465",
        "smtp://127.0.0.1:1025?tls=none",
    ),
    "MAIL_FROM": ("a@example.org", "EventHub <a@example.org>", "창원 클러스터추진단 <team@example.or.kr>"),
    "INBOX_URL": (
        "maildir:var/inbox",
        "imaps://user:p%40ss@mail.example.org:993/INBOX",
        "imap://user:p@127.0.0.1:1143/INBOX?tls=none",
    ),
    "TIMEZONE": ("Asia/Seoul", "UTC", "Europe/London"),
    "TRUSTED_PROXIES": ("0", "2"),
    "DEMO": ("true", "false"),
}


def read(**variables: str) -> Settings:
    """Read settings from nothing but a key and some variables."""
    given = {f"EVENTHUB_{name}": value for name, value in variables.items()}
    return Settings.from_env({"EVENTHUB_SECRET_KEY": KEY, **given})


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_nonsense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=f"EVENTHUB_{name}") as refusal:
        read(**{name: value})
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in TAKEN.items() for value in values])
def test_what_makes_sense_is_taken(name: str, value: str) -> None:
    assert str(getattr(read(**{name: value}), name.lower())).lower() == value.lower()


def test_only_the_key_has_to_be_set() -> None:
    settings = read()
    assert settings.secret_key == KEY
    assert settings.database_url.startswith("sqlite:///")
    assert (settings.timezone, settings.trusted_proxies, settings.demo) == ("Asia/Seoul", 0, False)


def test_an_unset_key_says_how_to_make_one() -> None:
    with pytest.raises(BadSettingError, match="token_urlsafe"):
        Settings.from_env({})


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "MAIL_URL", "METRICS_TOKEN"])
def test_a_secret_can_be_a_file(name: str, tmp_path: Path) -> None:
    values = {"SECRET_KEY": "k" * 40, "DATABASE_URL": "postgresql+psycopg://u:p@db/e", "MAIL_URL": "smtp://u:p@m"}
    (tmp_path / "secret").write_text(f"{values.get(name, 'token')}\n", encoding="utf-8")
    settings = read(**{f"{name}_FILE": str(tmp_path / "secret")})
    assert getattr(settings, name.lower()) == values.get(name, "token")


@pytest.mark.parametrize("content", [None, b"\xff\xfe not text"])
def test_a_file_that_cannot_be_read_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadSettingError, match="EVENTHUB_MAIL_URL_FILE"):
        read(MAIL_URL_FILE=str(path))


def test_blanks_around_a_value_do_not_count() -> None:
    assert read(BASE_URL="  https://e.example.org/ ").base_url == "https://e.example.org"


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read().demo = True  # type: ignore[misc]
