"""What would the letters to a speaker say, about a programme made up?"""

from datetime import datetime, timedelta

from eventhub.accounts import examples as accounts
from eventhub.events import examples as events
from eventhub.programme import messages, rules
from eventhub.programme.models import Release, Speaker
from eventhub.programme.rules import Concern, Snapshot

HOUR = timedelta(hours=1)
TITLES = {
    "talk": ("형상 적응형 냉각 회로 설계", "Conformal cooling circuits"),
    "panel": ("토론: 기업이 묻고 연구실이 답하다", "Panel: firms ask, labs answer"),
    "clinic": ("애로기술 함께 풀기", "Problem clinic"),
}


def speaker(locale: str) -> Speaker:
    """Make up a speaker who reads a language; nothing is kept."""
    person = accounts.person(locale, ko="박서연", en="Seoyeon Park", email="seoyeon.park@example.com")
    return Speaker(public_id="example", name=person.name, email=person.email, locale=locale)


def write_letters(locale: str, *, now: datetime) -> None:
    """Write to a speaker whose sessions are announced, and to one whose sessions changed."""
    event, reader = events.event(now=now), speaker(locale)
    before = _snapshot(talk=event.starts_at, clinic=event.starts_at + 2 * HOUR)
    after = _snapshot(talk=event.starts_at + HOUR, panel=event.starts_at + 2 * HOUR)
    first, second = _release(1, before), _release(2, after)
    announced = Concern(added=["talk", "clinic"], moved=[], removed=[])
    changed = Concern(added=["panel"], moved=["talk"], removed=["clinic"])
    messages.tell_speaker(reader, event, first, announced, was=rules.NOTHING, now=now)
    messages.tell_speaker(reader, event, second, changed, was=before, now=now)


def _release(number: int, snapshot: Snapshot) -> Release:
    said = {"note_ko": "주차는 뒤편 주차장을 이용해 주십시오.", "note_en": "Please park behind the building."}
    return Release(number=number, snapshot=snapshot, **said)


def _snapshot(**sessions: datetime) -> Snapshot:
    rows = []
    for name, starts_at in sessions.items():
        title_ko, title_en = TITLES[name]
        times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + HOUR).isoformat()}
        rows.append({"id": name, "title_ko": title_ko, "title_en": title_en, "room": "hall", **times})
    hall = {
        "name_ko": "대강당",
        "name_en": "Main hall",
        "venue_ko": "가온 비즈니스센터",
        "venue_en": "Gaon Business Centre",
    }
    rooms = [{"id": "hall", **hall}]
    return {**rules.NOTHING, "rooms": rooms, "sessions": rows}
