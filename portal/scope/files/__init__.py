"""The provider's files about the scope: the catalogue, and what customers call things."""

from portal.scope.files.catalogue import load_scope, parse_scope
from portal.scope.files.words import load_words, parse_words

__all__ = ["load_scope", "load_words", "parse_scope", "parse_words"]
