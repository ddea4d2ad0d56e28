"""What does the barest Flask page cost that shows an event: the reference the real page is compared with?"""

from flask import Flask, render_template_string
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from eventhub.clusters.models import Complex
from eventhub.events.models import Event

PAGE = """<!doctype html><html lang="ko"><head><title>{{ event.title_ko }}</title></head><body>
<h1>{{ event.title_ko }}</h1><p>{{ name }} {{ event.starts_at }} {{ event.venue_ko }} {{ event.capacity }}</p>
<div>{{ event.text_ko }}</div></body></html>"""


def bare_app(engine: Engine) -> Flask:
    """Make an app of one page: no sign-in, no words, no forms, no headers; a floor, not a product."""
    app = Flask("reference")

    @app.get("/<public_id>")
    def page(public_id: str) -> str:
        with Session(engine) as session:
            event, name = session.execute(
                select(Event, Complex.name_ko).join(Event.complex).where(Event.public_id == public_id)
            ).one()
            return render_template_string(PAGE, event=event, name=name)

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app
