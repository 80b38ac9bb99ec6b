"""Support's pages: the queue, one ticket and what is done with it, and what is on its way out."""

from portal.staff.views import outbox, queue, sorting, suspensions, ticket
from portal.staff.views.blueprint import blueprint

__all__ = ["blueprint", "outbox", "queue", "sorting", "suspensions", "ticket"]
