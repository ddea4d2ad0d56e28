"""Stub."""

from flask import Blueprint

manage = Blueprint("registrations_desk", __name__, url_prefix="/desk")
