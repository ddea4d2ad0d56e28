"""What is on the programme of the Cluster Day and of the larger forums, and who speaks?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.core.clock import local
from eventhub.demo.calendar import moment
from eventhub.demo.identity import Chance, pair
from eventhub.demo.phrases import Decks, capitalise, fill
from eventhub.demo.places import list_circles, list_places
from eventhub.demo.topics import Topic, get_topic, list_topics
from eventhub.demo.values import Event, Programme
from eventhub.demo.words import INDUSTRIES, read

# So many forums to come and so many that have passed.
FORUMS = 12
FORUM_KINDS = ("forum", "seminar")
# The sessions of a forum, by how many it has.
FORUM_TYPES = {2: ("talk", "panel"), 3: ("talk", "talk", "panel"), 4: ("talk", "talk", "break", "panel")}
CONSENT_SHARE, LATIN_SHARE = 0.93, 0.06
PAUSE, STEP, LONG = timedelta(minutes=10), timedelta(minutes=5), timedelta(minutes=150)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on a programme; nobody real."""

    public_id: str
    name: str
    organisation_name: str
    email: str
    locale: str
    text_ko: str
    text_en: str
    has_consented: bool
    role: str


@dataclass(frozen=True, slots=True)
class Session:
    """A part of an event; the room by its key, the track by its number."""

    public_id: str
    type: str
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str
    starts_at: datetime
    ends_at: datetime
    track: int | None
    room: str | None
    capacity: int | None
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """The programme of one event."""

    event: Event
    tracks: tuple[tuple[str, str, str], ...]
    sessions: tuple[Session, ...]


def list_timetables(programme: Programme) -> list[Timetable]:
    """Make up the timetable of the Cluster Day and of the largest forums; the seed of the programme decides."""
    planner = _Planner(programme)
    cluster_day = programme.events[-1]
    fitting = [one for one in programme.events if one.kind in FORUM_KINDS and one.status == "published"]
    largest = sorted(fitting, key=lambda one: (-one.capacity, one.key))
    today = moment(programme.year_end, "00:00")
    passed, to_come = ([one for one in largest if (one.starts_at > today) is is_ahead] for is_ahead in (False, True))
    return [planner.cluster_day(cluster_day), *(planner.forum(one) for one in (*to_come[:FORUMS], *passed[:FORUMS]))]


class _Planner:
    """Fills programmes with sessions; everybody speaks once."""

    def __init__(self, programme: Programme) -> None:
        # A chance of its own, so that timetables leave untouched what the seed gives otherwise.
        self._chance = Chance(programme.seed + 1)
        self._decks = Decks(self._chance.rng)
        self._words, self._names = read("timetables"), read("names")
        research = [one for one in programme.organisations if one.kind in ("lab", "university")]
        firms = [one for one in programme.organisations if one.kind == "firm"]
        self._research, self._firms = [one.name_ko for one in research], [one.name_ko for one in firms]
        self._topics = {
            circle.value.slug: circle.topics for circle in list_circles(list_places(len(programme.complexes)))
        }
        # A room is named by its building and itself: the Cluster Day is where its event is.
        self._rooms = {room.key: room for room in programme.rooms}
        self._spoken = 0

    def cluster_day(self, event: Event) -> Timetable:
        """Fill the two days of the Cluster Day."""
        words = self._words["cluster_day"]
        tracks = tuple((self._chance.public_id(), *pair(row["name"])) for row in words["tracks"])
        venue = (event.room or "").partition("/")[0]
        first = local(event.starts_at).date()
        sessions = []
        for row in words["sessions"]:
            day, track = first + row["day"] * DAY, row.get("track")
            industries = words["tracks"][track]["industries"] if track is not None else INDUSTRIES
            topic = self._topic_of(self._chance.rng.choice(list(industries)))
            texts = (pair(row["title"]), pair(row["text"])) if "title" in row else self._talk(topic)
            room = f"{venue}/{row['room']}"
            sessions.append(
                self._session(
                    row["type"],
                    texts,
                    (moment(day, row["begin"]), moment(day, row["end"])),
                    self._people(topic, *row.get("people", (0, 0))),
                    {
                        "track": track,
                        "room": room if room in self._rooms else None,
                        "capacity": row.get("capacity"),
                    },
                )
            )
        return Timetable(event, tracks, tuple(sessions))

    def forum(self, event: Event) -> Timetable:
        """Fill an afternoon with talks and a discussion at the end."""
        is_long = event.ends_at - event.starts_at >= LONG
        types = FORUM_TYPES[self._chance.rng.choice((3, 4) if is_long else (2, 3))]
        keys = self._topics.get(event.mini_cluster or "") or self._chance.rng.choice(list(self._topics.values()))
        topics = [get_topic(key) for key in self._chance.rng.sample(keys, min(len(keys), len(types)))]
        sessions = []
        for number, (type_, span) in enumerate(zip(types, _spans(event, types), strict=True)):
            topic = topics[number % len(topics)]
            texts = self._talk(topic) if type_ == "talk" else self._closing(type_, topics[0])
            people = {"talk": (0, 1), "panel": (1, 2), "break": (0, 0)}[type_]
            sessions.append(self._session(type_, texts, span, self._people(topic, *people), {"room": event.room}))
        return Timetable(event, (), tuple(sessions))

    def _session(
        self,
        type_: str,
        texts: tuple[tuple[str, str], tuple[str, str]],
        span: tuple[datetime, datetime],
        people: tuple[Speaker, ...],
        more: Mapping[str, Any],
    ) -> Session:
        (title_ko, title_en), (text_ko, text_en) = texts
        return Session(
            public_id=self._chance.public_id(),
            type=type_,
            title_ko=title_ko,
            title_en=title_en,
            text_ko=text_ko,
            text_en=text_en,
            starts_at=span[0],
            ends_at=span[1],
            track=more.get("track"),
            room=more.get("room"),
            capacity=more.get("capacity"),
            speakers=people,
        )

    def _topic_of(self, industry: str) -> Topic:
        keys = [topic.key for topic in list_topics(industry)]
        return get_topic(self._decks.draw(f"topic/{industry}", keys))

    def _talk(self, topic: Topic) -> tuple[tuple[str, str], tuple[str, str]]:
        title = pair(self._decks.draw(f"title/{topic.key}", topic.titles))
        return title, pair(self._decks.draw(f"method/{topic.key}", topic.methods))

    def _closing(self, type_: str, topic: Topic) -> tuple[tuple[str, str], tuple[str, str]]:
        cards = self._words["forum"]["panels" if type_ == "panel" else "breaks"]
        halves = pair(self._decks.draw(f"forum/{type_}", cards))
        slots = {"topic": topic.name_ko, "topic_en": topic.name_en}
        title_ko, title_en = (fill(half, slots) for half in halves)
        return (title_ko, capitalise(title_en)), ("", "")

    def _people(self, topic: Topic, moderators: int, speakers: int) -> tuple[Speaker, ...]:
        roles = ["moderator"] * moderators + ["speaker"] * speakers
        return tuple(self._speaker(topic, role) for role in roles)

    def _speaker(self, topic: Topic, role: str) -> Speaker:
        chance, rng, words = self._chance, self._chance.rng, self._words["forum"]
        self._spoken += 1
        name, mailbox, locale = self._name()
        title_ko, title_en = pair(rng.choice(words["titles"]))
        works_in = self._research if "교수" in title_ko or "연구원" in title_ko else self._firms
        slots = {"topic": topic.name_ko, "topic_en": topic.name_en, "years": str(rng.randint(4, 28))}
        life_ko, life_en = (fill(half, slots) for half in pair(self._decks.draw("life", words["lives"])))
        return Speaker(
            public_id=chance.public_id(),
            name=name,
            organisation_name=rng.choice(works_in),
            email=f"{mailbox}.speaker{self._spoken:03d}@example.com",
            locale=locale,
            text_ko=f"{title_ko}. {life_ko}",
            text_en=f"{capitalise(title_en)}. {life_en}",
            has_consented=chance.happens(CONSENT_SHARE),
            role=role,
        )

    def _name(self) -> tuple[str, str, str]:
        people = self._names["people"]
        if self._chance.happens(LATIN_SHARE):
            name = str(self._decks.draw("latin", people["latin"]))
            return name, name.rsplit(maxsplit=1)[-1].lower(), "en"
        surname = self._chance.weighted(people["surnames"])
        return surname + self._decks.draw("given", people["given"]), self._names["roman"][surname], "ko"


def _spans(event: Event, types: tuple[str, ...]) -> Iterator[tuple[datetime, datetime]]:
    """Share the time of an event out, with a pause between two sessions."""
    share = (event.ends_at - event.starts_at - PAUSE * (len(types) - 1)) / len(types)
    length = share // STEP * STEP
    for number in range(len(types)):
        begin = event.starts_at + number * (length + PAUSE)
        yield begin, begin + length
