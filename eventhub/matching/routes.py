"""Stub."""

from flask import Blueprint

import eventhub.matching.models

routes = Blueprint("matching", __name__)
