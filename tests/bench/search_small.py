"""How fast search is at a thousand articles: `python tests/bench/search_small.py [documents]`.

The articles are made of pieces of ours, shuffled, so that words are spread as in real ones. Each
query is asked once, with excerpts, in one process without HTTP; what repeats is measured apart.
Goals stand beside the figures, in milliseconds where nothing else is said.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.kernel.clock import SystemClock
from portal.kernel.locale import LOCALES, Locale
from portal.search.catalogue import ArticleSource
from portal.search.engines.whoosh import whoosh_engine
from portal.search.files import load_synonyms
from portal.search.model import SearchDocument
from portal.search.service import Indexing, SearchService
from portal.site import SiteFiles, load_site

ROOT = Path(__file__).parents[2]
LOCALE = Locale.ES
GOALS = {"search": 8.0, "misspelt": 8.0, "suggest": 0.5, "again": 1.0, "live": 20.0}
_chance = random.Random(7)  # the same run each time


class Shelf:
    """A source that holds what it is given."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        self.found = {d.id: d for d in documents}

    def documents(self) -> Iterable[SearchDocument]:
        """Return all."""
        return self.found.values()


def load_articles(folder: Path) -> list[SearchDocument]:
    """Return our own articles in LOCALE."""
    variables = load_site(SiteFiles(folder)).variables
    library = Library(
        ArticleFolder(ROOT / "articles"),
        GoodVersions(folder / "good"),
        Renderings(folder / "rendered"),
        variables,
    )
    library.refresh()
    source = ArticleSource(library, lambda key, _: key)
    return [d for d in source.documents() if d.locale is LOCALE]


def mixed(articles: list[SearchDocument], count: int) -> list[SearchDocument]:
    """Return `count` documents made of the sections and words of `articles`."""
    sections = [s for a in articles for s in a.sections]
    words = [w for a in articles for w in a.title.split()]
    made = []
    for number in range(count):
        base = articles[number % len(articles)]
        title = " ".join(_chance.sample(base.title.split() + _chance.sample(words, 5), 6))
        made.append(
            replace(
                base,
                id=f"{base.id}-{number}",
                title=title,
                keywords=tuple(k for k in base.keywords if _chance.random() < 1 / 3),
                sections=tuple(_chance.sample(sections, len(base.sections))),
            )
        )
    return made


def slip(word: str) -> str:
    """Return `word` with two letters swapped."""
    at = _chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def misspelt(text: str) -> str:
    """Return `text` with its longest word misspelt."""
    longest = max(text.split(), key=len)
    return text.replace(longest, slip(longest)) if len(longest) > 4 else text


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


def measure(service: SearchService, shelf: Shelf, queries: list[str]) -> None:
    """Print all figures of a service whose index is built."""
    service.search(slip("configuración"), LOCALE)  # opens the index and reads the vocabulary
    report("search", [timed(partial(service.search, q, LOCALE)) for q in queries])
    report("again", [timed(partial(service.search, q, LOCALE)) for q in queries[-200:]])
    wrong = [misspelt(q) for q in queries[:200]]
    report("misspelt", [timed(partial(service.search, q, LOCALE)) for q in wrong])
    typed = [q[:length] for q in queries[:100] for length in range(2, 12)]
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
        asked = [a.title for a in articles] + [k for a in articles for k in a.keywords]
        asked += [" ".join(a.summary.split()[:8]) for a in articles]
        measure(service, shelf, _chance.sample(asked, min(400, len(asked))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
