"""What can be browsed, and the library that keeps it true to the folder."""

from portal.articles.catalogue.library import Change, Library
from portal.articles.catalogue.shown import PAGES, Catalogue

__all__ = ["PAGES", "Catalogue", "Change", "Library"]
