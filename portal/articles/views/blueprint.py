"""The blueprint of the articles' pages."""

from flask import Blueprint

blueprint = Blueprint("articles", __name__, template_folder="../templates")
