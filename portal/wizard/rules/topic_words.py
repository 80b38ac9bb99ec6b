"""The words that the start page knows, and where they stand in a text.

An entry is a phrase: `correo`, `contrasen*` (every word that begins so), `no envi*|mand*` (one of
these), `# equipos` (a number; also `#mailbox` and `#domain`), `ne $` (at the end of a clause). Up
to two other words may stand between its words, in the same clause, so that `no envi*` finds "no me
lo envía". A word that nobody knows counts as the one it is a slip of.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.wizard.rules.topic_text import Word

END = "$"
NUMBER, MAILBOX, DOMAIN = "#", "#mailbox", "#domain"
_FILES = frozenset({"js", "php", "html", "htm", "txt", "exe", "pst", "pdf", "log", "eml", "zip"})
"""Endings of what looks like a domain and is none: `node.js`, `wp-config.php`."""

_KINDS = frozenset({NUMBER, MAILBOX, DOMAIN})
_GAP = 2
_SHORTEST = 6
"""Shorter words and stems have too many neighbours to be slips of."""

_KEY = 2
"""Entries are looked up by so many first letters."""

Element = tuple[str, ...]
"""The ways to say one word of a phrase."""


@dataclass(frozen=True)
class Phrase:
    """One entry: the concept that it stands for, and its words."""

    concept: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Found:
    """A concept in a text: the words from `start` to before `end`."""

    concept: str
    start: int
    end: int


def read_phrase(concept: str, entry: str) -> Phrase:
    """Return what `entry` stands for. Raises ValueError where it is not well written."""
    elements = tuple(tuple(part.split("|")) for part in entry.split())
    ways = [way for element in elements for way in element]
    if not elements or elements[0] == (END,):
        raise ValueError("a phrase begins with a word")
    if any(not way or "*" in way[:_KEY] + way[_KEY:-1] for way in ways):
        raise ValueError(f"{entry!r}: a * ends two letters or more, and | stands between two words")
    if any(element == (END,) for element in elements[:-1]):
        raise ValueError(f"{entry!r}: $ stands at the end")
    return Phrase(concept, elements)


@dataclass(frozen=True)
class Vocabulary:
    """All phrases of one language."""

    phrases: tuple[Phrase, ...] = ()
    plain: frozenset[str] = frozenset()
    """Words that mean nothing here, and are no slips: `restarted` is not `restore*`."""

    def find(self, words: Sequence[Word], *, slips: bool = True) -> tuple[Found, ...]:
        """Return every concept in `words`, each at every place; without `slips`, as spelled."""
        meant = [self._meanings(word.form, slips) for word in words]
        found = {
            Found(phrase.concept, at, end)
            for at, ways in enumerate(meant)
            for way in ways
            for phrase in self._by_first[way]
            if (end := _end_of(phrase, at, words, meant)) is not None
        }
        return tuple(sorted(found, key=lambda f: (f.start, f.end, f.concept)))

    def _meanings(self, form: str, slips: bool) -> frozenset[str]:  # noqa: FBT001  # from `find`
        """Return the words and stems of phrases that `form` is, or else is a slip of."""
        key = (form, slips)
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = frozenset(self._matches(form))
            self._known[key] = found or frozenset(self._slips(form) if slips else ())
        return self._known[key]

    def _matches(self, form: str) -> Iterator[str]:
        kind = _kind(form)
        if kind:
            yield kind
        for way in self._ways.get(form[:_KEY], ()):
            if form == way or (way.endswith("*") and form.startswith(way[:-1])):
                yield way

    def _slips(self, form: str) -> Iterator[str]:
        if len(form) < _SHORTEST or not form.isalpha() or form in self.plain:
            return
        for way in self._by_letter.get(form[:1], ()):
            if _is_slip(form, way):
                yield way

    @cached_property
    def _known(self) -> dict[tuple[str, bool], frozenset[str]]:
        return {}

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[Phrase]]:
        index: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in self.phrases:
            for way in phrase.elements[0]:
                index[way].append(phrase)
        return index

    @cached_property
    def _ways(self) -> Mapping[str, Sequence[str]]:
        """Words and stems by their first letters; a stem shorter than those under each it fits."""
        index: dict[str, list[str]] = defaultdict(list)
        for way in self._every_way:
            index[way.rstrip("*")[:_KEY]].append(way)
        return index

    @cached_property
    def _by_letter(self) -> Mapping[str, Sequence[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for way in self._every_way:
            stem = way.rstrip("*")
            if stem.isalpha() and len(stem) >= _SHORTEST:
                index[way[0]].append(way)
        return index

    @cached_property
    def _every_way(self) -> Sequence[str]:
        ways = {way for phrase in self.phrases for element in phrase.elements for way in element}
        return sorted(ways - _KINDS - {END})


_MOST_KNOWN = 20_000


def _end_of(
    phrase: Phrase, at: int, words: Sequence[Word], meant: Sequence[frozenset[str]]
) -> int | None:
    """Return where `phrase`, whose first word stands at `at`, ends; None where it does not."""
    last = at
    for element in phrase.elements[1:]:
        if element == (END,):
            return last + 1 if words[last].is_last else None
        reach = range(last + 1, min(last + _GAP + 2, len(words)))
        place = next((i for i in reach if not meant[i].isdisjoint(element)), None)
        if place is None or words[place].clause != words[at].clause:
            return None
        last = place
    return last + 1


def _kind(form: str) -> str:
    """Return what the word is where it is no word: a number, an address, the name of a site."""
    if form.isdigit():
        return NUMBER
    if "@" in form:
        return MAILBOX
    head, dot, ending = form.rpartition(".")
    is_site = dot and ending.isalpha() and ending not in _FILES
    return DOMAIN if is_site and not head.replace(".", "").isdigit() else ""


def _is_slip(form: str, way: str) -> bool:
    """Return whether one letter makes `form` the word, or the beginning of it the stem, `way`."""
    if not way.endswith("*"):
        return is_one_off(form, way)
    stem = way[:-1]
    lengths = range(len(stem) - 1, len(stem) + 2)
    return any(is_one_off(form[:length], stem) for length in lengths if length <= len(form))


def is_one_off(one: str, other: str) -> bool:
    """Return whether a letter added, left out, replaced or swapped makes `other` of `one`."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    is_swap = short[at : at + 2] == long[at : at + 2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (is_swap and short[at + 2 :] == long[at + 2 :])
