"""Stub."""

from flask import Blueprint

import eventhub.clusters.models

routes = Blueprint("clusters", __name__)
