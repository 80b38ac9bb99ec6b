"""What is measured: our search over each of its engines, and SQLite's own full text beside it.

SQLite's FTS5 does the same work as plainly as it allows: the same fields and weights, OR of the
words, ten hits with an excerpt, titles by the beginning of their words; it neither stems nor
corrects.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from portal.kernel.clock import SystemClock
from portal.kernel.locale import LOCALES
from portal.search.files import load_synonyms
from portal.search.model import SearchDocument, Window
from portal.search.ports import SearchEngine
from portal.search.rules.synonyms import Synonyms
from portal.search.rules.tokens import tokenize
from portal.search.rules.understand import understand
from portal.search.service import Indexing, SearchService
from portal.site import SiteFiles
from tests.bench.search_made import LOCALE, Shelf

SUBJECTS = ("whoosh", "tantivy", "fts5")


class Subject(Protocol):
    """What does the work: finding with excerpts, suggesting, correcting, taking a change."""

    def build(self, documents: Sequence[SearchDocument]) -> None:
        """Make the index."""
        ...

    def search(self, text: str) -> int:
        """Return how many of the ten best hits came, each with its excerpt."""
        ...

    def suggest(self, text: str) -> int:
        """Return how many titles were offered."""
        ...

    def change(self, document: SearchDocument) -> None:
        """Take a changed document, so that the next search sees it."""
        ...


class Ours:
    """Our search over one of its engines."""

    def __init__(self, name: str, folder: Path) -> None:
        self.engine = engine_of(name, folder / "index")
        files = SiteFiles(folder)
        synonyms = {c: load_synonyms(files.path(f"synonyms/{c}.yml"), c)[0] for c in LOCALES}
        self.shelf = Shelf([])
        indexing = Indexing(self.engine, [self.shelf])
        self.service = SearchService(indexing, self.engine, synonyms, SystemClock(), lambda _: None)

    def build(self, documents: Sequence[SearchDocument]) -> None:
        """Make the index."""
        self.shelf.found = {d.id: d for d in documents}
        self.service.indexing.sync()

    def search(self, text: str) -> int:
        """Return how many hits came."""
        return len(self.service.search(text, LOCALE).hits)

    def correct(self, word: str) -> int:
        """Return how many words were corrected, with one hit but no excerpt made of it."""
        query = understand(word, LOCALE, Synonyms())
        return len(self.engine.search(query, Window(limit=1)).corrections)

    def suggest(self, text: str) -> int:
        """Return how many titles were offered."""
        return len(self.service.suggest(text, LOCALE))

    def change(self, document: SearchDocument) -> None:
        """Bring the index up to date with the shelf, as the worker does."""
        self.shelf.found[document.id] = document
        self.service.indexing.sync()


class Fts5:
    """SQLite's full text, used plainly."""

    _WEIGHTS = "0, 2.5, 1.5, 2.5, 1.5, 1.0"

    def __init__(self, folder: Path) -> None:
        (folder / "index").mkdir(exist_ok=True)
        self.db = sqlite3.connect(folder / "index" / "fts.db", isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(id UNINDEXED, title, headings,"
            " keywords, summary, body, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')"
        )

    def build(self, documents: Sequence[SearchDocument]) -> None:
        """Make the index."""
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO f VALUES (?,?,?,?,?,?)", map(_columns, documents))
        self.db.execute("COMMIT")
        self.db.execute("INSERT INTO f(f) VALUES ('optimize')")
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def search(self, text: str) -> int:
        """Return how many hits came."""
        asked = " OR ".join(f'"{t.form}"' for t in tokenize(text))
        return len(self._ask("SELECT title, snippet(f, 5, '[', ']', '…', 30) FROM f", asked, 10))

    def suggest(self, text: str) -> int:
        """Return how many titles were offered."""
        asked = " AND ".join(f'title:"{t.form}"*' for t in tokenize(text))
        return len(self._ask("SELECT title FROM f", asked, 6))

    def _ask(self, select: str, asked: str, limit: int) -> list[Any]:
        if not asked:
            return []
        order = f"WHERE f MATCH ? ORDER BY bm25(f, {self._WEIGHTS}) LIMIT {limit}"
        return self.db.execute(f"{select} {order}", (asked,)).fetchall()

    def change(self, document: SearchDocument) -> None:
        """Replace a row."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("DELETE FROM f WHERE id = ?", (document.id,))
        self.db.execute("INSERT INTO f VALUES (?,?,?,?,?,?)", _columns(document))
        self.db.execute("COMMIT")


def _columns(document: SearchDocument) -> tuple[str, ...]:
    headings, keywords = "\n".join(document.headings), "\n".join(document.keywords)
    body = "\n".join(s.text for s in document.sections)
    return document.id, document.title, headings, keywords, document.summary, body


def engine_of(name: str, root: Path) -> SearchEngine:
    """Return the engine called `name`, with its indexes under `root`."""
    if name == "tantivy":
        from portal.search.engines.tantivy import tantivy_engine

        return tantivy_engine(root)
    from portal.search.engines.whoosh import whoosh_engine

    return whoosh_engine(root)


def subject_of(name: str, folder: Path) -> Subject:
    """Return what is measured as `name`, with its files in `folder`."""
    return Fts5(folder) if name == "fts5" else Ours(name, folder)
