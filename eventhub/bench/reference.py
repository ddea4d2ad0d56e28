"""What do the barest Flask pages cost that show an event or write a row: what the real ones are compared with?"""

from flask import Flask, render_template_string, request
from sqlalchemy import Column, DateTime, Engine, Integer, MetaData, Table, Text, create_engine, insert, select
from sqlalchemy.orm import Session

from config import settings_from_environment
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import WRITE, configure_sqlite
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


# Not in `Base`: it is in no database but a benchmark's own.
BARE_ROWS = Table(
    "bare_row",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("email", Text),
    Column("written_at", DateTime(timezone=True)),
)


def bare_writer() -> Flask:
    """Make an app of one form: each one sent is a row and a commit, as durable as ours; no look at anything before."""
    engine = create_engine(settings_from_environment().database_url)
    if engine.dialect.name == "sqlite":
        configure_sqlite(engine)
    app = Flask("reference")

    @app.post("/")
    def write() -> str:
        row = {"name": request.form["name"], "email": request.form["email"], "written_at": now()}
        with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            connection.execute(insert(BARE_ROWS), row)
        return "written"

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app
