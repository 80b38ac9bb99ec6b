"""What a query's words turn out to mean in one state of an index; the same for every engine."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from portal.kernel.text import fold
from portal.search.model import Alternative, Query, Term, Weight
from portal.search.rules.languages import stem
from portal.search.rules.spelling import Vocabulary

BOOSTS: Final = {
    "title": 2.5,
    "headings": 1.0,
    "keywords": 3.2,
    "summary": 1.5,
    "body": 1.0,
    "codes": 0.5,
}
"""What a word is worth in each field. A code stands in the field of its text and in `codes`."""

READ: Final = ("title", "headings", "summary", "body")
"""The fields that readers see."""

WHOLE: Final = {"exact": 100.0, "keys": 15.0}
"""What a whole title, or an error named in it, is worth: more than words ever add; and the same
for a whole keyword, which several documents may share."""

CORRECTION_WEIGHT = 0.7
COMPLETION_WEIGHT = 0.5
_RARELY = 10
"""A word that stands in keywords only is a known slip if what it may mean is so much commoner."""


class Lexicon(Protocol):
    """The terms of one unchanging state of an index. Any of these may raise."""

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have `term` in `field`; those just deleted may count."""
        ...

    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts."""
        ...


@dataclass
class Meaning:
    """The terms to look for, which words were corrected, and texts that may be a whole title."""

    terms: list[Term] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()


def find_meaning(query: Query, lexicon: Lexicon) -> Meaning:
    """Return what `query` means where the words of `lexicon` are written."""
    meaning = Meaning()
    meaning.terms = [_extended(term, query, lexicon, meaning.corrections) for term in query.terms]
    meant = [fold(meaning.corrections.get(word, word)) for word in query.words]
    codes = [term.word for term in query.terms if term.is_error]
    meaning.whole = frozenset({" ".join(query.words), " ".join(meant), *codes} - {""})
    return meaning


def _extended(term: Term, query: Query, lexicon: Lexicon, corrections: dict[str, str]) -> Term:
    """Return `term` with what was probably meant where nobody writes it so."""
    if query.is_literal or term.is_code or _is_read(term, lexicon):
        return term
    weight, meant = _meant(term, lexicon, is_last=term is query.terms[-1])
    if not meant:
        return term
    vocabulary = lexicon.vocabulary()
    if weight == CORRECTION_WEIGHT:
        corrections[term.word] = vocabulary.written(meant[0])
    more = tuple(
        Alternative((stem(vocabulary.written(word), query.locale),), weight) for word in meant
    )
    return Term(term.word, term.stem, term.start, term.end, alternatives=more + term.alternatives)


def _is_read(term: Term, lexicon: Lexicon) -> bool:
    """Return whether some text that readers see has the word, or another with its stem."""
    if any(lexicon.frequency(name, term.stem) for name in READ):
        return True
    return bool(lexicon.frequency("words", term.word))


def _meant(term: Term, lexicon: Lexicon, *, is_last: bool) -> tuple[float, Sequence[str]]:
    vocabulary = lexicon.vocabulary()
    in_keywords = lexicon.frequency("keywords", term.stem)
    if is_last and not in_keywords:
        completions = vocabulary.completions(term.word)
        if completions:
            return COMPLETION_WEIGHT, completions
    likely = [
        word
        for word in vocabulary.corrections(term.word)
        if vocabulary.counts[word] >= _RARELY * in_keywords
    ]
    return CORRECTION_WEIGHT, likely


def ways(term: Term) -> Iterator[Alternative]:
    """Yield every way to say `term`, itself first."""
    yield Alternative((term.stem,), 1.0)
    yield from term.alternatives


def weigh(
    meaning: Meaning,
    worth: Callable[[str], Mapping[str, float]],
    has: Callable[[str, str], bool],
) -> tuple[Weight, ...]:
    """Return what made one document rank where it does, the weightiest first.

    `worth` says what a stem gives it in each field, `has` whether it has a term in a field.
    """
    weights: list[Weight] = []
    for term in meaning.terms:
        weights += max((_weights(term, way, worth) for way in ways(term)), key=_sum)
    for name, points in WHOLE.items():
        weights += [Weight(t, t, name, points) for t in sorted(meaning.whole) if has(name, t)]
    return tuple(sorted(weights, key=lambda w: -w.points))


def _weights(
    term: Term, way: Alternative, worth: Callable[[str], Mapping[str, float]]
) -> list[Weight]:
    share = way.weight / len(way.stems)
    found = [(said, worth(said)) for said in way.stems]
    if not all(fields for _, fields in found):
        return []
    return [
        Weight(term.word, said, name, share * points)
        for said, fields in found
        for name, points in fields.items()
    ]


def _sum(weights: Iterable[Weight]) -> float:
    return sum(w.points for w in weights)
