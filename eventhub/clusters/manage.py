"""Stub."""

from flask import Blueprint

manage = Blueprint("clusters_desk", __name__, url_prefix="/desk")
