"""Stub."""

from flask import Blueprint

import eventhub.calendars.models

routes = Blueprint("calendars", __name__)
