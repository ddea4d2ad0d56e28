"""How does a template become a letter in its reader's language?"""

from dataclasses import dataclass

from css_inline import CSSInliner
from flask import current_app

from eventhub.core import i18n
from eventhub.core.links import absolute

# Nothing is fetched: a letter brings all it needs. What is for the dark alone stays in the head, marked by its frame.
INLINER = CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Letter:
    """A letter as its reader will see it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Words:
    """What a promotion team says in its own words: ready text, never read as a template. What is empty is the usual."""

    subject: str = ""
    opening: str = ""


def render(name: str, *, locale: str, words: Words | None = None, **values: object) -> Letter:
    """Render `<package>/letters/<letter>`: subject, plain text and HTML, all in one language."""
    package, _, letter = name.partition("/")
    words = words or Words()
    values = {"locale": locale, "base_url": absolute(""), "opening": words.opening, **values}
    env = current_app.jinja_env
    with i18n.speaking(locale):
        folder = f"{package}/letters/{letter}"
        # A subject is one line; what people typed into a title cannot add a header (RFC 5322, 2.2).
        subject = " ".join((words.subject or env.get_template(f"{folder}/subject.txt").render(values)).split())
        text = env.get_template(f"{folder}/body.txt").render(values)
        html = env.get_template(f"{folder}/body.html").render(subject=subject, **values)
    return Letter(subject, text.strip() + "\n", INLINER.inline(html))
