"""Which concept a word or a run of words stands for, in one language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.kernel.locale import Locale
from portal.scope.model import ConceptKind, ScopeWords

NOISE = ""
"""Stands for words that say nothing about what is needed."""

_NUMBER = "#"
"""Stands for any number in a phrase."""

_Words = tuple[str, ...]
_Known = tuple[_Words, str]


@dataclass(frozen=True)
class Concepts:
    """The phrases of one language by their first word, whole or beginning; made by `compile_`."""

    whole: Mapping[str, tuple[_Known, ...]] = field(default_factory=dict)
    begun: Mapping[str, tuple[_Known, ...]] = field(default_factory=dict)
    longest_begun: int = 0

    def match(self, said: Sequence[str]) -> tuple[int, frozenset[str]]:
        """Return how many words at the beginning of `said` are known, and what they stand for.

        The longest phrase decides; of several equally long ones, all do, and noise only
        where nothing else does.
        """
        length, names = 0, set[str]()
        for phrase, name in self._from(said[0]):
            size = len(phrase)
            if size < length or not _fits(phrase, said):
                continue
            if size > length:
                length, names = size, set()
            names.add(name)
        meant = names - {NOISE} or names
        return length, frozenset(meant)

    def _from(self, word: str) -> Iterable[_Known]:
        yield from self.whole.get(_NUMBER if word.isdigit() else word, ())
        for end in range(1, min(len(word), self.longest_begun) + 1):
            yield from self.begun.get(word[:end], ())


def _fits(phrase: _Words, said: Sequence[str]) -> bool:
    return len(phrase) <= len(said) and all(map(_is_like, phrase, said))


def _is_like(known: str, word: str) -> bool:
    if known == _NUMBER:
        return word.isdigit()
    return word.startswith(known[:-1]) if known.endswith("*") else word == known


def compile_concepts(words: ScopeWords, locale: Locale) -> Concepts:
    """Return what `words` says of `locale`, ready for use."""
    whole: dict[str, list[_Known]] = defaultdict(list)
    begun: dict[str, list[_Known]] = defaultdict(list)
    known = [(concept.id, concept.words.get(locale, ())) for concept in words.concepts]
    for name, phrases in (*known, (NOISE, words.noise.get(locale, ()))):
        for written in phrases:
            phrase = tuple(written.split())
            first = phrase[0]
            if first.endswith("*"):
                begun[first[:-1]].append((phrase, name))
            else:
                whole[first].append((phrase, name))
    return Concepts(
        {word: tuple(found) for word, found in whole.items()},
        {word: tuple(found) for word, found in begun.items()},
        max(map(len, begun), default=0),
    )


def kinds_of(words: ScopeWords) -> dict[str, ConceptKind]:
    """Return what each concept is in a request."""
    return {concept.id: concept.kind for concept in words.concepts}
