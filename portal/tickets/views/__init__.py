"""The customer's tickets: the list, the mailed links, one conversation and its files."""

from portal.tickets.views import approvals, conversation, links, overview, own_data, suspension
from portal.tickets.views.blueprint import blueprint
from portal.tickets.views.suspension import fill_slots

__all__ = [
    "approvals",
    "blueprint",
    "conversation",
    "fill_slots",
    "links",
    "overview",
    "own_data",
    "suspension",
]
