"""The blueprint that every page of the desk joins, and who may see them."""

from flask import Blueprint

from portal.identity.access import require_staff
from portal.identity.model import Role

blueprint = Blueprint("writing", "portal.writing", template_folder="templates")
writers_only = require_staff(Role.WRITER, Role.ADMIN)
