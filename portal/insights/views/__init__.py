"""The pages of figures."""

from portal.insights.views import pages, sheets
from portal.insights.views.blueprint import blueprint
from portal.insights.views.slots import fill_slots

__all__ = ["blueprint", "fill_slots", "pages", "sheets"]
