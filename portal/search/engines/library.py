"""What a library that keeps an index in files must do, for the engine over it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from portal.kernel.locale import Locale
from portal.search.model import (
    Batch,
    Found,
    Query,
    SearchDocument,
    Suggestion,
    Weight,
    Window,
)

Names = set[str]
"""The files that make up an index."""

Held = object
"""A file's checked content, as the library keeps it in memory, or its Path on the disk."""


class Answering(Protocol):
    """One unchanging state of an index. Threads share it. Any of these may raise anything."""

    def search(self, query: Query, window: Window) -> Found:
        """Return the hits of `query` in `window`."""
        ...

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does, the weightiest first."""
        ...

    def suggest(self, words: tuple[str, ...], limit: int) -> list[Suggestion]:
        """Return the titles in which most of `words` begin a word."""
        ...

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that are there."""
        ...


class Library(Protocol):
    """What a library of index files must do. Files it names never change afterwards.

    What writes may raise OSError, or Unavailable; nothing it leaves then counts.
    """

    versions: str
    """Of all that decides what the files look like; under another, they are made anew."""

    def hold(self, name: str, content: bytes) -> Held:
        """Return what `read` wants of a file that was read and checked."""
        ...

    def read(self, files: Mapping[str, Held], locale: Locale) -> Answering:
        """Open the index in `files`, by name: all held, or all on the disk. May raise anything."""
        ...

    def create(
        self, path: Path, documents: Iterable[SearchDocument], progress: Callable[[int], None]
    ) -> Names:
        """Make an index in the empty folder `path`."""
        ...

    def change(self, path: Path, locale: Locale, batch: Batch) -> Names:
        """Carry `batch` out, leaving every file there is in its place."""
        ...

    def tidy(self, path: Path, locale: Locale) -> Names:
        """Make the index small and fast, leaving every file there is in its place."""
        ...
