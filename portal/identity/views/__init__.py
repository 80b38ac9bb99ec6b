"""The ways in and out."""

from portal.identity.views import account, customers, roles, single, staff, team
from portal.identity.views.blueprint import blueprint

__all__ = ["account", "blueprint", "customers", "roles", "single", "staff", "team"]
