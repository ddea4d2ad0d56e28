"""How does a template become a letter in its reader's language?"""

from dataclasses import dataclass

from flask import current_app

from eventhub.core import i18n
from eventhub.core.links import absolute


@dataclass(frozen=True)
class Letter:
    """A letter as its reader will see it."""

    subject: str
    text: str
    html: str


def render(name: str, *, locale: str, **values: object) -> Letter:
    """Render `<package>/letters/<letter>`: subject, plain text and HTML, all in one language."""
    package, _, letter = name.partition("/")
    values = {"locale": locale, "base_url": absolute(""), **values}
    env = current_app.jinja_env
    with i18n.speaking(locale):
        folder = f"{package}/letters/{letter}"
        # A subject is one line; what people typed into a title cannot add a header (RFC 5322, 2.2).
        subject = " ".join(env.get_template(f"{folder}/subject.txt").render(values).split())
        text = env.get_template(f"{folder}/body.txt").render(values)
        html = env.get_template(f"{folder}/body.html").render(subject=subject, **values)
    return Letter(subject, text.strip() + "\n", html)
