"""The provider's words: by which texts are checked, and by which two reports are compared."""

from portal.tickets.files.lexicon import LexiconError, load_lexicon, load_lexicons
from portal.tickets.files.matters import MattersError, load_matters

__all__ = ["LexiconError", "MattersError", "load_lexicon", "load_lexicons", "load_matters"]
