"""An article file as the checks see it, and what the desk knows of it besides."""

from portal.writing.model.desk import (
    Author,
    Deed,
    Freshness,
    Phase,
    Revision,
    Schedule,
    Sheet,
    Significance,
    Unsaved,
    Work,
)
from portal.writing.model.manuscript import Manuscript, Shelf, World

__all__ = [
    "Author",
    "Deed",
    "Freshness",
    "Manuscript",
    "Phase",
    "Revision",
    "Schedule",
    "Sheet",
    "Shelf",
    "Significance",
    "Unsaved",
    "Work",
    "World",
]
