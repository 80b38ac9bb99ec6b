"""Other words for the same thing, as writers list them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.kernel.locale import Locale
from portal.search.rules.languages import is_stop_word, stem
from portal.search.rules.tokens import tokenize

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Phrases of which each in `said` also finds each in `found`."""

    said: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """What to look for besides what was said, by the stems of what was said."""

    others: dict[Stems, tuple[Stems, ...]] = field(default_factory=dict)
    longest: int = 0

    def match(self, said: Sequence[str]) -> tuple[int, tuple[Stems, ...]]:
        """Return how many stems at the beginning of `said` are a known phrase, and its others."""
        for length in range(min(self.longest, len(said)), 0, -1):
            found = self.others.get(tuple(said[:length]))
            if found:
                return length, found
        return 0, ()


def compile_synonyms(groups: Iterable[Group], locale: Locale) -> Synonyms:
    """Return `groups` ready for use: by stem, without accents and capitals."""
    others: dict[Stems, list[Stems]] = defaultdict(list)
    for group in groups:
        for phrase in group.said:
            said = all_stems(phrase, locale)
            for other in group.found:
                found = _content(other, locale)
                if found and other != phrase and found not in others[said]:
                    others[said].append(found)
    kept = {said: tuple(found) for said, found in others.items() if said and found}
    return Synonyms(kept, max(map(len, kept), default=0))


def all_stems(phrase: str, locale: Locale) -> Stems:
    """Return the stem of every word of `phrase`, stop words included: `no funciona` is two."""
    return tuple(stem(token.form, locale) for token in tokenize(phrase))


def _content(phrase: str, locale: Locale) -> Stems:
    return tuple(
        stem(token.form, locale)
        for token in tokenize(phrase)
        if not is_stop_word(token.form, locale)
    )
