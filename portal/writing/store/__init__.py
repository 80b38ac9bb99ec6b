"""What the desk keeps in the database: texts under way, and what waits to be committed."""

from portal.writing.store.repository import RepositoryStore
from portal.writing.store.texts import WritingStore

__all__ = ["RepositoryStore", "WritingStore"]
