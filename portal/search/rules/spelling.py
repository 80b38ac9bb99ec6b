"""Which known word was probably meant by an unknown one.

One wrong, missing, extra or swapped letter is looked up by making all such words; two, in long
words only, by going through the known words with the same first letter, most of which a
comparison of letter sets rules out. Neither grows with what people type.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4
_LONG = 8
"""Words from this length may be wrong in two places."""

_SLIPS = 2
_COMPLETIONS = 6
_SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Vocabulary:
    """The folded words of all texts, with how many texts have each, and how they are written."""

    counts: Mapping[str, int]
    spellings: Mapping[str, str] = field(default_factory=dict)
    base: "Vocabulary | None" = field(default=None, repr=False)
    """Another one whose words are all among these; what it knows is not worked out anew."""

    def with_more(self, counts: Mapping[str, int], spellings: Mapping[str, str]) -> "Vocabulary":
        """Return these words and those of `counts`; itself where none of them is new."""
        new = {word: count for word, count in counts.items() if word not in self.counts}
        if not new:
            return self
        return Vocabulary({**new, **self.counts}, {**spellings, **self.spellings}, self)

    def corrections(self, word: str, limit: int = 2) -> list[str]:
        """Return up to `limit` known words that `word` may be a slip of, the likeliest first."""
        if len(word) < _SHORTEST or not word.isalpha() or word in self.counts:
            return []
        near = {other for other in _one_off(word) if other in self.counts}
        if not near and len(word) >= _LONG:
            near = set(self._two_off(word))
        return sorted(near, key=lambda w: (w[0] != word[0], -self.counts[w], w))[:limit]

    def completions(self, prefix: str) -> list[str]:
        """Return the commonest known words that begin with `prefix`, which has three letters."""
        if len(prefix) < _SHORTEST_PREFIX:
            return []
        words = self._sorted
        first = bisect_left(words, prefix)
        last = bisect_left(words, prefix + "\uffff")
        return sorted(words[first:last], key=lambda w: (-self.counts[w], w))[:_COMPLETIONS]

    def written(self, word: str) -> str:
        """Return the folded `word` with the accents that it is mostly written with."""
        return self.spellings.get(word, word)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _by_letter(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        known = self.base.counts if self.base else {}
        for word in self.counts:
            if word in known:
                continue
            if len(word) >= _LONG - 2 and word.isalpha():
                found[word[0]].append((_letters(word), word))
        return dict(found)

    def _two_off(self, word: str) -> Iterator[str]:
        if self.base:
            yield from self.base._two_off(word)  # another of ours
        letters = _letters(word)
        for others, other in self._by_letter.get(word[0], ()):
            is_like = (letters ^ others).bit_count() <= 2 * _SLIPS
            if is_like and abs(len(word) - len(other)) <= _SLIPS and _is_off(word, other):
                yield other


def _one_off(word: str) -> set[str]:
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    for letter in _LETTERS:
        found |= {left + letter + right[1:] for left, right in splits if right}
        found |= {left + letter + right for left, right in splits}
    return found


def _letters(word: str) -> int:
    """Return the set of letters in `word` as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _is_off(one: str, other: str) -> bool:
    """Return whether a few letters added, left out or replaced make one word of the other.

    Only places a few letters apart are compared: any others would be too far off already.
    """
    width, far = len(other), _SLIPS + 1
    row = list(range(width + 1))
    for i, letter in enumerate(one, start=1):
        before, row = row, [i, *[far] * width]
        for j in range(max(1, i - _SLIPS), min(width, i + _SLIPS) + 1):
            row[j] = min(before[j - 1] + (letter != other[j - 1]), before[j] + 1, row[j - 1] + 1)
        if min(row) > _SLIPS:
            return False
    return row[-1] <= _SLIPS
