"""What would the letters about an organisation say, about one made up?"""

from datetime import datetime

from eventhub.accounts import examples as accounts
from eventhub.clusters.models import Complex
from eventhub.organisations import messages
from eventhub.organisations.models import Capability, Kind, Organisation


def complex_() -> Complex:
    """Make up a complex whose team can be called; nothing is kept."""
    return Complex(
        slug="example", name_ko="가온", name_en="Gaon", team_phone="02-0000-1000", team_email="gaon@example.org"
    )


def firm() -> Organisation:
    """Make up a firm that has a problem."""
    return Organisation(
        public_id="example",
        kind=Kind.FIRM,
        name_ko="가람정밀",
        name_en="Garam Precision",
        complex=complex_(),
    )


def lab() -> Organisation:
    """Make up a laboratory that may solve it."""
    return Organisation(
        public_id="example",
        kind=Kind.LAB,
        name_ko="한빛대학교 정밀성형연구실",
        name_en="Hanbit University, Precision Moulding Lab",
        complex=complex_(),
    )


def capability() -> Capability:
    """Make up what the laboratory says it can do."""
    return Capability(
        id=1,
        public_id="example",
        title_ko="사출 성형 휨 해석과 금형 냉각 설계",
        title_en="Warpage simulation and mould cooling design for injection moulding",
        text_ko="사출 성형품의 휨과 수축을 해석하고 금형의 냉각 조건을 찾습니다.",
        text_en="We simulate warpage and shrinkage of moulded parts and find how to cool the mould.",
        revision=1,
        organisation=lab(),
    )


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package."""
    reader = accounts.person(locale, ko="이도윤", en="Doyun Lee", email="doyun.lee@example.com")
    messages.welcome(firm(), reader, by=accounts.coordinator(locale), now=now)
