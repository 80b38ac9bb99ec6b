"""Search at 1,000 to 100,000 articles, with each engine, beside SQLite's own full text.

`python -m tests.bench search --documents 1000 10000 100000`. Each engine builds its index in one
process and answers in another, which holds nothing but the index and the queries, so memory is the
engine's. SQLite's FTS5 does the same work as plainly as it allows: the same fields and weights, OR
of the words, ten hits with an excerpt, titles by the beginning of their words; it neither stems
nor corrects. Ratios are its time over ours: above 1 we are faster.
"""

import argparse
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from portal.app import build
from portal.kernel.clock import SystemClock
from portal.kernel.locale import LOCALES
from portal.search.files import load_synonyms
from portal.search.model import SearchDocument
from portal.search.ports import SearchEngine
from portal.search.rules.tokens import tokenize
from portal.search.service import Indexing, SearchService
from portal.settings import Settings
from portal.site import SiteFiles
from portal.storage import migrate
from tests.bench.search_made import (
    LOCALE,
    ROOT,
    Shelf,
    load_articles,
    mixed,
    queries,
    slip,
)
from tests.relevance.judged import measure as judge
from tests.relevance.judged import misspelt as misspell
from tests.relevance.judged import read as read_judged

SUBJECTS = ("whoosh", "tantivy", "fts5")
GOALS: dict[str, dict[int, dict[str, float]]] = {
    "whoosh": {
        1000: {"search": 8, "suggest": 0.5, "did you mean": 1.5, "live": 20, "build": 3},
        10_000: {"search": 15, "suggest": 1, "did you mean": 3, "live": 60, "build": 25},
        100_000: {"search": 80, "suggest": 3, "did you mean": 4, "live": 250, "build": 300},
    },
    "tantivy": {10_000: {"search": 3}, 100_000: {"search": 6}},
}
"""p95 in ms, `live` p50 in ms, `build` in seconds."""

HOSTILE = {
    "2,000 parentheses": "(" * 2000,
    "500 NOT": "NOT " * 500,
    "a 100,000-letter word": "a" * 100_000,
    "five of them": " ".join(["b" * 100_000] * 5),
    "a*b*c*": "a*b*c*",
    "field:[a TO z]": "field:[a TO z]",
    "abcdef~9": "abcdef~9",
    "right-to-left marks": "\u202e\u200fbuzón\u202d\u2067",
    "NUL": "bu\x00zón\x00",
    "emoji": "🙈👩‍👩‍👧‍👦" * 500,
    "common words only": "correo cuenta servidor dominio panel web abre elige datos error",
    "all words misspelt": "coreoo cuentta servdior domnio pannel passos errror contrasenna",
}
_HOSTILE_LIMIT = 50.0  # ms, at 10,000 articles
_Figures = dict[str, Any]


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
        self.engine = _engine(name, folder / "index")
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


def _engine(name: str, root: Path) -> SearchEngine:
    if name == "tantivy":
        from portal.search.engines.tantivy import tantivy_engine

        return tantivy_engine(root)
    from portal.search.engines.whoosh import whoosh_engine

    return whoosh_engine(root)


def _subject(name: str, folder: Path) -> Subject:
    return Fts5(folder) if name == "fts5" else Ours(name, folder)


def timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds `act` takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _percentiles(took: Sequence[float]) -> list[float]:
    """Return p50, p95 and p99."""
    cut = statistics.quantiles(took, n=100, method="inclusive")
    return [cut[49], cut[94], cut[98]]


def _memory() -> float:
    """Return how many MB this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def build_one(name: str, folder: Path, count: int) -> _Figures:
    """Make the index of `count` documents in this process."""
    documents = list(mixed(load_articles(folder), count))
    subject = _subject(name, folder)
    took = timed(lambda: subject.build(documents)) / 1000
    size = sum(p.stat().st_size for p in (folder / "index").rglob("*") if p.is_file()) / 1e6
    return {"build": took, "size": size}


def ask_one(name: str, folder: Path, count: int) -> _Figures:
    """Ask the index that `build_one` made, in this process."""
    chance, articles = random.Random(7), load_articles(folder)
    asked, before = queries(articles), _memory()
    subject = _subject(name, folder)
    subject.search(slip("configuración", chance))  # opens the index and reads the words
    figures: _Figures = {}
    figures["search"] = _percentiles([timed(partial(subject.search, q)) for q in asked])
    typed = [q[:length] for q in asked[:100] for length in range(2, 12)]
    figures["suggest"] = _percentiles([timed(partial(subject.suggest, q)) for q in typed])
    if isinstance(subject, Ours):
        words = sorted({w for q in asked for w in q.split() if len(w) > 5 and w.isalpha()})[:300]
        slips = [slip(w, chance) for w in words]
        figures["did you mean"] = _percentiles([timed(partial(subject.search, w)) for w in slips])
        figures["again"] = _percentiles([timed(partial(subject.search, q)) for q in asked[-200:]])
        hostile = {
            k: max(timed(partial(subject.search, q)) for _ in "ab") for k, q in HOSTILE.items()
        }
        figures["hostile"] = hostile
    figures["memory"] = _memory() - before
    figures["live"] = _percentiles(_changes(subject, articles, count))
    return figures


def _changes(subject: Subject, articles: list[SearchDocument], count: int) -> list[float]:
    """Return how long each of thirty changes takes until a search finds it."""
    documents = list(mixed(articles, count))
    if isinstance(subject, Ours):
        subject.shelf.found = {d.id: d for d in documents}
        subject.service.indexing.sync()  # as in a worker that has run for a while
    took = []
    for number in range(30):
        base = documents[number * len(documents) // 30]
        changed, word = replace(base, title=f"{base.title} kiwi{number}"), f"kiwi{number}"
        took.append(timed(partial(_change, subject, changed, word)))
    return took


def _change(subject: Subject, changed: SearchDocument, word: str) -> None:
    subject.change(changed)
    if not subject.search(word):
        raise SystemExit(f"a change is not found: {word}")


def _in_a_process(what: str, name: str, folder: Path, count: int) -> _Figures:
    words = [sys.executable, "-m", "tests.bench.search_large", "--do", what, "--subject", name]
    done = subprocess.run(
        [*words, "--folder", str(folder), "--documents", str(count)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    found: _Figures = json.loads(done.stdout)
    return found


def compare(count: int) -> None:
    """Print every figure of every subject at `count` documents."""
    figures: dict[str, _Figures] = {}
    for name in SUBJECTS:
        with tempfile.TemporaryDirectory() as folder:
            built = _in_a_process("build", name, Path(folder), count)
            figures[name] = {**built, **_in_a_process("ask", name, Path(folder), count)}
    print(f"\n{count} articles   (p50 / p95 / p99 in ms; ratio of p95: FTS5 over ours)")
    for row in ("search", "suggest", "did you mean", "again", "live"):
        print(f"  {row:<13}", *(_cell(figures, name, row, count) for name in SUBJECTS), sep=" | ")
    for row, unit in (("build", "s"), ("size", "MB"), ("memory", "MB")):
        cells = [f"{figures[name][row]:.1f} {unit}".center(42) for name in SUBJECTS]
        print(f"  {row:<13}", *cells, sep=" | ")
    for name in SUBJECTS[:2]:
        worst = sorted(figures[name]["hostile"].items(), key=lambda item: -item[1])
        said = ", ".join(f"{what} {took:.1f}" for what, took in worst[:4])
        verdict = "met" if worst[0][1] <= _HOSTILE_LIMIT else "NOT MET"
        print(f"  hostile, {name}: at most {worst[0][1]:.1f} ms (goal 50, {verdict}): {said}")
        _print_goals(name, count, figures[name])


def _cell(figures: dict[str, _Figures], name: str, row: str, count: int) -> str:
    took, peer = figures[name].get(row), figures["fts5"].get(row)
    if took is None:
        return "-".center(42)
    ratio = f"x{peer[1] / took[1]:.2f}" if peer and name != "fts5" else ""
    return f"{name:>8} {took[0]:7.2f} /{took[1]:7.2f} /{took[2]:7.2f} {ratio:>8}"


def _print_goals(name: str, count: int, found: _Figures) -> None:
    for what, goal in GOALS.get(name, {}).get(count, {}).items():
        value = found[what]
        value = value if isinstance(value, float) else value[0 if what == "live" else 1]
        verdict = "met" if value <= goal else "NOT MET"
        print(f"  goal, {name} {what}: {goal:g}, found {value:.2f}: {verdict}")


def relevance() -> None:
    """Print how well each engine answers the judged searches over our own articles."""
    for name in SUBJECTS[:2]:
        with tempfile.TemporaryDirectory() as folder:
            values: _Figures = {"data": Path(folder) / "data", "index": Path(folder) / "index"}
            services = build(Settings(articles=ROOT / "articles", search=name, **values))
            migrate.upgrade(services.database)
            services.articles.library.refresh()
            services.search.indexing.sync()
            for locale in LOCALES:
                judged = [one for one in read_judged() if one.locale is locale]
                print(f"  {name} {locale}: {judge(services.search, judged)}")
                wrong = list(misspell(judged))
                print(f"  {name} {locale}, one slip in each: {judge(services.search, wrong)}")
            services.database.close()


def main(words: Sequence[str] | None = None) -> None:
    """Print all figures, or do one part of the work as a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--do", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--subject", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.do:
        do = build_one if asked.do == "build" else ask_one
        print(json.dumps(do(asked.subject, asked.folder, asked.documents[0])))
        return
    for count in asked.documents:
        compare(count)
    print("\nJudged searches over our own articles (goals: MRR .90, recall .98; with a slip .85)")
    relevance()


if __name__ == "__main__":
    main()
