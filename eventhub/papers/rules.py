"""What stands on a certificate, how is it numbered, and which badges are printed where?"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from eventhub.core.hangul import initial
from eventhub.core.i18n import gettext, ngettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import days_of, on_clocks, say_date, say_day, say_span
from eventhub.core.types import PUBLIC_ID_LENGTH
from eventhub.events.models import Event, Status
from eventhub.papers.drawing import BadgePaper, CertificatePaper
from eventhub.papers.models import Certificate, OrderState, Packing, Paper

# The purpose under which addresses of verification are sealed.
CERTIFICATE = "certificate"
# Names on certificates go with the registrations they were taken from.
FILES_KEPT = timedelta(days=3)
# An order nobody has worked on for so long was given up by who took it.
PATIENCE = timedelta(minutes=10)
MOST_TIMES_STUCK = 3
# Files drawn before letters get their turn again.
SLICE = 20
TELL_EVERY = 10
TRIES_AT_VERIFYING = 60
MOST_DAYS_NAMED = 4
# Romanised beginnings of syllables (Revised Romanization, one letter each); the silent one leaves it to the vowel.
BEGINNINGS = dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "GGNDDRMBBSS.JJCKTPH", strict=True))
VOWELS = "AAYYEEYYOWWOYUWWWYEUI"
LETTERS_OF_CODE = 2
SYLLABLES_OF_ONE, SYLLABLES_OF_VOWEL = 588, 28

STATE_WORDS: dict[OrderState, Any] = {
    OrderState.WAITING: _("Waits for its turn"),
    OrderState.RUNNING: _("Being drawn"),
    OrderState.READY: _("Ready to download"),
    OrderState.FAILED: _("Could not be drawn"),
}
STATE_TONES = {OrderState.READY: "good", OrderState.FAILED: "bad", OrderState.RUNNING: "info"}
PAPER_WORDS: dict[Paper, Any] = {
    Paper.CERTIFICATES: _("Certificates of attendance"),
    Paper.BADGES: _("Badges"),
}
PACKING_WORDS: dict[Packing, Any] = {
    Packing.PDF: _("One PDF, a page for each"),
    Packing.ZIP: _("ZIP, a PDF for each"),
}
MEDIA_TYPES = {Packing.PDF: "application/pdf", Packing.ZIP: "application/zip"}
# Nobody is called so here; long, short, foreign and with nothing below the name.
SAMPLES = (
    ("홍길동", "가나다정밀"),
    ("남궁가람", "가람국가산업단지 스마트제조혁신지원센터"),
    ("Alexandra Musterfrau-Beispiel", "Example Institute of Technology"),
    ("이솔", ""),
)


def code_of(name: str, taken: Sequence[str]) -> str:
    """Make the letters of a complex out of its Korean name (창원: CW); a number tells it from an earlier one."""
    syllables = [letter for sign in name if (letter := _letter(sign))]
    code = "".join(syllables[:LETTERS_OF_CODE]) or "EH"
    number = 2
    found = code
    while found in taken:
        found, number = f"{code}{number}", number + 1
    return found


def is_over(event: Event, *, now: datetime) -> bool:
    """Say whether an event took place and is over."""
    return event.status is Status.PUBLISHED and now >= event.ends_at


def day_of_issue(moment: datetime) -> date:
    """Return the day, on people's calendars, under which a certificate is given; its year counts the numbers."""
    return on_clocks(moment).date()


def number_of(year: int, code: str, running: int) -> str:
    """Write the number of a certificate: 2026-CW-000123."""
    return f"{year}-{code}-{running:06}"


def days_there(event: Event, read: Sequence[date]) -> list[date]:
    """List the days of an event somebody came on: those on which they were read, or all when no reading says."""
    days = days_of(event.starts_at, event.ends_at)
    return [day for day in days if day in read] or days


def minutes_there(event: Event, days: Sequence[date]) -> int:
    """Count the minutes somebody was there by the times of the event; nought when they do not say.

    An event over several days is held each day from the hour it begins at to the hour it ends at.
    """
    begins, ends = on_clocks(event.starts_at), on_clocks(event.ends_at)
    if event.all_day:
        return 0
    if begins.date() == ends.date() or len(days_of(event.starts_at, event.ends_at)) == 1:
        return int((ends - begins).total_seconds()) // 60
    daily = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    return max(0, daily) * len(days)


def say_minutes(minutes: int) -> str:
    """Write how long it was: 3 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%(num)d hour", "%(num)d hours", hours)] if hours else []
    if rest:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", rest))
    return " ".join(parts)


def say_days(certificate: Certificate) -> str:
    """Write when somebody was there."""
    days = [date.fromisoformat(one) for one in certificate.days]
    if len(days_of(certificate.starts_at, certificate.ends_at)) == 1 or not days:
        return say_span(certificate.starts_at, certificate.ends_at, all_day=certificate.all_day)
    in_a_row = (days[-1] - days[0]).days == len(days) - 1
    if len(days) > 1 and (in_a_row or len(days) > MOST_DAYS_NAMED):
        number = ngettext("%(num)d day", "%(num)d days", len(days))
        return f"{say_day(days[0])} – {say_day(days[-1])} ({number})"
    return ", ".join(say_day(day) for day in days)


def facts_of(certificate: Certificate) -> list[tuple[str, str]]:
    """List what a certificate says about the event."""
    facts = [(gettext("Event"), certificate.title), (gettext("When"), say_days(certificate))]
    if certificate.minutes:
        facts.append((gettext("Duration"), say_minutes(certificate.minutes)))
    return [*facts, (gettext("Held at"), certificate.place or gettext("online"))]


def paper_of(certificate: Certificate, *, address: str, desk: str) -> CertificatePaper:
    """Write a certificate out, in the language of whoever is spoken to now."""
    return CertificatePaper(
        locale=certificate.locale,
        heading=gettext("Certificate of Attendance"),
        number=gettext("No. %(number)s", number=certificate.number),
        name=certificate.name,
        organisation=certificate.organisation_name,
        facts=facts_of(certificate),
        statement=gettext("We certify that the person named above attended this event."),
        issued=say_date(certificate.issued_on),
        issuer=certificate.issuer,
        address=address,
        check=(
            gettext("Is this paper genuine? Open the code, or enter its number and this code:"),
            gettext("%(code)s at %(desk)s", code=spaced(certificate.public_id), desk=desk),
        ),
        issued_at=certificate.issued_at,
    )


def spaced(code: str) -> str:
    """Write a code so that people can copy it: in fours."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def tidy_code(typed: str) -> str:
    """Read a code as people type it."""
    return "".join(sign for sign in typed.lower() if sign.isalnum())[: PUBLIC_ID_LENGTH + 1]


def tidy_number(typed: str) -> str:
    """Read a number as people type it, without the words around it."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and (sign.isalnum() or sign == "-"))


def file_name(certificate: Certificate) -> str:
    """Name the file of a certificate: without the person, who may not want it said in a folder others see."""
    return f"certificate-{certificate.number}.pdf"


def sample_badges(event_title: str) -> list[BadgePaper]:
    """Make a sheet of made-up badges, to try printer, paper and cutting."""
    people = [SAMPLES[number % len(SAMPLES)] for number in range(8)]
    return [
        BadgePaper(name=name, organisation=organisation, event=event_title, address="https://example.com/sample")
        for name, organisation in people
    ]


def _letter(sign: str) -> str:
    beginning = BEGINNINGS.get(initial(sign), "")
    if beginning != ".":
        return beginning
    return VOWELS[(ord(sign) - ord("가")) % SYLLABLES_OF_ONE // SYLLABLES_OF_VOWEL] if sign >= "가" else ""
