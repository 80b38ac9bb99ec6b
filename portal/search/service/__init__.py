"""The use cases of search: finding for visitors, keeping the index true for the worker."""

from portal.search.service.indexing import Indexing, Progress
from portal.search.service.searching import DEEPEST, SearchService

__all__ = ["DEEPEST", "Indexing", "Progress", "SearchService"]
