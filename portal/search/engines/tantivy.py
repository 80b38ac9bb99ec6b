"""tantivy for large catalogues: postings, scores and facets by a compiled library.

Nothing but the modules of this name knows it. Its query parser is never used: a query is built from
our own terms, and what is asked of it is bounded by them. The library keeps what counts in one file
that it replaces (`meta.json`); here each generation has its own, so that readers of the one before
find theirs.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import Stemmer
import tantivy

from portal.kernel.ids import new_id
from portal.kernel.locale import LOCALES, Locale
from portal.search.engines.anonymous import AnonymousFile, linked
from portal.search.engines.library import Answering, Held, Names
from portal.search.engines.local import LocalEngine
from portal.search.engines.rows import pack_card, pack_text
from portal.search.engines.tantivy_answers import TantivyAnswers
from portal.search.engines.tantivy_terms import FACETS, SCHEMA, WHOLES, WORDS
from portal.search.engines.tantivy_words import Words
from portal.search.model import (
    Batch,
    SearchDocument,
)
from portal.search.rules import ANALYSIS_VERSION
from portal.search.rules.fields import analyse

SCHEMA_VERSION: Final = 4
"""Raise it when the fields below change, so that kept indexes are made anew."""

VERSIONS: Final = (
    f"{SCHEMA_VERSION}.{ANALYSIS_VERSION} tantivy {version('tantivy')} stemmer {Stemmer.version()}"
)
_META: Final = "meta.json"
_OURS: Final = "meta-"  # begins the name of a generation's own meta.json
_WORK: Final = "work"
_HEAP: Final = 128_000_000  # bytes a writer gathers before it writes a segment
_SMALL_HEAP: Final = 15_000_000  # the least the library takes
_PROGRESS_STEP: Final = 50


def _row(document: SearchDocument) -> tantivy.Document:
    """Return `document` as the writer takes it."""
    terms, row = analyse(document), tantivy.Document()
    for name, counts in {**terms.scored, "codes": terms.codes}.items():
        row.add_text(name, " ".join(counts.elements()))
    stems = set(terms.codes).union(*terms.scored.values())
    plain = (terms.words, terms.spellings, terms.prefixes, stems)
    for name, words in zip(WORDS, plain, strict=True):
        row.add_text(name, " ".join(words))
    for name, texts in zip(WHOLES, ((document.id,), terms.exact, terms.keys), strict=True):
        for text in texts:
            row.add_text(name, text)
    facets = ((document.kind,), (document.category,), document.products)
    for name, values in zip(FACETS, facets, strict=True):
        for value in filter(None, values):
            row.add_text(name, value)
    row.add_bytes("card", pack_card(document))
    row.add_bytes("text", pack_text(document))
    return row


class Tantivy:
    """The library, as the engine over files uses it."""

    versions = VERSIONS

    def __init__(self) -> None:
        self._words = {locale: Words() for locale in LOCALES}

    def hold(self, name: str, content: bytes) -> Held:
        """Return `content` as a file that nobody can cut."""
        return AnonymousFile(name, content)

    def read(self, files: Mapping[str, Held], locale: Locale) -> Answering:
        """Open the index in `files`, by name."""
        paths = {_name_of(name): _path(file) for name, file in files.items()}
        with linked(paths) as folder:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")  # a generation never changes
            index.reload()
            return TantivyAnswers(index.searcher(), locale, self._words[locale])

    def create(
        self, path: Path, documents: Iterable[SearchDocument], progress: Callable[[int], None]
    ) -> Names:
        """Make an index in the empty folder `path`."""
        with _writing(path, _HEAP) as (writer, names):
            for done, document in enumerate(documents):
                if done % _PROGRESS_STEP == 0:
                    progress(done)
                writer.add_document(_row(document))
        return names

    def change(self, path: Path, locale: Locale, batch: Batch) -> Names:
        """Carry `batch` out in new files."""
        with _writing(path, _SMALL_HEAP) as (writer, names):
            for changed in {*batch.deletes, *batch.upserts}:
                writer.delete_documents_by_term("id", changed)
            for document in batch.upserts.values():
                writer.add_document(_row(document))
        return names

    def tidy(self, path: Path, locale: Locale) -> Names:
        """Let the library merge what it thinks worth it: it does so after every commit."""
        with _writing(path, _SMALL_HEAP) as (_, names):
            pass
        return names


@contextmanager
def _writing(path: Path, heap: int) -> Iterator[tuple[tantivy.IndexWriter, Names]]:
    """Give a writer, and the names of the files that make up the index at the end.

    It works in a folder of its own, on links to the files there are: what it deletes is still
    there for readers, and what it leaves when it dies is in nobody's way. On any error nothing
    new counts. The index is opened anew each time: one kept open gathers files it never lets go.
    """
    work, names = path / _WORK, Names()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        for file in path.iterdir():
            if file.is_file() and not file.name.endswith(".json"):
                _link(file, work / file.name)
        for meta in path.glob(f"{_OURS}*"):
            shutil.copyfile(meta, work / _META)
        writer = tantivy.Index(SCHEMA, str(work)).writer(heap, 1)
        yield writer, names
        writer.commit()
        writer.wait_merging_threads()
        names.update(_publish(work, path))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _publish(work: Path, path: Path) -> Iterator[str]:
    """Put the files that count where readers find them, and yield their names."""
    meta = json.loads((work / _META).read_bytes())
    for segment in meta["segments"]:
        id_, deletes = segment["segment_id"].replace("-", ""), segment["deletes"]
        gone = f"{id_}.{deletes['opstamp']}.del" if deletes else ""
        for file in work.glob(f"{id_}.*"):
            if file.suffix != ".del" or file.name == gone:
                _link(file, path / file.name)
                yield file.name
    own = f"{_OURS}{new_id()[:12]}.json"
    shutil.copyfile(work / _META, path / own)
    yield own


def _link(source: Path, target: Path) -> None:
    """Let `target` be the file `source` too; a copy where the disk knows no links."""
    if target.exists():
        return
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _name_of(name: str) -> str:
    return _META if name.startswith(_OURS) else name


def _path(file: Held) -> Path:
    if isinstance(file, AnonymousFile):
        return file.path
    assert isinstance(file, Path)  # noqa: S101  # nothing else is handed in
    return file


def tantivy_engine(root: Path, patience: float = 60.0) -> LocalEngine:
    """Return the engine with its indexes under `root`; a writer waits `patience` seconds."""
    return LocalEngine(root, Tantivy(), patience)
