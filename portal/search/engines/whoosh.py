"""Whoosh as a keeper of segments: its dictionary of terms, its columns, its list of what counts.

Only the modules of this name know the library, and nothing of its query side is used. What a
segment knows of a term is one block of bytes (`blocks`), put into the dictionary by one more
document at the end of each segment.
"""

# mypy: disable-error-code="no-untyped-call"
# The library is typed by halves: what it returns is taken as Any here and nowhere else.

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

import Stemmer
import whoosh
from whoosh.codec.base import Segment as Kept
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import Storage
from whoosh.index import TOC, LockError
from whoosh.writing import SegmentWriter

from portal.kernel.errors import Unavailable
from portal.kernel.locale import Locale
from portal.search.engines.answers import Answers
from portal.search.engines.blocks import to_bits
from portal.search.engines.ledger import Ledger
from portal.search.engines.library import Answering, Held, Names
from portal.search.engines.local import LocalEngine
from portal.search.engines.merging import LARGEST, Size, choose_alike, choose_all
from portal.search.engines.reading import Part
from portal.search.engines.rows import pack_card, pack_text
from portal.search.engines.segment import Segment
from portal.search.engines.whoosh_files import Disk, Memory, Shelf, Writing, schema
from portal.search.model import Batch, SearchDocument
from portal.search.rules import ANALYSIS_VERSION

SCHEMA_VERSION: Final = 5
"""Raise it when what is kept changes, so that kept indexes are made anew."""

VERSIONS: Final = (
    f"{SCHEMA_VERSION}.{ANALYSIS_VERSION} whoosh {whoosh.versionstring()}"
    f" stemmer {Stemmer.version()}"
)
_NAME: Final = "MAIN"
_LOCK_SECONDS: Final = 5.0
_IN_MEMORY: Final = 1024  # megabytes of terms a writer may gather: a segment's never are as many
_PROGRESS_STEP: Final = 50


class Whoosh:
    """The library, as the engine over files uses it."""

    versions = VERSIONS

    def __init__(self) -> None:
        self._open: WeakValueDictionary[tuple[str, str | int], Segment] = WeakValueDictionary()
        self._lock = threading.Lock()

    def hold(self, name: str, content: bytes) -> Held:
        """Return `content`: the library reads bytes."""
        return content

    def read(self, files: Mapping[str, Held], locale: Locale) -> Answering:
        """Open the index in `files`, by name; segments that are open already stay so."""
        is_large = any(isinstance(file, Path) for file in files.values())
        storage = Disk(files) if is_large else Memory(files)
        toc = TOC.read(storage, _NAME)
        parts = [self._part(storage, files, toc, found, locale) for found in toc.segments]
        return Answers(parts, self._lock)

    def _part(
        self, storage: Storage, files: Mapping[str, Held], toc: TOC, found: Kept, locale: Locale
    ) -> Part:
        name = str(found.make_filename(".seg"))
        file = files[name]
        key = name, str(file) if isinstance(file, Path) else id(file)
        segment = self._open.get(key)
        if segment is None:
            segment = self._open[key] = Segment(Shelf(storage, toc.schema, found), locale)
        deleted = to_bits(list(found.deleted_docs()), segment.size)
        return Part(segment, ((1 << segment.size) - 1) & ~deleted)

    def create(
        self, path: Path, documents: Iterable[SearchDocument], progress: Callable[[int], None]
    ) -> Names:
        """Make an index in the empty folder `path`."""
        storage = Writing(path)
        storage.create_index(schema(), _NAME)
        left = _told(documents, progress)
        while some := list(islice(left, LARGEST)):
            with _writing(storage) as (writer, _):
                _add(writer, Ledger(), some)
        return storage.in_use()

    def change(self, path: Path, locale: Locale, batch: Batch) -> Names:
        """Carry `batch` out in new files."""
        storage = Writing(path)
        with _writing(storage) as (writer, kept):
            shelves = [Shelf(storage, writer.schema, segment) for segment in kept]
            for segment, shelf in zip(kept, shelves, strict=True):
                _delete(segment, shelf, {*batch.deletes, *batch.upserts})
            ledger = _merge(writer, kept, choose_alike, locale)
            _add(writer, ledger, batch.upserts.values())
        return storage.in_use()

    def tidy(self, path: Path, locale: Locale) -> Names:
        """Merge all segments but large ones into one, without what was deleted."""
        storage = Writing(path)
        with _writing(storage) as (writer, kept):
            _add(writer, _merge(writer, kept, choose_all, locale), ())
        return storage.in_use()


def _told(
    documents: Iterable[SearchDocument], progress: Callable[[int], None]
) -> Iterator[SearchDocument]:
    """Yield `documents`, telling now and then how many there were."""
    for done, document in enumerate(documents):
        if done % _PROGRESS_STEP == 0:
            progress(done)
        yield document


@contextmanager
def _writing(storage: Writing) -> Iterator[tuple[SegmentWriter, list[Kept]]]:
    """Give a writer, and the segments that are to stay.

    What it was told becomes files at the end, or nothing on any error. Raises Unavailable where a
    foreign program holds the library's own lock.
    """
    codec = W3Codec(compression=0)  # blocks are small as they are, and read all the time
    index = storage.open_index()
    try:
        writer = index.writer(timeout=_LOCK_SECONDS, limitmb=_IN_MEMORY, codec=codec)
    except LockError as error:
        raise Unavailable("another program is writing the search index") from error
    kept = list(writer.segments)
    try:
        yield writer, kept
    except BaseException:
        writer.cancel()
        raise
    whole = [segment for segment in kept if _size(segment).left]
    writer.commit(mergetype=lambda *_: whole)


def _size(segment: Kept) -> Size:
    return Size(segment.doc_count_all() - 1, segment.deleted_count())


def _delete(segment: Kept, shelf: Shelf, ids: Iterable[str]) -> None:
    for id_ in ids:
        number = shelf.number(id_)
        if number is not None and not segment.is_deleted(number):
            segment.delete_document(number)


def _merge(
    writer: SegmentWriter,
    kept: list[Kept],
    choose: Callable[[Sequence[Size]], Iterable[int]],
    locale: Locale,
) -> Ledger:
    """Take the segments that `choose` names out of those `kept`, and what is in them anew."""
    ledger = Ledger()
    merged = [kept[place] for place in choose([_size(segment) for segment in kept])]
    for found in merged:
        kept.remove(found)
        segment = Segment(Shelf(writer.storage, writer.schema, found), locale)
        gone = set(found.deleted_docs())
        alive = [number for number in range(segment.size) if number not in gone]
        for number in alive:
            cells = {name: segment.cell(name, number) for name in ("card", "text")}
            writer.add_document(id=segment.card(number).id, **cells)
        ledger.take(segment, alive, [segment.row(number).document for number in sorted(gone)])
    return ledger


def _add(writer: SegmentWriter, ledger: Ledger, documents: Iterable[SearchDocument]) -> None:
    """Write `documents`, and at the end the ledger with all the segment has."""
    for document in documents:
        card, text = pack_card(document), pack_text(document)
        writer.add_document(id=document.id, card=card, text=text)
        ledger.add(document)
    if ledger.titles:
        writer.add_document(**ledger.fields())


def whoosh_engine(root: Path, patience: float = 60.0) -> LocalEngine:
    """Return the engine with its indexes under `root`; a writer waits `patience` seconds."""
    return LocalEngine(root, Whoosh(), patience)
