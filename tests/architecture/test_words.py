"""Does every word people see exist in both languages, in the words of the glossary?"""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

ROOT = Path(__file__).parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None, "_l": None}
# Loan words, officialese and words the glossary replaces; a room is 방, if it has no number for a name.
BANNED = re.compile(
    r"(?<!\d)회의실|업체|미클(?!러)|거절|하세요|되세요|주세요|(?<!서류 )제출하기|기 신청자|오류가 발생|컨텐츠|클릭"
)


def is_ours(folder: str) -> bool:
    """Leave out what was installed beside the code."""
    return not {".venv", "node_modules"} & set(Path(folder).parts)


@cache
def used() -> frozenset[str]:
    """Collect the message ids of code and templates, as `make strings` does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=is_ours)
    ids = (message for _, _, message, _, _ in found)
    return frozenset(one[0] if isinstance(one, tuple) else one for one in ids)


@cache
def korean() -> Catalog:
    """Read the Korean catalogue."""
    path = ROOT / "eventhub/translations/ko/LC_MESSAGES/messages.po"
    with path.open("rb") as catalogue:
        return read_po(catalogue, locale="ko")


def said(message: Message) -> str:
    """Return a translation as one text."""
    return message.string if isinstance(message.string, str) else " ".join(message.string)


def test_every_message_has_a_korean_sentence() -> None:
    known = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in korean()
        if message.id and said(message).strip() and not message.fuzzy
    }
    assert sorted(used() - known) == []


def test_no_sentence_is_kept_that_nobody_says() -> None:
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in korean() if message.id}
    assert sorted(known - used()) == []


def test_korean_sentences_have_the_same_gaps_to_fill() -> None:
    gaps = re.compile(r"%\((\w+)\)")
    for message in korean():
        if message.id and isinstance(message.id, str):
            assert set(gaps.findall(said(message))) == set(gaps.findall(message.id)), message.id


def test_korean_sentences_use_the_words_of_the_glossary() -> None:
    assert [said(message) for message in korean() if message.id and BANNED.search(said(message))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.*")), ids=lambda path: path.name)
def test_templates_say_nothing_outside_the_catalogue(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    visible = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<style.*?</style>|<[^>]+>", " ", source, flags=re.DOTALL)
    # The names of the languages are written in themselves.
    assert not re.search(r"[가-힣]", visible.replace("한국어", ""))


def test_every_template_can_be_read(app: Flask) -> None:
    for path in (ROOT / "templates").rglob("*.*"):
        app.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))
