"""An article file as the checks see it, and what the desk knows of it besides."""

from portal.writing.model.desk import (
    Author,
    Deed,
    Phase,
    Revision,
    Schedule,
    Sheet,
    Significance,
    Unsaved,
    Work,
)
from portal.writing.model.manuscript import Manuscript, Shelf, World
from portal.writing.model.standing import Edit, Seen, Standing

__all__ = [
    "Author",
    "Deed",
    "Edit",
    "Manuscript",
    "Phase",
    "Revision",
    "Schedule",
    "Seen",
    "Sheet",
    "Shelf",
    "Significance",
    "Standing",
    "Unsaved",
    "Work",
    "World",
]
