"""Questions of events."""

from collections.abc import Sequence
from typing import Any

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.programme.rules import UploadedFile
from eventhub.questions import queries, services
from eventhub.questions.models import Kind
from eventhub.questions.rules import CHOOSING, Asked, Choosable, Given, Plan
from eventhub.registrations.models import Registration
from tests.factories.accounts import make_account

LUNCH = ("한식", "Korean"), ("채식", "Vegetarian"), ("안 먹음", "None")


def plan_of(kind: Kind, *, offered: Sequence[tuple[str, str]] = LUNCH, **changes: Any) -> Plan:
    """Plan a question of a kind that makes sense, with some changes."""
    values: dict[str, Any] = {"kind": kind, "label_ko": f"질문 {kind}", "label_en": f"Question {kind}"}
    if kind in CHOOSING:
        values["options"] = tuple(Choosable(label_ko=ko, label_en=en) for ko, en in offered)
    if kind is Kind.CONSENT:
        values |= {
            "text_ko": "사진을 찍어 공개하는 데 동의합니다.",
            "text_en": "I agree that photographs are published.",
        }
    return Plan(**{**values, **changes})


def make_question(event_id: int, kind: Kind = Kind.SHORT, **changes: Any) -> Asked:
    """Ask one more question at an event."""
    by = make_account()
    with transaction():
        made = services.add(event_id, plan_of(kind, **changes), by=by, now=now())
        public_id = made.public_id
    return queries.get_asked(event_id, public_id)


def option(asked: Asked, words: str) -> str:
    """Return the name of an option by its English words."""
    return next(one.public_id for one in asked.options if one.label_en == words)


def answer_with_file(place: Registration, asked: Asked) -> None:
    """Answer a question with a small file."""
    sent = Given(file=UploadedFile(name="card.pdf", content=b"%PDF-1.7\n%%EOF\n"))
    public_id = place.public_id
    with transaction():
        services.answer_again(public_id, {asked.public_id: sent}, locale="ko", now=now())
    session.refresh(place)
