"""How soon several machines agree after somebody publishes.

`python -m tests.bench nodes`. Three portals share the articles and the data; each has an index of
its own and follows the folder as its worker does. An article is published, changed and taken away
again; printed is how long it takes until all three answer some searches alike, and as they should.
"""

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal.app import Services, build
from portal.app.jobs import keep_current
from portal.settings import Settings
from portal.storage import migrate
from tests.bench.search_made import LOCALE, ROOT

_GOAL = 1.0  # seconds
_PATIENCE = 300.0
_LOOK_EVERY = 0.01
_QUERIES = ("kiwi", "buzón lleno", "contraseña", "dominio caducado")
_ARTICLE = """---
key: nodes-agree
title: "{title}"
summary: "Un artículo que va y viene."
---

Texto de prueba sobre la {title}.
"""


def _searches(node: Services) -> list[list[str]]:
    """Return what comes first for each of some searches."""
    return [[h.document.id for h in node.search.search(q, LOCALE).hits] for q in _QUERIES]


def _agree(nodes: Sequence[Services], *, is_there: bool) -> bool:
    found = [_searches(node) for node in nodes]
    is_first = found[0][0][:1] == ["article:nodes-agree"]
    return is_first == is_there and all(one == found[0] and all(one[1:]) for one in found)


def _wait(nodes: Sequence[Services], *, is_there: bool) -> float:
    """Return the seconds until all nodes agree; SystemExit where they never do."""
    began = time.monotonic()
    while not _agree(nodes, is_there=is_there):
        if time.monotonic() > began + _PATIENCE:
            raise SystemExit("the nodes do not agree")
        time.sleep(_LOOK_EVERY)
    return time.monotonic() - began


@contextmanager
def _running(folder: Path, count: int, engine: str) -> Iterator[list[Services]]:
    """Give `count` portals over the same articles and data, with their workers."""
    shutil.copytree(ROOT / "articles", folder / "articles")
    nodes = []
    for number in range(count):
        settings = Settings(
            PORTAL_DATA=folder / "data",
            PORTAL_INDEX=folder / f"index-{number}",
            PORTAL_ARTICLES=folder / "articles",
            PORTAL_SEARCH=engine,
        )
        nodes.append(build(settings))
    migrate.upgrade(nodes[0].database)
    stop = threading.Event()
    news = threading.Event()
    workers = [threading.Thread(target=keep_current, args=(node, news, stop)) for node in nodes]
    for worker in workers:
        worker.start()
    try:
        _wait(nodes, is_there=False)
        yield nodes
    finally:
        stop.set()
        for worker in workers:
            worker.join()
        for node in nodes:
            node.database.close()


def run(engine: str, count: int, times: int) -> bool:
    """Measure `count` nodes with `engine`; return whether the goal was missed."""
    took = []
    with tempfile.TemporaryDirectory() as folder, _running(Path(folder), count, engine) as nodes:
        path = Path(folder) / "articles" / LOCALE / "account" / "nodos.md"
        _write(path, _ARTICLE.format(title="Primer kiwi"))
        _wait(nodes, is_there=True)  # not counted: each node makes its first index meanwhile
        for number in range(times):
            for title in (f"Fruta kiwi {number}", f"Baya kiwi {number}"):
                _write(path, _ARTICLE.format(title=title))
                took.append(_wait(nodes, is_there=True))
            path.unlink()
            took.append(_wait(nodes, is_there=False))
    worst = max(took)
    print(
        f"  {engine}, {count} nodes: {len(took)} changes, all alike after"
        f" {statistics.median(took):.2f} s (median), {worst:.2f} s at most;"
        f" goal {_GOAL:g}: {'met' if worst <= _GOAL else 'NOT MET'}"
    )
    return worst > _GOAL


def _write(path: Path, text: str) -> None:
    """Put a file in its place at once, as the writers' desk does."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def main(words: Sequence[str]) -> None:
    """Measure each engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--engine", default="whoosh,tantivy")
    asked = parser.parse_args(words)
    for engine in asked.engine.split(","):
        run(engine, asked.nodes, asked.times)
