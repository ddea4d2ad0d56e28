"""What would the letters to an account say, to somebody made up?"""

from datetime import datetime

from eventhub.accounts import messages
from eventhub.accounts.models import Account, Role, SignInLink


def person(locale: str, *, ko: str, en: str, job_ko: str = "", job_en: str = "", email: str = "") -> Account:
    """Make somebody up who reads a language; nothing is kept."""
    return Account(
        public_id="example",
        email=email or "haneul.kim@example.com",
        name=ko if locale == "ko" else en,
        job_title=job_ko if locale == "ko" else job_en,
        phone="010-0000-1234",
        locale=locale,
        role=Role.MEMBER,
    )


def coordinator(locale: str) -> Account:
    """Make up who writes in the name of a promotion team."""
    return person(locale, ko="정다운", en="Daun Jeong", job_ko="책임", job_en="Manager", email="daun.jeong@example.com")


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package."""
    link = SignInLink(token_hash="example")  # noqa: S106 - opens nothing
    reader = person(locale, ko="김하늘", en="Haneul Kim")
    messages.send_way_in(reader, link, token="example", code="482913", now=now)  # noqa: S106 - the same
