"""Four processes that search without a pause, while one article after the other changes.

`python -m tests.bench readers --documents 10000 --updates 1000`. Prints how many searches failed,
how old the oldest state was that a reader answered from (from the moment the change was made, so
the goal is one second), and what the changes cost readers, as the ratio of the 95th percentiles.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

from portal.kernel.clock import SystemClock
from portal.search.model import Batch, SearchDocument
from portal.search.ports import SearchEngine
from portal.search.service import Indexing, SearchService
from tests.bench.search_made import LOCALE, Shelf, load_articles, mixed, queries

_READERS = 4
_PATIENCE = 120.0  # seconds for all readers to be there
_QUIET = 5.0  # seconds of reading alone, to compare with
_LOOK_EVERY = 0.05  # seconds between two looks at how old a reader's state is
_GOAL_AGE, _GOAL_RATIO = 1.0, 2.0


@dataclass
class Seen:
    """What a reader saw: times in ms, ages in seconds."""

    quiet: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    oldest: float = 0.0
    failed: int = 0


def _engine(name: str, root: Path) -> SearchEngine:
    if name == "tantivy":
        from portal.search.engines.tantivy import tantivy_engine

        return tantivy_engine(root)
    from portal.search.engines.whoosh import whoosh_engine

    return whoosh_engine(root)


def _tick(number: int) -> SearchDocument:
    return SearchDocument(
        "tick:0", LOCALE, "article", str(number), "Zumbido", f"/{LOCALE}/articles/tick"
    )


@dataclass(frozen=True)
class Signs:
    """What the writer tells readers: all are there; changes begin; it is over."""

    start: Barrier
    is_busy: Event
    stop: Event


def read(name: str, root: Path, asked: Sequence[str], shared: Any, signs: Signs) -> Seen:
    """Search until told to stop; `shared` holds when each change was made."""
    engine = _engine(name, root)
    service = SearchService(Indexing(engine, []), engine, {}, SystemClock(), lambda _: None)
    seen, look_at, number = Seen(), 0.0, 0
    service.search("zumbdo", LOCALE)  # opens the index and reads the words
    signs.start.wait(_PATIENCE)
    while not signs.stop.is_set():
        text = f"{asked[number % len(asked)]} {'' if number < len(asked) else number % 997}"
        number += 1
        began = time.perf_counter()
        results = service.search(text, LOCALE)
        took = (time.perf_counter() - began) * 1000
        (seen.busy if signs.is_busy.is_set() else seen.quiet).append(took)
        seen.failed += results.is_degraded
        if signs.is_busy.is_set() and time.monotonic() >= look_at:
            look_at = time.monotonic() + _LOOK_EVERY
            seen.oldest = max(seen.oldest, _age(service, shared))
    return seen


def _age(service: SearchService, shared: Any) -> float:
    """Return for how many seconds a newer state than the one answered from has been there."""
    before = time.monotonic()
    hits = [h for h in service.search("zumbido", LOCALE).hits if h.document.id == "tick:0"]
    number = int(hits[0].document.slug) if hits else 0
    next_made = shared[number + 1] if number + 1 < len(shared) else 0.0
    return max(0.0, before - next_made) if next_made else 0.0


def _work(arguments: tuple[Any, ...], answers: Any) -> None:
    answers.put(read(*arguments))


def run(name: str, documents: int, updates: int) -> None:
    """Measure the engine `name`."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "index"
        articles = load_articles(Path(folder))
        shelf, writer = Shelf(mixed(articles, documents)), _engine(name, root)
        shelf.found["tick:0"] = _tick(0)
        Indexing(writer, [shelf]).sync()
        context = multiprocessing.get_context("spawn")
        shared = context.Array("d", updates + 2, lock=False)
        signs = Signs(context.Barrier(_READERS + 1), context.Event(), context.Event())
        answers = context.Queue()
        arguments = (name, root, queries(articles), shared, signs)
        readers = [
            context.Process(target=_work, args=(arguments, answers)) for _ in range(_READERS)
        ]
        for reader in readers:
            reader.start()
        signs.start.wait(_PATIENCE)
        time.sleep(_QUIET)
        signs.is_busy.set()
        took = _write(writer, updates, shared)
        signs.stop.set()
        found = [answers.get(timeout=_PATIENCE) for _ in readers]
        for reader in readers:
            reader.join()
    _report(name, documents, took, found)


def _write(writer: SearchEngine, updates: int, shared: Any) -> list[float]:
    """Change one article after the other; return how many ms each took."""
    took = []
    for number in range(1, updates + 1):
        began = time.monotonic()
        document = _tick(number)
        writer.apply(LOCALE, Batch({document.id: document}))
        shared[number] = time.monotonic()
        took.append((shared[number] - began) * 1000)
    return took


def _report(name: str, documents: int, took: list[float], found: list[Seen]) -> None:
    quiet = _p95([ms for seen in found for ms in seen.quiet])
    busy = _p95([ms for seen in found for ms in seen.busy])
    oldest, failed = max(s.oldest for s in found), sum(s.failed for s in found)
    searches = sum(len(s.quiet) + len(s.busy) for s in found)
    print(f"{name}: {documents} articles, {len(took)} changes, {_READERS} readers")
    print(f"  {searches} searches, {failed} failed")
    print(f"  oldest state {oldest:.2f} s (goal {_GOAL_AGE:.0f})")
    ratio = f"x{busy / quiet:.2f} (goal {_GOAL_RATIO:.0f})"
    print(f"  p95 {quiet:.2f} ms alone, {busy:.2f} ms meanwhile: {ratio}")
    print(f"  a change took p50 {statistics.median(took):.0f} ms, p95 {_p95(took):.0f} ms")


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20, method="inclusive")[18] if len(took) > 1 else took[0]


def main(words: Sequence[str]) -> None:
    """Measure each engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--engine", default="whoosh,tantivy")
    asked = parser.parse_args(words)
    for name in asked.engine.split(","):
        run(name, asked.documents, asked.updates)
