"""The writers' desk: its list, the editor, what the editor asks while one writes, the history."""

from portal.writing.views import beginning, editor, flows, history, listing, parts
from portal.writing.views.blueprint import blueprint

__all__ = ["beginning", "blueprint", "editor", "flows", "history", "listing", "parts"]
