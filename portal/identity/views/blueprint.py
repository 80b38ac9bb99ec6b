"""The blueprint that every page of signing in joins."""

from flask import Blueprint

from portal.identity.access import current_customer, find_current_member

blueprint = Blueprint("identity", "portal.identity", template_folder="templates")
blueprint.add_app_template_global(find_current_member, "staff_member")
blueprint.add_app_template_global(current_customer, "signed_in_customer")
