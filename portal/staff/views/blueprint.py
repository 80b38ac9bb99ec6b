"""The blueprint that every page of support joins, and who may see them."""

from flask import Blueprint

from portal.identity.access import require_staff
from portal.identity.model import Role

blueprint = Blueprint("staff", "portal.staff", template_folder="templates")
support_only = require_staff(Role.SUPPORT, Role.ADMIN)
