"""Is a long list cut where it should be?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.paging import Page, paginate
from tests.factories.accounts import make_account

PEOPLE = select(Account).order_by(Account.id)


def test_pages_follow_each_other(app: Flask, count_queries: Callable[[], Any]) -> None:
    ids = [make_account().id for _ in range(7)]
    with count_queries() as counted:
        pages = [paginate(PEOPLE, number, per_page=3) for number in (1, 2, 3)]
    assert [[account.id for account in page.items] for page in pages] == [ids[:3], ids[3:6], ids[6:]]
    assert [(page.has_previous, page.has_next) for page in pages] == [(False, True), (True, True), (True, False)]
    assert len(counted) == 6


@pytest.mark.parametrize(("asked", "given"), [(-1, 1), (0, 1), (1, 1), (2, 2), (3, 2), (10**30, 2)])
def test_a_number_beyond_the_end_gives_the_last_page(app: Flask, asked: int, given: int) -> None:
    for _ in range(4):
        make_account()
    page = paginate(PEOPLE, asked, per_page=3)
    assert (page.number, page.pages, page.total) == (given, 2, 4)


def test_an_empty_list_has_one_empty_page(app: Flask) -> None:
    page: Page[Account] = paginate(PEOPLE, 5)
    assert (list(page.items), page.number, page.pages, page.total) == ([], 1, 1, 0)
