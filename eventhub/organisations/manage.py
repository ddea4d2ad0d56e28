"""Stub."""

from flask import Blueprint

manage = Blueprint("organisations_desk", __name__, url_prefix="/desk")
