"""R8: one ticket, one problem. Two service groups joined by "and" raise the question."""

from dataclasses import dataclass

from portal.tickets.rules.lexicon import Lexicon, WordList
from portal.tickets.rules.text import Prepared, prepare


@dataclass(frozen=True)
class Split:
    """Two problems, perhaps: their service groups, and the text of each to start with."""

    groups: tuple[str, ...]
    parts: tuple[str, str]


def find_split(text: str, lexicon: Lexicon) -> Split | None:
    """Return how `text` falls into two problems, or None if it names one.

    It does at a conjunction that has objects of different service groups on its two sides.
    """
    prepared = prepare(text)
    groups = {name: words.covered(prepared.tokens) for name, words in lexicon.objects}
    named = {name: at for name, at in groups.items() if at}
    if len(named) > 1:
        for at in sorted(lexicon.conjunctions.covered(prepared.tokens)):
            if _divides(at, named):
                return Split(tuple(named), _halves(prepared, at, lexicon.conjunctions))
    return None


def _divides(at: int, named: dict[str, frozenset[int]]) -> bool:
    before = {name for name, places in named.items() if min(places) < at}
    after = {name for name, places in named.items() if max(places) > at}
    return bool(before - after) and bool(after - before)


def _halves(prepared: Prepared, at: int, conjunctions: WordList) -> tuple[str, str]:
    start = prepared.starts[at]
    last = at
    while last + 1 < len(prepared.tokens) and conjunctions.has(prepared.tokens[last + 1]):
        last += 1
    end = prepared.starts[last + 1] if last + 1 < len(prepared.starts) else len(prepared.text)
    return prepared.text[:start].rstrip(" ,;"), prepared.text[end:].strip()
