"""Is every change of the lexicon a version of its own, upon what its writer has read?"""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import list_about
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.lexicon import queries, services
from eventhub.lexicon.errors import ChangedMeanwhile, NothingChanged
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import Concept, Lexicon, shipped, with_concept, with_generic
from tests.factories.accounts import make_account


@pytest.fixture
def coordinator(app: Flask) -> int:
    """Make somebody who changes words."""
    return make_account(name="이영희").id


def keep(lexicon: Lexicon, by: int, upon: int) -> int:
    """Keep a lexicon and name its version."""
    with transaction():
        who = session.get_one(Account, by)
        return services.keep(lexicon, upon=upon, why="현장 말", by=who, now=now()).number


def undo(number: int, by: int) -> Any:
    """Take a version back."""
    with transaction():
        return services.undo(number, why="잘못", by=session.get_one(Account, by), now=now()).number


def test_before_any_change_the_shipped_one_holds(app: Flask) -> None:
    assert queries.current() == shipped()
    assert queries.at(0) == shipped()
    with pytest.raises(NotFound):
        queries.get(0)


def test_each_change_is_a_version_with_who_and_why(coordinator: int) -> None:
    assert keep(with_generic(shipped(), ["비품"]), coordinator, 0) == 1
    assert keep(with_generic(queries.current(), ["물건"]), coordinator, 1) == 2
    assert queries.current().generic == ("비품", "물건")
    assert queries.at(1).generic == ("비품",)
    version = queries.get(2)
    assert (version.made_by.name, version.why, version.made_at) == ("이영희", "현장 말", now())
    assert [each.number for each in queries.list_versions().items] == [2, 1]
    assert [entry.action for entry in list_about("lexicon:2")] == ["lexicon-changed"]


def test_who_has_read_an_older_state_is_told_and_overwrites_nothing(coordinator: int) -> None:
    keep(with_generic(shipped(), ["비품"]), coordinator, 0)
    with pytest.raises(ChangedMeanwhile) as refused:
        keep(with_generic(shipped(), ["물건"]), coordinator, 0)
    assert refused.value.version == 1
    with pytest.raises(NothingChanged):
        keep(queries.current(), coordinator, 1)
    assert len(session.scalars(select(LexiconVersion)).all()) == 1


def test_a_change_is_taken_back_and_that_too(coordinator: int) -> None:
    keep(with_generic(shipped(), ["비품"]), coordinator, 0)
    keep(with_concept(queries.current(), ["비틀림", "휨"]), coordinator, 1)
    assert undo(1, coordinator) == 3
    now_ = queries.current()
    assert now_.generic == ()
    assert any("비틀림" in concept.words for concept in now_.concepts)
    assert queries.get(3).undoes == 1
    assert undo(3, coordinator) == 4
    assert queries.current().generic == ("비품",)
    assert undo(2, coordinator) == 5
    assert Concept(("휨", "뒤틀림", "와레", "변형", "warpage", "warp", "deformation")) in queries.current().concepts
    with pytest.raises(NotFound):
        undo(99, coordinator)
