"""Decisions about files: their columns, their cells, their rows."""

from datetime import timedelta

from eventhub.imports.rules.columns import COLUMNS, EMPTY_FILE_WORDS, SUBJECT_WORDS, cells_of, folded, read_heading
from eventhub.imports.rules.rows import CheckedRow, Surroundings, check_rows, names_in, speaker_key

# How long a file waits to be taken over.
KEPT = timedelta(days=1)

__all__ = [
    "COLUMNS",
    "EMPTY_FILE_WORDS",
    "KEPT",
    "SUBJECT_WORDS",
    "CheckedRow",
    "Surroundings",
    "cells_of",
    "check_rows",
    "folded",
    "names_in",
    "read_heading",
    "speaker_key",
]
