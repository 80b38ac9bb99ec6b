"""Whoosh as a store of postings: its writer, its files and its scores, nothing of its query side.

No other module knows the library. It never flushes its files and keeps pickles in them, so what
is read is what `folder` has checked, taken into memory first: a file that is cut while mapped
would kill the process.
"""

import json
import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import Stemmer
import whoosh
from typing_extensions import override
from whoosh import fields, formats, scoring
from whoosh.analysis import IDAnalyzer
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.index import LockError
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import OPTIMIZE

from portal.kernel.errors import Unavailable
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import fold
from portal.search.engines.answers import Answers
from portal.search.engines.folder import BrokenIndex, IndexFolder, Stamp
from portal.search.model import (
    Batch,
    Found,
    Health,
    Passage,
    Query,
    SearchDocument,
    Suggestion,
    Window,
)
from portal.search.rules import ANALYSIS_VERSION
from portal.search.rules.fields import analyse, digest
from portal.search.rules.spelling import Vocabulary

log = logging.getLogger(__name__)

_T = TypeVar("_T")

SCHEMA_VERSION: Final = 1
"""Raise it when the fields below change, so that kept indexes are made anew."""

VERSIONS: Final = (
    f"{SCHEMA_VERSION}.{ANALYSIS_VERSION} whoosh {whoosh.versionstring()}"
    f" stemmer {Stemmer.version()}"
)
BOOSTS: Final = {
    "title": 2.5,
    "headings": 1.5,
    "keywords": 2.0,
    "summary": 1.5,
    "body": 1.0,
    "codes": 1.0,
}
_READ: Final = ("title", "headings", "summary", "body")
_TEXT_KEPT = 20_000  # characters of a document that excerpts are taken from
_IN_MEMORY = 128_000_000  # bytes; a larger index stays on the disk
_LOOK_EVERY = 0.2  # seconds between two looks for a new generation
_RETRY_AFTER = 5.0  # seconds before an index that could not be opened is tried again
_BUDGET = 0.25  # seconds a query may take before its commonest words are left out
_OPEN_TRIES = 3
_SORTED_IN_MEMORY = 256  # megabytes of postings a writer may gather before using the disk
_LARGE_SEGMENT = 5000  # documents; only `tidy` touches such a segment
_PROGRESS_STEP = 50


class _Terms(fields.FieldType):  # type: ignore[misc]  # the library is untyped
    """A field that takes terms as they are: a counter, or a set where counts do not matter."""

    def __init__(self, *, scorable: bool) -> None:
        super().__init__(formats.Existence(), IDAnalyzer(), scorable=scorable)

    @override
    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
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
    card = [
        document.id,
        document.locale.value,
        document.kind,
        document.slug,
        document.title,
        document.url,
        document.category,
        document.place,
        document.summary,
    ]
    return {
        "id": document.id,
        **terms.scored,
        "codes": terms.codes,
        "words": terms.words,
        "spellings": terms.spellings,
        "exact": terms.exact,
        "keys": terms.keys,
        "prefixes": terms.prefixes,
        "facet": f"{document.kind}\t{document.category}".encode(),
        "card": json.dumps(card).encode(),
        "text": zlib.compress(json.dumps(_kept(document)).encode(), 3),
    }


def _kept(document: SearchDocument) -> list[tuple[str, str, str]]:
    kept, left = [], _TEXT_KEPT
    for section in document.sections:
        kept.append((section.anchor, section.heading, section.text[:left]))
        left = max(0, left - len(section.text))
    return kept


class _Writing(FileStorage):  # type: ignore[misc]
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


class _Memory(RamStorage):  # type: ignore[misc]
    """Checked files, held in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__()
        self.files = files

    @override
    def open_file(self, name: str, **kwargs: Any) -> BufferFile:
        return BufferFile(self.files[name], name=name)


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge so that each segment is several times the one before: few segments, little work."""
    kept, size = [], writer.doc_count()
    for segment in sorted(segments, key=lambda s: s.doc_count_all()):
        count = segment.doc_count_all()
        if kept or count > 4 * size or count > _LARGE_SEGMENT:
            kept.append(segment)
            continue
        size += count
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept


class _Reading:
    """One state of an index, open. It lives as long as somebody holds it."""

    def __init__(self, index: Any, locale: Locale) -> None:
        weighting = scoring.BM25F()
        self._searcher = index.searcher(weighting=weighting)
        self._reader = self._searcher.reader()
        self._locale = locale
        self._columns: dict[str, Any] = {}
        self._vocabulary: Vocabulary | None = None

    def scored(self, stem: str) -> Iterator[tuple[int, float]]:
        """Yield documents with `stem`, field by field."""
        term = stem.encode()
        for name, boost in BOOSTS.items():
            matcher = self._matcher(name, term)
            while matcher is not None and matcher.is_active():
                yield matcher.id(), boost * matcher.score()
                matcher.next()

    def _matcher(self, name: str, term: bytes) -> Any:
        try:
            return self._searcher.postings(name, term)
        except TermNotFound:
            return None

    def having(self, name: str, term: str) -> Iterator[int]:
        """Yield the documents that have `term` in the field `name`."""
        matcher = self._matcher(name, term.encode())
        return iter(()) if matcher is None else matcher.all_ids()

    def frequency(self, name: str, term: str) -> int:
        """Return how many documents have `term` in the field `name`."""
        return int(self._reader.doc_frequency(name, term.encode()))

    def is_read(self, word: str, stem: str) -> bool:
        """Return whether some text that readers see has the word, or another with its stem."""
        if ("words", word.encode()) in self._reader:
            return True
        return any((name, stem.encode()) in self._reader for name in _READ)

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

    def facet(self, number: int) -> tuple[str, str]:
        """Return kind and category of the document `number`."""
        kind, _, category = self._cell("facet", number).decode().partition("\t")
        return kind, category

    def card(self, number: int) -> SearchDocument:
        """Return the document `number` without its keywords and texts."""
        return self._document(number, ())

    def whole(self, number: int) -> SearchDocument:
        """Return the document `number` without its keywords."""
        rows = json.loads(zlib.decompress(self._cell("text", number)))
        return self._document(number, tuple(Passage(*row) for row in rows))

    def _document(self, number: int, sections: tuple[Passage, ...]) -> SearchDocument:
        found = json.loads(self._cell("card", number))
        id_, _, kind, slug, title, url, category, place, summary = found
        return SearchDocument(
            id_,
            self._locale,
            kind,
            slug,
            title,
            url,
            category,
            place,
            summary,
            sections=sections,
        )

    def _cell(self, name: str, number: int) -> bytes:
        if name not in self._columns:
            self._columns[name] = self._reader.column_reader(name, translate=False)
        cell: bytes = self._columns[name][number]
        return cell


@dataclass
class _State:
    """What this process knows of one locale's index. `lock` is for whoever opens a new state."""

    folder: IndexFolder
    answers: Answers | None = None
    stamp: Stamp | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    moment: tuple[int, int] | None = None
    look_at: float = 0.0
    retry_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class WhooshEngine:
    """One index per locale under `root`; see the port for what may be relied on."""

    def __init__(self, root: Path, patience: float = 60.0) -> None:
        """`patience` is how many seconds a writer waits for its turn."""
        self._states = {code: _State(IndexFolder(root / code, VERSIONS)) for code in LOCALES}
        self._patience = patience

    # -- reading

    def search(self, query: Query, window: Window) -> Found:
        """Return what fits `query`, the best first."""
        nothing = Found(is_degraded=True)
        return self._ask(query.locale, lambda answers: answers.search(query, window), nothing)

    def suggest(self, words: tuple[str, ...], locale: Locale, limit: int) -> list[Suggestion]:
        """Return titles that have a word beginning with each of `words`, which are folded."""
        return self._ask(locale, lambda answers: answers.suggest(words, limit), [])

    def known(self, locale: Locale, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that the index of `locale` has."""
        return self._ask(locale, lambda answers: answers.known(ids), set())

    def generation(self, locale: Locale) -> str:
        """Return a name for the state that readers see; empty where they see none."""
        state = self._states[locale]
        return self._ask(locale, lambda _: state.stamp.name if state.stamp else "", "")

    def _ask(self, locale: Locale, question: Callable[[Answers], _T], otherwise: _T) -> _T:
        state = self._states[locale]
        try:
            self._look(state, locale)
            answers = state.answers
            return question(answers) if answers is not None else otherwise
        except Exception:  # whatever a damaged file makes the library do
            log.exception("the %s index cannot be read", locale)
            state.answers, state.stamp = None, None
            state.retry_at = time.monotonic() + _RETRY_AFTER
            state.folder.ask_for_rebuild()
            return otherwise

    def _look(self, state: _State, locale: Locale) -> None:
        """Take a new state if there is one; one thread opens it, others go on with the old."""
        if time.monotonic() < state.look_at:
            return
        if not state.lock.acquire(blocking=state.answers is None):
            return
        try:
            now = time.monotonic()
            moment = state.folder.moment()
            is_new = moment != state.moment or (state.answers is None and now >= state.retry_at)
            if now >= state.look_at and moment is not None and is_new:
                self._open(state, locale)
            state.look_at = time.monotonic() + _LOOK_EVERY
        finally:
            state.lock.release()

    def _open(self, state: _State, locale: Locale) -> None:
        """Open the newest state, or say that it is broken and keep the old one."""
        for _ in range(_OPEN_TRIES):
            state.moment = state.folder.moment()
            try:
                stamp = state.folder.stamp()
                if stamp is not None:
                    self._take(state, stamp, locale)
                return
            except BrokenIndex as error:
                reason = error
            if state.folder.moment() == state.moment:  # else a writer was faster than we
                break
        log.warning("the %s index is broken: %s", locale, reason)
        state.retry_at = time.monotonic() + _RETRY_AFTER
        state.folder.ask_for_rebuild()

    @staticmethod
    def _take(state: _State, stamp: Stamp, locale: Locale) -> None:
        names = [name for name in stamp.files if name != stamp.digests]
        size = state.folder.size(stamp)
        if size > _IN_MEMORY:
            state.folder.verify(stamp)
            storage = FileStorage(str(state.folder.path(stamp)), readonly=True)
            files: dict[str, bytes] = {}
        else:
            old = state.files if state.stamp and state.stamp.build == stamp.build else {}
            files = {n: old.get(n) or state.folder.load(stamp, n) for n in names}
            storage = _Memory(files)
        reading = _Reading(storage.open_index(), locale)
        state.answers, state.stamp, state.files = Answers(reading, _BUDGET), stamp, files

    # -- writing

    def digests(self, locale: Locale) -> Mapping[str, str] | None:
        """Return the digest of every document held, or None where a rebuild is needed."""
        folder = self._states[locale].folder
        try:
            stamp = folder.stamp()
            if stamp is None or folder.wants_rebuild():
                return None
            folder.verify(stamp)
            return folder.digests(stamp)
        except BrokenIndex as error:
            log.warning("the %s index is broken: %s", locale, error)
            return None

    def health(self, locale: Locale) -> Health:
        """Read every file of the index through and say how it is."""
        folder = self._states[locale].folder
        try:
            stamp = folder.stamp()
            if stamp is None:
                return "missing"
            folder.verify(stamp, thoroughly=True)
        except BrokenIndex as error:
            log.warning("the %s index is broken: %s", locale, error)
            return "broken"
        return "good"

    def apply(self, locale: Locale, batch: Batch) -> None:
        """Carry `batch` out as one new generation."""
        folder = self._states[locale].folder
        with self._turn(folder):
            stamp, digests, storage = self._last(folder)
            for gone in batch.deletes:
                digests.pop(gone, None)
            with _writer(storage, _merge) as writer:
                for changed in {*batch.deletes, *batch.upserts}:
                    writer.delete_by_term("id", changed)
                for key, document in batch.upserts.items():
                    writer.add_document(**_row(document))
                    digests[key] = digest(document)
            folder.publish(folder.path(stamp), storage.in_use(), digests, stamp)

    def tidy(self, locale: Locale) -> None:
        """Merge everything into one segment, without what was deleted."""
        folder = self._states[locale].folder
        with self._turn(folder):
            stamp, digests, storage = self._last(folder)
            with _writer(storage, OPTIMIZE):
                pass
            folder.publish(folder.path(stamp), storage.in_use(), digests, stamp)

    def rebuild(
        self,
        locale: Locale,
        documents: Mapping[str, SearchDocument],
        progress: Callable[[int], None],
    ) -> None:
        """Make the index anew beside the old one, which answers until it is done."""
        folder = self._states[locale].folder
        with self._turn(folder):
            folder.clear_wish()
            before = _stamp_or_none(folder)
            folder.sweep(before)
            build = folder.new_build()
            storage = _Writing(build)
            storage.create_index(_schema())
            with _writer(storage, OPTIMIZE) as writer:
                for done, document in enumerate(documents.values()):
                    if done % _PROGRESS_STEP == 0:
                        progress(done)
                    writer.add_document(**_row(document))
            digests = {key: digest(document) for key, document in documents.items()}
            stamp = folder.publish(build, storage.in_use(), digests, before)
            folder.sweep(stamp)
        progress(len(documents))

    @contextmanager
    def _turn(self, folder: IndexFolder) -> Iterator[None]:
        """Hold the writer's place; what stops a writer is said as Unavailable."""
        try:
            with folder.locked(self._patience):
                yield
        except BrokenIndex as error:
            folder.ask_for_rebuild()
            raise Unavailable(f"the search index is broken: {error}") from error
        except (OSError, LockError) as error:
            raise Unavailable(f"the search index cannot be written: {error}") from error

    @staticmethod
    def _last(folder: IndexFolder) -> tuple[Stamp, dict[str, str], "_Writing"]:
        """Return the state to go on from, whole and without litter. Raises BrokenIndex."""
        stamp = folder.stamp()
        if stamp is None:
            raise BrokenIndex("there is none")
        folder.verify(stamp)
        folder.sweep(stamp)
        return stamp, folder.digests(stamp), _Writing(folder.path(stamp))


def _stamp_or_none(folder: IndexFolder) -> Stamp | None:
    try:
        return folder.stamp()
    except BrokenIndex:
        return None


@contextmanager
def _writer(storage: _Writing, policy: Callable[..., Any]) -> Iterator[Any]:
    """Give a writer; what it was told becomes files at the end, or nothing on any error."""
    writer = storage.open_index().writer(limitmb=_SORTED_IN_MEMORY)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=policy)
