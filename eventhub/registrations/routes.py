"""Stub."""

from flask import Blueprint

import eventhub.registrations.models

routes = Blueprint("registrations", __name__)
