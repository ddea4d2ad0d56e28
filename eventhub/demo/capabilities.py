"""What can labs, firms and agencies do for others?"""

from eventhub.demo.amounts import Slots
from eventhub.demo.identity import pair
from eventhub.demo.organisations import Body, Register, firm_slots
from eventhub.demo.phrases import Decks, capitalise, fill
from eventhub.demo.topics import Topic, get_topic, list_topics
from eventhub.demo.values import Capability
from eventhub.demo.words import read

FIRM_SHARE, FIRM_ENGLISH_SHARE, LAB_ENGLISH_SHARE = 0.25, 0.2, 0.88
TRL = {"lab": (2, 6), "firm": (6, 9), "support_agency": (5, 9)}
REQUESTS = {"lab": (1, 4), "firm": (1, 3), "support_agency": (4, 12)}
OTHER_INDUSTRY_SHARE = 0.15
TRIES = 40


class Catalogue:
    """The capabilities stated so far."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._chance = register.chance
        self._decks = Decks(register.chance.rng)
        self._words = read("speech")["capability"]
        self._texts: set[str] = set()
        self.capabilities: list[Capability] = []

    def state_all(self, besides: Body) -> None:
        """Let every lab, every agency and a quarter of the firms say what they can do."""
        rng = self._chance.rng
        for body in self._register.bodies:
            kind = body.value.kind
            if body is besides:
                continue
            if kind == "lab":
                self._state(body, rng.randint(2, 4))
            elif kind == "support_agency":
                self._state(body, rng.randint(1, 2))
            elif kind == "firm" and self._chance.happens(FIRM_SHARE):
                self._state(body, 1)

    def add(self, body: Body, topic: str, ko: tuple[str, str], en: tuple[str, str], equipment: str) -> None:
        """Add one capability in given words: title and text in both languages."""
        rng, kind = self._chance.rng, body.value.kind
        self.capabilities.append(
            Capability(
                key=f"capability-{len(self.capabilities) + 1:04d}",
                public_id=self._chance.public_id(),
                organisation=body.value.key,
                title_ko=ko[0],
                title_en=en[0],
                text_ko=ko[1],
                text_en=en[1],
                equipment_ko=equipment,
                trl=rng.randint(*TRL[kind]),
                requests_per_quarter=rng.randint(*REQUESTS[kind]),
                topic=topic,
            )
        )

    def _state(self, body: Body, count: int) -> None:
        for topic in self._topics(body, count):
            title = self._title(body, topic)
            text_ko, text_en = self._fresh_text(body, topic)
            share = FIRM_ENGLISH_SHARE if body.value.kind == "firm" else LAB_ENGLISH_SHARE
            english = (title[1] or capitalise(topic.name_en), text_en) if self._chance.happens(share) else ("", "")
            self.add(body, topic.key, (title[0], text_ko), english, self._equipment(body, topic))

    def _topics(self, body: Body, count: int) -> list[Topic]:
        chosen: dict[str, None] = {}
        while len(chosen) < min(count, len(body.topics) or count):
            if body.topics:
                chosen[self._decks.draw(f"topic/{body.topics}", body.topics)] = None
                continue
            industry = "general" if self._chance.happens(OTHER_INDUSTRY_SHARE) else body.industry
            # Topics are dealt, not rolled: none is left without anyone who knows it.
            chosen[self._decks.draw(f"topic/{industry}", [topic.key for topic in list_topics(industry)])] = None
        return [get_topic(key) for key in chosen]

    def _equipment(self, body: Body, topic: Topic) -> str:
        rng = self._chance.rng
        halls = read("products")["machines"][body.industry]
        choice = halls if body.value.kind == "firm" else topic.equipment
        return ", ".join(rng.sample(choice, rng.randint(1, min(3, len(choice)))))

    def _title(self, body: Body, topic: Topic) -> tuple[str, str]:
        kind = body.value.kind
        if kind == "lab":
            return pair(self._decks.draw(f"title/{topic.key}", topic.titles))
        slots: Slots = {"topic": topic.name_ko, "topic_en": topic.name_en, "product": body.product.name_ko}
        cards = self._words["agency_titles" if kind == "support_agency" else "firm_titles"]
        ko, en = pair(self._decks.draw(f"title/{kind}", cards))
        return fill(ko, slots), fill(en, slots)

    def _fresh_text(self, body: Body, topic: Topic) -> tuple[str, str]:
        for _ in range(TRIES):
            text = self._text(body, topic)
            if text[0] not in self._texts:
                break
        self._texts.add(text[0])
        return text

    def _text(self, body: Body, topic: Topic) -> tuple[str, str]:
        kind = body.value.kind
        draw, words = self._decks.draw, self._words
        methods = [draw(f"method/{topic.key}", topic.methods) for _ in range(2 if kind == "lab" else 1)]
        result = draw(f"result/{topic.key}", topic.results)
        service = draw(f"service/{kind}", words["services"])
        opening = ""
        if kind != "lab":
            opening = draw(f"opening/{kind}", words["firm_openings" if kind == "firm" else "agency_openings"])
        experience = draw(f"experience/{kind}", words["experiences"])
        plans = [
            [opening, *methods, result, service],
            [opening, result, *methods, experience],
            [*methods, result, experience, opening],
            [*methods, opening, experience, service],
            [experience, *methods, result],
        ]
        if kind == "firm":
            machines = draw("machines", words["firm_machines"])
            plans = [
                [opening, machines, *methods, result],
                [machines, *methods, service],
                [*methods, machines, opening],
                [*methods, result, machines, service],
            ]
        cards = dict.fromkeys(card for card in self._chance.rng.choice(plans) if card)
        korean_slots, english_slots = self._slots(body)
        halves = [pair(card) for card in cards]
        korean = " ".join(fill(ko, korean_slots) for ko, _ in halves)
        english = " ".join(capitalise(fill(en, english_slots)) for _, en in halves if en)
        return korean, english

    def _slots(self, body: Body) -> tuple[Slots, Slots]:
        rng, register = self._chance.rng, self._register
        place = body.place or next(known.place for known in register.bodies if known.place)
        korean, english = firm_slots(register, place, body.product, body.staff)
        machine, other = rng.sample(read("products")["machines"][body.industry], 2)
        shared: Slots = {
            "gain": str(rng.randint(15, 45)),
            "strength": str(rng.randint(84, 96)),
            "few": str(rng.randint(2, 7)),
            "machine": machine,
            "other": other,
        }
        return korean | shared, english | shared
