"""Which forums, seminars, workshops, briefings and meetings take place?"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventhub.demo.calendar import Year, moment
from eventhub.demo.identity import Chance, pair
from eventhub.demo.phrases import Decks, capitalise, fill
from eventhub.demo.places import Circle, Place
from eventhub.demo.topics import Topic, get_topic
from eventhub.demo.values import Event
from eventhub.demo.words import read

MONTHS_EN = list(calendar.month_name)[1:]
ONLINE_SHARE, WHOLE_COMPLEX_SHARE = 0.07, 0.12
CANCELLED_SHARE, DRAFT_SHARE = 0.022, 0.12
LARGE = 90
LARGE_SHARE, LARGE_CAPACITIES = 0.04, (100, 100, 120, 120, 150, 180)
SECOND_HALF = 7
# The sign of a title or line that speaks of the occasion's topic.
TOPIC = "{topic"
CLUSTER_DAY_CAPACITY = 600


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an event is about, before it has words."""

    kind: str
    day: date
    place: Place
    circle: Circle
    topic: Topic
    whole_complex: bool


class Planner:
    """Plans the events of the year and puts them into words."""

    def __init__(self, chance: Chance, year: Year, places: tuple[Place, ...], circles: tuple[Circle, ...]) -> None:
        self._chance = chance
        self._year = year
        self._words = read("events")
        self._decks = Decks(chance.rng)
        self._hosts = [(place, circle) for place in places for circle in circles if _belongs(circle, place)]
        self._weights = [place.weight for place, _circle in self._hosts]

    def plan(self, count: int) -> list[Event]:
        """Plan this many events and, last, the Cluster Day."""
        rng, kinds = self._chance.rng, {kind: row["weight"] for kind, row in self._words["kinds"].items()}
        hosts = rng.choices(self._hosts, weights=self._weights, k=count)
        events = []
        for number, (day, (place, circle)) in enumerate(
            zip(self._year.event_days(rng, count), hosts, strict=True), start=1
        ):
            apart = circle.value.complex != place.value.slug or self._chance.happens(WHOLE_COMPLEX_SHARE)
            topic = get_topic(rng.choice(circle.topics))
            occasion = Occasion(self._chance.weighted(kinds), day, place, circle, topic, apart)
            events.append(self._event(f"event-{number:04d}", occasion))
        return [*events, self._cluster_day()]

    def _event(self, key: str, occasion: Occasion) -> Event:
        chance, rng = self._chance, self._chance.rng
        row = self._words["kinds"][occasion.kind]
        hour, minutes = rng.choice(row["hours"])
        starts_at = moment(occasion.day, hour)
        is_large = row["may_be_large"] and chance.happens(LARGE_SHARE)
        capacity = rng.choice(LARGE_CAPACITIES if is_large else row["capacity"])
        card = self._decks.draw(f"title/{occasion.kind}", row["titles"])
        slots = self._slots(occasion, card)
        title_ko, title_en = (fill(half, slots) for half in pair(card))
        text_ko, text_en = self._text(occasion, slots, about_topic=TOPIC in card)
        online = chance.happens(ONLINE_SHARE) and occasion.kind != "workshop" and capacity < LARGE
        venue_ko, venue_en = self._venue(capacity, online=online)
        reason = self._reason(occasion.day)
        road = rng.choice(self._words["venues"]["roads"])
        public_id = chance.public_id()
        opens_at, closes_at = self._window(starts_at)
        return Event(
            key=key,
            public_id=public_id,
            kind=occasion.kind,
            complex=occasion.place.value.slug,
            mini_cluster=None if occasion.whole_complex else occasion.circle.value.slug,
            title_ko=title_ko,
            title_en=capitalise(title_en),
            text_ko=text_ko,
            text_en=text_en,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            venue_ko=venue_ko,
            venue_en=venue_en,
            address_ko="" if online else f"{occasion.place.value.region_ko} {road} {rng.randint(1, 480)}",
            online_url=f"https://meet.example.org/{public_id}" if online else "",
            capacity=capacity,
            status="cancelled" if reason else self._status(occasion.day),
            cancel_reason_ko=reason,
            registration_opens_at=opens_at,
            registration_closes_at=closes_at,
        )

    def _slots(self, occasion: Occasion, card: str) -> dict[str, str]:
        rng, circle, day, topic = self._chance.rng, occasion.circle, occasion.day, occasion.topic
        fund_ko, fund_en = pair(rng.choice(self._words["kinds"]["briefing"]["funds"]))
        theme_ko, theme_en = rng.choice(circle.themes)
        # An event has one subject, whatever its title calls it.
        if TOPIC in card:
            theme_ko, theme_en = topic.name_ko, topic.name_en
        elif occasion.kind == "briefing":
            theme_ko, theme_en = fund_ko, fund_en
        field_en = circle.value.field_en
        return self._date_slots(day) | {
            "theme": theme_ko,
            "theme_en": theme_en,
            "topic": topic.name_ko,
            "topic_en": topic.name_en,
            "fund": fund_ko,
            "fund_en": fund_en,
            "mc": circle.value.name_ko,
            "mc_en": circle.value.name_en,
            "field": circle.value.field_ko,
            "field_en": field_en if field_en[1].isupper() else field_en[0].lower() + field_en[1:],
            "short": occasion.place.short_ko,
            "short_en": occasion.place.short_en,
        }

    def _date_slots(self, day: date) -> dict[str, str]:
        season_ko, season_en = pair(self._words["seasons"][str(day.month)])
        first = day.month < SECOND_HALF
        return {
            "season": season_ko,
            "season_en": season_en,
            "half": "상반기" if first else "하반기",
            "half_en": "first half" if first else "second half",
            "number": str(day.month + self._chance.rng.randint(2, 60)),
            "year": str(day.year if first else day.year + 1),
            "month_name": f"{day.month}월",
            "month_name_en": MONTHS_EN[day.month - 1],
        }

    def _text(self, occasion: Occasion, slots: dict[str, str], *, about_topic: bool) -> tuple[str, str]:
        rng, words, agenda = self._chance.rng, self._words["text"], self._words["agenda"]
        kind = "briefing" if occasion.kind == "briefing" else "topic" if about_topic else "theme"
        fitting = [point for point in agenda[occasion.kind] if about_topic or TOPIC not in point]
        chosen = rng.sample(fitting, rng.randint(2, min(3, len(fitting))))
        points = [*rng.sample(agenda["openings"], rng.randint(0, 1)), *sorted(chosen, key=fitting.index)]
        lead = self._decks.draw(f"lead/{kind}", [*words["leads"], *words[f"leads_{kind}"]])
        blocks = [self._block([lead], slots, "")]
        if self._chance.happens(0.8):
            blocks.append(self._block(points, slots, "- "))
        blocks.append(self._block([rng.choice(words["for_whom"][occasion.kind])], slots, ""))
        if self._chance.happens(0.5):
            blocks.append(self._block([self._decks.draw("note", words["notes"])], slots, ""))
        return "\n\n".join(ko for ko, _ in blocks), "\n\n".join(en for _, en in blocks)

    @staticmethod
    def _block(cards: list[str], slots: dict[str, str], mark: str) -> tuple[str, str]:
        halves = [pair(card) for card in cards]
        korean = "\n".join(mark + fill(ko, slots) for ko, _ in halves)
        english = "\n".join(mark + capitalise(fill(en, slots)) for _, en in halves)
        return korean, english

    def _venue(self, capacity: int, *, online: bool) -> tuple[str, str]:
        venues = self._words["venues"]
        if online:
            return pair(venues["online"][0])
        return pair(self._chance.rng.choice(venues["large" if capacity > LARGE else "rooms"]))

    def _reason(self, day: date) -> str:
        if not self._chance.happens(CANCELLED_SHARE):
            return ""
        reasons = self._words["cancel"]["reasons"]
        snow, typhoon = day.month in (12, 1, 2), day.month in (7, 8, 9)
        fitting = [r for r in reasons if (snow or "폭설" not in r) and (typhoon or "태풍" not in r)]
        return pair(self._chance.rng.choice(fitting))[0]

    def _status(self, day: date) -> str:
        soon = self._year.today + timedelta(days=14)
        return "draft" if day > soon and self._chance.happens(DRAFT_SHARE) else "published"

    def _window(self, starts_at: datetime) -> tuple[datetime, datetime]:
        rng = self._chance.rng
        opens_at = starts_at - timedelta(days=rng.choice((14, 21, 21, 28, 35)))
        closes_at = starts_at - timedelta(hours=rng.choice((1, 3, 24, 24, 48)))
        return opens_at.replace(hour=0, minute=0), closes_at

    def _cluster_day(self) -> Event:
        words, day = self._words["cluster_day"], self._year.cluster_day
        title_ko, title_en = pair(words["title"].format(year=day.year))
        venue_ko, venue_en = pair(words["venue"])
        return Event(
            key="event-cluster-day",
            public_id=self._chance.public_id(),
            kind="cluster_day",
            complex="changwon",
            mini_cluster=None,
            title_ko=title_ko,
            title_en=title_en,
            text_ko=words["text_ko"],
            text_en=words["text_en"],
            starts_at=moment(day, "10:00"),
            ends_at=moment(day + timedelta(days=1), "17:00"),
            venue_ko=venue_ko,
            venue_en=venue_en,
            address_ko=words["address"],
            online_url="",
            capacity=CLUSTER_DAY_CAPACITY,
            status="published",
            cancel_reason_ko="",
            registration_opens_at=moment(self._year.today - timedelta(days=35), "09:00"),
            registration_closes_at=moment(day - timedelta(days=1), "18:00"),
        )


def _belongs(circle: Circle, place: Place) -> bool:
    # Imaginary complexes borrow the subjects of the pilot complex they imitate.
    return place.value.slug == circle.value.complex or place.value.slug.startswith(f"{circle.value.complex}-")
