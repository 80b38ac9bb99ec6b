"""Searches that people really make, and how well an engine answers them.

Each line of `judged.txt` is one search with everything that answers it. The figures are those of
the field: MRR@10 asks how far down the first answer stands, recall@10 whether there is one at all,
nDCG@10 whether the answers stand at the top.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from typing_extensions import override

from portal.kernel.locale import Locale
from portal.search.service import SearchService

_DEPTH = 10
_SOURCES = {"": "article", "e": "error_code", "s": "scope"}
_LONG = 5  # letters a word needs before a typing mistake still lets it be known


@dataclass(frozen=True)
class Judged:
    """A search, and the ids of the documents that answer it."""

    locale: Locale
    query: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """How well a set was answered, from 0 to 1; `missed` are those without an answer among ten."""

    count: int
    mrr: float
    recall: float
    ndcg: float
    missed: tuple[str, ...] = ()

    @override
    def __str__(self) -> str:
        return (
            f"{self.count} searches: MRR@10 {self.mrr:.3f},"
            f" recall@10 {self.recall:.3f}, nDCG@10 {self.ndcg:.3f}"
        )


def read(name: str = "judged.txt") -> list[Judged]:
    """Return a whole set; the one of `held_out.txt` has never been used to choose a weight."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line and not line.startswith("#")]
    return [Judged(Locale(code), query, _ids(keys)) for code, query, keys in rows]


def _ids(keys: str) -> frozenset[str]:
    pairs = (key.rpartition(":") for key in keys.split())
    return frozenset(f"{_SOURCES[source]}:{key}" for source, _, key in pairs)


def misspelt(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Yield the searches that have a long word, with one slip of the fingers in the longest."""
    chance = random.Random(7)  # the same slips in every run
    for one in judged:
        words = one.query.split()
        place = max(range(len(words)), key=lambda n: len(words[n]))
        if len(words[place]) >= _LONG and words[place].isalpha():
            words[place] = _slip(words[place], chance)
            yield replace(one, query=" ".join(words))


def _slip(word: str, chance: random.Random) -> str:
    """Swap two letters, leave one out, or double one; never the first."""
    at = chance.randrange(1, len(word) - 1)
    kinds = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    )
    return chance.choice(kinds)


def measure(service: SearchService, judged: Sequence[Judged]) -> Figures:
    """Ask `service` every search of the set."""
    reciprocal = found = gain = 0.0
    missed = []
    for one in judged:
        hits = service.search(one.query, one.locale).hits[:_DEPTH]
        ranks = [n for n, hit in enumerate(hits, 1) if hit.document.id in one.answers]
        reciprocal += 1 / ranks[0] if ranks else 0
        found += bool(ranks)
        best = sum(1 / math.log2(n + 1) for n in range(1, min(len(one.answers), _DEPTH) + 1))
        gain += sum(1 / math.log2(n + 1) for n in ranks) / best
        if not ranks:
            missed.append(one.query)
    count = len(judged)
    return Figures(count, reciprocal / count, found / count, gain / count, tuple(missed))


def together(parts: Sequence[Figures]) -> Figures:
    """Return the figures of several sets as those of one."""
    count = sum(one.count for one in parts)

    def mean(figure: Callable[[Figures], float]) -> float:
        return sum(figure(one) * one.count for one in parts) / count

    missed = tuple(query for one in parts for query in one.missed)
    return Figures(
        count, mean(lambda f: f.mrr), mean(lambda f: f.recall), mean(lambda f: f.ndcg), missed
    )
