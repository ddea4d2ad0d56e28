"""How does an administrator look after people, letters and jobs?"""

from flask import Blueprint

manage = Blueprint("accounts_desk", __name__)
