"""Stub."""

from flask import Blueprint

import eventhub.organisations.models

routes = Blueprint("organisations", __name__)
