"""tantivy for large catalogues: postings, scores and facets by a compiled library.

No other module knows it. Its query parser is never used: a query is built from our own terms, and
what is asked of it is bounded by them. The library keeps what counts in one file that it replaces
(`meta.json`); here each generation has its own, so that readers of the one before find theirs.
"""

import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import Stemmer
import tantivy
from tantivy import Occur
from tantivy import Query as Clause

from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.engines.anonymous import AnonymousFile, linked
from portal.search.engines.answers import choose_titles
from portal.search.engines.local import Answering, Held, LocalEngine, Names
from portal.search.engines.meaning import BOOSTS, WHOLE, Meaning, find_meaning, ways, weigh
from portal.search.engines.rows import pack_card, pack_text, unpack
from portal.search.model import (
    Alternative,
    Batch,
    Found,
    Match,
    Query,
    SearchDocument,
    Suggestion,
    Weight,
    Window,
)
from portal.search.rules import ANALYSIS_VERSION
from portal.search.rules.fields import PREFIXES, analyse
from portal.search.rules.spelling import Vocabulary

SCHEMA_VERSION: Final = 1
"""Raise it when the fields below change, so that kept indexes are made anew."""

VERSIONS: Final = (
    f"{SCHEMA_VERSION}.{ANALYSIS_VERSION} tantivy {version('tantivy')} stemmer {Stemmer.version()}"
)
_WORDS: Final = ("words", "spellings", "prefixes")
_WHOLES: Final = ("id", "exact", "keys")
_FACETS: Final = ("kind", "category", "product")
_META: Final = "meta.json"
_OURS: Final = "meta-"  # begins the name of a generation's own meta.json
_WORK: Final = "work"
_HEAP: Final = 128_000_000  # bytes a writer gathers before it writes a segment
_SMALL_HEAP: Final = 15_000_000  # the least the library takes
_MOST_VALUES: Final = 1000  # of a facet, counted
_CANDIDATES: Final = 100
_MATCHED: Final = 1000.0  # what a word of a title that fits is worth; more than lengths can be
_CARDS: Final = 2048
_PROGRESS_STEP: Final = 50


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in _WHOLES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("card", stored=True)
    builder.add_bytes_field("text", stored=True)
    return builder.build()


_SCHEMA: Final = _schema()


def _row(document: SearchDocument) -> tantivy.Document:
    """Return `document` as the writer takes it."""
    terms, row = analyse(document), tantivy.Document()
    for name, counts in {**terms.scored, "codes": terms.codes}.items():
        row.add_text(name, " ".join(counts.elements()))
    for name, words in zip(_WORDS, (terms.words, terms.spellings, terms.prefixes), strict=True):
        row.add_text(name, " ".join(words))
    for name, texts in zip(_WHOLES, ((document.id,), terms.exact, terms.keys), strict=True):
        for text in texts:
            row.add_text(name, text)
    facets = ((document.kind,), (document.category,), document.products)
    for name, values in zip(_FACETS, facets, strict=True):
        for value in filter(None, values):
            row.add_text(name, value)
    row.add_bytes("card", pack_card(document))
    row.add_bytes("text", pack_text(document))
    return row


def _term(name: str, term: str) -> Clause:
    option = "freq" if name in BOOSTS else "basic"
    return Clause.term_query(_SCHEMA, name, term, index_option=option)


def _any(clauses: Iterable[Clause]) -> Clause:
    return Clause.boolean_query([(Occur.Should, clause) for clause in clauses])


def _all(clauses: Iterable[Clause]) -> Clause:
    return Clause.boolean_query([(Occur.Must, clause) for clause in clauses])


class _Lexicon:
    """The terms of one state of an index."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have `term` in `field`; those just deleted count too."""
        return self._searcher.doc_freq(field, term)

    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts; read at the first misspelling of a generation."""
        return self._vocabulary

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        counts = dict(self._searcher.terms_with_prefix("words", ""))
        spellings: dict[str, str] = {}
        written = self._searcher.terms_with_prefix("spellings", "")
        for word, count in sorted(written, key=lambda found: found[1]):
            plain = fold(word)
            if 2 * count >= counts.get(plain, 0):
                spellings[plain] = word
        return Vocabulary(counts, spellings)


class _Rows:
    """What is kept of each document."""

    def __init__(self, searcher: tantivy.Searcher, locale: Locale) -> None:
        self._searcher, self._locale = searcher, locale

    def card(self, segment: int, number: int) -> SearchDocument:
        """Return a document without its keywords and texts."""
        row = self._searcher.doc(tantivy.DocAddress(segment, number))
        return unpack(_stored(row, "card"), b"", self._locale)

    def whole(self, at: tantivy.DocAddress) -> SearchDocument:
        """Return a document without its keywords."""
        row = self._searcher.doc(at)
        return unpack(_stored(row, "card"), _stored(row, "text"), self._locale)


class _Answers:
    """Answers from one state of an index. Threads share it: the library's reader is unchanging."""

    def __init__(self, searcher: tantivy.Searcher, locale: Locale) -> None:
        self._searcher = searcher
        self._lexicon, self._lock = _Lexicon(searcher), threading.Lock()
        rows = _Rows(searcher, locale)  # no method of ours is cached: a circle would keep us alive
        self._whole, self._card = rows.whole, lru_cache(_CARDS)(rows.card)

    def search(self, query: Query, window: Window) -> Found:
        """Return the hits of `query` in `window`."""
        with self._lock:  # the words of all texts are read once, not by every thread
            meaning = find_meaning(query, self._lexicon)
        stems: set[str] = set()
        clause = self._clause(meaning, stems)
        if clause is None:
            return Found(corrections=meaning.corrections)
        kinds, categories, products = self._counts(clause)
        narrowed = _narrowed(clause, window)
        found = self._searcher.search(narrowed, window.limit, offset=window.offset)
        return Found(
            total=found.count,  # type: ignore[attr-defined]  # left out of the library's types
            matches=tuple(Match(self._whole(at), score) for score, at in found.hits),
            stems=frozenset(stems),
            corrections=meaning.corrections,
            kinds=kinds,
            categories=categories,
            products=products,
        )

    def _clause(self, meaning: Meaning, stems: set[str]) -> Clause | None:
        """Return what to ask, and put the stems that count into `stems`; None finds nothing."""
        wanted = []
        for term in meaning.terms:
            said = [(way, clause) for way in ways(term) if (clause := self._way(way))]
            stems.update(way.stems[0] for way, _ in said if len(way.stems) == 1)
            if said:
                wanted.append(Clause.disjunction_max_query([clause for _, clause in said]))
        for name, worth in WHOLE.items():
            there = [t for t in meaning.whole if self._lexicon.frequency(name, t)]
            wanted += [Clause.const_score_query(_term(name, text), worth) for text in there]
        return _any(wanted) if wanted else None

    def _way(self, way: Alternative) -> Clause | None:
        """Return what has all stems of `way`; None where one of them is nowhere."""
        clauses = [self._stem(stem) for stem in way.stems]
        if not all(clauses):
            return None
        together = _all(clause for clause in clauses if clause)
        return Clause.boost_query(together, way.weight / len(clauses))

    def _stem(self, stem: str) -> Clause | None:
        there = [name for name in BOOSTS if self._lexicon.frequency(name, stem)]
        if not there:
            return None
        return _any(Clause.boost_query(_term(name, stem), BOOSTS[name]) for name in there)

    def _counts(self, clause: Clause) -> list[dict[str, int]]:
        """Return how many hits there are of each kind, of each category and for each product."""
        wanted = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in _FACETS}
        found = self._searcher.aggregate(clause, wanted)
        return [{b["key"]: b["doc_count"] for b in found[name]["buckets"]} for name in _FACETS]

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does."""
        with self._lock:
            meaning = find_meaning(query, self._lexicon)

        def score(name: str, term: str) -> float:
            here = Clause.const_score_query(_term("id", id_), 0.0)
            hits = self._searcher.search(_all([here, _term(name, term)]), 1).hits
            return float(hits[0][0]) if hits else 0.0

        def worth(stem: str) -> dict[str, float]:
            found = {name: boost * score(name, stem) for name, boost in BOOSTS.items()}
            return {name: points for name, points in found.items() if points}

        return weigh(meaning, worth, lambda name, term: score(name, term) > 0)

    def suggest(self, words: tuple[str, ...], limit: int) -> list[Suggestion]:
        """Return the titles in which most of `words` begin a word; shorter titles first."""
        typed = {word[: PREFIXES.stop - 1] for word in words if len(word) >= PREFIXES.start}
        terms = [_term("prefixes", beginning) for beginning in sorted(typed)]
        if not terms:
            return []
        fits = [Clause.const_score_query(term, _MATCHED) for term in terms]
        hits = self._searcher.search(_any([*fits, *terms]), _CANDIDATES, count=False).hits
        most = max((score // _MATCHED for score, _ in hits), default=0)
        best = [at for score, at in hits if score // _MATCHED == most]
        cards = [self._card(at.segment_ord, at.doc) for at in best]
        return choose_titles(cards, words, limit)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that are there."""
        return {i for i in ids if self._searcher.search(_term("id", i), 1, count=False).hits}


def _stored(row: tantivy.Document, name: str) -> bytes:
    value = row.get_first(name)
    return bytes(value) if value else b""


def _narrowed(clause: Clause, window: Window) -> Clause:
    """Let only what `window` wants through; that changes no score."""
    wanted = zip(_FACETS, (window.kind, window.category, window.product), strict=True)
    chosen = [Clause.const_score_query(_term(name, v), 0.0) for name, v in wanted if v]
    return _all([clause, *chosen]) if chosen else clause


class Tantivy:
    """The library, as the engine over files uses it."""

    versions = VERSIONS

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
            return _Answers(index.searcher(), locale)

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

    def change(self, path: Path, batch: Batch) -> Names:
        """Carry `batch` out in new files."""
        with _writing(path, _SMALL_HEAP) as (writer, names):
            for changed in {*batch.deletes, *batch.upserts}:
                writer.delete_documents_by_term("id", changed)
            for document in batch.upserts.values():
                writer.add_document(_row(document))
        return names

    def tidy(self, path: Path) -> Names:
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
        writer = tantivy.Index(_SCHEMA, str(work)).writer(heap, 1)
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
