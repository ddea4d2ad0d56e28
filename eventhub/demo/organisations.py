"""Which firms, universities, labs, local governments and support agencies are there, and who works in them?"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from eventhub.demo.amounts import Slots, english_amounts, korean_amounts
from eventhub.demo.identity import Chance, pair
from eventhub.demo.people import FOREIGN_RESEARCHER_SHARE, Crowd
from eventhub.demo.phrases import Decks, capitalise, fill
from eventhub.demo.places import Circle, Place
from eventhub.demo.topics import Product, get_topic, list_products, list_topics
from eventhub.demo.values import Membership, MiniClusterMembership, Organisation
from eventhub.demo.words import INDUSTRIES, read

FIRM_SIZES = {"small": 85, "mid": 12, "large": 3}
BANDS = {"small": {"1–9": 40, "10–49": 60}, "mid": {"50–99": 45, "100–299": 55}, "large": {"300+": 1}}
STAFF = {"1–9": (3, 9), "10–49": (10, 49), "50–99": (50, 99), "100–299": (100, 299), "300+": (300, 900)}
JOIN_SHARE, SECOND_CIRCLE_SHARE = 0.72, 0.18
CONTACTS_PER_FIRM = {"1": 58, "2": 34, "3": 8}
WANDERING_UNIVERSITY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Field:
    """What a body works on; only labs have a name for it and topics of their own."""

    industry: str
    name_ko: str = ""
    name_en: str = ""
    topics: tuple[str, ...] = ()


GENERAL = Field("general")


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation with what the generator needs to know beyond its public values."""

    value: Organisation
    industry: str
    place: Place | None
    people: tuple[str, ...]
    product: Product
    staff: int
    # What a lab knows; for the others everything in their industry may be asked.
    topics: tuple[str, ...] = ()


@dataclass(slots=True)
class Register:
    """Everything founded so far."""

    chance: Chance
    crowd: Crowd
    year: int
    bodies: list[Body] = dataclasses.field(default_factory=list)
    memberships: list[Membership] = dataclasses.field(default_factory=list)
    circles: list[MiniClusterMembership] = dataclasses.field(default_factory=list)
    names: set[str] = dataclasses.field(default_factory=set)

    def of_kind(self, kind: str) -> list[Body]:
        """List the bodies of one kind."""
        return [body for body in self.bodies if body.value.kind == kind]

    def employ(self, organisation: str, *people: tuple[str, str]) -> tuple[str, ...]:
        """Put people, each with a post, into an organisation; the first is its contact person."""
        for number, (person, post) in enumerate(people):
            self.memberships.append(Membership(person, organisation, post, is_contact=number == 0))
        return tuple(person for person, _post in people)

    def hire(self, organisation: str, titles: Mapping[str, int], count: int, foreign_share: float) -> tuple[str, ...]:
        """Employ new people with titles drawn by weight."""
        people = [self.crowd.meet(self.chance.weighted(titles), foreign_share=foreign_share) for _ in range(count)]
        return self.employ(organisation, *((person.key, person.job_title_ko) for person in people))


def found_firms(register: Register, places: tuple[Place, ...], count: int) -> None:
    """Found the firms, spread over the complexes by weight."""
    weights = [place.weight for place in places]
    titles = read("names")["titles"]["firm"]
    for number, place in enumerate(register.chance.rng.choices(places, weights=weights, k=count), start=2):
        key = f"firm-{number:04d}"
        people = register.hire(key, titles, int(register.chance.weighted(CONTACTS_PER_FIRM)), foreign_share=0.015)
        industry = register.chance.weighted(place.industries)
        size = register.chance.weighted(FIRM_SIZES)
        name = _firm_name(register, industry, place)
        product = register.chance.rng.choice(list_products(industry))
        register.bodies.append(make_firm(register, key, name, size, place, industry, product, people))


def make_firm(
    register: Register,
    key: str,
    name: tuple[str, str],
    size: str,
    place: Place,
    industry: str,
    product: Product,
    people: tuple[str, ...],
) -> Body:
    """Describe one firm."""
    chance = register.chance
    band = chance.weighted(BANDS[size])
    staff = chance.rng.randint(*STAFF[band])
    about_ko, about_en = _about(register, "firm", firm_slots(register, place, product, staff))
    value = Organisation(
        key=key,
        public_id=chance.public_id(),
        kind="firm",
        size=size,
        name_ko=name[0],
        name_en=name[1],
        complex=place.value.slug,
        parent=None,
        main_product_ko=product.name_ko,
        main_product_en=product.name_en,
        industry_code=product.industry_code,
        about_ko=about_ko,
        about_en=about_en,
        address_ko=_address(chance, place),
    )
    return Body(value, industry, place, people, product, staff)


def firm_slots(register: Register, place: Place, product: Product, staff: int) -> tuple[Slots, Slots]:
    """Give the slots of a firm's sentences, Korean and English."""
    rng = register.chance.rng
    founded = rng.randint(register.year - 36, register.year - 3)
    shared: Slots = {
        "year": str(founded),
        "age": str(register.year - founded),
        "share": str(rng.randint(5, 60)),
        "few": str(rng.randint(2, 7)),
        "count": str(rng.randint(6, 60)),
        "staff": f"{staff}명",
        "staff_en": f"{staff} people",
        "product": product.name_ko,
        "product_en": product.name_en,
        "product_en_cap": capitalise(product.name_en),
        "short_ko": place.short_ko,
        "short_en": place.short_en,
        "region": place.value.region_ko,
    }
    return korean_amounts(rng, register.year) | shared, english_amounts(rng, register.year) | shared


def found_universities(register: Register, places: tuple[Place, ...], count: int) -> None:
    """Found the universities; some lie in no complex."""
    names = read("names")["universities"]["names"]
    titles = read("names")["titles"]["university"]
    for number in range(count):
        name_ko, name_en = pair(names[number % len(names)])
        campus = number // len(names)
        if campus:
            name_ko, name_en = f"{name_ko} 제{campus + 1}캠퍼스", f"{name_en}, Campus {campus + 1}"
        # The first university is the home of a persona's lab and lies in Changwon.
        wanders = number > 0 and register.chance.happens(WANDERING_UNIVERSITY_SHARE)
        place = None if wanders else places[number % len(places)]
        key = f"university-{number + 1:03d}"
        people = register.hire(key, titles, register.chance.rng.randint(1, 2), foreign_share=0)
        _add_public_body(register, key, "university", (name_ko, name_en), place, people)


def found_labs(register: Register, count: int) -> None:
    """Found the labs, spread over the universities and the industries."""
    words = read("names")
    universities = register.of_kind("university")
    decks = Decks(register.chance.rng)
    for number in range(count):
        parent = universities[number % len(universities)]
        weights = parent.place.industries if parent.place else dict.fromkeys(INDUSTRIES, 1)
        # Every industry has labs, also those that no neighbouring complex would ask for.
        industry = INDUSTRIES[number % len(INDUSTRIES)] if number % 2 else register.chance.weighted(weights)
        name_ko, name_en, topics = decks.draw(industry, words["labs"][industry]).split("|")
        key = f"lab-{number + 2:03d}"
        head = register.hire(key, words["titles"]["lab_head"], 1, FOREIGN_RESEARCHER_SHARE)
        rest = register.hire(
            key, words["titles"]["lab_member"], register.chance.rng.randint(0, 2), FOREIGN_RESEARCHER_SHARE
        )
        field = Field(industry, name_ko, name_en, tuple(topics.split()))
        add_lab(register, key, parent, field, head + rest)


def add_lab(register: Register, key: str, parent: Body, field: Field, people: tuple[str, ...]) -> None:
    """Add one lab to its university under a name that is not yet taken."""
    university = parent.value
    name_ko, name_en = f"{university.name_ko} {field.name_ko}", f"{field.name_en}, {university.name_en}"
    number = 1
    while name_ko in register.names:
        number += 1
        name_ko = f"{university.name_ko} {field.name_ko} {number}"
        name_en = f"{field.name_en} {number}, {university.name_en}"
    _add_public_body(register, key, "lab", (name_ko, name_en), parent.place, people, field=field, parent=university.key)


def found_offices(register: Register, places: tuple[Place, ...], governments: int, agencies: int) -> None:
    """Found the desks of local governments and the support agencies."""
    words = read("names")
    desks, names = words["local_governments"]["desks"], words["support_agencies"]["names"]
    for number in range(governments):
        place = places[number % len(places)]
        desk_ko, desk_en = pair(desks[number // len(places) % len(desks)])
        area_ko, area_en = place.value.region_ko.split()[-1], place.value.region_en.split(",")[0]
        name = (f"{place.short_ko} 지역 {area_ko} {desk_ko} (체험용)", f"{desk_en}, {area_en} (demonstration)")
        key = f"government-{number + 1:03d}"
        people = register.hire(key, words["titles"]["local_government"], register.chance.rng.randint(1, 2), 0)
        _add_public_body(register, key, "local_government", name, place, people)
    for number in range(agencies):
        place = places[number % len(places)]
        ko, en = pair(names[number // len(places) % len(names)])
        name = (ko.format(region=place.short_ko), en.format(region=place.short_en))
        key = f"agency-{number + 1:03d}"
        people = register.hire(key, words["titles"]["support_agency"], register.chance.rng.randint(2, 3), 0)
        industry = register.chance.weighted(place.industries)
        _add_public_body(register, key, "support_agency", name, place, people, field=Field(industry))


def _add_public_body(
    register: Register,
    key: str,
    kind: str,
    name: tuple[str, str],
    place: Place | None,
    people: tuple[str, ...],
    *,
    parent: str | None = None,
    field: Field = GENERAL,
) -> None:
    topic = get_topic(field.topics[0]) if field.topics else register.chance.rng.choice(list_topics(field.industry))
    few = str(register.chance.rng.randint(4, 14))
    slots: Slots = {"field": topic.name_ko, "field_en": topic.name_en, "few": few}
    about_ko, about_en = _about(register, kind, (slots, slots))
    value = Organisation(
        key=key,
        public_id=register.chance.public_id(),
        kind=kind,
        size="",
        name_ko=name[0],
        name_en=name[1],
        complex=place.value.slug if place else None,
        parent=parent,
        main_product_ko="",
        main_product_en="",
        industry_code="",
        about_ko=about_ko,
        about_en=about_en,
        address_ko=_address(register.chance, place) if place else "",
    )
    register.names.add(value.name_ko)
    register.bodies.append(Body(value, field.industry, place, people, Product("", "", ""), 0, field.topics))


def join_circles(register: Register, circles: tuple[Circle, ...]) -> None:
    """Let most firms, labs and agencies join mini-clusters of their complex."""
    chance = register.chance
    near: dict[str, list[Circle]] = {}
    for circle in circles:
        near.setdefault(circle.value.complex, []).append(circle)
    for body in register.bodies:
        choice = near.get(body.value.complex or "", [])
        if not choice or body.value.kind in ("university", "local_government"):
            continue
        if body.value.kind == "firm" and not chance.happens(JOIN_SHARE):
            continue
        fitting = [circle for circle in choice if circle.industry == body.industry] or choice
        first = chance.rng.choice(fitting)
        register.circles.append(MiniClusterMembership(body.value.key, first.value.slug))
        others = [circle for circle in choice if circle is not first]
        if chance.happens(SECOND_CIRCLE_SHARE) and others:
            register.circles.append(MiniClusterMembership(body.value.key, chance.rng.choice(others).value.slug))


def _about(register: Register, kind: str, slots: tuple[Slots, Slots]) -> tuple[str, str]:
    words = read("products")["about"]
    korean, english = pair(register.chance.rng.choice(words[kind]))
    mark_ko, mark_en = pair(words["mark"])
    return f"{fill(korean, slots[0])} {mark_ko}", f"{fill(english, slots[1])} {mark_en}"


def _address(chance: Chance, place: Place) -> str:
    road = chance.rng.choice(read("events")["venues"]["roads"])
    return f"{place.value.region_ko} {road} {chance.rng.randint(1, 480)}"


def _firm_name(register: Register, industry: str, place: Place) -> tuple[str, str]:
    words, chance = read("names")["firms"], register.chance
    while True:
        halves = [
            pair(chance.rng.choice(cards)) for cards in (words["heads"], words["middles"], words["tails"][industry])
        ]
        korean = "".join(ko for ko, _ in halves)
        english = " ".join(en for _, en in halves if en)
        if korean in register.names and chance.happens(0.5):
            korean, english = f"{place.short_ko.split()[-1]}{korean}", f"{place.short_en} {english}"
        if korean in register.names or is_well_known(korean):
            continue
        register.names.add(korean)
        return chance.rng.choice(words["forms"]).format(name=korean), f"{english} Co., Ltd."


def is_well_known(name: str) -> bool:
    """Tell whether a name contains that of a well-known firm or university."""
    return any(known in name for known in read("names")["deny"]["well_known"])
