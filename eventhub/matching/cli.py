"""Stub."""

from flask.cli import AppGroup

match_group = AppGroup("match", help="The matcher.")
