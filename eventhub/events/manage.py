"""Stub."""

from flask import Blueprint

manage = Blueprint("events_desk", __name__, url_prefix="/desk")
