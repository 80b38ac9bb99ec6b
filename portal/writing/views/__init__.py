"""The writers' desk: its list, the editor, what the editor asks while one writes, the history."""

from portal.writing.views import (
    beginning,
    editor,
    flows,
    history,
    listing,
    parts,
    repository,
    shared,
    translating,
)
from portal.writing.views.blueprint import blueprint
from portal.writing.views.slots import fill_slots

__all__ = [
    "beginning",
    "blueprint",
    "editor",
    "fill_slots",
    "flows",
    "history",
    "listing",
    "parts",
    "repository",
    "shared",
    "translating",
]
