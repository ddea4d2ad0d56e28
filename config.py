"""Which settings are there, what do they mean, and is what the environment says about them sensible?"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eventhub.mail.signing import is_key

ROOT = Path(__file__).resolve().parent
SECRET_KEY_LENGTH = 32
MAIL_SCHEMES = ("smtp", "smtps", "maildir", "console")
INBOX_SCHEMES = ("maildir", "imap", "imaps")
ANALYSERS = {"kiwi": "kiwipiepy", "mecab": "mecab"}
LONGEST_SOCKET_PATH = 107
DATABASE_SCHEMES = ("sqlite", "postgresql+psycopg")


class BadSettingError(ValueError):
    """A setting is missing or senseless; the sentence names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Every setting, typed; one field per variable `EVENTHUB_<FIELD IN CAPITALS>`."""

    secret_key: str
    database_url: str
    base_url: str
    mail_url: str
    mail_from: str
    inbox_url: str
    redis_url: str
    timezone: str
    trusted_proxies: int
    metrics_token: str
    contact_phone: str
    contact_email: str
    dkim_key: str
    dkim_selector: str
    mail_per_minute: int
    mail_per_domain: int
    analyser: str
    dask_scheduler: str
    search_socket: str
    search_index: str
    demo: bool

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every setting once, or refuse with a `BadSettingError` that names the variable."""
        read = _Reader(environ)
        return cls(
            secret_key=read.secret_key(),
            database_url=read.database_url(),
            base_url=read.base_url(),
            mail_url=read.mail_url(),
            mail_from=read.mail_from(),
            inbox_url=read.inbox_url(),
            redis_url=read.text("REDIS_URL", ""),
            timezone=read.timezone(),
            trusted_proxies=read.whole_number("TRUSTED_PROXIES", 0),
            metrics_token=read.text("METRICS_TOKEN", ""),
            contact_phone=read.text("CONTACT_PHONE", ""),
            contact_email=read.address("CONTACT_EMAIL"),
            dkim_key=read.dkim_key(),
            dkim_selector=read.dkim_selector(),
            mail_per_minute=read.whole_number("MAIL_PER_MINUTE", 600),
            mail_per_domain=read.whole_number("MAIL_PER_DOMAIN", 120),
            analyser=read.analyser(),
            dask_scheduler=read.dask_scheduler(),
            search_socket=read.search_socket(),
            search_index=read.text("SEARCH_INDEX", str(ROOT / "var" / "search.index")),
            demo=read.boolean("DEMO", default=False),
        )


@dataclass(frozen=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, name: str, default: str) -> str:
        """Read a variable, or the file its `_FILE` twin names; blanks around it do not count."""
        variable = f"EVENTHUB_{name}"
        path = self.environ.get(f"{variable}_FILE")
        if path is None:
            return self.environ.get(variable, "").strip() or default
        try:
            return Path(path).read_text(encoding="utf-8").strip() or default
        except (OSError, UnicodeDecodeError) as fault:
            raise BadSettingError(f"{variable}_FILE names {path!r}, which cannot be read: {fault}.") from fault

    def secret_key(self) -> str:
        key = self.text("SECRET_KEY", "")
        if not key:
            raise BadSettingError(
                "EVENTHUB_SECRET_KEY is not set. Make one with "
                "`python -c 'import secrets; print(secrets.token_urlsafe(48))'` and keep it secret."
            )
        if len(key) < SECRET_KEY_LENGTH:
            raise BadSettingError(f"EVENTHUB_SECRET_KEY is {len(key)} characters long; {SECRET_KEY_LENGTH} are needed.")
        return key

    def database_url(self) -> str:
        url = self.text("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'eventhub.sqlite3'}")
        if url.partition("://")[0] not in DATABASE_SCHEMES:
            raise BadSettingError(
                "EVENTHUB_DATABASE_URL must begin with sqlite:// or postgresql+psycopg://, "
                "for example postgresql+psycopg://eventhub@db/eventhub."
            )
        return url

    def base_url(self) -> str:
        url = self.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise BadSettingError(
                f"EVENTHUB_BASE_URL is {url!r}; it must be an address such as https://events.example.org."
            )
        return url

    def mail_url(self) -> str:
        url = self.text("MAIL_URL", "console:")
        scheme, _, rest = url.partition(":")
        if scheme not in MAIL_SCHEMES or (scheme == "maildir" and not rest):
            raise BadSettingError(
                "EVENTHUB_MAIL_URL must be smtp://user:password@host:587?tls=starttls, smtps://…, "
                "maildir:FOLDER or console:."
            )
        if scheme.startswith("smtp"):
            _check_smtp(url)
        return url

    def mail_from(self) -> str:
        sender = self.text("MAIL_FROM", "EventHub <eventhub@example.org>")
        if not re.fullmatch(r"([^<>@\r\n]+<)?[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+?>?", sender):
            raise BadSettingError(f"EVENTHUB_MAIL_FROM is {sender!r}; write it as `Name <address@example.org>`.")
        return sender

    def address(self, name: str) -> str:
        value = self.text(name, "")
        if value and not re.fullmatch(r"[!-~]+@[^<>@\s]+\.[^<>@\s]+", value):
            raise BadSettingError(f"EVENTHUB_{name} is {value!r}; write it as office@example.org.")
        return value

    def dkim_key(self) -> str:
        key = self.text("DKIM_KEY", "")
        if key and not is_key(key):
            raise BadSettingError(
                "EVENTHUB_DKIM_KEY is no secret RSA key in PEM; make one with `openssl genrsa -out dkim.pem 2048` "
                "and name the file in EVENTHUB_DKIM_KEY_FILE."
            )
        return key

    def dkim_selector(self) -> str:
        selector = self.text("DKIM_SELECTOR", "eventhub")
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", selector):
            raise BadSettingError(f"EVENTHUB_DKIM_SELECTOR is {selector!r}; it must be one label of a domain name.")
        return selector

    def inbox_url(self) -> str:
        url = self.text("INBOX_URL", "")
        scheme, _, rest = url.partition(":")
        if url and (scheme not in INBOX_SCHEMES or not rest):
            raise BadSettingError(
                "EVENTHUB_INBOX_URL must be imaps://user:password@host:993/INBOX, imap://…, maildir:FOLDER or empty."
            )
        if scheme.startswith("imap"):
            _check_imap(url)
        return url

    def analyser(self) -> str:
        name = self.text("ANALYSER", "kiwi")
        if name not in ANALYSERS:
            raise BadSettingError(f"EVENTHUB_ANALYSER is {name!r}; it must be kiwi or mecab.")
        if find_spec(ANALYSERS[name]) is None:
            raise BadSettingError(
                f"EVENTHUB_ANALYSER is {name}, which is not installed: pip install -r requirements/{name}.txt"
            )
        return name

    def dask_scheduler(self) -> str:
        address = self.text("DASK_SCHEDULER", "")
        if address and not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d+", address):
            raise BadSettingError(
                f"EVENTHUB_DASK_SCHEDULER is {address!r}; write it as tcp://10.0.0.5:8786, or leave it."
            )
        return address

    def search_socket(self) -> str:
        path = self.text("SEARCH_SOCKET", str(ROOT / "var" / "search.sock"))
        if (length := len(os.fsencode(path))) > LONGEST_SOCKET_PATH:
            raise BadSettingError(
                f"EVENTHUB_SEARCH_SOCKET is {path!r}, {length} bytes long; the path of a socket has at most "
                f"{LONGEST_SOCKET_PATH}. Set a shorter one, such as /run/eventhub/search.sock."
            )
        return path

    def timezone(self) -> str:
        name = self.text("TIMEZONE", "Asia/Seoul")
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise BadSettingError(f"EVENTHUB_TIMEZONE is {name!r}, which is no time zone; try Asia/Seoul.") from fault
        return name

    def whole_number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"\d{1,4}", value):
            raise BadSettingError(f"EVENTHUB_{name} is {value!r}; it must be a whole number, 0 or more.")
        return int(value)

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "true" if default else "false")
        if value not in ("true", "false"):
            raise BadSettingError(f"EVENTHUB_{name} is {value!r}; it must be exactly true or false.")
        return value == "true"


def _check_smtp(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise BadSettingError(f"EVENTHUB_MAIL_URL cannot be read: {fault}.") from fault
    if not parts.hostname or port == 0 or parts.query not in ("", "tls=starttls", "tls=none"):
        raise BadSettingError("EVENTHUB_MAIL_URL needs a host, and after `?` only tls=starttls or tls=none.")


def _check_imap(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise BadSettingError(f"EVENTHUB_INBOX_URL cannot be read: {fault}.") from fault
    if not parts.hostname or not parts.username or port == 0 or parts.query not in ("", "tls=starttls", "tls=none"):
        raise BadSettingError(
            "EVENTHUB_INBOX_URL needs a user and a host, and after `?` only tls=starttls or tls=none."
        )


def settings_from_environment() -> Settings:
    """Read the settings of this process."""
    return Settings.from_env(os.environ)
