"""The blueprint that every page of tickets joins."""

from flask import Blueprint

blueprint = Blueprint("tickets", "portal.tickets", template_folder="templates")
