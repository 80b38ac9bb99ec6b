"""The pages of diagnostics."""

from portal.diagnostics.views import ping  # adds its route to the blueprint
from portal.diagnostics.views.errors import blueprint

__all__ = ["blueprint", "ping"]
