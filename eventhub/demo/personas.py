"""Who are the four people one can sign in as, and what do they bring along?"""

from dataclasses import dataclass, replace
from typing import Any

from eventhub.demo.calendar import Year
from eventhub.demo.capabilities import Catalogue
from eventhub.demo.identity import pair
from eventhub.demo.organisations import Body, Field, Register, add_lab, make_firm
from eventhub.demo.places import Place
from eventhub.demo.problems import Inbox
from eventhub.demo.topics import Product
from eventhub.demo.values import MiniClusterMembership
from eventhub.demo.words import read


@dataclass(frozen=True, slots=True)
class Personas:
    """The bodies of the people with fixed addresses, and the mini-cluster they share."""

    firm: Body
    lab: Body
    circle: str


def found_firm(register: Register, place: Place) -> Body:
    """Found the firm of the factory manager."""
    words = read("personas")["firm"]
    manager = register.crowd.introduce("김철수", "공장장", "firm@example.com")
    colleague = register.crowd.meet("품질관리 과장", foreign_share=0)
    key = "firm-0001"
    people = register.employ(key, (manager.key, manager.job_title_ko), (colleague.key, colleague.job_title_ko))
    name = pair(words["name"])
    register.names.add(name[0].strip("㈜"))
    body = make_firm(register, key, name, "mid", place, "mould", Product(*words["product"].split("|")), people)
    register.bodies.append(body)
    return body


def found_lab(register: Register) -> Body:
    """Found the lab of the principal investigator, at the first university."""
    words = read("personas")["lab"]
    head = register.crowd.introduce("박은찬", "교수", "lab@example.com")
    researcher = register.crowd.meet("선임연구원", foreign_share=0)
    key = "lab-001"
    people = register.employ(key, (head.key, head.job_title_ko), (researcher.key, researcher.job_title_ko))
    parent = register.of_kind("university")[0]
    name_ko, name_en = pair(words["name"])
    topics = tuple(row["topic"] for row in words["capabilities"])
    add_lab(register, key, parent, Field("mould", name_ko, name_en, topics), people)
    return register.bodies[-1]


def join_circle(register: Register, personas: Personas) -> None:
    """Let both bodies join the same mini-cluster, if they have not."""
    for body in (personas.firm, personas.lab):
        membership = MiniClusterMembership(body.value.key, personas.circle)
        if membership not in register.circles:
            register.circles.append(membership)


def speak_up(personas: Personas, inbox: Inbox, catalogue: Catalogue, year: Year) -> None:
    """State the problems of the firm and the capabilities of the lab."""
    words = read("personas")
    for row in words["firm"]["problems"]:
        _state(row, personas.firm, inbox, year)
    for row in words["lab"]["capabilities"]:
        korean, english = (row["title_ko"], row["text_ko"]), (row["title_en"], row["text_en"])
        catalogue.add(personas.lab, row["topic"], korean, english, row["equipment"])


def _state(row: dict[str, Any], firm: Body, inbox: Inbox, year: Year) -> None:
    problem = inbox.make(firm, row["text"], row.get("category", "technology"), row.get("topic", ""), "ko")
    inbox.keep(
        replace(
            problem,
            person=firm.people[0],
            urgency=row["urgency"],
            visibility=row["visibility"],
            stated_at=year.days_ago(row["days_ago"]),
        )
    )
