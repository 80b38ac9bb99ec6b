"""The ways in and out."""

from portal.identity.views import account, customers, single, staff, team
from portal.identity.views.blueprint import blueprint

__all__ = ["account", "blueprint", "customers", "single", "staff", "team"]
