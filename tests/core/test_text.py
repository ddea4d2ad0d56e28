"""Is typed text kept tidy, and is Markdown harmless?"""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.text import has_control_characters, markdown, tidy, unmarked

HAN_DECOMPOSED = unicodedata.normalize("NFD", "한")


def test_hangul_is_composed_and_line_ends_are_one_kind() -> None:
    assert tidy(f"  {HAN_DECOMPOSED}글\r\n둘째\r셋째 \n") == "한글\n둘째\n셋째"


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u202e", "\u2066", "\ud800", "\ue000", "\ufdd0", "\ufffe"],
)
def test_signs_nobody_types_are_noticed(sign: str) -> None:
    assert has_control_characters(f"가{sign}나")


@pytest.mark.parametrize(
    "text", ["", "가 나\n\t다", "👩\u200d🔧", "한\u200b글", "\U0001fae8", "㈜가람", "café", "½ °C ± µm", HAN_DECOMPOSED]
)
def test_what_people_type_is_let_through(text: str) -> None:
    assert not has_control_characters(text)


def test_markdown_becomes_the_tags_a_description_needs() -> None:
    assert markdown("**굵게**\n둘째 줄") == "<p><strong>굵게</strong><br>\n둘째 줄</p>\n"
    assert markdown("- 하나\n- 둘") == "<ul>\n<li>하나</li>\n<li>둘</li>\n</ul>\n"
    assert 'rel="nofollow noopener"' in markdown("[집](https://example.org)")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](java&#115;cript:alert(1))",
        "![pixel](https://evil.example.org/p.gif)",
        "<a href='javascript:alert(1)'>x</a>",
        '<https://example.org/"onmouseover=alert(1)>',
        "<svg/onload=alert(1)>",
        "<iframe src='//evil.example.org'></iframe>",
    ],
)
def test_markdown_can_do_nothing(text: str) -> None:
    shown = markdown(text)
    assert not re.search(r"<(?!/?(p|br|strong|em|ul|ol|li|a|h3|h4|blockquote|code)\b)", shown)
    assert not re.search(r"<[^>]*\son\w+=", shown)
    assert not re.search(r'href="(?!https?:|mailto:)', shown)


@given(st.text())
def test_no_text_makes_a_tag_of_its_own(text: str) -> None:
    assert "<script" not in markdown(text).lower()
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**대상** 기업 연구소", "대상 기업 연구소"),
        ("## 순서\n- 발표\n- 토론", "순서\n- 발표\n- 토론"),
        ("`G01`을 씁니다", "G01을 씁니다"),
        ("[자료](https://example.org/a)를 보십시오", "자료 (https://example.org/a)를 보십시오"),
        ("2 ** 3 ** 4, #1 부품, a*b*c, [확인], f(x)", "2 ** 3 ** 4, #1 부품, a*b*c, [확인], f(x)"),
        ("**한 줄\n다음 줄**", "**한 줄\n다음 줄**"),
    ],
)
def test_marks_are_taken_away_and_nothing_else(written: str, read: str) -> None:
    assert unmarked(written) == read


@given(st.text(alphabet="*`[]()# 가a\n", max_size=60))
def test_taking_marks_away_adds_nothing(text: str) -> None:
    assert len(unmarked(text)) <= len(text)
