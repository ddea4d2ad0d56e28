"""How do people put a difficulty that no lab can solve?"""

from eventhub.demo.amounts import Slots, english_amounts, korean_amounts
from eventhub.demo.identity import Chance, pair
from eventhub.demo.organisations import Body
from eventhub.demo.phrases import Decks, capitalise, fill, speak
from eventhub.demo.words import read

PLANS = {
    "situation": 3,
    "situation wish": 12,
    "situation detail": 10,
    "situation detail wish": 14,
    "greeting situation detail wish": 7,
    "situation detail detail": 8,
    "detail situation wish": 8,
    "situation situation wish": 4,
    "situation detail wish closing": 6,
    "greeting situation wish closing": 4,
    "memo detail": 4,
    "memo detail wish": 4,
}
REGISTERS = {"formal": 50, "soft": 18, "memo": 20, "plain": 7}
SPOKEN_ONLY = frozenset({"greeting", "closing"})
# How often each kind is stated; from an analysis of 2,725 difficulties, without the technical ones.
SHARES = {
    "management": 257,
    "finance": 247,
    "location": 83,
    "production_quality": 61,
    "infrastructure": 61,
    "export": 60,
    "marketing": 41,
    "workforce": 40,
    "certification": 25,
    "other": 15,
}


class Counter:
    """A listener at the counter who hears every kind of difficulty."""

    def __init__(self, chance: Chance, year: int) -> None:
        self._chance = chance
        self._decks = Decks(chance.rng)
        self._words = read("difficulties")
        self._speech = read("speech")
        self._year = year

    def tell(self, category: str, body: Body) -> str:
        """Tell a difficulty in Korean."""
        slots = self._slots(body)
        register = self._chance.weighted(REGISTERS)
        sentences = []
        for step in self._chance.weighted(PLANS).split():
            if step in SPOKEN_ONLY and register in ("memo", "plain"):
                continue
            spoken = register
            if register == "soft" and (step == "wish" or self._chance.happens(0.4)):
                spoken = "formal"
            sentences.append(speak(fill(self._draw(category, step), slots), spoken))
        return " ".join(dict.fromkeys(sentences))

    def tell_in_english(self, category: str, body: Body) -> str:
        """Tell a difficulty in English."""
        rng, speech = self._chance.rng, self._speech
        slots = english_amounts(rng, self._year) | {
            "product_en": body.product.name_en,
            "short_en": body.place.short_en if body.place else "Korea",
            "staff_en": f"{body.staff} people",
        }
        cards = [
            self._decks.draw("english/openings", speech["english_openings"]),
            self._decks.draw(f"english/{category}", self._words[category]["english"]),
            self._decks.draw("english/details", speech["english_details"]),
        ]
        return " ".join(capitalise(fill(card, slots)) for card in cards if card)

    def choose_desk(self, category: str, text: str) -> str:
        """Choose where a coordinator sends this difficulty: the desk whose words it uses, or the last."""
        desks = [pair(card) for card in self._words[category]["desks"]]
        fitting = (name for name, words in desks if any(word in text for word in words.split()))
        return next(fitting, desks[-1][0])

    def _draw(self, category: str, step: str) -> str:
        if step in SPOKEN_ONLY:
            return self._decks.draw(step, self._speech[f"{step}s"])
        plural = {"situation": "situations", "detail": "details", "wish": "wishes", "memo": "memos"}[step]
        return self._decks.draw(f"{step}/{category}", self._words[category][plural])

    def _slots(self, body: Body) -> Slots:
        rng, place = self._chance.rng, body.place
        return korean_amounts(rng, self._year) | {
            "product": body.product.name_ko,
            "short_ko": place.short_ko if place else "지역",
            "region": place.value.region_ko.split()[-1] if place else "지역",
            "staff": f"{body.staff}명",
            "customer": rng.choice(self._speech["customers"][body.industry]),
        }
