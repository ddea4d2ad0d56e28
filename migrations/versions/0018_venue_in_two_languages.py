"""the place of an event in both languages"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# What is kept of an event as it once was, and what it says in English now by what it says in Korean.
Facts = dict[str, Any]
Known = Mapping[str, str]
# Programmes may be large, so they are read a few at a time.
AT_ONCE = 100
LINE = sa.String(length=200)
# One statement for all events; a room that has no English name, nor its venue, leaves the other language to stand in.
FILL = """
    UPDATE event SET venue_en = coalesce((
        SELECT substr(
            coalesce(nullif(venue.name_en, ''), venue.name_ko)
            || ', ' || coalesce(nullif(room.name_en, ''), room.name_ko), 1, 200
        )
        FROM room JOIN venue ON venue.id = room.venue_id
        WHERE room.id = event.room_id AND (venue.name_en <> '' OR room.name_en <> '')
    ), '')
    WHERE room_id IS NOT NULL
"""


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("venue", new_column_name="venue_ko", existing_type=LINE, existing_nullable=False)
        batch_op.add_column(sa.Column("venue_en", LINE, nullable=False, server_default=""))
    op.execute(FILL)
    rewrite("pending_notice", "was", in_two)
    rewrite("event_report", "snapshot", lambda kept, known: in_two(kept.get("event", {}), known))
    rewrite("programme_release", "snapshot", lambda kept, known: in_two(kept.get("event", {}), known))
    rewrite("programme_release", "changes", lambda kept, known: changes_in_two(kept.get("event", {}), known))


def downgrade() -> None:
    """Go back; a place written in English alone keeps these words."""
    rewrite("programme_release", "changes", lambda kept, _known: changes_in_one(kept.get("event", {})))
    rewrite("programme_release", "snapshot", lambda kept, _known: in_one(kept.get("event", {})))
    rewrite("event_report", "snapshot", lambda kept, _known: in_one(kept.get("event", {})))
    rewrite("pending_notice", "was", lambda kept, _known: in_one(kept))
    op.execute("UPDATE event SET venue_ko = venue_en WHERE venue_ko = ''")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("venue_en")
        batch_op.alter_column("venue_ko", new_column_name="venue", existing_type=LINE, existing_nullable=False)


def rewrite(table_name: str, column_name: str, change: Callable[[Facts, Known], None]) -> None:
    """Change in place what a table keeps of events."""
    events = sa.table("event", sa.column("id"), sa.column("venue_ko"), sa.column("venue_en"))
    rows = sa.table(table_name, sa.column("id"), sa.column("event_id"), sa.column(column_name, sa.JSON()))
    columns = (rows.c.id, rows.c[column_name], events.c.venue_ko, events.c.venue_en)
    chosen = sa.select(*columns).join(events, events.c.id == rows.c.event_id).order_by(rows.c.id).limit(AT_ONCE)
    connection, last = op.get_bind(), 0
    while found := connection.execute(chosen.where(rows.c.id > last)).all():
        for row_id, kept, korean, english in found:
            change(kept, {korean: english})
            connection.execute(rows.update().where(rows.c.id == row_id).values({column_name: kept}))
        last = found[-1].id


def in_two(facts: Facts, known: Known) -> None:
    """Write a place in both languages: in English as the event says it if the place is the same."""
    if "venue" in facts:
        said = facts.pop("venue")
        facts |= {"venue_ko": said, "venue_en": known.get(said, "")}


def in_one(facts: Facts) -> None:
    """Write a place in one language."""
    if "venue_ko" in facts:
        korean, english = facts.pop("venue_ko"), facts.pop("venue_en")
        facts["venue"] = korean or english


def changes_in_two(fields: Facts, known: Known) -> None:
    """Write what a place was and what it is in both languages, where that differs."""
    if "venue" in fields:
        was, said = fields.pop("venue")
        fields["venue_ko"] = [was, said]
        english = [None if was is None else known.get(was, ""), known.get(said, "")]
        if english[0] != english[1]:
            fields["venue_en"] = english


def changes_in_one(fields: Facts) -> None:
    """Write what a place was and what it is in one language; of a mere translation nothing is left."""
    korean, english = fields.pop("venue_ko", None), fields.pop("venue_en", None)
    if korean:
        fields["venue"] = [first or second for first, second in zip(korean, english or korean, strict=True)]
