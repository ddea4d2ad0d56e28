"""Which sizes, parents and web addresses fit?"""

import pytest

from eventhub.organisations.models import Kind, Organisation, Size
from eventhub.organisations.rules import (
    KIND_WORDS,
    SIZE_WORDS,
    by_kind,
    clean_website,
    is_told,
    parent_fits,
    size_fits,
)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("size", Size)
def test_every_firm_has_a_size_and_nobody_else(kind: Kind, size: Size) -> None:
    assert size_fits(kind, size) is ((kind is Kind.FIRM) == bool(size))


def test_only_labs_belong_to_somebody_who_is_no_lab() -> None:
    assert parent_fits(Kind.LAB, Kind.UNIVERSITY)
    assert parent_fits(Kind.LAB, None)
    assert parent_fits(Kind.FIRM, None)
    assert not parent_fits(Kind.FIRM, Kind.UNIVERSITY)
    assert not parent_fits(Kind.LAB, Kind.LAB)


def test_a_capability_is_told_when_title_and_text_are_there() -> None:
    assert is_told("휨 해석", "휨을 줄입니다.")
    assert not is_told("휨 해석", "")
    assert not is_told("", "휨을 줄입니다.")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("https://www.example.co.kr/a?b=c#d", "https://www.example.co.kr/a?b=c#d"),
        ("http://example.com:8080", "http://example.com:8080"),
        ("www.example.com", "https://www.example.com"),
        ("https://한빛.kr", "https://한빛.kr"),
    ],
)
def test_a_web_address_is_kept_in_full(typed: str, kept: str) -> None:
    assert clean_website(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "javascript://example.com/%0aalert(1)",
        "data:text/html,hello",
        "ftp://example.com",
        "https://",
        "https://localhost",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://example.com:99999/",
        "https://example.com:0x/",
        "https://user:secret@example.com",
        "https://exa mple.com",
        'https://example.com/"onclick',
        "https://example.com\\@evil.example",
        "없음",
        "https://example.com/" + "a" * 300,
    ],
)
def test_what_a_page_must_not_link_to_is_refused(typed: str) -> None:
    assert clean_website(typed) is None


def test_organisations_are_sorted_into_kinds_in_the_order_of_the_kinds() -> None:
    lab, firm = Organisation(kind=Kind.LAB), Organisation(kind=Kind.FIRM)
    assert by_kind([lab, firm]) == {Kind.FIRM: [firm], Kind.LAB: [lab]}
    assert list(by_kind([lab, firm])) == [Kind.FIRM, Kind.LAB]


def test_every_kind_and_size_has_a_word() -> None:
    assert set(KIND_WORDS) == set(Kind)
    assert set(SIZE_WORDS) == set(Size)
