"""The ways in and out."""

from portal.identity.views import customers, staff
from portal.identity.views.blueprint import blueprint

__all__ = ["blueprint", "customers", "staff"]
