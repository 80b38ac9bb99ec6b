"""Support's pages: the queue and one ticket, and what is on its way out."""

from portal.staff.views import outbox, queue
from portal.staff.views.blueprint import blueprint

__all__ = ["blueprint", "outbox", "queue"]
