"""Stub."""

from flask import Blueprint

manage = Blueprint("problems_desk", __name__, url_prefix="/desk")
