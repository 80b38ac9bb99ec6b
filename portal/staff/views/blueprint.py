"""The blueprint that every page of support joins."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.web.headers import redirect_to

blueprint = Blueprint("staff", "portal.staff", template_folder="templates")


def back_to(reference: str, done: str) -> Response:
    """Show the ticket's page again, with the word about what was done."""
    return redirect_to(f"/staff/tickets/{reference}?done={done}")
