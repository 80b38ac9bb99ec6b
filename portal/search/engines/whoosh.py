"""Whoosh as a store of postings: its writer, its files and its scores, nothing of its query side.

No other module knows the library. It never flushes its files, and keeps pickles in them; that they
reach the disk, and are read only as they were written, is seen to by `local` and `folder`.
"""

# mypy: disable-error-code="no-untyped-call"
# The library is typed by halves: what it returns is taken as Any here and nowhere else.

import zlib
from array import array
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import Stemmer
import whoosh
from typing_extensions import override
from whoosh import fields, formats
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.index import FileIndex, LockError
from whoosh.matching.mcore import Matcher
from whoosh.reading import SegmentReader
from whoosh.writing import OPTIMIZE, SegmentWriter

from portal.kernel.errors import Unavailable
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.engines.answers import Answers, Facet
from portal.search.engines.local import Answering, Held, LocalEngine, Names
from portal.search.engines.meaning import BOOSTS
from portal.search.engines.rows import pack_card, pack_text, unpack
from portal.search.model import Batch, SearchDocument
from portal.search.rules import ANALYSIS_VERSION
from portal.search.rules.fields import analyse
from portal.search.rules.spelling import Vocabulary

SCHEMA_VERSION: Final = 2
"""Raise it when the fields below change, so that kept indexes are made anew."""

VERSIONS: Final = (
    f"{SCHEMA_VERSION}.{ANALYSIS_VERSION} whoosh {whoosh.versionstring()}"
    f" stemmer {Stemmer.version()}"
)
_K1: Final = 1.2
_B: Final = 0.75
_BUDGET: Final = 1.0  # seconds a query may take before its commonest words are left out
_LOCK_SECONDS = 5.0
_SORTED_IN_MEMORY = 256  # megabytes of postings a writer may gather before using the disk
_MOST_SMALL = 8
_LARGE_SEGMENT = 2000  # documents; only `tidy` touches such a segment
_PROGRESS_STEP = 50


class _Terms(fields.FieldType):
    """A field that takes terms as they are: a counter, or a set where counts do not matter."""

    def __init__(self, *, scorable: bool) -> None:
        self.format = formats.Existence()
        self.scorable = scorable

    @override
    def index(self, value: Any, **kwargs: Any) -> Generator[tuple[bytes, int, float, bytes]]:
        counts = value.items() if isinstance(value, dict) else ((term, 1) for term in value)
        for term, count in counts:
            yield term.encode(), count, float(count), b""


def _schema() -> fields.Schema:
    scored = {name: _Terms(scorable=True) for name in BOOSTS}
    plain = ("words", "spellings", "exact", "keys", "prefixes")
    return fields.Schema(
        id=fields.ID(unique=True),
        **scored,
        **{name: _Terms(scorable=False) for name in plain},
        facet=fields.COLUMN(),
        card=fields.COLUMN(),
        text=fields.COLUMN(),
    )


def _row(document: SearchDocument) -> dict[str, Any]:
    """Return `document` as the writer takes it."""
    terms = analyse(document)
    return {
        "id": document.id,
        **terms.scored,
        "codes": terms.codes,
        "words": terms.words,
        "spellings": terms.spellings,
        "exact": terms.exact,
        "keys": terms.keys,
        "prefixes": terms.prefixes,
        "facet": "\t".join((document.kind, document.category, *document.products)).encode(),
        "card": pack_card(document),
        "text": zlib.compress(pack_text(document), 3),
    }


class _Writing(FileStorage):
    """The folder being written. Nothing goes before the new state counts: readers need the old."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.out_of_use: set[str] = set()

    @override
    def delete_file(self, name: str) -> None:
        self.out_of_use.add(name)

    def in_use(self) -> set[str]:
        """Return the files that make up the index after a commit."""
        return {n for n in self.list() if n.endswith((".toc", ".seg"))} - self.out_of_use


class _Memory(RamStorage):
    """Checked files, held in memory."""

    def __init__(self, files: Mapping[str, Held]) -> None:
        super().__init__()
        self.files = dict(files)

    @override
    def open_file(self, name: str, **kwargs: Any) -> BufferFile:
        return BufferFile(self.files[name], name=name)


class _Disk(FileStorage):
    """Checked files in a folder, and nothing else that lies there."""

    def __init__(self, files: Mapping[str, Held]) -> None:
        folder = {path.parent for path in files.values() if isinstance(path, Path)}
        super().__init__(str(folder.pop()), readonly=True)
        self._names = list(files)

    @override
    def list(self) -> "list[str]":
        return self._names


def _merge(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merge the smaller segments once there are many: each costs every search a little."""
    by_size = sorted(segments, key=lambda s: int(s.doc_count_all()))
    small = [s for s in by_size[:-1] if s.doc_count_all() <= _LARGE_SEGMENT]
    if len(small) < _MOST_SMALL:
        return segments
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [s for s in segments if s not in small]


class _Reading:
    """One state of an index, open. It lives as long as somebody holds it."""

    def __init__(self, index: FileIndex, locale: Locale) -> None:
        self._searcher = index.searcher()
        self._reader = self._searcher.reader()
        self._locale = locale
        self._columns: dict[str, Any] = {}
        self._dampings: dict[str, array[float]] = {}
        self._vocabulary: Vocabulary | None = None

    def scored(self, stem: str) -> Iterator[tuple[int, float]]:
        """Yield documents with `stem`, field by field, by BM25.

        The sum over fields is what the library's own scorer gives; it asks for each length anew,
        which takes most of its time.
        """
        term = stem.encode()
        for name, boost in BOOSTS.items():
            matcher = self._matcher(name, term)
            if matcher is None:
                continue
            worth = boost * self._searcher.idf(name, term) * (_K1 + 1)
            damping = self._damping(name)
            while matcher.is_active():
                number, weight = matcher.id(), matcher.weight()
                yield number, worth * weight / (weight + damping[number])
                matcher.next()

    def _damping(self, name: str) -> "array[float]":
        """Return by how much the length of the field `name` holds words back, by document."""
        if name not in self._dampings:
            average = self._searcher.avg_field_length(name) or 1.0
            length = self._reader.doc_field_length
            self._dampings[name] = array(
                "f",
                (
                    _K1 * (1 - _B + _B * (length(number, name) or 1) / average)
                    for number in range(self._reader.doc_count_all())
                ),
            )
        return self._dampings[name]

    def _matcher(self, name: str, term: bytes) -> Matcher | None:
        if (name, term) not in self._reader:
            return None
        found: Matcher = self._reader.postings(name, term)
        return found

    def having(self, name: str, term: str) -> Iterator[int]:
        """Yield the documents that have `term` in the field `name`."""
        matcher = self._matcher(name, term.encode())
        return iter(()) if matcher is None else matcher.all_ids()

    def frequency(self, name: str, term: str) -> int:
        """Return how many documents have `term` in the field `name`."""
        return int(self._reader.doc_frequency(name, term.encode()))

    def worth(self, stem: str, number: int) -> dict[str, float]:
        """Return what `stem` is worth in each field of the document `number` that has it."""
        term, found = stem.encode(), {}
        for name, boost in BOOSTS.items():
            matcher = self._matcher(name, term)
            if matcher is None:
                continue
            if matcher.id() < number:
                matcher.skip_to(number)
            if matcher.is_active() and matcher.id() == number:
                weight = matcher.weight()
                damped = weight / (weight + self._damping(name)[number])
                found[name] = boost * self._searcher.idf(name, term) * (_K1 + 1) * damped
        return found

    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts; read at the first misspelling of a generation."""
        if self._vocabulary is None:
            counts = dict(self._counts("words"))
            spellings: dict[str, str] = {}
            for written, count in sorted(self._counts("spellings"), key=lambda found: found[1]):
                plain = fold(written)
                if 2 * count >= counts.get(plain, 0):
                    spellings[plain] = written
            self._vocabulary = Vocabulary(counts, spellings)
        return self._vocabulary

    def _counts(self, name: str) -> Iterator[tuple[str, int]]:
        for term, info in self._reader.iter_field(name):
            yield term.decode(), int(info.doc_frequency())

    def facet(self, number: int) -> Facet:
        """Return what the document `number` may be chosen by."""
        kind, category, *products = self._cell("facet", number).decode().split("\t")
        return kind, category, tuple(products)

    def card(self, number: int) -> SearchDocument:
        """Return the document `number` without its keywords and texts."""
        return unpack(self._cell("card", number), b"", self._locale)

    def whole(self, number: int) -> SearchDocument:
        """Return the document `number` without its keywords."""
        text = zlib.decompress(self._cell("text", number))
        return unpack(self._cell("card", number), text, self._locale)

    def _cell(self, name: str, number: int) -> bytes:
        if name not in self._columns:
            self._columns[name] = self._reader.column_reader(name, translate=False)
        cell: bytes = self._columns[name][number]
        return cell


class Whoosh:
    """The library, as the engine over files uses it."""

    versions = VERSIONS

    def hold(self, name: str, content: bytes) -> Held:
        """Return `content`: the library reads bytes."""
        return content

    def read(self, files: Mapping[str, Held], locale: Locale) -> Answering:
        """Open the index in `files`, by name."""
        storage = (
            _Disk(files) if any(isinstance(f, Path) for f in files.values()) else _Memory(files)
        )
        return Answers(_Reading(storage.open_index(), locale), _BUDGET)

    def create(
        self, path: Path, documents: Iterable[SearchDocument], progress: Callable[[int], None]
    ) -> Names:
        """Make an index of one segment in the empty folder `path`."""
        storage = _Writing(path)
        storage.create_index(_schema())
        with _writer(storage, OPTIMIZE) as writer:
            for done, document in enumerate(documents):
                if done % _PROGRESS_STEP == 0:
                    progress(done)
                writer.add_document(**_row(document))
        return storage.in_use()

    def change(self, path: Path, batch: Batch) -> Names:
        """Carry `batch` out in new files."""
        storage = _Writing(path)
        with _writer(storage, _merge) as writer:
            for changed in {*batch.deletes, *batch.upserts}:
                writer.delete_by_term("id", changed)
            for document in batch.upserts.values():
                writer.add_document(**_row(document))
        return storage.in_use()

    def tidy(self, path: Path) -> Names:
        """Merge all segments into one, without what was deleted."""
        storage = _Writing(path)
        with _writer(storage, OPTIMIZE):
            pass
        return storage.in_use()


@contextmanager
def _writer(storage: _Writing, policy: Callable[..., Any]) -> Iterator[Any]:
    """Give a writer; what it was told becomes files at the end, or nothing on any error.

    Raises Unavailable where a foreign program holds the library's own lock.
    """
    try:
        writer = storage.open_index().writer(timeout=_LOCK_SECONDS, limitmb=_SORTED_IN_MEMORY)
    except LockError as error:
        raise Unavailable("another program is writing the search index") from error
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=policy)


def whoosh_engine(root: Path, patience: float = 60.0) -> LocalEngine:
    """Return the engine with its indexes under `root`; a writer waits `patience` seconds."""
    return LocalEngine(root, Whoosh(), patience)
