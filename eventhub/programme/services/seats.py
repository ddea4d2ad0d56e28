"""Who counts the seats of a session? The caller holds its event (`hold_event`)."""

from eventhub.core.db import session
from eventhub.programme.models import ProgrammeSession


def take_seat(planned: ProgrammeSession, *, seats: int = 1) -> None:
    """Count seats of a session as taken."""
    planned.seats_taken = ProgrammeSession.seats_taken + seats
    session.flush()  # the database counts, and its check refuses one seat too many even if nobody held the event


def free_seat(planned: ProgrammeSession, *, seats: int = 1) -> None:
    """Count seats of a session as free again."""
    planned.seats_taken = ProgrammeSession.seats_taken - seats
    session.flush()  # the database counts; see take_seat
