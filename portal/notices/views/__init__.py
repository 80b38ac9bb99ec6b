"""Notices as everybody reads them, as followers confirm them, and as support works on them."""

from portal.notices.views.blueprint import blueprint
from portal.notices.views.slots import fill_slots

from portal.notices.views import feed, links, public, staff, tickets  # isort: skip  # they add their routes to it

__all__ = ["blueprint", "feed", "fill_slots", "links", "public", "staff", "tickets"]
