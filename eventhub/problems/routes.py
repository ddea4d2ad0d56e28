"""Stub."""

from flask import Blueprint

import eventhub.problems.models

routes = Blueprint("problems", __name__)
