"""Whoosh's segments on the disk and in memory: what is in them, and how they are read.

The library never flushes its files, and keeps pickles in them; that they reach the disk, and are
read only as they were written, is seen to by `local` and `folder`. Nor is it let map files: of a
mapped one it copies every part that it opens, however little of that is read then.
"""

# mypy: disable-error-code="no-untyped-call"
# The library is typed by halves: what it returns is taken as Any here and nowhere else.

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any
from weakref import finalize

from typing_extensions import override
from whoosh import fields, formats
from whoosh.codec.base import Segment as Kept
from whoosh.filedb.filestore import FileStorage, RamStorage, Storage
from whoosh.filedb.structfile import BufferFile
from whoosh.reading import SegmentReader, TermNotFound

from portal.search.engines.ledger import PLAIN, STEMS, TABLES
from portal.search.engines.library import Held


class _Bytes(formats.Format):
    """Postings that carry bytes of any length."""

    @override
    def fixed_value_size(self) -> None:
        return None


class _Terms(fields.FieldType):
    """A field that takes terms with their bytes as they are."""

    def __init__(self) -> None:
        self.format = _Bytes()
        self.scorable = False

    @override
    def index(self, value: Any, **kwargs: Any) -> Generator[tuple[bytes, int, float, bytes]]:
        for term, content in value.items():
            yield term.encode(), 1, 1.0, content


def schema() -> fields.Schema:
    """Return the fields of an index: what is shown of a document, and the ledger's."""
    ledger = {name: _Terms() for name in (STEMS, TABLES, *PLAIN)}
    columns = {"card": fields.COLUMN(), "text": fields.COLUMN()}
    return fields.Schema(id=fields.ID(unique=True), **ledger, **columns)


class Writing(FileStorage):
    """The folder being written. Nothing goes before the new state counts: readers need the old."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)
        self.out_of_use: set[str] = set()

    @override
    def delete_file(self, name: str) -> None:
        self.out_of_use.add(name)

    def in_use(self) -> set[str]:
        """Return the files that make up the index after a commit."""
        return {n for n in self.list() if n.endswith((".toc", ".seg"))} - self.out_of_use


class Memory(RamStorage):
    """Checked files, held in memory."""

    def __init__(self, files: Mapping[str, Held]) -> None:
        super().__init__()
        self.files = dict(files)

    @override
    def open_file(self, name: str, **kwargs: Any) -> BufferFile:
        return BufferFile(self.files[name], name=name)


class Disk(FileStorage):
    """Checked files in a folder, and nothing else that lies there."""

    def __init__(self, files: Mapping[str, Held]) -> None:
        folder = {path.parent for path in files.values() if isinstance(path, Path)}
        super().__init__(str(folder.pop()), supports_mmap=False, readonly=True)
        self._names = list(files)

    @override
    def list(self) -> "list[str]":
        return self._names


class Shelf:
    """One segment of the library's, to be read."""

    def __init__(self, storage: Storage, schema: fields.Schema, segment: Kept) -> None:
        self._reader = SegmentReader(storage, schema, segment)
        finalize(self, self._reader.close)
        self._columns: dict[str, Any] = {}
        self.size = int(segment.doc_count_all()) - 1  # without the ledger's document

    def look_up(self, field: str, term: str) -> bytes | None:
        """Return what lies at `term`."""
        try:
            found: bytes = self._reader.postings(field, term.encode()).value()
        except TermNotFound:
            return None
        return found

    def terms(self, field: str) -> Iterator[tuple[str, bytes]]:
        """Yield each term of `field` and what lies there."""
        for term in list(self._reader.lexicon(field)):
            yield term.decode(), self._reader.postings(field, term).value()

    def number(self, id_: str) -> int | None:
        """Return the place of the document `id_`, if it was not deleted when this was opened."""
        try:
            found = self._reader.postings("id", id_.encode())
        except TermNotFound:
            return None
        return int(found.id()) if found.is_active() else None

    def cell(self, name: str, number: int) -> bytes:
        """Return the column `name` of a document."""
        if name not in self._columns:
            self._columns[name] = self._reader.column_reader(name, translate=False)
        cell: bytes = self._columns[name][number]
        return cell
