"""The pages of diagnostics."""

from portal.diagnostics.views.errors import blueprint

__all__ = ["blueprint"]
