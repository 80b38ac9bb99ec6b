"""How fast search is at a thousand articles: `python -m tests.bench.search_small [documents]`.

Each query is asked once, with excerpts, in one process without HTTP; what repeats is measured
apart. Goals stand beside the figures, in milliseconds where nothing else is said.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from portal.kernel.clock import SystemClock
from portal.kernel.locale import LOCALES
from portal.search.engines.whoosh import whoosh_engine
from portal.search.files import load_synonyms
from portal.search.service import Indexing, SearchService
from portal.site import SiteFiles
from tests.bench.search_made import LOCALE, Shelf, load_articles, misspelt, mixed, queries, slip

GOALS = {"search": 8.0, "misspelt": 8.0, "suggest": 0.5, "again": 1.0, "live": 20.0}
_chance = random.Random(7)  # the same run each time


def timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds `act` takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def report(name: str, took: list[float]) -> None:
    """Print median and 95th percentile beside the goal."""
    p95 = statistics.quantiles(took, n=20)[18] if len(took) > 1 else took[0]
    print(
        f"{name:<10} n={len(took):<4} p50={statistics.median(took):7.2f} p95={p95:7.2f}"
        f"  goal {GOALS[name]}"
    )


def measure(service: SearchService, shelf: Shelf, asked: list[str]) -> None:
    """Print all figures of a service whose index is built."""
    service.search(slip("configuración", _chance), LOCALE)  # opens the index, reads the words
    report("search", [timed(partial(service.search, q, LOCALE)) for q in asked])
    report("again", [timed(partial(service.search, q, LOCALE)) for q in asked[-200:]])
    wrong = [misspelt(q, _chance) for q in asked[:200]]
    report("misspelt", [timed(partial(service.search, q, LOCALE)) for q in wrong])
    typed = [q[:length] for q in asked[:100] for length in range(2, 12)]
    report("suggest", [timed(partial(service.suggest, q, LOCALE)) for q in typed])
    live = []
    for number, document in enumerate(list(shelf.found.values())[:20]):
        shelf.found[document.id] = replace(document, title=f"{document.title} kiwi{number}")
        live.append(timed(service.indexing.sync))
    report("live", live)  # readers look for it five times a second


def main(count: int) -> None:
    """Measure at `count` documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = load_articles(folder)
        shelf = Shelf(mixed(articles, count))
        engine = whoosh_engine(folder / "index")
        indexing = Indexing(engine, [shelf])
        built = timed(indexing.sync) / 1000
        size = sum(p.stat().st_size for p in (folder / "index").rglob("*.*")) / 1e6
        print(f"{count} documents, built in {built:.1f} s (goal 3), {size:.1f} MB")
        files = SiteFiles(folder)
        synonyms = {c: load_synonyms(files.path(f"synonyms/{c}.yml"), c)[0] for c in LOCALES}
        service = SearchService(indexing, engine, synonyms, SystemClock(), lambda _: None)
        measure(service, shelf, queries(articles))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
