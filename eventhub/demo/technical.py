"""How do people on the shop floor put a technical problem?"""

from eventhub.demo.amounts import Slots, english_amounts, korean_amounts
from eventhub.demo.identity import Chance
from eventhub.demo.organisations import Body
from eventhub.demo.phrases import Decks, capitalise, fill, speak
from eventhub.demo.topics import Topic
from eventhub.demo.words import read

# What is said and in which order; the number tells how often.
PLANS = {
    "symptom": 4,
    "symptom try": 9,
    "symptom effect": 6,
    "context symptom effect": 8,
    "symptom effect wish": 8,
    "symptom symptom try": 8,
    "greeting context symptom try wish": 7,
    "textbook effect wish": 5,
    "context textbook symptom": 5,
    "textbook symptom try wish": 5,
    "memo tail": 5,
    "memo tail tail": 5,
    "memo symptom wish": 5,
    "symptom question": 6,
    "context symptom symptom try effect": 5,
    "symptom try closing": 5,
    "greeting symptom symptom question closing": 5,
    "context symptom try effect wish closing": 4,
}
REGISTERS = {"formal": 42, "soft": 22, "memo": 22, "plain": 8}
FORMAL_AMONG_SOFT, ENGLISH_EFFECT_SHARE, ENGLISH_WISH_SHARE = 0.4, 0.6, 0.7
SPOKEN_ONLY = frozenset({"greeting", "closing", "question"})


class ShopFloor:
    """A storyteller who does not repeat a sentence before all have been told."""

    def __init__(self, chance: Chance, year: int) -> None:
        self._chance = chance
        self._decks = Decks(chance.rng)
        self._speech = read("speech")
        self._year = year

    def tell(self, topic: Topic, body: Body) -> str:
        """Tell a problem in Korean."""
        slots = self._slots(topic, body)
        register = self._chance.weighted(REGISTERS)
        sentences = []
        for step in self._chance.weighted(PLANS).split():
            if step in SPOKEN_ONLY and register in ("memo", "plain"):
                continue
            card = self._draw(topic, step)
            spoken = register
            if register == "soft" and (
                step not in ("symptom", "effect", "try") or self._chance.happens(FORMAL_AMONG_SOFT)
            ):
                spoken = "formal"
            sentences.append(speak(fill(card, slots), spoken))
        return " ".join(dict.fromkeys(sentences))

    def tell_in_english(self, topic: Topic, body: Body) -> str:
        """Tell a problem in English."""
        rng, speech = self._chance.rng, self._speech
        place = body.place
        slots = english_amounts(rng, self._year) | {
            "product_en": body.product.name_en,
            "short_en": place.short_en if place else "Korea",
            "material": rng.choice([name for name in topic.materials if name.isascii()] or ["this material"]),
        }
        cards = [
            self._decks.draw("english/openings", speech["english_openings"]),
            self._decks.draw(f"english/{topic.key}", topic.english),
        ]
        if self._chance.happens(ENGLISH_EFFECT_SHARE):
            cards.append(self._decks.draw("english/effects", speech["english_effects"]))
        if self._chance.happens(ENGLISH_WISH_SHARE):
            cards.append(self._decks.draw("english/wishes", speech["english_wishes"]))
        return " ".join(capitalise(fill(card, slots)) for card in cards if card)

    def _draw(self, topic: Topic, step: str) -> str:
        own = {"symptom": topic.symptoms, "try": topic.tries, "memo": topic.memo, "textbook": topic.textbook}
        if step in own:
            return self._decks.draw(f"{step}/{topic.key}", own[step])
        shared = {
            "greeting": "greetings",
            "context": "contexts",
            "effect": "effects",
            "wish": "wishes",
            "question": "questions",
            "closing": "closings",
            "tail": "memo_tails",
        }
        return self._decks.draw(step, self._speech[shared[step]])

    def _slots(self, topic: Topic, body: Body) -> Slots:
        rng = self._chance.rng
        return korean_amounts(rng, self._year) | {
            "part": rng.choice(topic.parts),
            "material": rng.choice(topic.materials),
            "customer": rng.choice(self._speech["customers"][body.industry]),
            "product": body.product.name_ko,
            "short_ko": body.place.short_ko if body.place else "지역",
        }
