"""The blueprint of notices, and what its templates share."""

from flask import Blueprint

from portal.notices.forms.words import worded

blueprint = Blueprint("notices", __name__, template_folder="../templates")
blueprint.add_app_template_global(worded, "worded")
