"""The customer's tickets: the list, the mailed links, one conversation and its files."""

from portal.tickets.views import approvals, conversation, links, overview
from portal.tickets.views.blueprint import blueprint

__all__ = ["approvals", "blueprint", "conversation", "links", "overview"]
