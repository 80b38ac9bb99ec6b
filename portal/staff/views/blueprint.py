"""The blueprint that every page of support joins, and who may see them."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.identity.access import require_staff
from portal.identity.model import Role
from portal.web.headers import redirect_to

blueprint = Blueprint("staff", "portal.staff", template_folder="templates")
support_only = require_staff(Role.SUPPORT, Role.ADMIN)


def back_to(reference: str, done: str) -> Response:
    """Show the ticket's page again, with the word about what was done."""
    return redirect_to(f"/staff/tickets/{reference}?done={done}")
