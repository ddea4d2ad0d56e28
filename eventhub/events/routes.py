"""Stub."""

from flask import Blueprint

import eventhub.events.models

routes = Blueprint("events", __name__)
