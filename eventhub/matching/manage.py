"""Stub."""

from flask import Blueprint

manage = Blueprint("matching_desk", __name__, url_prefix="/desk")
