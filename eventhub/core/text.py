"""Is a piece of typed text fit to be kept, and how is Markdown shown, as a page and where there are only letters?"""

import re
import unicodedata
from functools import cache

import nh3
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code"}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
# Controls, turned directions, halves of characters, private and impossible ones. Characters this Python does not know
# yet are allowed: phones have newer emoji.
NEVER_TYPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
# A heading, strong words and code lose their marks; a link keeps both its words and its address.
MARKS = re.compile(r"^#{1,6} +|\*\*(?=\S)(.+?)(?<=\S)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((\S+?)\)", re.MULTILINE)


def tidy(text: str) -> str:
    """Compose Hangul (NFC), unify line ends and take away the blanks around: how typed text is kept."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def has_control_characters(text: str) -> bool:
    """Say whether a text holds characters nobody types: they break letters and calendars, or turn a line around."""
    return NEVER_TYPED.search(text) is not None


def markdown(text: str) -> str:
    """Turn Markdown into HTML that holds only what a description needs: no images, no scripts, no raw HTML."""
    return nh3.clean(
        _parser().render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes=ALLOWED_SCHEMES,
        link_rel="nofollow noopener",
    )


def unmarked(text: str) -> str:
    """Take away the marks of Markdown that programs without it, as calendars, would show; lists read well as typed."""
    return MARKS.sub(_unmark, text)


def _unmark(mark: re.Match[str]) -> str:
    strong, code, words, address = mark.groups()
    if address is not None:
        return str(words) if words == address else f"{words} ({address})"
    return strong or code or ""


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True})
