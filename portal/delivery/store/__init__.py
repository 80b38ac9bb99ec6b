"""The outbox in the database."""

from portal.delivery.store.lines import LineStore
from portal.delivery.store.outbox import OutboxStore

__all__ = ["LineStore", "OutboxStore"]
