"""The figures of one subject at one size: a process builds its index, another one asks it.

So the memory that is printed is what answering takes. Times are taken twice: as they pass, and as
CPU of the process, which is what they would be on a machine with nothing else to do.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from portal.search.model import SearchDocument
from tests.bench.search_made import ROOT, load_articles, mixed, queries, slip
from tests.bench.search_subjects import Ours, Subject, subject_of

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
_CHANGES = 30
Times = tuple[float, float]
"""Milliseconds as they pass, and of CPU."""

Figures = dict[str, Any]


def timed(act: Callable[[], object]) -> Times:
    """Return how long `act` takes."""
    began, spent = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000


def _percentiles(took: Iterable[Times]) -> list[list[float]]:
    """Return p50, p95 and p99, of the times as they pass and of CPU."""
    found = []
    for times in zip(*took, strict=True):
        cut = statistics.quantiles(times, n=100, method="inclusive")
        found.append([cut[49], cut[94], cut[98]])
    return found


def _memory() -> float:
    """Return how many MB this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def build_one(name: str, folder: Path, count: int) -> Figures:
    """Make the index of `count` documents in this process."""
    documents = list(mixed(load_articles(folder), count))
    subject = subject_of(name, folder)
    took = [ms / 1000 for ms in timed(lambda: subject.build(documents))]
    size = sum(p.stat().st_size for p in (folder / "index").rglob("*") if p.is_file()) / 1e6
    return {"build": took, "size": size}


def ask_one(name: str, folder: Path, count: int) -> Figures:
    """Ask the index that `build_one` made, in this process."""
    chance, articles = random.Random(7), load_articles(folder)
    asked, before = queries(articles), _memory()
    subject = subject_of(name, folder)
    subject.search(slip("configuración", chance))  # opens the index and reads the words
    figures: Figures = {}
    figures["search"] = _percentiles([timed(partial(subject.search, q)) for q in asked])
    typed = [q[:length] for q in asked[:100] for length in range(2, 12)]
    figures["suggest"] = _percentiles([timed(partial(subject.suggest, q)) for q in typed])
    if isinstance(subject, Ours):
        words = sorted({w for q in asked for w in q.split() if len(w) > 5 and w.isalpha()})[:300]
        slips = [slip(w, chance) for w in words]
        figures["did you mean"] = _percentiles([timed(partial(subject.correct, w)) for w in slips])
        figures["misspelt"] = _percentiles([timed(partial(subject.search, w)) for w in slips])
        figures["again"] = _percentiles([timed(partial(subject.search, q)) for q in asked[-200:]])
        figures["hostile"] = {
            what: max(timed(partial(subject.search, text)) for _ in "ab")
            for what, text in HOSTILE.items()
        }
    figures["memory"] = _memory() - before
    figures["live"] = _percentiles(_changes(subject, articles, count))
    return figures


def _changes(subject: Subject, articles: list[SearchDocument], count: int) -> list[Times]:
    """Return how long each of some changes takes until a search finds it."""
    documents = list(mixed(articles, count))
    if isinstance(subject, Ours):
        subject.shelf.found = {d.id: d for d in documents}
        subject.service.indexing.sync()  # as in a worker that has run for a while
    took = []
    for number in range(_CHANGES):
        base = documents[number * len(documents) // _CHANGES]
        changed, word = replace(base, title=f"{base.title} kiwi{number}"), f"kiwi{number}"
        took.append(timed(partial(_change, subject, changed, word)))
    return took


def _change(subject: Subject, changed: SearchDocument, word: str) -> None:
    subject.change(changed)
    if not subject.search(word):
        raise SystemExit(f"a change is not found: {word}")


def measure(name: str, folder: Path, count: int) -> Figures:
    """Return all figures of the subject `name` at `count` documents."""
    return {
        key: value
        for what in ("build", "ask")
        for key, value in _in_a_process([what, name, str(folder), str(count)]).items()
    }


def _in_a_process(words: Sequence[str]) -> Figures:
    command = [sys.executable, "-m", "tests.bench.search_measure", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    found: Figures = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    _what, _name, _folder, _count = sys.argv[1:]
    _do = build_one if _what == "build" else ask_one
    print(json.dumps(_do(_name, Path(_folder), int(_count))))
