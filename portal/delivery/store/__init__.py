"""The outbox in the database."""

from portal.delivery.store.outbox import OutboxStore

__all__ = ["OutboxStore"]
