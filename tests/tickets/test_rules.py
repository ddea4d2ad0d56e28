"""Is a ticket drawn so that it can be read, and is its holder sent to the right queue?"""

import re

import pytest

from eventhub.tickets.rules import QUEUES, name_of, qr_svg, queue_of, read_name


@pytest.mark.parametrize(
    ("name", "queue"),
    [
        ("김하늘", "ㄱ–ㅂ"),
        ("박보라", "ㄱ–ㅂ"),
        ("서연", "ㅅ–ㅇ"),
        ("이하준", "ㅅ–ㅇ"),
        ("장미", "ㅈ–ㅎ"),
        (" 홍길동", "ㅈ–ㅎ"),
        ("John Kim", ""),
        ("", ""),
        ("ㅋ", "ㅈ–ㅎ"),
    ],
)
def test_the_queue_follows_the_first_consonant_of_the_family_name(name: str, queue: str) -> None:
    assert queue_of(name) == queue


def test_every_consonant_has_one_queue() -> None:
    assert len("".join(QUEUES.values())) == len(set("".join(QUEUES.values()))) == 19


def test_the_picture_holds_nothing_a_strict_page_refuses() -> None:
    drawn = qr_svg("http://localhost/t/something-1.sealed")
    assert drawn.startswith("<svg ")
    assert not re.search(r"style=|<script|width=|<\?xml", drawn)


def test_the_name_of_a_ticket_is_read_back() -> None:
    assert read_name(name_of("bcdfghjkmnpq", 12)) == ("bcdfghjkmnpq", 12)
    assert read_name("bcdfghjkmnpq") is None
    assert read_name("bcdfghjkmnpq-x") is None
