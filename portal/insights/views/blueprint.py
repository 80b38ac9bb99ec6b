"""The blueprint of the pages of figures, and who may see them."""

from flask import Blueprint

from portal.identity.access import require_staff

blueprint = Blueprint("insights", "portal.insights", template_folder="templates")
staff_only = require_staff()
